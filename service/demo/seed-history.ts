/** Thirty days of calls per collector, and the promises that came of them. */
import { randomUUID } from "node:crypto";
import type { Ctx } from "../context.ts";
import { isWorkday } from "../import/confirm-workdays.ts";
import { lastDayOf } from "../import/confirm-promises.ts";
import { addDays, dayOf, MINUTE } from "../../shared/model/time.ts";
import type { Me } from "../../shared/protocol/session.ts";
import { HISTORY } from "./agency.ts";
import type { Random } from "./random.ts";
import { openScribe, type Scribe, type SeqCounter } from "./scribe.ts";
import { call, callbackTime, momentsOf } from "./seed-calls.ts";

/** A payment that the history makes come in. */
export interface Paid {
  readonly caseId: string;
  readonly paidOn: string;
  readonly amountFen: number;
  /** The debt is settled with it. */
  readonly settles: boolean;
}

/** A promise whose end the history knows, and the case it is about. */
interface Failing {
  readonly caseId: string;
  readonly on: string;
}

interface Month {
  readonly scribe: Scribe;
  readonly random: Random;
  readonly today: string;
  readonly caseIds: readonly string[];
  readonly paid: Paid[];
  /** Broken promises, to be followed up the next working day. */
  readonly failing: Failing[];
  /** Cases with a promise that still runs, until which day. */
  readonly promised: Map<string, string>;
  /** Cases left alone for the openings (`seed-open.ts`). */
  readonly reserved: ReadonlySet<string>;
}

const workdaysBefore = (today: string, days: number): string[] => Array.from({ length: days }, (_, i) => addDays(today, i - days)).filter(isWorkday);

/** A promise falls due on a day that is decided before today, or lies ahead of it: what is due today is set by hand. */
function dueDay(made: string, today: string, random: Random): string {
  const due = addDays(made, random.whole(1, 7));
  return due <= today && lastDayOf(due) >= today ? addDays(today, random.whole(1, 5)) : due;
}

type Fate = "kept" | "partial" | "broken" | "open";

function fateOf(due: string, today: string, random: Random): Fate {
  if (due >= today) return "open";
  const drawn = random.next();
  return drawn < HISTORY.keptShare ? "kept" : drawn < HISTORY.keptShare + HISTORY.partialShare ? "partial" : "broken";
}

/** A settled debt is not called about any more. */
const NEVER_AGAIN = "9999-12-31";

/** Rounds a sum as people say it: to hundreds of yuan. */
const round = (fen: number): number => Math.max(10_000, Math.round(fen / 10_000) * 10_000);

/** Writes a promise after an answered call and decides what becomes of it. */
async function promise(month: Month, caseId: string, at: number, full: boolean): Promise<void> {
  const { scribe, random, today } = month;
  const kase = scribe.ws.cases.get(caseId)!;
  const made = dayOf(at);
  const owed = kase.balances.currentFen;
  if (owed <= 0) return;
  const amountFen = full ? owed : Math.min(owed, round(Math.max(kase.balances.minimumDueFen, owed * (0.05 + random.next() * 0.2))));
  const dueOn = dueDay(made, today, random);
  await scribe.write("promise.made", at, { caseId, personId: kase.personId }, { callId: null, items: [{ promiseId: randomUUID(), caseId, amountFen, dueOn }], note: "" });
  const fate = fateOf(dueOn, today, random);
  month.promised.set(caseId, fate === "kept" && full ? NEVER_AGAIN : lastDayOf(dueOn));
  if (fate === "kept") month.paid.push({ caseId, paidOn: dueOn, amountFen, settles: full });
  if (fate === "partial") month.paid.push({ caseId, paidOn: dueOn, amountFen: round(amountFen * 0.4), settles: false });
  if (fate === "broken" || fate === "partial") month.failing.push({ caseId, on: addDays(lastDayOf(dueOn), 1) });
}

/** Follows what was said: a promise, a call-back. */
async function follow(month: Month, caseId: string, result: Awaited<ReturnType<typeof call>>): Promise<void> {
  if (!result?.reached) return;
  if (result.outcome === "C2" || result.outcome === "C3") await promise(month, caseId, result.endedAt, result.outcome === "C2");
  if (result.outcome !== "C8") return;
  const back = callbackTime(result.endedAt, month.random);
  const kase = month.scribe.ws.cases.get(caseId)!;
  if (back !== null) await month.scribe.write("followUp.set", result.endedAt, { caseId, personId: kase.personId }, { kind: "callback", at: back, note: "" });
}

/** Whose turn it is: an agreed call-back that is due, else of three at random the one longest untouched. */
function nextCase(month: Month, at: number, day: string): string | null {
  const { scribe, random } = month;
  const free = (id: string) => !month.reserved.has(id) && (month.promised.get(id) ?? "") < day && scribe.ws.cases.get(id)!.balances.currentFen > 0;
  const due = month.caseIds.find((id) => (scribe.ws.cases.get(id)!.work.callbackAt ?? Infinity) <= at);
  if (due) return due;
  const drawn = Array.from({ length: 3 }, () => random.pick(month.caseIds)).filter(free);
  const touched = (id: string) => scribe.ws.cases.get(id)!.work.lastTouchedAt ?? 0;
  return drawn.sort((a, b) => touched(a) - touched(b))[0] ?? null;
}

/** Broken promises of the days before are taken up again: the debtor is reached and promises anew. */
async function followFailures(month: Month, day: string, moments: number[]): Promise<void> {
  const due = month.failing.filter((f) => f.on <= day);
  for (const failing of due) {
    const at = moments.shift();
    if (at === undefined) return;
    month.failing.splice(month.failing.indexOf(failing), 1);
    const result = await call(month.scribe, failing.caseId, at, month.random, { outcome: "C3", note: "上次承诺未履约,本人重新承诺还款" });
    if (result) await promise(month, failing.caseId, result.endedAt, false);
  }
}

/** Attempts of this morning before the story begins, at 260 cases; those after now are left out. */
const MORNING_CALLS = 200;

export interface CollectorMonth {
  readonly me: Me;
  readonly caseIds: readonly string[];
  readonly reserved: ReadonlySet<string>;
  /** Broken promises to leave without a new one. */
  readonly leaveBroken: number;
}

/** Writes one collector's month. Returns how many events, and the payments that will come in. */
export async function writeMonth(ctx: Ctx, of: CollectorMonth, random: Random, seq: SeqCounter): Promise<{ events: number; paid: Paid[] }> {
  const today = dayOf(ctx.now);
  const scribe = await openScribe(ctx, of.me, of.caseIds, seq);
  const month: Month = { scribe, random, today, caseIds: of.caseIds, paid: [], failing: [], promised: new Map(), reserved: of.reserved };
  const [low, high] = HISTORY.attemptsPerDay;
  const scale = of.caseIds.length / 260;
  const days = workdaysBefore(today, HISTORY.days);
  for (const day of days) {
    const moments = momentsOf(day, Math.round(random.whole(low, high) * scale), random);
    const left = month.failing.length;
    if (day !== days.at(-1)) await followFailures(month, day, moments);
    else if (left > of.leaveBroken) {
      month.failing.splice(0, of.leaveBroken);
      await followFailures(month, day, moments);
    }
    for (const at of moments) {
      const caseId = nextCase(month, at, day);
      if (caseId) await follow(month, caseId, await call(scribe, caseId, at, random));
    }
  }
  for (const at of momentsOf(today, Math.ceil(MORNING_CALLS * scale), random, ctx.now - 3 * MINUTE)) {
    const caseId = nextCase(month, at, today);
    if (caseId) await call(scribe, caseId, at, random);
  }
  return { events: await scribe.close(), paid: month.paid };
}
