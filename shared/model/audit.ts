/**
 * What the audit trail holds (P7), as data: every act by its name, grouped as a reader looks for it. A test
 * compares the list with the service's own code, so that no act is written that the screen has no words for.
 */

/** network logs are kept for six months at least. The database keeps to it (migration 0011). */
export const AUDIT_KEEP_DAYS = 180;

export const AUDIT_FAMILIES = {
  reveal: ["reveal.made"],
  lookup: ["inbound.found", "lookup.find", "lookup.message"],
  session: ["session.opened", "session.openedWithNewPassword", "session.ended", "session.wrongPassword", "session.locked", "session.unknownUser", "password.changed", "password.mayBeKnown", "secondFactor.enrolled", "secondFactor.wrong", "secondFactor.replayed", "secondFactor.recoveryCodeUsed"],
  people: ["user.created", "user.updated", "user.reset", "user.unlocked", "user.activated", "user.deactivated", "user.factorReset", "user.alarmSeen",
    "recovery.holderAdded", "recovery.holderRemoved", "recovery.envelopeKept", "recovery.wanted", "recovery.opened", "recovery.approved", "recovery.refused", "recovery.finished", "team.set", "region.set", "bank.set", "roster.set", "duty.set"],
  cases: ["allocation.applied", "allocation.undone", "case.reassigned", "case.purged", "cover.set", "cover.started", "cover.ended"],
  import: ["import.uploaded", "import.checked", "import.confirmed", "import.repaired", "import.undone", "unmatched.resolved"],
  warning: [
    "warning.filed", "warning.find", "warning.plan", "warning.release", "warning.soothe", "warning.sootheAgain", "warning.read", "warning.forward", "warning.recheck", "warning.approve",
    "warning.seal", "warning.relay", "warning.sign", "warning.breached", "package.taken", "package.passwordShown",
  ],
  referral: ["referral.filed", "referral.step", "referral.breached"],
  stop: ["stop.set", "stop.lifted", "stop.breached"],
  complaint: ["complaint.filed", "complaint.step", "complaint.breached", "complaint.lookup", "complaint.investigated", "complaint.numberShown"],
  report: ["report.drafted", "report.shown", "report.step", "report.archived", "report.breached"],
  review: ["review.adopt", "review.archive", "review.return", "review.seen", "rejection.list", "quarantine.settled", "spotCheck.drawn", "spotCheck.judged"],
  machine: [
    "device.codeIssued", "device.enrolled", "device.revoked", "device.policySet", "device.wipeOrdered", "device.wipeWithdrawn", "device.wipeSent", "device.wiped",
    "machine.lease.shredded", "machine.secret.destroyed", "machine.wipe.begun", "machine.wipe.refused", "machine.posture.refused", "outbox.salvaged", "sync.repaired", "machine.start.refused", "machine.drive.policy", "machine.drive.present",
    "machine.drive.appeared", "machine.update.refused", "machine.update.minimum", "machine.update.handed_over", "machine.bridge.closed", "machine.bridge.untrusted", "machine.ipc.refused",
  ],
  chain: ["chain.anchored", "chain.journalBroken", "chain.auditChanged", "machine.centre.head", "machine.centre.changed"],
  refused: ["request.refused", "ipc.refused"],
  keeping: ["backup.made", "backup.restored", "backup.archiveBegins", "epoch.new", "jobs.daily", "audit.read"],
} as const;
export type AuditFamily = keyof typeof AUDIT_FAMILIES;
export const AUDIT_FAMILY_NAMES = Object.keys(AUDIT_FAMILIES) as [AuditFamily, ...AuditFamily[]];
export type AuditAction = (typeof AUDIT_FAMILIES)[AuditFamily][number];

/** What a machine tried that is closed: `machine.tried.<way out>`, one per row of the table in SECURITY.md. */
export const TRIED = "machine.tried.";

/** A known act by its name; null for a way out that was tried, and for what an older version wrote. */
export const knownAct = (action: string): AuditAction | null => (Object.values(AUDIT_FAMILIES).flat() as AuditAction[]).find((known) => known === action) ?? null;

/** Names of the facts acts carry. The same test compares them with the code. */
const AUDIT_FACTS = [
  "absentId", "archived", "at", "backupAt", "bankCode", "broken", "by", "bytes", "caseId", "caseNo", "cases", "code", "collectorIds", "columns",
  "contactPointId", "control", "count", "day", "device", "ended", "entryIds", "epoch", "event", "events", "eventsHash", "family", "field", "files",
  "formerEpoch", "found", "from", "grantNo", "hash", "heads", "imported", "journal", "journalHash", "kept", "keptAs", "kind", "late", "left", "lost", "mine",
  "n", "name", "names", "no", "others", "partial", "population", "queryLength", "ranges", "reason", "ref", "refused", "regionCode", "remembered",
  "removed", "replacedBy", "resolution", "roles", "row", "rows", "said", "saved", "seed", "seq", "setting", "settled", "sheet", "shut", "standInId",
  "started", "state", "types", "unchanged", "unmatched", "until", "updated", "user", "verdict", "who",
  "counts", "mode", "order", "policy", "resumed", "adoptedAs", "heldHash", "heldSeq", "note", "prev", "register", "type", "writer", "step", "to",
] as const;
export type AuditFact = (typeof AUDIT_FACTS)[number];

/** A known fact by its name; null for what an older version wrote. */
export const knownFact = (key: string): AuditFact | null => AUDIT_FACTS.find((known) => known === key) ?? null;
