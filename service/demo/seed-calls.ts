/** One made-up call: which number, what the gate says, what comes of it. */
import { randomUUID } from "node:crypto";
import { judgeContact } from "../../shared/conduct/gate.ts";
import type { CaseDoc, ContactPoint, PersonDoc } from "../../shared/model/documents.ts";
import type { OutcomeCode } from "../../shared/model/disposition.ts";
import { atLocal, dayOf, HOUR, MINUTE } from "../../shared/model/time.ts";
import { CALL_MIX, HISTORY, OTHER_NOTES, OUTCOME_MIX } from "./agency.ts";
import type { Random } from "./random.ts";
import type { Place, Scribe } from "./scribe.ts";

export interface CallResult {
  readonly reached: boolean;
  readonly outcome: OutcomeCode | null;
  readonly endedAt: number;
}

type Mix = (typeof CALL_MIX)[number];
const ANSWERED: Mix = { line: "A1", person: "B1", weight: 1 };

/** The number a collector would dial: the current one, else the debtor's other numbers, now and then a contact. */
export function numberOf(person: PersonDoc, random: Random): ContactPoint | null {
  const usable = person.contacts.filter((c) => c.status === "unverified" || c.status === "valid");
  const own = usable.filter((c) => c.relation === "本人");
  return usable.find((c) => c.current) ?? own[0] ?? (random.chance(0.5) ? (usable[0] ?? null) : null);
}

/** Contacts of a relative are answered by third parties, the debtor's own numbers seldom by anybody else. */
function mixFor(contact: ContactPoint, random: Random): Mix {
  const drawn = random.weighted(CALL_MIX);
  return drawn.line === "A1" && contact.relation !== "本人" ? { line: "A1", person: random.chance(0.7) ? "B4" : "B5", weight: 1 } : drawn;
}

/** Says "refused" in the record only as often as it happens; other refused thoughts leave no trace. */
const REFUSAL_WORTH_NOTING = 0.25;

/**
 * Calls about a case at a moment; `forced` means the debtor answers and this is what he says. Returns
 * null when nothing was dialled (no number, or the gate refused).
 */
export async function call(scribe: Scribe, caseId: string, at: number, random: Random, forced: { outcome: OutcomeCode; note: string } | null = null): Promise<CallResult | null> {
  const kase = scribe.ws.cases.get(caseId)!;
  const person = scribe.ws.persons.get(kase.personId)!;
  const contact = numberOf(person, random);
  if (!contact) return null;
  const place: Place = { caseId, personId: person.id };
  const { allowed, receipt } = judgeContact({ now: at, person, caseDoc: kase, contact });
  if (!allowed) {
    if (random.chance(REFUSAL_WORTH_NOTING)) await scribe.write("call.refused", at, place, { contactPointId: contact.id, gate: receipt });
    return null;
  }
  const mix = forced ? ANSWERED : mixFor(contact, random);
  const callId = randomUUID();
  const seconds = mix.line === "A1" ? random.whole(40, 260) : random.whole(12, 45);
  const endedAt = at + seconds * 1000;
  const said = forced ?? saidBy(mix, kase, random);
  await scribe.write("call.started", at, place, { callId, contactPointId: contact.id, gate: receipt });
  await scribe.write("call.logged", endedAt + 4000, place, {
    callId, contactPointId: contact.id, direction: "out", line: mix.line, person: mix.person, outcome: said.outcome, tags: [], identityStated: mix.person === "B1" || mix.person === "B3",
    note: said.note, startedAt: at, endedAt,
  });
  return { reached: mix.person === "B1", outcome: said.outcome, endedAt: endedAt + 4000 };
}

function saidBy(mix: Mix, kase: CaseDoc, random: Random): { outcome: OutcomeCode | null; note: string } {
  if (mix.person === null) return { outcome: null, note: "" };
  if (mix.person !== "B1") {
    const notes = OTHER_NOTES[mix.person] ?? [""];
    return { outcome: mix.person === "B4" || mix.person === "B3" ? "C18" : null, note: random.pick(notes) };
  }
  const drawn = random.weighted(OUTCOME_MIX);
  const outcome = drawn.outcome === "C2" && kase.balances.currentFen > HISTORY.fullUpTo ? "C3" : drawn.outcome;
  return { outcome, note: random.pick((OUTCOME_MIX.find((o) => o.outcome === outcome) ?? drawn).notes) };
}

/** Moments of one working day, busy hours more often, in order. */
export function momentsOf(day: string, count: number, random: Random, until = Number.MAX_SAFE_INTEGER): number[] {
  return Array.from({ length: count }, () => {
    const hour = random.weighted(HISTORY.hours);
    const from = atLocal(day, hour.from);
    return from + Math.floor(random.next() * (atLocal(day, hour.to) - from));
  }).filter((t) => t < until).sort((a, b) => a - b);
}

/** When the debtor wants to be called back: later the same day. */
export function callbackTime(at: number, random: Random): number | null {
  const later = at + random.whole(1, 4) * HOUR + random.whole(0, 11) * 5 * MINUTE;
  return later < atLocal(dayOf(at), "17:30") ? later : null;
}

