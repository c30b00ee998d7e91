/** One recorded mutation per policy of row security: a slip somebody might make. Each must turn `netFaults` red. */

export interface NetMutation {
  readonly table: string;
  readonly policy: string;
  readonly title: string;
  /** What stands in the policy instead. */
  readonly using: string;
}

const scope = "(SELECT app_scope())";
const all = `${scope} IN ('system', 'all')`;
const ofCase = (table: string, policy: string, title: string): NetMutation => ({ table, policy, title, using: `${all} OR ${scope} IN ('own', 'team', 'region')` });

export const NET_MUTATIONS: readonly NetMutation[] = [
  { table: "kase", policy: "kase_scope", title: "a collector sees every case that has a collector", using: `${all} OR (${scope} = 'own' AND assignee_id IS NOT NULL) OR (${scope} = 'team' AND team_id = (SELECT app_team())) OR (${scope} = 'region' AND team_id IN (SELECT t.id FROM team t WHERE t.region_code = (SELECT app_region())))` },
  { table: "kase", policy: "kase_scope", title: "a supervisor sees the region's cases", using: `${all} OR (${scope} = 'own' AND assignee_id = (SELECT app_user())) OR (${scope} IN ('team', 'region') AND team_id IN (SELECT t.id FROM team t WHERE t.region_code = (SELECT app_region())))` },
  { table: "kase", policy: "kase_scope", title: "a head sees every region's cases", using: `${all} OR ${scope} = 'region' OR (${scope} = 'own' AND assignee_id = (SELECT app_user())) OR (${scope} = 'team' AND team_id = (SELECT app_team()))` },
  { table: "kase", policy: "kase_scope", title: "no scope is taken for the widest", using: "(SELECT app_scope()) IN ('system', 'all', '') OR ((SELECT app_scope()) = 'own' AND assignee_id = (SELECT app_user())) OR ((SELECT app_scope()) = 'team' AND team_id = (SELECT app_team())) OR ((SELECT app_scope()) = 'region' AND team_id IN (SELECT t.id FROM team t WHERE t.region_code = (SELECT app_region())))" },
  ofCase("person", "person_scope", "a person is seen by everybody who reads cases"),
  ofCase("promise", "promise_scope", "a promise is seen by everybody who reads cases"),
  { table: "warning", policy: "warning_scope", title: "a warning is seen by every team", using: `${all} OR ${scope} IN ('team', 'region') OR (${scope} = 'own' AND EXISTS (SELECT 1 FROM kase k WHERE k.id = warning.case_id))` },
  ofCase("stop", "stop_scope", "a stop is seen by everybody who reads cases"),
  { table: "workflow_form", policy: "workflow_form_scope", title: "forms are seen by whoever is signed in", using: `${scope} <> ''` },
  { table: "report", policy: "report_scope", title: "reports are seen by whoever is signed in", using: `${scope} <> ''` },
  { table: "workflow_timer", policy: "workflow_timer_scope", title: "timers are seen by whoever is signed in", using: `${scope} <> ''` },
  { table: "sealed_package", policy: "sealed_package_scope", title: "packages are seen in the widest scope", using: all },
  { table: "package_password", policy: "package_password_scope", title: "a package's password is seen in the widest scope", using: all },
  { table: "event", policy: "event_scope", title: "history is seen without its case", using: `${all} OR ${scope} IN ('own', 'team', 'region')` },
  ofCase("repayment", "repayment_scope", "a repayment is seen by everybody who reads cases"),
  ofCase("assignment", "assignment_scope", "who had a case is seen by everybody who reads cases"),
  { table: "change", policy: "change_scope", title: "any collector's stream is followed", using: `${scope} = 'system' OR (${scope} <> '' AND stream = 'all') OR (${scope} = 'own' AND stream LIKE 'collector:%') OR (${scope} = 'team' AND stream = 'team:' || (SELECT app_team())::text)` },
  { table: "refused_row", policy: "refused_row_scope", title: "a bank's refused rows are seen by heads", using: `${all} OR ${scope} = 'region'` },
  { table: "unmatched_row", policy: "unmatched_row_scope", title: "a bank's unmatched rows are seen by supervisors", using: `${all} OR ${scope} = 'team'` },
  { table: "upload_chunk", policy: "upload_chunk_scope", title: "a bank's file is seen by whoever is signed in", using: `${scope} <> ''` },
  { table: "upload", policy: "upload_scope", title: "a bank's file is named to whoever is signed in", using: `${scope} <> ''` },
  { table: "batch", policy: "batch_scope", title: "an import is seen by supervisors", using: `${all} OR ${scope} = 'team'` },
  { table: "rejection", policy: "rejection_scope", title: "a refused event is seen by every supervisor", using: `${scope} IN ('system', 'team')` },
  { table: "event_review", policy: "event_review_scope", title: "a decision is seen by every supervisor", using: `${scope} IN ('system', 'team')` },
  { table: "event_key", policy: "event_key_scope", title: "what makes an event the same is seen without a scope", using: "true" },
  { table: "purge_receipt", policy: "purge_receipt_scope", title: "receipts are seen in the widest scope", using: all },
  { table: "allocation", policy: "allocation_scope", title: "a plan is seen by others than its maker", using: `${scope} <> ''` },
  { table: "audit", policy: "audit_scope", title: "the audit trail is seen by the administrator", using: all },
  { table: "second_factor", policy: "second_factor_scope", title: "sealed secrets of second factors are seen in the widest scope", using: all },
  { table: "recovery_code", policy: "recovery_code_scope", title: "hashes of recovery codes are seen by whoever is signed in", using: `${scope} <> ''` },
  { table: "recovery_holder", policy: "recovery_holder_scope", title: "wrapped keys of holders are seen in the widest scope", using: all },
  { table: "recovery_envelope", policy: "recovery_envelope_scope", title: "envelopes are seen by whoever is signed in", using: `${scope} <> ''` },
  { table: "recovery_request", policy: "recovery_request_scope", title: "handed-over parts are seen by whoever is signed in", using: `${scope} <> ''` },
  { table: "cover", policy: "cover_arranged", title: "a supervisor arranges covers for any team", using: `${all} OR ${scope} = 'team'` },
];
