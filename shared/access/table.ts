/**
 * Who may do what, to whose data: role × action × scope in one table, read by the service (routes, events,
 * streams and row security), by the main process and the vault (IPC) and by the interface (what to show).
 * S-34: least privilege; what is not written here is refused.
 */
import type { Role, Scope } from "./roles.ts";

export const ACTIONS = [
  "case.read", "case.work", "inbound.lookup", "warning.stamp", "warning.read", "form.read", "complaint.file", "complaint.investigate", "complaint.number", "referral.file", "workflow.step", "package.password", "stop.read", "stop.set", "stop.lift", "stop.tick", "report.read", "report.act",
  "allocation.run", "case.reassign", "cover.set", "roster.read", "roster.write", "team.read", "spotCheck.run", "rejection.read", "review.decide",
  "import.run", "unmatched.read", "unmatched.resolve",
  "user.read", "user.write", "device.read", "device.enrol", "recovery.work", "audit.read",
] as const;
export type Action = (typeof ACTIONS)[number];

type Grants = Readonly<Partial<Record<Action, Scope>>>;

export const ACCESS = {
  collector: { "case.read": "own", "case.work": "own", "inbound.lookup": "own", "warning.stamp": "own", "warning.read": "own", "stop.read": "own", "stop.tick": "own", "form.read": "own", "workflow.step": "own", "roster.read": "all" },
  supervisor: {
    "case.read": "team", "case.work": "team", "inbound.lookup": "team", "warning.read": "team", "form.read": "own", "complaint.number": "desk", "workflow.step": "team", "stop.read": "team", "stop.set": "team", "stop.lift": "team", "stop.tick": "team",
    "allocation.run": "team", "case.reassign": "team", "cover.set": "team", "roster.read": "all", "roster.write": "team", "team.read": "team", "spotCheck.run": "team", "rejection.read": "team", "review.decide": "team",
  },
  head: { "warning.read": "region", "form.read": "region", "complaint.investigate": "region", "complaint.number": "region", "workflow.step": "region", "stop.read": "region", "stop.lift": "region", "team.read": "region", "report.read": "region", "report.act": "region", "roster.read": "all", "audit.read": "region" },
  clerk: { "warning.read": "desk", "form.read": "desk", "workflow.step": "desk", "unmatched.read": "all", "unmatched.resolve": "all", "report.read": "desk", "report.act": "desk", "roster.read": "all" },
  administrator: { "import.run": "all", "allocation.run": "all", "unmatched.read": "all", "roster.read": "all" },
  it: { "warning.read": "desk", "workflow.step": "desk", "user.read": "all", "user.write": "all", "device.read": "all", "device.enrol": "all", "recovery.work": "all", "roster.read": "all", "audit.read": "all" },
  assistant: { "warning.read": "desk", "form.read": "desk", "complaint.investigate": "desk", "workflow.step": "desk", "report.read": "desk", "report.act": "desk", "roster.read": "all", "audit.read": "all" },
  operationsDirector: { "warning.read": "desk", "form.read": "desk", "complaint.investigate": "desk", "workflow.step": "desk", "report.read": "desk", "report.act": "desk", "roster.read": "all" },
  marketingDirector: { "form.read": "desk", "report.read": "desk", "roster.read": "all" },
  generalManager: { "form.read": "desk", "workflow.step": "desk", "report.read": "desk", "roster.read": "all" },
  dataPost: { "form.read": "desk", "complaint.investigate": "desk", "workflow.step": "desk", "report.read": "desk", "report.act": "desk", "roster.read": "all" },
  customerService: { "warning.read": "desk", "form.read": "desk", "complaint.file": "all", "complaint.number": "desk", "workflow.step": "desk", "package.password": "desk", "roster.read": "all" },
  customerServiceManager: { "warning.read": "desk", "form.read": "desk", "workflow.step": "desk", "report.read": "desk", "roster.read": "all" },
  legalCollector: { "form.read": "desk", "workflow.step": "desk", "report.read": "desk", "report.act": "desk", "roster.read": "all" },
  legalSpecialist: { "form.read": "desk", "referral.file": "all", "workflow.step": "desk", "report.read": "desk", "report.act": "desk", "roster.read": "all" },
  hr: { "form.read": "desk", "report.read": "desk", "report.act": "desk", "roster.read": "all" },
} as const satisfies Record<Role, Grants>;

/** Actions about people and machines, not cases: their width ("all users") opens no record data. */
const WITHOUT_RECORDS: ReadonlySet<Action> = new Set<Action>(["roster.read", "roster.write", "user.read", "user.write", "device.read", "device.enrol", "recovery.work", "audit.read"]);

const WIDTH: Record<Scope, number> = { own: 0, team: 1, desk: 2, region: 3, all: 4 };

/** The scopes in which somebody with these roles may do this, one for each role that grants it. */
export function scopesOf(roles: readonly Role[], action: Action): Scope[] {
  return roles.flatMap((role) => (ACCESS[role] as Grants)[action] ?? []);
}

/** The widest scope in which somebody with these roles may do this; null = refused. */
export function scopeOf(roles: readonly Role[], action: Action): Scope | null {
  return scopesOf(roles, action).reduce<Scope | null>((best, scope) => (best === null || WIDTH[scope] > WIDTH[best] ? scope : best), null);
}

/** True when the roles allow the action in any scope. */
export const may = (roles: readonly Role[], action: Action): boolean => scopeOf(roles, action) !== null;

/** True when the action is done to record data, so that row security answers for its reach as well. */
export const isAboutRecords = (action: Action): boolean => !WITHOUT_RECORDS.has(action);

/**
 * How far record data reach while somebody does this: the action's own scope, or that of reading cases when
 * the action is about people and machines or any user's (null). "none" = no record data at all.
 */
export function recordScopeOf(roles: readonly Role[], action: Action | null): Scope | "none" {
  return scopeOf(roles, action === null || !isAboutRecords(action) ? "case.read" : action) ?? "none";
}
