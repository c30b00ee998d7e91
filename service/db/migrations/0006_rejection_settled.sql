ALTER TABLE "rejection" ADD COLUMN "settled_at" bigint;--> statement-breakpoint
ALTER TABLE "rejection" ADD COLUMN "settled_reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "rejection" ADD COLUMN "replaced_by" uuid;--> statement-breakpoint
-- A refused event may be about a case its sender never had: it is read where the sender is led, not where the case is.
DROP POLICY rejection_scope ON rejection;--> statement-breakpoint
CREATE POLICY rejection_scope ON rejection USING (
  (SELECT app_scope()) = 'system'
  OR ((SELECT app_scope()) = 'team' AND user_id IN (SELECT u.id FROM app_user u WHERE u.team_id = (SELECT app_team())))
);
