CREATE TABLE "recovery_envelope" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"dek_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"envelope" jsonb NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recovery_holder" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"public_key" text NOT NULL,
	"wrapped" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recovery_request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"envelope_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"public_key" text NOT NULL,
	"wanted_at" bigint NOT NULL,
	"opened_by" uuid,
	"opened_at" bigint,
	"first_part" jsonb,
	"approved_by" uuid,
	"approved_at" bigint,
	"second_part" jsonb,
	"ended_at" bigint,
	"outcome" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "recovery_envelope" ADD CONSTRAINT "recovery_envelope_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_envelope" ADD CONSTRAINT "recovery_envelope_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_holder" ADD CONSTRAINT "recovery_holder_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_request" ADD CONSTRAINT "recovery_request_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_request" ADD CONSTRAINT "recovery_request_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "recovery_envelope_of" ON "recovery_envelope" USING btree ("user_id","device_id","dek_id");--> statement-breakpoint
CREATE UNIQUE INDEX "recovery_request_open" ON "recovery_request" USING btree ("envelope_id") WHERE ended_at IS NULL;--> statement-breakpoint
-- Envelopes and parts move between a person's workstation and two of IT: by the code, as the system, which asks who it is.
ALTER TABLE recovery_holder ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE recovery_holder FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY recovery_holder_scope ON recovery_holder USING ((SELECT app_scope()) = 'system');--> statement-breakpoint
ALTER TABLE recovery_envelope ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE recovery_envelope FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY recovery_envelope_scope ON recovery_envelope USING ((SELECT app_scope()) = 'system');--> statement-breakpoint
ALTER TABLE recovery_request ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE recovery_request FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY recovery_request_scope ON recovery_request USING ((SELECT app_scope()) = 'system');
