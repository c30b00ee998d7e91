CREATE TABLE "recovery_code" (
	"user_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"used_at" bigint,
	CONSTRAINT "recovery_code_user_id_code_hash_pk" PRIMARY KEY("user_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "second_factor" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"secret" "bytea" NOT NULL,
	"enrolled_at" bigint,
	"last_step" bigint DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"failed_at" bigint
);
--> statement-breakpoint
ALTER TABLE "app_user" ADD COLUMN "password_alarm_at" bigint;--> statement-breakpoint
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_user_id_second_factor_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."second_factor"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_factor" ADD CONSTRAINT "second_factor_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- Second factors are read and written where somebody signs in and where IT takes one away: by the code, as the system.
ALTER TABLE second_factor ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE second_factor FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY second_factor_scope ON second_factor USING ((SELECT app_scope()) = 'system');--> statement-breakpoint
ALTER TABLE recovery_code ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE recovery_code FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY recovery_code_scope ON recovery_code USING ((SELECT app_scope()) = 'system');
