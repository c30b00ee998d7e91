DROP INDEX "event_person";--> statement-breakpoint
CREATE INDEX "event_person" ON "event" USING btree ("person_id","at_server","id");--> statement-breakpoint
ALTER TABLE "event" ADD CONSTRAINT "event_of_person" CHECK (case_id IS NULL OR person_id IS NOT NULL);