/** What people write during a run. */
import { randomUUID } from "node:crypto";
import type { EventDraft } from "../../../shared/model/events.ts";
import type { TestCase } from "../../support/service.ts";
import type { Random } from "../random.ts";
import { ODD_TEXTS } from "./poison.ts";

type Draft = (at: TestCase, now: number, random: Random) => EventDraft[];

const on = ({ caseId, personId }: TestCase) => ({ caseId, personId });

/** Kinds of writing a collector does, by name. */
const DRAFTS = {
  note: (at, _now, random) => [{ type: "note.added", ...on(at), body: { text: `跟进 ${random.below(10_000)}` } }],
  notes: (at, _now, random) => Array.from({ length: random.between(2, 5) }, (_, i) => ({ type: "note.added", ...on(at), body: { text: `第 ${i} 条` } })),
  call: (at, now) => [
    { type: "call.logged", ...on(at), body: { callId: randomUUID(), contactPointId: at.contactId, direction: "out", line: "A2", person: null, outcome: null, tags: [], identityStated: false, note: "", startedAt: now, endedAt: now + 9_000 } },
  ],
  promise: (at) => [{ type: "promise.made", ...on(at), body: { callId: null, items: [{ promiseId: randomUUID(), caseId: at.caseId, amountFen: 12_300, dueOn: "2026-12-01" }], note: "" } }],
  followUp: (at, now) => [{ type: "followUp.set", ...on(at), body: { kind: "callback", at: now + 3_600_000, note: "" } }],
  mark: (at) => [{ type: "contact.marked", ...on(at), body: { contactPointId: at.contactId, status: "valid", reason: "" } }],
  duty: (_at, _now, random) => [{ type: "duty.changed", caseId: null, personId: null, body: { state: random.pick(["working", "break"] as const) } }],
  warning: (at, now) => {
    const warningId = randomUUID();
    return [
      { type: "warning.stamped", ...on(at), body: { warningId, t0: now, callId: null } },
      { type: "warning.filed", ...on(at), body: { warningId, t0: now, callId: null, form: { reached: "本人", types: ["conduct"], emotion: "agitated", channels: ["12378"], demand: "", summary: "要求停止联系", explained: "", urgency: "urgent" } } },
    ];
  },
} as const satisfies Record<string, Draft>;

/** Something somebody writes on a case. */
export function someDrafts(at: TestCase, now: number, random: Random): EventDraft[] {
  const kind = random.weighted({ note: 8, notes: 3, call: 6, promise: 3, followUp: 2, mark: 1, duty: 1, warning: 1 });
  return (DRAFTS[kind] as Draft)(at, now, random);
}

/** A note whose text is trouble. */
export const oddDrafts = (at: TestCase, random: Random): EventDraft[] => [{ type: "note.added", ...on(at), body: { text: random.pick(ODD_TEXTS) } }];
