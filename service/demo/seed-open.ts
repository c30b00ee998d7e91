/** What is open when the first user signs in: promises due today, follow-ups, the call-back, warnings with their clocks. */
import { randomUUID } from "node:crypto";
import type { Ctx } from "../context.ts";
import { isWorkday } from "../import/confirm-workdays.ts";
import type { EventBody } from "../../shared/model/events.ts";
import { addDays, atLocal, dayOf, MINUTE } from "../../shared/model/time.ts";
import { OPEN_AT_START, USERS, type DemoUser } from "./agency.ts";
import type { Random } from "./random.ts";
import { openScribe, type Place, type Scribe, type SeqCounter } from "./scribe.ts";
import { call } from "./seed-calls.ts";
import type { Staff } from "./seed-house.ts";

/** A collector's cases that the month leaves alone, for what is open at the start. */
export interface Openings {
  readonly dueToday: readonly string[];
  readonly followUps: readonly string[];
  readonly warnings: readonly string[];
  readonly callback: readonly string[];
  /** Cases of the repayment file, with the day and sum it will bring. */
  readonly repaid: readonly { readonly caseId: string; readonly paidOn: string; readonly amountFen: number }[];
}

export const warningsOf = (no: string) => OPEN_AT_START.warnings.filter((w) => w.collector === no);

/** Sets cases aside: each kind from persons with one account, in order. */
export function setAside(no: string, caseIds: readonly string[], repaid: Openings["repaid"]): Openings {
  const left = caseIds.filter((id) => !repaid.some((r) => r.caseId === id));
  const take = (n: number): string[] => left.splice(0, n);
  return {
    warnings: take(warningsOf(no).length), callback: take(OPEN_AT_START.callback.collector === no ? 1 : 0),
    dueToday: take(OPEN_AT_START.promisesDueToday), followUps: take(OPEN_AT_START.followUpsToday), repaid,
  };
}

/** The last working day before `day`. */
function workdayBefore(day: string, steps = 1): string {
  let at = day;
  for (let left = steps; left > 0; ) {
    at = addDays(at, -1);
    if (isWorkday(at)) left -= 1;
  }
  return at;
}

const placeOf = (scribe: Scribe, caseId: string): Place => ({ caseId, personId: scribe.ws.cases.get(caseId)!.personId });

async function promised(scribe: Scribe, caseId: string, at: number, dueOn: string, amountFen: number, random: Random): Promise<void> {
  const result = await call(scribe, caseId, at, random, { outcome: "C3", note: "本人接听,承诺按期还款" });
  if (result) await scribe.write("promise.made", result.endedAt, placeOf(scribe, caseId), { callId: null, items: [{ promiseId: randomUUID(), caseId, amountFen, dueOn }], note: "" });
}

async function promisesDueToday(ctx: Ctx, scribe: Scribe, ids: readonly string[], random: Random): Promise<void> {
  const today = dayOf(ctx.now);
  for (const [i, caseId] of ids.entries()) {
    const { minimumDueFen, currentFen } = scribe.ws.cases.get(caseId)!.balances;
    await promised(scribe, caseId, atLocal(workdayBefore(today, 1 + (i % 2)), `1${4 + (i % 3)}:1${i % 10}`), today, Math.max(100, minimumDueFen || currentFen), random);
  }
}

async function followUps(ctx: Ctx, scribe: Scribe, ids: readonly string[], random: Random): Promise<void> {
  const today = dayOf(ctx.now);
  for (const [i, caseId] of ids.entries()) {
    const at = atLocal(workdayBefore(today), `16:${10 + i * 7}`);
    const result = await call(scribe, caseId, at, random);
    await scribe.write("followUp.set", (result?.endedAt ?? at) + MINUTE, placeOf(scribe, caseId), { kind: "followUp", at: atLocal(today, `${10 + i}:30`), note: "" });
  }
}

async function callback(ctx: Ctx, scribe: Scribe, ids: readonly string[], random: Random): Promise<void> {
  const { inMinutes, note } = OPEN_AT_START.callback;
  for (const caseId of ids) {
    const result = await call(scribe, caseId, ctx.now - 12 * MINUTE, random, { outcome: "C8", note });
    if (result) await scribe.write("followUp.set", result.endedAt, placeOf(scribe, caseId), { kind: "callback", at: ctx.now + inMinutes * MINUTE, note });
  }
}

type Form = EventBody<"warning.filed">["form"];

/** The call in which the debtor threatens, the key that stamps T0, and the form two minutes later. */
async function fileWarning(scribe: Scribe, caseId: string, warning: (typeof OPEN_AT_START.warnings)[number], warningId: string, filedAt: number, random: Random): Promise<void> {
  const t0 = filedAt - 2 * MINUTE;
  const result = await call(scribe, caseId, t0 - 90_000, random, { outcome: "C11", note: warning.summary });
  if (!result) throw new Error("demo: the gate refused the call a warning arises in");
  const place = placeOf(scribe, caseId);
  const form: Form = { reached: "本人", types: [...warning.types], emotion: warning.emotion, channels: [...warning.channels], demand: "", summary: warning.summary, explained: "已说明受银行委托及还款事宜", urgency: warning.urgency };
  await scribe.write("warning.stamped", t0, place, { warningId, t0, callId: null });
  await scribe.write("warning.filed", filedAt, place, { warningId, t0, callId: null, form });
}

/** Finding and plan, for warnings that are further on. */
async function decide(ctx: Ctx, staff: Staff, supervisor: DemoUser, item: { warningId: string; caseId: string; stage: string; filedAt: number }, seq: SeqCounter): Promise<void> {
  const me = staff.me(supervisor.no);
  const scribe = await openScribe(ctx, me, [item.caseId], seq, [item.warningId]);
  const step = (name: string, at: number, body: Record<string, unknown>) =>
    scribe.write("workflow.stepTaken", at, placeOf(scribe, item.caseId), { workflow: "earlyWarning", instanceId: item.warningId, step: name, body });
  await step("find", item.filedAt + 9 * MINUTE, { finding: "upheld", reason: "", ourFault: "none" });
  if (item.stage === "planned") await step("plan", item.filedAt + 14 * MINUTE, { plan: "由主管致电致歉并说明息费构成,暂停催收", soother: supervisor.name, pauseScope: "person", sootheBy: null });
  await scribe.close();
}

/** Writes one collector's openings. */
export async function writeOpenings(ctx: Ctx, staff: Staff, no: string, open: Openings, random: Random, seq: SeqCounter): Promise<number> {
  const ids = [...open.dueToday, ...open.followUps, ...open.warnings, ...open.callback, ...open.repaid.map((r) => r.caseId)];
  if (ids.length === 0) return 0;
  const scribe = await openScribe(ctx, staff.me(no), ids, seq);
  await promisesDueToday(ctx, scribe, open.dueToday, random);
  await followUps(ctx, scribe, open.followUps, random);
  for (const [i, r] of open.repaid.entries()) await promised(scribe, r.caseId, atLocal(workdayBefore(r.paidOn, 2), `1${4 + (i % 3)}:4${i % 10}`), r.paidOn, r.amountFen, random);
  await callback(ctx, scribe, open.callback, random);
  const filed = warningsOf(no).map((warning, i) => ({ warning, caseId: open.warnings[i], warningId: randomUUID(), filedAt: ctx.now - warning.receivedMinutesAgo * MINUTE }));
  for (const w of filed) if (w.caseId) await fileWarning(scribe, w.caseId, w.warning, w.warningId, w.filedAt, random);
  const written = await scribe.close();
  const supervisor = USERS.find((u) => u.roles.includes("supervisor") && u.team === USERS.find((x) => x.no === no)?.team);
  for (const w of filed) {
    if (w.caseId && supervisor && w.warning.stage !== "filed") await decide(ctx, staff, supervisor, { warningId: w.warningId, caseId: w.caseId, stage: w.warning.stage, filedAt: w.filedAt }, seq);
  }
  return written;
}
