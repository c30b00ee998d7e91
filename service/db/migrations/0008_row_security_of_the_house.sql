-- What stands around the record data says who had a case, what was dealt out, what a bank sent and what
-- everybody did: the same net under it (P3, P7).
ALTER TABLE assignment ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE assignment FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY assignment_scope ON assignment USING (
  (SELECT app_scope()) IN ('system', 'all')
  OR ((SELECT app_scope()) IN ('own', 'team', 'region') AND EXISTS (SELECT 1 FROM kase k WHERE k.id = assignment.case_id))
);--> statement-breakpoint
ALTER TABLE purge_receipt ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE purge_receipt FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY purge_receipt_scope ON purge_receipt USING ((SELECT app_scope()) = 'system');--> statement-breakpoint
ALTER TABLE event_key ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE event_key FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY event_key_scope ON event_key USING ((SELECT app_scope()) IN ('system', 'all'));--> statement-breakpoint
-- A plan is its maker's alone, however wide the maker's reach.
ALTER TABLE allocation ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE allocation FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY allocation_scope ON allocation USING (
  (SELECT app_scope()) = 'system'
  OR ((SELECT app_scope()) IN ('own', 'team', 'region', 'all') AND "by" = (SELECT app_user()))
);--> statement-breakpoint
ALTER TABLE upload ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE upload FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY upload_scope ON upload USING ((SELECT app_scope()) IN ('system', 'all'));--> statement-breakpoint
ALTER TABLE batch ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE batch FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY batch_scope ON batch USING ((SELECT app_scope()) IN ('system', 'all'));--> statement-breakpoint
-- The trail is written at the end of a unit of work, as the system, and read by the operator.
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE audit FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY audit_scope ON audit USING ((SELECT app_scope()) = 'system');
--> statement-breakpoint
-- Who is away is no secret in the house; who arranges it moves cases, on its first day and as the system.
ALTER TABLE cover ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE cover FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY cover_seen ON cover FOR SELECT USING (true);--> statement-breakpoint
CREATE POLICY cover_arranged ON cover USING (
  (SELECT app_scope()) IN ('system', 'all')
  OR ((SELECT app_scope()) = 'team' AND absent_id IN (SELECT u.id FROM app_user u WHERE u.team_id = (SELECT app_team())))
);
--> statement-breakpoint
-- A service may run under a login that is a member of lockdesk_app and nothing else: it must be able to see that the database is of its version.
DO $$ BEGIN
  IF to_regclass('drizzle.__drizzle_migrations') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA drizzle TO lockdesk_app;
    GRANT SELECT ON drizzle.__drizzle_migrations TO lockdesk_app;
  END IF;
END $$;
