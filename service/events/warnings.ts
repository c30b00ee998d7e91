/** Early warnings at the centre (S-26): number, facts, receipt on the server's clock, judged steps. */
import { ownDesk } from "../../shared/access/desks.ts";
import { reaches } from "../../shared/access/reach.ts";
import type { WarningDoc } from "../../shared/model/documents.ts";
import type { EventOf } from "../../shared/model/events.ts";
import { dayOf } from "../../shared/model/time.ts";
import { EARLY_WARNING } from "../../shared/workflow/early-warning.ts";
import { defOf } from "../../shared/workflow/engine.ts";
import { owedTo } from "../../shared/workflow/posts.ts";
import { escalatedTo } from "../../shared/workflow/instance.ts";
import { excludedFrom, judgeWarningStep, projectWarning, warningFrom, warningStanding } from "../../shared/workflow/warning.ts";
import { nextNumber } from "../db/meta.ts";
import { numberOfDay } from "../records/numbers.ts";
import { POSTS, regionsOf } from "../workflow/address.ts";
import { loadHouse } from "../workflow/house.ts";
import { letRunOut } from "../workflow/go-off.ts";
import { sealWarning, signPackage } from "../workflow/package.ts";
import type { Applying } from "./apply.ts";
import type { Rejection } from "./judge.ts";
import { takeFormStep } from "./complaints.ts";
import { rejectedStep } from "./step-rejection.ts";
import { warningFacts } from "./warning-facts.ts";
import { isPresent } from "./workspace.ts";

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
  return { ...fresh, t0: Math.min(fresh.t0, ctx.now), no: await numberOfDay(a.ctx, "YJ", "warning") };
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
  const answer = judgeWarningStep(doc, { step: "file", body: event.body.form, at: event.atServer, by: me, holders: null });
  if (!answer.ok) return rejectedStep(answer);
  const filed = projectWarning({ ...doc, applied: {} }, event, { name: me.name, late: answer.late, receivedAt: ctx.now });
  const known = await letRunOut(ctx, EARLY_WARNING, warningStanding(doc), filed, event.atServer);
  ws.touchWarning(markApplied({ ...known, facts: await warningFacts(a, filed, answer.late), applied: doc.applied }, event));
  await ctx.audit({ action: "warning.filed", ref: doc.id, detail: { no: doc.no, late: answer.late } });
  return null;
}

/**
 * A step of a running workflow. Of a warning: by whoever owed it when it was taken: on duty then, or now. Somebody else may have
 * been quicker; the earlier one counts, unless what hangs on the later one has left the house.
 */
export async function takeStep(a: Applying<EventOf<"workflow.stepTaken">>): Promise<Rejection | null> {
  const { ctx, ws, me, event } = a;
  if (event.body.workflow !== EARLY_WARNING.name) return takeFormStep(a);
  const { step } = event.body;
  const doc = ws.warnings.get(event.body.instanceId);
  const region = doc ? ((await regionsOf(ctx, [doc])).get(doc.teamId ?? "") ?? null) : null;
  if (!doc || !mayReach(me, doc, region)) return { code: "forbidden", detail: "the warning is not with you" };
  // Filing is an event of its own, with its form.
  if (defOf(EARLY_WARNING, step)?.ownEvent) return { code: "malformed", detail: `step: ${step} has an event of its own` };
  const answer = judgeWarningStep(doc, { step, body: event.body.body, at: event.atServer, by: me, holders: await holdersThen(a, doc, region) });
  if (!answer.ok) return rejectedStep(answer);
  const judged = { ...event, body: { ...event.body, body: answer.body as Record<string, unknown> } };
  const next = projectWarning({ ...doc, applied: {} }, judged, { name: me.name, late: answer.late, receivedAt: ctx.now });
  if (undoes(doc, next)) return { code: "wrong_state", detail: "the package has been sealed meanwhile" };
  const number = step === "find" && doc.registerNo === "" ? await registerNo(a) : doc.registerNo;
  const pack = step === "seal" ? await sealWarning(ctx, { ...next, registerNo: number }) : doc.pack;
  if (step === "sign" && doc.pack) await signPackage(ctx, doc.pack.no);
  const known = await letRunOut(ctx, EARLY_WARNING, warningStanding(doc), next, event.atServer);
  ws.touchWarning(markApplied({ ...known, registerNo: number, pack, applied: doc.applied }, event));
  await ctx.audit({ action: `warning.${step}`, ref: doc.id, detail: { no: doc.no, late: answer.late, register: number } });
  return null;
}

function mayReach(me: Applying["me"], doc: WarningDoc, regionCode: string | null): boolean {
  return doc.desks.includes(ownDesk(me.id)) || reaches(me, "workflow.step", { assigneeId: null, teamId: doc.teamId, regionCode, desks: doc.desks });
}

/** Who owed the step when it was taken, and who does now; null for a step beside the path, which its post may take. */
async function holdersThen({ ctx, event }: Applying<EventOf<"workflow.stepTaken">>, doc: WarningDoc, regionCode: string | null): Promise<string[] | null> {
  const def = defOf(EARLY_WARNING, event.body.step);
  if (!def || def.next === null) return null;
  const house = await loadHouse(ctx, POSTS, event.atServer);
  const place = { assigneeId: doc.collectorId, teamId: doc.teamId, regionCode };
  const then = owedTo(house, { post: def.owner, place, at: event.atServer, excluded: excludedFrom(doc, def.step) }, def.breach, escalatedTo(doc, def.step));
  return [...then.users, ...(doc.owed?.find((o) => o.step === def.step)?.users ?? [])];
}

/** True when a step that lets something leave the house would no longer count. */
function undoes(before: WarningDoc, after: WarningDoc): boolean {
  const kept = new Set(warningStanding(after).applied.map((s) => s.id));
  return warningStanding(before).applied.some((s) => !kept.has(s.id) && (defOf(EARLY_WARNING, s.step)?.fixes ?? false));
}

const markApplied = (doc: WarningDoc, event: { deviceId: string; seq: number }): WarningDoc => ({
  ...doc, applied: { ...doc.applied, [event.deviceId]: Math.max(event.seq, doc.applied[event.deviceId] ?? 0) },
});
