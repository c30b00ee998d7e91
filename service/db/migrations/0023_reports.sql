CREATE TABLE "report" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"region_code" text DEFAULT '' NOT NULL,
	"from_at" bigint NOT NULL,
	"to_at" bigint NOT NULL,
	"drafted_at" bigint NOT NULL,
	"body" jsonb NOT NULL,
	"covered" boolean NOT NULL,
	"dues" jsonb NOT NULL,
	"steps" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"breached" integer DEFAULT -1 NOT NULL,
	"due_at" bigint,
	"desks" text[] DEFAULT '{}'::text[] NOT NULL,
	"archived_at" bigint,
	"sha256" text,
	CONSTRAINT "report_once" UNIQUE("name","region_code","to_at")
);
--> statement-breakpoint
CREATE INDEX "report_due" ON "report" USING btree ("due_at") WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "report_desks" ON "report" USING gin ("desks");--> statement-breakpoint
-- A report is seen at the desks it names.
ALTER TABLE report ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE report FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY report_scope ON report USING (
  (SELECT app_scope()) = 'system'
  OR ((SELECT app_scope()) IN ('desk', 'region') AND desks && (SELECT app_desks()))
);--> statement-breakpoint
-- Figures are nobody's to change, and what is archived stays as it is; not even the service's own login can.
CREATE FUNCTION report_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a report is kept'; END IF;
  IF OLD.archived_at IS NOT NULL THEN RAISE EXCEPTION 'an archived report is kept as it is'; END IF;
  IF (NEW.id, NEW.name, NEW.region_code, NEW.from_at, NEW.to_at, NEW.drafted_at, NEW.body) IS DISTINCT FROM (OLD.id, OLD.name, OLD.region_code, OLD.from_at, OLD.to_at, OLD.drafted_at, OLD.body)
    THEN RAISE EXCEPTION 'the figures of a report are kept'; END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER report_kept BEFORE UPDATE OR DELETE ON report FOR EACH ROW EXECUTE FUNCTION report_kept();
