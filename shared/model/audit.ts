/**
 * What the audit trail holds (P7), as data: every act by its name, grouped as a reader looks for it. A test
 * compares the list with the service's own code, so that no act is written that the screen has no words for.
 */

/** network logs are kept for six months at least. The database keeps to it (migration 0011). */
export const AUDIT_KEEP_DAYS = 180;

export const AUDIT_FAMILIES = {
  reveal: ["reveal.made"],
  lookup: ["inbound.found", "lookup.find", "lookup.message"],
  session: ["session.opened", "session.openedWithNewPassword", "session.ended", "session.wrongPassword", "session.locked", "session.unknownUser", "password.changed"],
  people: ["user.created", "user.updated", "user.reset", "user.unlocked", "user.activated", "user.deactivated", "team.set", "region.set", "bank.set", "roster.set", "duty.set"],
  cases: ["allocation.applied", "allocation.undone", "case.reassigned", "case.purged", "cover.set", "cover.started", "cover.ended"],
  import: ["import.uploaded", "import.checked", "import.confirmed", "import.repaired", "import.undone", "unmatched.resolved"],
  warning: ["warning.filed", "warning.find", "warning.plan"],
  review: ["review.adopt", "review.archive", "review.return", "review.seen", "rejection.list", "quarantine.settled", "spotCheck.drawn", "spotCheck.judged"],
  machine: [
    "device.codeIssued", "device.enrolled", "device.revoked", "outbox.salvaged", "sync.repaired", "machine.start.refused", "machine.drive.policy", "machine.drive.present",
    "machine.drive.appeared", "machine.bridge.closed", "machine.bridge.untrusted", "machine.ipc.refused",
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
