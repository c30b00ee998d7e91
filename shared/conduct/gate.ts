/**
 * The contact gate: may this person be called on this number now? Deny overrides; every rule is
 * evaluated and recorded in the receipt, so that a call can be explained later (P9). Pure.
 */
import { minuteOfDay, dayOf } from "../model/time.ts";
import { tallyOn } from "../model/projection.ts";
import type { CaseDoc, ContactPoint, PersonDoc } from "../model/documents.ts";
import type { GateReceipt } from "../model/events.ts";
import { BASIC_PACK, RULE_TEXTS, type RuleId } from "./pack.ts";

/** What a supervisor's own soothing call is about. A complaint's passes the pause of a warning too; no other stop is passed by either. */
export type Soothing = "warning" | "complaint";

export interface GateInput {
  /** Server-estimated time, UTC ms (P6). */
  readonly now: number;
  readonly person: Pick<PersonDoc, "holds" | "tally">;
  readonly caseDoc: Pick<CaseDoc, "status">;
  readonly contact: Pick<ContactPoint, "value" | "status">;
  /** The supervisor's own soothing call, planned in an open warning or owed in a running complaint: what that paused lets it pass (readings 2 and 7). */
  readonly soothing?: Soothing | null;
}

export interface GateRefusal {
  readonly rule: RuleId;
  readonly zh: string;
  readonly en: string;
  readonly source: string;
}

export interface GateAnswer {
  readonly allowed: boolean;
  readonly receipt: GateReceipt;
  /** The first rule that refused, with its words; null when allowed. */
  readonly refusal: GateRefusal | null;
}

type Check = (input: GateInput) => { ok: boolean; value: string };

/** Rules in the order a refusal is reported: locks first, then counters, then the clock. */
const CHECKS: readonly (readonly [RuleId, Check])[] = [
  ["case", ({ caseDoc }) => ({ ok: caseDoc.status === "open", value: caseDoc.status })],
  ["S-26", ({ person, soothing = null }) => ({ ok: soothing !== null || !person.holds.some((h) => h.reason === "warning"), value: soothing === null ? "" : "soothing" })],
  [
    "R-14stop",
    ({ person, soothing = null }) => {
      const stops = person.holds.filter((h) => h.reason !== "warning" && !(soothing === "complaint" && h.reason === "complaint")).map((h) => h.reason);
      return { ok: stops.length === 0, value: stops.join(",") };
    },
  ],
  ["R-11", ({ contact }) => ({ ok: contact.status === "unverified" || contact.status === "valid", value: contact.status })],
  [
    "R-10",
    ({ now, person, contact }) => {
      const used = tallyOn(person.tally, dayOf(now)).unanswered[contact.value] ?? 0;
      return { ok: used < BASIC_PACK.unansweredPerNumberPerDay, value: String(used) };
    },
  ],
  [
    "R-18",
    ({ now, person }) => {
      const used = tallyOn(person.tally, dayOf(now)).effective;
      return { ok: used < BASIC_PACK.effectivePerPersonPerDay, value: String(used) };
    },
  ],
  [
    "R-09",
    ({ now }) => {
      const minute = minuteOfDay(now);
      const quiet = minute >= BASIC_PACK.quiet.fromMinute || minute < BASIC_PACK.quiet.toMinute;
      return { ok: !quiet, value: `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}` };
    },
  ],
];

/** Judges one contact. Never throws; the receipt lists every rule with its fact. */
export function judgeContact(input: GateInput): GateAnswer {
  const rules = CHECKS.map(([id, check]) => ({ id, ...check(input) }));
  const broken = rules.find((r) => !r.ok) ?? null;
  const receipt: GateReceipt = {
    pack: BASIC_PACK.version,
    at: input.now,
    allowed: broken === null,
    rules: rules.map(({ id, ok, value }) => ({ id, ok, value })),
  };
  return { allowed: broken === null, receipt, refusal: broken ? refusalOf(broken.id, broken.value) : null };
}

function refusalOf(rule: RuleId, value: string): GateRefusal {
  const text = RULE_TEXTS[rule];
  return { rule, zh: text.zh.replace("{n}", value), en: text.en.replace("{n}", value), source: text.source };
}
