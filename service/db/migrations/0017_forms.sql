CREATE TABLE "workflow_form" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workflow" text NOT NULL,
	"case_id" uuid,
	"person_id" uuid,
	"team_id" uuid,
	"state" text NOT NULL,
	"desks" text[] DEFAULT '{}'::text[] NOT NULL,
	"rev" bigint DEFAULT 1 NOT NULL,
	"doc" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "workflow_form" ADD CONSTRAINT "workflow_form_case_id_kase_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."kase"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "workflow_form_case" ON "workflow_form" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "workflow_form_person" ON "workflow_form" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "workflow_form_desks" ON "workflow_form" USING gin ("desks");--> statement-breakpoint
-- A timer belongs to an instance of any workflow, and to one round of its step.
ALTER TABLE "workflow_timer" DROP CONSTRAINT "workflow_timer_instance_id_warning_id_fk";--> statement-breakpoint
ALTER TABLE "workflow_timer" DROP CONSTRAINT "workflow_timer_instance_id_step_kind_pk";--> statement-breakpoint
ALTER TABLE "workflow_timer" ADD COLUMN "round" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "workflow_timer" ADD CONSTRAINT "workflow_timer_instance_id_step_kind_round_pk" PRIMARY KEY("instance_id","step","kind","round");--> statement-breakpoint
-- A form is seen at the desks it names, whoever's case it is about and however wide somebody's reach.
ALTER TABLE workflow_form ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE workflow_form FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY workflow_form_scope ON workflow_form USING (
  (SELECT app_scope()) = 'system'
  OR ((SELECT app_scope()) IN ('desk', 'region') AND desks && (SELECT app_desks()))
);
