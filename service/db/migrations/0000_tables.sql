CREATE TABLE "allocation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"plan" jsonb NOT NULL,
	"by" uuid NOT NULL,
	"at" bigint NOT NULL,
	"applied_at" bigint,
	"undone_at" bigint,
	"reason" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "app_user" (
	"id" uuid PRIMARY KEY NOT NULL,
	"no" text NOT NULL,
	"name" text NOT NULL,
	"roles" text[] NOT NULL,
	"team_id" uuid,
	"region_code" text DEFAULT '' NOT NULL,
	"extension" text DEFAULT '' NOT NULL,
	"pledged_on" text DEFAULT '' NOT NULL,
	"password_hash" text DEFAULT '' NOT NULL,
	"must_change" boolean DEFAULT true NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"locked_at" bigint,
	"last_sign_in_at" bigint,
	"duty" text DEFAULT 'off' NOT NULL,
	"rev" bigint DEFAULT 1 NOT NULL,
	"last_act_at" bigint,
	CONSTRAINT "app_user_no_unique" UNIQUE("no")
);
--> statement-breakpoint
CREATE TABLE "assignment" (
	"case_id" uuid NOT NULL,
	"grant_no" integer NOT NULL,
	"user_id" uuid,
	"team_id" uuid,
	"from_at" bigint NOT NULL,
	"until_at" bigint,
	"by" uuid,
	"reason" text DEFAULT '' NOT NULL,
	CONSTRAINT "assignment_case_id_grant_no_pk" PRIMARY KEY("case_id","grant_no")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"day" text NOT NULL,
	"n" bigint NOT NULL,
	"at" bigint NOT NULL,
	"user_id" uuid,
	"device_id" uuid,
	"action" text NOT NULL,
	"ref" text DEFAULT '' NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"prev" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_day_n_pk" PRIMARY KEY("day","n")
);
--> statement-breakpoint
CREATE TABLE "bank" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bank_mapping" (
	"bank_code" text NOT NULL,
	"kind" text NOT NULL,
	"headers_hash" text NOT NULL,
	"fields" jsonb NOT NULL,
	CONSTRAINT "bank_mapping_bank_code_kind_headers_hash_pk" PRIMARY KEY("bank_code","kind","headers_hash")
);
--> statement-breakpoint
CREATE TABLE "batch" (
	"id" uuid PRIMARY KEY NOT NULL,
	"no" text NOT NULL,
	"bank_code" text NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"file_hash" text NOT NULL,
	"upload_id" uuid,
	"state" text NOT NULL,
	"mapping" jsonb NOT NULL,
	"report" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	"confirmed_at" bigint,
	"imported_by" uuid,
	CONSTRAINT "batch_no_unique" UNIQUE("no")
);
--> statement-breakpoint
CREATE TABLE "change" (
	"stream" text NOT NULL,
	"pos" bigint NOT NULL,
	"op" text NOT NULL,
	"kind" text NOT NULL,
	"ref" uuid NOT NULL,
	"grant_no" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "change_stream_pos_pk" PRIMARY KEY("stream","pos")
);
--> statement-breakpoint
CREATE TABLE "counter" (
	"name" text PRIMARY KEY NOT NULL,
	"value" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cover" (
	"id" uuid PRIMARY KEY NOT NULL,
	"absent_id" uuid NOT NULL,
	"stand_in_id" uuid NOT NULL,
	"from_day" text NOT NULL,
	"until_day" text NOT NULL,
	"by" uuid NOT NULL,
	"started_at" bigint,
	"ended_at" bigint
);
--> statement-breakpoint
CREATE TABLE "device" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"cert_serial" text NOT NULL,
	"cert_fingerprint" text NOT NULL,
	"enrolled_at" bigint NOT NULL,
	"last_seen_at" bigint,
	"version" text DEFAULT '' NOT NULL,
	"unsent" integer DEFAULT 0 NOT NULL,
	"last_user_id" uuid,
	"revoked_at" bigint,
	"known_seq" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "device_cert_fingerprint_unique" UNIQUE("cert_fingerprint")
);
--> statement-breakpoint
CREATE TABLE "enrolment_code" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_at" bigint,
	"created_by" uuid,
	"device_id" uuid
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"device_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"user_id" uuid NOT NULL,
	"user_name" text NOT NULL,
	"type" text NOT NULL,
	"case_id" uuid,
	"person_id" uuid,
	"at" bigint NOT NULL,
	"at_server" bigint NOT NULL,
	"received_at" bigint NOT NULL,
	"skew_ms" bigint NOT NULL,
	"v" integer NOT NULL,
	"body" jsonb NOT NULL,
	"hash" text NOT NULL,
	"review" boolean DEFAULT false NOT NULL,
	CONSTRAINT "event_device_seq" UNIQUE("device_id","seq")
);
--> statement-breakpoint
CREATE TABLE "kase" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_no" text NOT NULL,
	"bank_code" text NOT NULL,
	"person_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"owner_id" uuid,
	"assignee_id" uuid,
	"team_id" uuid,
	"grant_no" integer DEFAULT 0 NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"bucket" text NOT NULL,
	"card_no" text NOT NULL,
	"placed_fen" bigint NOT NULL,
	"current_fen" bigint NOT NULL,
	"touched_at" bigint,
	"content_hash" text NOT NULL,
	"rev" bigint DEFAULT 1 NOT NULL,
	"doc" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meta" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"bank_code" text NOT NULL,
	"identity" text NOT NULL,
	"human_key" text NOT NULL,
	"name" text NOT NULL,
	"rev" bigint DEFAULT 1 NOT NULL,
	"doc" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "promise" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"state" text NOT NULL,
	"due_on" text NOT NULL,
	"rev" bigint DEFAULT 1 NOT NULL,
	"doc" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "refused_row" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"sheet" text NOT NULL,
	"row" integer NOT NULL,
	"column_name" text NOT NULL,
	"code" text NOT NULL,
	"value" text NOT NULL,
	"zh" text NOT NULL,
	"en" text NOT NULL,
	"raw" jsonb NOT NULL,
	"owner_id" uuid,
	"repaired_at" bigint
);
--> statement-breakpoint
CREATE TABLE "region" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rejection" (
	"device_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"event_id" text NOT NULL,
	"code" text NOT NULL,
	"detail" text DEFAULT '' NOT NULL,
	"received_at" bigint NOT NULL,
	"raw" text NOT NULL,
	CONSTRAINT "rejection_device_id_seq_pk" PRIMARY KEY("device_id","seq")
);
--> statement-breakpoint
CREATE TABLE "repayment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"bank_code" text NOT NULL,
	"case_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"paid_on" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"serial_no" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "roster" (
	"id" uuid PRIMARY KEY NOT NULL,
	"post" text NOT NULL,
	"team_id" uuid,
	"day" text NOT NULL,
	"from_time" text NOT NULL,
	"to_time" text NOT NULL,
	"user_id" uuid NOT NULL,
	"deputy_id" uuid
);
--> statement-breakpoint
CREATE TABLE "session" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"revoked_at" bigint
);
--> statement-breakpoint
CREATE TABLE "stream" (
	"name" text PRIMARY KEY NOT NULL,
	"head" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "team" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"region_code" text NOT NULL,
	CONSTRAINT "team_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "unmatched_row" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid NOT NULL,
	"row" integer NOT NULL,
	"record" jsonb NOT NULL,
	"reason" text NOT NULL,
	"resolution" text DEFAULT '' NOT NULL,
	"resolved_by" uuid,
	"resolved_at" bigint
);
--> statement-breakpoint
CREATE TABLE "upload" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"bytes" bigint NOT NULL,
	"by" uuid NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "upload_chunk" (
	"upload_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "upload_chunk_upload_id_n_pk" PRIMARY KEY("upload_id","n")
);
--> statement-breakpoint
CREATE TABLE "warning" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"collector_id" uuid NOT NULL,
	"team_id" uuid,
	"state" text NOT NULL,
	"rev" bigint DEFAULT 1 NOT NULL,
	"doc" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "app_user" ADD CONSTRAINT "app_user_team_id_team_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."team"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_case_id_kase_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."kase"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch" ADD CONSTRAINT "batch_bank_code_bank_code_fk" FOREIGN KEY ("bank_code") REFERENCES "public"."bank"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device" ADD CONSTRAINT "device_last_user_id_app_user_id_fk" FOREIGN KEY ("last_user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kase" ADD CONSTRAINT "kase_bank_code_bank_code_fk" FOREIGN KEY ("bank_code") REFERENCES "public"."bank"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kase" ADD CONSTRAINT "kase_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kase" ADD CONSTRAINT "kase_owner_id_app_user_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kase" ADD CONSTRAINT "kase_assignee_id_app_user_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kase" ADD CONSTRAINT "kase_team_id_team_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."team"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person" ADD CONSTRAINT "person_bank_code_bank_code_fk" FOREIGN KEY ("bank_code") REFERENCES "public"."bank"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promise" ADD CONSTRAINT "promise_case_id_kase_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."kase"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refused_row" ADD CONSTRAINT "refused_row_batch_id_batch_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "repayment" ADD CONSTRAINT "repayment_case_id_kase_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."kase"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team" ADD CONSTRAINT "team_region_code_region_code_fk" FOREIGN KEY ("region_code") REFERENCES "public"."region"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unmatched_row" ADD CONSTRAINT "unmatched_row_batch_id_batch_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upload_chunk" ADD CONSTRAINT "upload_chunk_upload_id_upload_id_fk" FOREIGN KEY ("upload_id") REFERENCES "public"."upload"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "warning" ADD CONSTRAINT "warning_case_id_kase_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."kase"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "assignment_user" ON "assignment" USING btree ("user_id","case_id");--> statement-breakpoint
CREATE INDEX "event_case" ON "event" USING btree ("case_id","at_server");--> statement-breakpoint
CREATE INDEX "event_person" ON "event" USING btree ("person_id","at_server");--> statement-breakpoint
CREATE INDEX "event_user" ON "event" USING btree ("user_id","at_server");--> statement-breakpoint
CREATE UNIQUE INDEX "kase_no" ON "kase" USING btree ("bank_code","case_no");--> statement-breakpoint
CREATE INDEX "kase_assignee" ON "kase" USING btree ("assignee_id","id");--> statement-breakpoint
CREATE INDEX "kase_team" ON "kase" USING btree ("team_id","id");--> statement-breakpoint
CREATE INDEX "kase_person" ON "kase" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "kase_card" ON "kase" USING btree ("bank_code","card_no");--> statement-breakpoint
CREATE INDEX "kase_batch" ON "kase" USING btree ("batch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "person_identity" ON "person" USING btree ("bank_code","identity");--> statement-breakpoint
CREATE INDEX "person_human" ON "person" USING btree ("human_key");--> statement-breakpoint
CREATE INDEX "person_name" ON "person" USING btree ("name");--> statement-breakpoint
CREATE INDEX "promise_case" ON "promise" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "promise_due" ON "promise" USING btree ("state","due_on");--> statement-breakpoint
CREATE INDEX "refused_batch" ON "refused_row" USING btree ("batch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "repayment_once" ON "repayment" USING btree ("bank_code","serial_no");--> statement-breakpoint
CREATE INDEX "repayment_case" ON "repayment" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "roster_day" ON "roster" USING btree ("day");--> statement-breakpoint
CREATE INDEX "session_user" ON "session" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "warning_case" ON "warning" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "warning_team" ON "warning" USING btree ("team_id","state");