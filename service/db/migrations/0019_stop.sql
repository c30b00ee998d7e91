CREATE TABLE "stop" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"ref" text NOT NULL,
	"reason" text NOT NULL,
	"standing" boolean NOT NULL,
	"stands_from" bigint,
	"lifted_at" bigint,
	"due_at" bigint,
	"desks" text[] DEFAULT '{}'::text[] NOT NULL,
	"rev" bigint DEFAULT 1 NOT NULL,
	"doc" jsonb NOT NULL,
	CONSTRAINT "stop_name" UNIQUE("person_id","ref","reason")
);
--> statement-breakpoint
ALTER TABLE "stop" ADD CONSTRAINT "stop_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "stop_due" ON "stop" USING btree ("due_at") WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "stop_desks" ON "stop" USING gin ("desks");--> statement-breakpoint
-- A stop is seen by whoever sees a case of the person, and at the desks it is addressed to.
ALTER TABLE stop ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE stop FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY stop_scope ON stop USING (
  (SELECT app_scope()) IN ('system', 'all')
  OR ((SELECT app_scope()) = 'desk' AND desks && (SELECT app_desks()))
  OR ((SELECT app_scope()) IN ('own', 'team', 'region') AND EXISTS (SELECT 1 FROM kase k WHERE k.person_id = stop.person_id))
);
