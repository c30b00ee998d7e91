CREATE TABLE "package_password" (
	"instance_id" uuid PRIMARY KEY NOT NULL,
	"password" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sealed_package" (
	"instance_id" uuid PRIMARY KEY NOT NULL,
	"no" text NOT NULL,
	"bank_code" text NOT NULL,
	"at" bigint NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	"taken_at" bigint,
	CONSTRAINT "sealed_package_no_unique" UNIQUE("no")
);
--> statement-breakpoint
CREATE TABLE "workflow_timer" (
	"instance_id" uuid NOT NULL,
	"step" text NOT NULL,
	"kind" text NOT NULL,
	"at" bigint NOT NULL,
	"to_role" text NOT NULL,
	"fired_at" bigint,
	CONSTRAINT "workflow_timer_instance_id_step_kind_pk" PRIMARY KEY("instance_id","step","kind")
);
--> statement-breakpoint
ALTER TABLE "warning" ADD COLUMN "desks" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "package_password" ADD CONSTRAINT "package_password_instance_id_sealed_package_instance_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."sealed_package"("instance_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sealed_package" ADD CONSTRAINT "sealed_package_instance_id_warning_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."warning"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workflow_timer" ADD CONSTRAINT "workflow_timer_instance_id_warning_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."warning"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "workflow_timer_due" ON "workflow_timer" USING btree ("at") WHERE fired_at IS NULL;--> statement-breakpoint
CREATE INDEX "warning_desks" ON "warning" USING gin ("desks");--> statement-breakpoint
-- Desks of the caller, as the service names them for the transaction.
CREATE FUNCTION app_desks() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT string_to_array(coalesce(current_setting('app.desks', true), ''), ',') $$;--> statement-breakpoint
-- What was addressed to a desk is seen there, whoever's case it is; what was not is not.
DROP POLICY warning_scope ON warning;--> statement-breakpoint
CREATE POLICY warning_scope ON warning USING (
  (SELECT app_scope()) IN ('system', 'all')
  OR ((SELECT app_scope()) = 'desk' AND desks && (SELECT app_desks()))
  OR ((SELECT app_scope()) = 'team' AND team_id = (SELECT app_team()))
  OR ((SELECT app_scope()) = 'region' AND team_id IN (SELECT t.id FROM team t WHERE t.region_code = (SELECT app_region())))
  OR ((SELECT app_scope()) IN ('own', 'team', 'region') AND EXISTS (SELECT 1 FROM kase k WHERE k.id = warning.case_id))
);--> statement-breakpoint
DROP POLICY change_scope ON change;--> statement-breakpoint
CREATE POLICY change_scope ON change USING (
  (SELECT app_scope()) = 'system'
  OR ((SELECT app_scope()) <> '' AND stream IN ('all', 'device:' || (SELECT app_device())::text))
  OR ((SELECT app_scope()) = 'own' AND stream = 'collector:' || (SELECT app_user())::text)
  OR ((SELECT app_scope()) = 'team' AND stream = 'team:' || (SELECT app_team())::text)
  OR ((SELECT app_scope()) = 'desk' AND stream = ANY ((SELECT app_desks())::text[]))
);--> statement-breakpoint
-- Timers, packages and their passwords are the service's own; a desk is given what it may have, recorded.
ALTER TABLE workflow_timer ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE workflow_timer FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY workflow_timer_scope ON workflow_timer USING ((SELECT app_scope()) = 'system');--> statement-breakpoint
ALTER TABLE sealed_package ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE sealed_package FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY sealed_package_scope ON sealed_package USING ((SELECT app_scope()) = 'system');--> statement-breakpoint
ALTER TABLE package_password ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE package_password FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY package_password_scope ON package_password USING ((SELECT app_scope()) = 'system');
