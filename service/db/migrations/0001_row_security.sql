-- The second net under every filter (P3, P5): the service works as lockdesk_app, which sees record
-- data only through the settings of its transaction. Without settings it sees nothing.
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'lockdesk_app') THEN
    CREATE ROLE lockdesk_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
--> statement-breakpoint
DO $$ BEGIN
  EXECUTE format('GRANT lockdesk_app TO %I', current_user);
EXCEPTION WHEN insufficient_privilege THEN NULL; -- the administrator has granted it beforehand, or the start will say so
END $$;
--> statement-breakpoint
CREATE FUNCTION app_scope() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT coalesce(current_setting('app.scope', true), '') $$;
--> statement-breakpoint
CREATE FUNCTION app_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;
--> statement-breakpoint
CREATE FUNCTION app_team() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.team_id', true), '')::uuid $$;
--> statement-breakpoint
CREATE FUNCTION app_region() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.region', true), '') $$;
--> statement-breakpoint
CREATE FUNCTION app_device() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.device_id', true), '')::uuid $$;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO lockdesk_app;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lockdesk_app;
--> statement-breakpoint
-- What has happened stays (P1, P7): the service itself has no right to change or remove these.
REVOKE UPDATE, DELETE, TRUNCATE ON audit, event, change FROM lockdesk_app;
--> statement-breakpoint
ALTER TABLE kase ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE kase FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY kase_scope ON kase USING (
  (SELECT app_scope()) IN ('system', 'all')
  OR ((SELECT app_scope()) = 'own' AND assignee_id = (SELECT app_user()))
  OR ((SELECT app_scope()) = 'team' AND team_id = (SELECT app_team()))
  OR ((SELECT app_scope()) = 'region' AND team_id IN (SELECT t.id FROM team t WHERE t.region_code = (SELECT app_region())))
);
--> statement-breakpoint
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE person FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- A person is seen by whoever sees a case of theirs: the policy of kase decides inside the EXISTS.
CREATE POLICY person_scope ON person USING (
  (SELECT app_scope()) IN ('system', 'all')
  OR ((SELECT app_scope()) IN ('own', 'team', 'region') AND EXISTS (SELECT 1 FROM kase k WHERE k.person_id = person.id))
);
--> statement-breakpoint
ALTER TABLE promise ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE promise FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY promise_scope ON promise USING (
  (SELECT app_scope()) IN ('system', 'all')
  OR ((SELECT app_scope()) IN ('own', 'team', 'region') AND EXISTS (SELECT 1 FROM kase k WHERE k.id = promise.case_id))
);
--> statement-breakpoint
ALTER TABLE warning ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE warning FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- The team whose collector stamped it keeps its warning even when the case has moved on.
CREATE POLICY warning_scope ON warning USING (
  (SELECT app_scope()) IN ('system', 'all')
  OR ((SELECT app_scope()) = 'team' AND team_id = (SELECT app_team()))
  OR ((SELECT app_scope()) = 'region' AND team_id IN (SELECT t.id FROM team t WHERE t.region_code = (SELECT app_region())))
  OR ((SELECT app_scope()) IN ('own', 'team', 'region') AND EXISTS (SELECT 1 FROM kase k WHERE k.id = warning.case_id))
);
--> statement-breakpoint
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE event FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY event_scope ON event USING (
  (SELECT app_scope()) IN ('system', 'all')
  OR ((SELECT app_scope()) IN ('own', 'team', 'region') AND (
    (case_id IS NULL AND user_id = (SELECT app_user()))
    OR EXISTS (SELECT 1 FROM kase k WHERE k.id = event.case_id)
  ))
);
--> statement-breakpoint
ALTER TABLE repayment ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE repayment FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY repayment_scope ON repayment USING (
  (SELECT app_scope()) IN ('system', 'all')
  OR ((SELECT app_scope()) IN ('own', 'team', 'region') AND EXISTS (SELECT 1 FROM kase k WHERE k.id = repayment.case_id))
);
--> statement-breakpoint
ALTER TABLE change ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE change FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY change_scope ON change USING (
  (SELECT app_scope()) = 'system'
  OR ((SELECT app_scope()) <> '' AND stream IN ('all', 'device:' || (SELECT app_device())::text))
  OR ((SELECT app_scope()) = 'own' AND stream = 'collector:' || (SELECT app_user())::text)
  OR ((SELECT app_scope()) = 'team' AND stream = 'team:' || (SELECT app_team())::text)
);
--> statement-breakpoint
-- Raw rows of bank files and refused events carry personal data outside the case: only the importing
-- and clearing desks (scope all) and the service itself.
ALTER TABLE refused_row ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE refused_row FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY refused_row_scope ON refused_row USING ((SELECT app_scope()) IN ('system', 'all'));
--> statement-breakpoint
ALTER TABLE unmatched_row ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE unmatched_row FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY unmatched_row_scope ON unmatched_row USING ((SELECT app_scope()) IN ('system', 'all'));
--> statement-breakpoint
ALTER TABLE upload_chunk ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE upload_chunk FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY upload_chunk_scope ON upload_chunk USING ((SELECT app_scope()) IN ('system', 'all'));
--> statement-breakpoint
ALTER TABLE rejection ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE rejection FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY rejection_scope ON rejection USING ((SELECT app_scope()) = 'system');
