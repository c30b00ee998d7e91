/** Early warnings at the centre (S-26): number, facts, receipt on the server's clock, judged steps. */
import { reaches } from "../../shared/access/reach.ts";
import type { WarningDoc } from "../../shared/model/documents.ts";
import type { EventOf } from "../../shared/model/events.ts";
import type { RejectionCode } from "../../shared/model/rejection.ts";
import { dayOf } from "../../shared/model/time.ts";
import { EARLY_WARNING, projectWarning, warningFrom, warningMoments } from "../../shared/workflow/early-warning.ts";
import { takeStep, type StepAnswer, type StepRefusalCode } from "../../shared/workflow/engine.ts";
import { nextNumber } from "../db/meta.ts";
import type { Applying } from "./apply.ts";
import type { Rejection } from "./judge.ts";
import { warningFacts } from "./warning-facts.ts";
import { isPresent } from "./workspace.ts";

const REJECTION_OF: Record<StepRefusalCode, RejectionCode> = { unknown_step: "malformed", wrong_state: "wrong_state", not_owner: "forbidden", bad_body: "malformed" };
const rejected = (answer: Extract<StepAnswer, { ok: false }>): Rejection => ({ code: REJECTION_OF[answer.code], detail: answer.issues.join("; ") });

/** `YJ-20261123-0001`: running number of the day. */
async function warningNo({ ctx }: Applying): Promise<string> {
  const day = dayOf(ctx.now);
  return `YJ-${day.replaceAll("-", "")}-${String(await nextNumber(ctx.tx, `warning:${day}`)).padStart(4, "0")}`;
}

/** `DJ-2026-0001`: running number of the register (登记序号) in the year. */
async function registerNo({ ctx }: Applying): Promise<string> {
  const year = dayOf(ctx.now).slice(0, 4);
  return `DJ-${year}-${String(await nextNumber(ctx.tx, `register:${year}`)).padStart(4, "0")}`;
}

type Opening = EventOf<"warning.stamped"> | EventOf<"warning.filed">;

/** The warning an event opens or continues; null when it is another case's or another collector's. */
async function warningOf(a: Applying<Opening>): Promise<WarningDoc | null> {
  const { ws, me, event, ctx } = a;
  const known = ws.warnings.get(event.body.warningId);
  const kase = event.caseId ? ws.cases.get(event.caseId) : undefined;
  if (known) return known.caseId === event.caseId && (known.collectorId === me.id || isPresent(me, kase)) ? known : null;
  const fresh = warningFrom(event, { collectorName: me.name, teamId: me.teamId, bankCode: kase?.bankCode ?? "" });
  return { ...fresh, t0: Math.min(fresh.t0, ctx.now), no: await warningNo(a) };
}

const FOREIGN: Rejection = { code: "forbidden", detail: "the warning is another's" };

/** One key in the call: T0 is on record, whatever becomes of the form (reading 6). */
export async function stampWarning(a: Applying<EventOf<"warning.stamped">>): Promise<Rejection | null> {
  const doc = await warningOf(a);
  if (!doc) return FOREIGN;
  a.ws.touchWarning(markApplied(doc, a.event));
  return null;
}

/** The form: judged against the table, received now, automatic facts frozen. */
export async function fileWarning(a: Applying<EventOf<"warning.filed">>): Promise<Rejection | null> {
  const { ctx, ws, me, event } = a;
  const doc = await warningOf(a);
  if (!doc) return FOREIGN;
  const answer = judgeStep(a, doc, "file", event.body.form);
  if (!answer.ok) return rejected(answer);
  const by = { name: me.name, late: answer.late, to: answer.to, receivedAt: ctx.now };
  const filed = projectWarning({ ...doc, applied: {} }, event, by);
  ws.touchWarning(markApplied({ ...filed, facts: await warningFacts(a, filed, answer.late), applied: doc.applied }, event));
  await ctx.audit({ action: "warning.filed", ref: doc.id, detail: { no: doc.no, late: answer.late } });
  return null;
}

/** A step of a running warning: finding and soothing plan, by the supervisor of its team. */
export async function takeWarningStep(a: Applying<EventOf<"workflow.stepTaken">>): Promise<Rejection | null> {
  const { ctx, ws, me, event } = a;
  const doc = ws.warnings.get(event.body.instanceId);
  if (!doc || !reaches(me, "warning.decide", { assigneeId: null, teamId: doc.teamId })) return { code: "forbidden", detail: "the warning is not your team's" };
  // Filing is an event of its own, with its form.
  if (event.body.step === "file") return { code: "malformed", detail: "step: file by warning.filed" };
  const answer = judgeStep(a, doc, event.body.step, event.body.body);
  if (!answer.ok) return rejected(answer);
  const judged = { ...event, body: { ...event.body, body: answer.body as Record<string, unknown> } };
  const next = projectWarning({ ...doc, applied: {} }, judged, { name: me.name, late: answer.late, to: answer.to, receivedAt: null });
  const number = event.body.step === "find" && doc.registerNo === "" ? await registerNo(a) : doc.registerNo;
  ws.touchWarning(markApplied({ ...next, registerNo: number, applied: doc.applied }, event));
  await ctx.audit({ action: `warning.${event.body.step}`, ref: doc.id, detail: { no: doc.no, late: answer.late, register: number } });
  return null;
}

function judgeStep({ me, event }: Applying, doc: WarningDoc, step: string, body: unknown): StepAnswer {
  return takeStep(EARLY_WARNING, { state: doc.state, step, roles: me.roles, body, at: event.atServer, moments: warningMoments(doc) });
}

const markApplied = (doc: WarningDoc, event: { deviceId: string; seq: number }): WarningDoc => ({
  ...doc, applied: { ...doc.applied, [event.deviceId]: Math.max(event.seq, doc.applied[event.deviceId] ?? 0) },
});
