CREATE TABLE "event_review" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"decision" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"by" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"at" bigint NOT NULL,
	"adopted_as" uuid,
	"writer_id" uuid NOT NULL,
	"seen_at" bigint
);
--> statement-breakpoint
ALTER TABLE "event_review" ADD CONSTRAINT "event_review_by_app_user_id_fk" FOREIGN KEY ("by") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_review" ADD CONSTRAINT "event_review_team_id_team_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."team"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "event_review_returned" ON "event_review" USING btree ("writer_id") WHERE decision = 'return' AND seen_at IS NULL;--> statement-breakpoint
CREATE INDEX "event_late" ON "event" USING btree ("at_server") WHERE review;--> statement-breakpoint
ALTER TABLE event_review ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE event_review FORCE ROW LEVEL SECURITY;--> statement-breakpoint
-- The team that decided, and whoever wrote the event: a note that came back is theirs to read.
CREATE POLICY event_review_scope ON event_review USING (
  (SELECT app_scope()) = 'system'
  OR ((SELECT app_scope()) = 'team' AND team_id = (SELECT app_team()))
  OR ((SELECT app_scope()) IN ('own', 'team') AND writer_id = (SELECT app_user()))
);--> statement-breakpoint
-- A decision stays (P7); only that its note has been read is added.
REVOKE DELETE, TRUNCATE, UPDATE ON event_review FROM lockdesk_app;--> statement-breakpoint
GRANT UPDATE (seen_at) ON event_review TO lockdesk_app;
