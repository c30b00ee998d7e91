import type { audit as source } from "../zh-CN/audit.ts";

export const audit: typeof source = {
  title: "Audit trail", online: "The audit trail comes from the centre: this needs the network.", empty: "Nothing fits", emptyNext: "Widen the days or the filters.", all: "{{n}} rows", some: "{{n}} rows shown; scroll down for more",
  from: "First day", until: "Last day", when: "When", who: "Who", what: "What", device: "Machine", ref: "Record id", detail: "Facts", row: "No.", hash: "Hash",
  anyAct: "Everything", whoHint: "Staff number or name", deviceHint: "Machine's name", refHint: "Id of a case or record (whole)", service: "The centre", machineItself: "The machine itself", tried: "Tried a closed way out ({{what}})",
  masked: "Numbers are masked. The trail is read only, kept for 180 days at least, and nobody can change or remove a row; looking at it leaves a row as well.",
  family: {
    reveal: "Full numbers shown", lookup: "Others' cases", session: "Sign-in, passwords", people: "Users, roster",
    cases: "Allocation", import: "Imports", warning: "Early warnings", review: "Reviews, spot checks",
    machine: "Machines", chain: "The chain", refused: "Refused requests", keeping: "Backups, system",
  },
  act: {
    reveal_made: "Full number shown", inbound_found: "Inbound call matched", lookup_find: "Looked for another's case", lookup_message: "Left a message on another's case",
    session_opened: "Signed in", session_openedWithNewPassword: "Signed in with a new password", session_ended: "Signed out", session_wrongPassword: "Wrong password",
    session_locked: "Locked after wrong passwords", session_unknownUser: "Unknown staff number", password_changed: "Password changed", user_created: "User created",
    user_updated: "User changed", user_reset: "Password reset", user_unlocked: "Account unlocked", user_activated: "Account enabled",
    user_deactivated: "Account disabled", team_set: "Team set", region_set: "Region set", bank_set: "Bank set",
    roster_set: "Roster set", duty_set: "Duty changed", allocation_applied: "Cases allocated", allocation_undone: "Allocation undone",
    case_reassigned: "Case reassigned", case_purged: "Case purged from a machine", cover_set: "Cover arranged", cover_started: "Cover began",
    cover_ended: "Cover ended", import_uploaded: "File uploaded", import_checked: "Import tried", import_confirmed: "Import confirmed",
    import_repaired: "Import row repaired", import_undone: "Import undone", unmatched_resolved: "Unmatched row resolved", warning_filed: "Early warning filed",
    warning_find: "Finding made", warning_plan: "Soothing plan", review_adopt: "Late record adopted", review_archive: "Late record archived",
    review_return: "Late record sent back", review_seen: "Note sent back was read", rejection_list: "Refused records looked at", quarantine_settled: "Refused record settled",
    spotCheck_drawn: "Notes drawn for a spot check", spotCheck_judged: "Note judged", device_codeIssued: "Enrolment code issued", device_enrolled: "Machine enrolled",
    device_revoked: "Machine revoked", outbox_salvaged: "Damaged data salvaged", sync_repaired: "Synchronised rows mended", machine_start_refused: "Start refused: switches or variables",
    machine_drive_policy: "Policy on drives", machine_drive_present: "Drive present at start", machine_drive_appeared: "Drive put in", machine_bridge_closed: "Network not as it must be: closed",
    machine_bridge_untrusted: "What answered was not our centre", machine_ipc_refused: "Window's call refused", chain_anchored: "Chains anchored", chain_journalBroken: "Machine's journal does not go on",
    chain_auditChanged: "Trail is not what a machine remembers", machine_centre_head: "Machine keeps the trail's end", machine_centre_changed: "Machine found the trail changed", request_refused: "Request refused",
    ipc_refused: "Window's calls refused (sum)", backup_made: "Backup made", backup_restored: "Backup restored", backup_archiveBegins: "Archive begins",
    epoch_new: "New epoch", jobs_daily: "Daily jobs", audit_read: "Audit trail looked at",
  },
};
