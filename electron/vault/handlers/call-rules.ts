/** What a call result must look like before it may be saved; each fault names its field. Pure. */
import { isOwn } from "../../../shared/model/contact.ts";
import type { CallLog } from "../../../shared/ipc/contract.ts";
import { lineResult, outcome, personReached, type OutcomeCode, type PersonCode } from "../../../shared/model/disposition.ts";
import type { CaseDoc, PersonDoc } from "../../../shared/model/documents.ts";
import { judgeContact } from "../../../shared/conduct/gate.ts";
import { dayOf, MINUTE } from "../../../shared/model/time.ts";

export interface CallContext {
  readonly now: number;
  readonly person: PersonDoc;
  /** Accounts of the person on this workstation. */
  readonly accountIds: ReadonlySet<string>;
}

/** A time set while the form was open may have just passed. */
const GRACE = MINUTE;

/** Outcomes that make sense with who was reached (layer B's column `outcomes`). */
export function outcomeFits(person: PersonCode, code: OutcomeCode): boolean {
  const allowed = personReached(person).outcomes;
  const needs = outcome(code).with;
  switch (allowed) {
    case "debtor":
      return needs === "debtor" || needs === "any";
    case "third":
      return needs === "third" || needs === "any";
    case "unverified":
      return needs === "any";
    case "none":
      return false;
  }
}

const codesOf = (log: Pick<CallLog, "outcome" | "tags">): OutcomeCode[] => [...(log.outcome ? [log.outcome] : []), ...log.tags];

/** Every fault of a call result as `field: what is wrong`; empty when it may be saved. */
export function callFaults(log: CallLog, ctx: CallContext): string[] {
  const codes = codesOf(log);
  const answered = log.line === "A1";
  const wantsPromise = codes.some((c) => outcome(c).promise);
  const faults: (string | false)[] = [
    answered && log.person === null && "person: needed when the call was answered",
    !answered && log.person !== null && "person: nobody answered",
    !answered && codes.length > 0 && "outcome: nobody answered",
    ...codes.map((c) => log.person !== null && !outcomeFits(log.person, c) && `outcome: ${c} does not go with ${log.person}`),
    log.outcome !== null && log.tags.includes(log.outcome) && "tags: repeat the outcome",
    log.contactPointId !== null && !ctx.person.contacts.some((c) => c.id === log.contactPointId) && "contactPointId: not this person's",
    log.direction === "out" && log.contactPointId === null && "contactPointId: needed for an outgoing call",
    wantsPromise && log.promises.length === 0 && "promises: the outcome needs one",
    !wantsPromise && log.promises.length > 0 && "promises: the outcome has none",
    codes.some((c) => outcome(c).callback) && log.callbackAt === null && "callbackAt: the outcome needs one",
    ...timeFaults(log, ctx.now),
    ...promiseFaults(log.promises, ctx),
  ];
  return faults.filter((f) => f !== false);
}

function timeFaults(log: Pick<CallLog, "followUpAt" | "callbackAt">, now: number): string[] {
  return (["followUpAt", "callbackAt"] as const).flatMap((field) => ((log[field] ?? now) < now - GRACE ? [`${field}: is in the past`] : []));
}

/** Faults of promised amounts and days. */
export function promiseFaults(items: CallLog["promises"], ctx: Pick<CallContext, "now" | "accountIds">): string[] {
  const today = dayOf(ctx.now);
  return items.flatMap((item, i) => [
    ...(ctx.accountIds.has(item.caseId) ? [] : [`promises.${i}.caseId: not an account of this person`]),
    ...(item.dueOn < today ? [`promises.${i}.dueOn: is in the past`] : []),
    ...(Number.isNaN(Date.parse(`${item.dueOn}T00:00:00Z`)) ? [`promises.${i}.dueOn: is no day`] : []),
  ]);
}

/** Follow-up or call-back time that may be set now. */
export const timeFits = (at: number | null, now: number): boolean => at === null || at >= now - GRACE;

/**
 * The number to try next after one that did not answer: the debtor's next that the gate permits now
 * (PRODUCT.md 1.5); a third party's never comes up by itself. Null when the call was answered, came
 * in, or nothing else may be called.
 */
export function nextContactAfter(log: Pick<CallLog, "line" | "direction" | "contactPointId">, ctx: { now: number; person: PersonDoc; caseDoc: CaseDoc }): string | null {
  if (log.direction === "in" || lineResult(log.line).cap !== "U") return null;
  const { contacts } = ctx.person;
  const at = contacts.findIndex((c) => c.id === log.contactPointId);
  const others = [...contacts.slice(at + 1), ...contacts.slice(0, Math.max(0, at))];
  return others.find((contact) => isOwn(contact) && judgeContact({ ...ctx, contact }).allowed)?.id ?? null;
}

/** True when one of the outcomes starts the early-warning clock (S-26). */
export const warns = (log: Pick<CallLog, "outcome" | "tags">): boolean => codesOf(log).some((c) => outcome(c).warns);
