/** Complaints at the centre (S-16…S-25): number, case, facts, recusal, the centre's own pull, judged steps. */
import { sql } from "drizzle-orm";
import { desksOf, isAccusedDesk } from "../../shared/access/desks.ts";
import { lastFour, maskName, maskPhone } from "../../shared/model/masking.ts";
import type { CaseDoc, PersonDoc } from "../../shared/model/documents.ts";
import type { EventOf } from "../../shared/model/events.ts";
import type { ComplaintFact } from "../../shared/model/complaint-form.ts";
import type { FormDoc } from "../../shared/model/form-doc.ts";
import { DAY, formatDateTime } from "../../shared/model/time.ts";
import { SENDING } from "../../shared/workflow/complaint.ts";
import { defOf } from "../../shared/workflow/engine.ts";
import { barredFrom, complaintFormOf, complaintFrom, formStanding, judgeFormStep, projectForm } from "../../shared/workflow/form.ts";
import { escalatedTo } from "../../shared/workflow/instance.ts";
import { owedTo } from "../../shared/workflow/posts.ts";
import { FORMS } from "../../shared/workflow/registry.ts";
import { numberOfDay } from "../records/numbers.ts";
import { rows } from "../db/query.ts";
import { FORM_POSTS } from "../workflow/address-forms.ts";
import { regionsOf } from "../workflow/address.ts";
import { pullEvidence } from "../workflow/complaint-evidence.ts";
import { letRunOut } from "../workflow/go-off.ts";
import { sealComplaint, signPackage } from "../workflow/package.ts";
import { loadHouse } from "../workflow/house.ts";
import type { Applying } from "./apply.ts";
import type { Rejection } from "./judge.ts";
import { referralConsequences } from "./referrals.ts";
import { rejectedStep } from "./step-rejection.ts";

/** 客户投诉单: taken in whether or not its case is found; a complaint is never turned away for a number. */
export async function fileComplaint(a: Applying<EventOf<"complaint.filed">>): Promise<Rejection | null> {
  const { ctx, ws, me, event } = a;
  if (ws.forms.has(event.body.complaintId)) return { code: "forbidden", detail: "the complaint has been filed" };
  const { form } = event.body;
  const kase = [...ws.cases.values()].find((c) => c.bankCode === form.bankCode && c.caseNo === form.caseNo && form.caseNo !== "");
  const fresh = { ...complaintFrom(event, me.name), no: await numberOfDay(ctx, "TS"), caseId: kase?.id ?? null, personId: kase?.personId ?? null, teamId: kase?.teamId ?? null };
  const answer = judgeFormStep(fresh, { step: "file", body: form, at: event.atServer, by: me, holders: null });
  if (!answer.ok) return rejectedStep(answer);
  const filed = await letRunOut(ctx, FORMS.complaint, formStanding(fresh), projectForm(fresh, event, { name: me.name, receivedAt: ctx.now }), event.atServer);
  const person = kase ? ws.persons.get(kase.personId) : undefined;
  // The number is asked for where it is dialled, and each look is on record: it is not part of the document.
  ws.touchForm({ ...filed, opening: { ...form, phone: form.phone && maskPhone(form.phone) }, facts: await factsOf(a, filed, kase, person) });
  if (person) ws.touchPerson(held(person, filed.id, event));
  await ctx.audit({ action: "complaint.filed", ref: filed.id, detail: { no: filed.no, late: answer.late } });
  return null;
}

/** Whoever complains is not contacted for money while it runs (PRODUCT.md 2, reading 14): one hold for each complaint, so that the end of one does not end another's. */
const held = (person: PersonDoc, ref: string, event: EventOf<"complaint.filed">): PersonDoc => ({ ...person, holds: [...person.holds, { reason: "complaint", since: event.atServer, by: event.userId, ref }] });

/** Days of the bank's own clock: 15, 30 when it is complex, 30 more in special cases. */
const BANK_DAYS = { day15: 15, day30: 30, day60: 60 } as const;

async function factsOf({ ctx }: Applying, doc: FormDoc, kase: CaseDoc | undefined, person: PersonDoc | undefined): Promise<Record<ComplaintFact, string>> {
  const [bank] = await rows<{ name: string }>(ctx.tx, sql`SELECT name FROM bank WHERE code = ${doc.bankCode}`);
  const [place] = await rows<{ team: string; region: string }>(ctx.tx, sql`SELECT t.name AS team, r.name AS region FROM team t JOIN region r ON r.code = t.region_code WHERE t.id = ${doc.teamId}::uuid`);
  const [who] = await rows<{ name: string; no: string }>(ctx.tx, sql`SELECT name, no FROM app_user WHERE id = ${kase?.assigneeId ?? null}::uuid`);
  const [before] = await rows<{ complaints: number; warnings: number }>(ctx.tx, sql`SELECT (SELECT count(*) FROM workflow_form WHERE person_id = ${doc.personId}::uuid) AS complaints, (SELECT count(*) FROM warning WHERE person_id = ${doc.personId}::uuid) AS warnings`);
  const form = complaintFormOf(doc);
  const days = Object.fromEntries(Object.entries(BANK_DAYS).map(([name, n]) => [name, formatDateTime(doc.t0 + n * DAY)])) as Record<keyof typeof BANK_DAYS, string>;
  return {
    no: doc.no, bank: bank?.name ?? doc.bankCode, caseNo: kase?.caseNo ?? form?.caseNo ?? "", name: person ? maskName(person.name) : "", cardLast4: kase ? lastFour(kase.cardNo) : "", team: place?.team ?? "", region: place?.region ?? "",
    collector: who ? `${who.name} ${who.no}` : "", bucket: kase?.bucket ?? "", repeat: Number(before?.complaints ?? 0) > 0 ? "yes" : "no", warnings: String(before?.warnings ?? 0), confirmNo: "",
    points: (form?.points ?? []).join(";"), occurredAt: form?.occurredAt ? formatDateTime(form.occurredAt) : "", found: kase ? "yes" : "no", ...days,
  };
}

/** A step of a running form, by whoever owed it when it was taken, or owes it now. */
export async function takeFormStep(a: Applying<EventOf<"workflow.stepTaken">>): Promise<Rejection | null> {
  const { ctx, ws, me, event } = a;
  const { step, workflow } = event.body;
  const doc = ws.forms.get(event.body.instanceId);
  if (!doc || doc.workflow !== workflow) return { code: "forbidden", detail: "the form is not with you" };
  const holders = await holdersThen(a, doc);
  const sees = desksOf(me).some((desk) => doc.desks.includes(desk));
  if (!sees && !holders?.includes(me.id)) return { code: "forbidden", detail: "the form is not with you" };
  if (defOf(FORMS[workflow as FormDoc["workflow"]], step)?.ownEvent) return { code: "malformed", detail: `step: ${step} has an event of its own` };
  const answer = judgeFormStep(doc, { step, body: event.body.body, at: event.atServer, by: me, holders });
  if (!answer.ok) return rejectedStep(answer);
  const judged = { ...event, body: { ...event.body, body: answer.body as Record<string, unknown> } };
  const next = { ...projectForm({ ...doc, applied: {} }, judged, { name: me.name, receivedAt: ctx.now }), applied: { ...doc.applied, [event.deviceId]: Math.max(event.seq, doc.applied[event.deviceId] ?? 0) } };
  if (undoes(doc, next)) return { code: "wrong_state", detail: "it has left the house meanwhile" };
  const outcome = await consequences(a, next, answer.body as Record<string, string>);
  if ("code" in outcome) return outcome;
  ws.touchForm(await letRunOut(ctx, FORMS[doc.workflow], formStanding(doc), await packed(a, outcome), event.atServer));
  await ctx.audit({ action: doc.workflow === "complaint" ? "complaint.step" : "referral.step", ref: doc.id, detail: { no: doc.no, step, late: answer.late, ...(step === "deliver" && outcome.proof ? { evidence: outcome.proof.enough ? "enough" : outcome.proof.missing.map((m) => m.gap).join(" ") } : {}) } });
  return null;
}

/** What only the centre does when a step is taken. */
async function consequences(a: Applying<EventOf<"workflow.stepTaken">>, doc: FormDoc, body: Record<string, string>): Promise<FormDoc | Rejection> {
  const { ctx, ws, event } = a;
  if (doc.workflow === "legalReferral") return referralConsequences(a, doc);
  switch (event.body.step) {
    case "forward": {
      const [team] = await rows<{ id: string; name: string; region: string }>(ctx.tx, sql`SELECT t.id, t.name, r.name AS region FROM team t JOIN region r ON r.code = t.region_code WHERE t.id = ${body["department"] ?? ""}::uuid`);
      if (!team) return { code: "malformed", detail: "department: 没有这个组 / there is no such team" };
      return { ...doc, teamId: team.id, named: (body["recused"] ?? "").split(" ").filter(Boolean), facts: { ...doc.facts, team: team.name, region: team.region } };
    }
    case "pull":
      return { ...doc, evidence: await pullEvidence(ctx, doc.personId, doc.t0) };
    case "confirm":
      return { ...doc, facts: { ...doc.facts, confirmNo: await numberOfDay(ctx, "QR") } };
    case "sendClosing": {
      const person = doc.personId ? ws.persons.get(doc.personId) : undefined;
      if (person) ws.touchPerson({ ...person, holds: person.holds.filter((h) => h.ref !== doc.id) });
      return doc;
    }
    default:
      return doc;
  }
}

/** What goes out is sealed with the step that hands it over; the receipt is for the package that waits longest, and ends its password. */
async function packed({ ctx, event }: Applying<EventOf<"workflow.stepTaken">>, doc: FormDoc): Promise<FormDoc> {
  const { step } = event.body;
  if (doc.workflow !== "complaint" || !doc.steps.some((s) => s.id === event.id && s.counts)) return doc;
  const sending = SENDING.find((s) => s === step);
  if (sending) return { ...doc, packs: [...doc.packs, await sealComplaint(ctx, doc, sending)] };
  const signed = step === "receipt" ? doc.packs.find((p) => p.signedAt === null) : undefined;
  if (!signed) return doc;
  await signPackage(ctx, signed.no);
  return { ...doc, packs: doc.packs.map((p) => (p === signed ? { ...p, signedAt: ctx.now } : p)) };
}

/** Who owed the step when it was taken, and who does now; null for a step beside the path, which its post may take. */
async function holdersThen({ ctx, event }: Applying<EventOf<"workflow.stepTaken">>, doc: FormDoc): Promise<string[] | null> {
  const def = defOf(FORMS[doc.workflow], event.body.step);
  if (!def || (def.next === null && !def.owed)) return null;
  const house = await loadHouse(ctx, FORM_POSTS, event.atServer);
  const place = { assigneeId: null, teamId: doc.teamId, regionCode: (await regionsOf(ctx, [doc])).get(doc.teamId ?? "") ?? null };
  const then = owedTo(house, { post: def.owner, place, at: event.atServer, excluded: barredFrom(doc, def.step) }, def.breach, escalatedTo(doc, def.step));
  return [...then.users, ...(doc.owed?.find((o) => o.step === def.step)?.users ?? [])];
}

/** True when a step that lets something leave the house would no longer count. */
function undoes(before: FormDoc, after: FormDoc): boolean {
  const kept = new Set(formStanding(after).applied.map((s) => s.id));
  return formStanding(before).applied.some((s) => !kept.has(s.id) && (defOf(FORMS[before.workflow], s.step)?.fixes ?? false));
}

/** True when somebody reads the whole form: at a desk it names, and not as one whom it concerns. */
export const readsWhole = (me: Parameters<typeof desksOf>[0], doc: FormDoc): boolean =>
  !doc.accused.includes(me.id) && !doc.named.includes(me.id) && desksOf(me).some((desk) => !isAccusedDesk(desk) && doc.desks.includes(desk));
