/** Legal referrals at the centre (S-27): number, case, facts, the evidence of R-30, and 停催 with the delivery. */
import { sql } from "drizzle-orm";
import { lastFour, maskName } from "../../shared/model/masking.ts";
import type { CaseDoc, PersonDoc } from "../../shared/model/documents.ts";
import type { EventOf } from "../../shared/model/events.ts";
import type { FormDoc } from "../../shared/model/form-doc.ts";
import { formatFen } from "../../shared/model/money.ts";
import { buildEvidence, type Contact, type ReferralEvidence } from "../../shared/model/referral-evidence.ts";
import type { ReferralFact } from "../../shared/model/referral-form.ts";
import { judgeFormStep, projectForm, referralFormOf, referralFrom } from "../../shared/workflow/form.ts";
import type { Ctx } from "../context.ts";
import { numberOfDay } from "../records/numbers.ts";
import { rows } from "../db/query.ts";
import type { Applying } from "./apply.ts";
import type { Rejection } from "./judge.ts";
import { rejectedStep } from "./step-rejection.ts";

/** 报案材料 of a case that is placed with us; one that is not found is nothing to report. */
export async function fileReferral(a: Applying<EventOf<"referral.filed">>): Promise<Rejection | null> {
  const { ctx, ws, me, event } = a;
  if (ws.forms.has(event.body.referralId)) return { code: "forbidden", detail: "the referral has been filed" };
  const { form } = event.body;
  const kase = [...ws.cases.values()].find((c) => c.bankCode === form.bankCode && c.caseNo === form.caseNo);
  const person = kase && ws.persons.get(kase.personId);
  if (!kase || !person || kase.status !== "open") return { code: "malformed", detail: "caseNo: 没有这个在委案件 / no case of this number is placed with us" };
  const fresh: FormDoc = { ...referralFrom(event, me.name), t0: event.atServer, no: await numberOfDay(ctx, "FW"), caseId: kase.id, personId: kase.personId, teamId: kase.teamId };
  const answer = judgeFormStep(fresh, { step: "file", body: form, at: event.atServer, by: me, holders: null });
  if (!answer.ok) return rejectedStep(answer);
  const filed = projectForm(fresh, event, { name: me.name, receivedAt: ctx.now });
  ws.touchForm({ ...filed, opening: { ...form }, facts: await factsOf(ctx, filed, kase, person), proof: await evidenceOf(ctx, filed, kase) });
  await ctx.audit({ action: "referral.filed", ref: filed.id, detail: { no: filed.no, late: answer.late } });
  return null;
}

async function factsOf(ctx: Ctx, doc: FormDoc, kase: CaseDoc, person: PersonDoc): Promise<Record<ReferralFact, string>> {
  const [place] = await rows<{ team: string; region: string }>(ctx.tx, sql`SELECT t.name AS team, r.name AS region FROM team t JOIN region r ON r.code = t.region_code WHERE t.id = ${doc.teamId}::uuid`);
  const [who] = await rows<{ name: string; no: string }>(ctx.tx, sql`SELECT name, no FROM app_user WHERE id = ${kase.assigneeId}::uuid`);
  return {
    no: doc.no, bank: kase.bankName, caseNo: kase.caseNo, name: maskName(person.name), idLast4: lastFour(person.idNo), cardLast4: lastFour(kase.cardNo), bucket: kase.bucket, placed: formatFen(kase.placedFen),
    current: formatFen(kase.balances.currentFen), principal: formatFen(kase.balances.principalFen), team: place?.team ?? "", region: place?.region ?? "", collector: who ? `${who.name} ${who.no}` : "", usageNo: "",
  };
}

/**
 * What R-30 asks for, from the ledger: calls out in which the debtor was reached with identity stated, and what the
 * legal department has proof of. Recordings are not tied to calls yet: a call is proved by the number entered for its
 * moment (within a minute).
 */
export async function evidenceOf(ctx: Ctx, doc: FormDoc, kase: CaseDoc): Promise<ReferralEvidence> {
  const calls = await rows<{ at: number; reached: boolean }>(ctx.tx, sql`SELECT (e.body->>'startedAt')::bigint AS at, (e.body->>'person' = 'B1' AND coalesce((e.body->>'identityStated')::boolean, false)) AS reached FROM event e
    WHERE e.case_id = ${kase.id} AND e.type = 'call.logged' AND e.body->>'direction' = 'out' AND e.body->>'line' = 'A1' ORDER BY at`);
  const proofs = referralFormOf(doc)?.proofs ?? [];
  const ofCall = (at: number) => proofs.find((p) => p.kind === "call" && Math.abs(p.at - at) < 60_000);
  const called: Contact[] = calls.map((c) => ({ kind: "call", at: Number(c.at), reached: c.reached, proof: ofCall(Number(c.at))?.proofNo ?? "" }));
  const others: Contact[] = proofs.filter((p) => !(p.kind === "call" && called.some((c) => Math.abs(c.at - p.at) < 60_000))).map((p) => ({ kind: p.kind, at: p.at, reached: true, proof: p.proofNo }));
  return buildEvidence({ contacts: [...called, ...others], principalFen: kase.balances.principalFen, now: ctx.now });
}

/** Steps up to the report at which somebody reads the evidence. */
const LOOKED_AT: readonly string[] = ["check", "confirmChannel", "deliver"];

/** What only the centre does when a step of a referral is taken. */
export async function referralConsequences({ ctx, ws, event }: Applying<EventOf<"workflow.stepTaken">>, doc: FormDoc): Promise<FormDoc> {
  const kase = doc.caseId ? ws.cases.get(doc.caseId) : undefined;
  // A call may have been made, a month may have passed.
  const lookedAgain = kase && LOOKED_AT.includes(event.body.step) ? { ...doc, proof: await evidenceOf(ctx, doc, kase) } : doc;
  switch (event.body.step) {
    case "check":
    case "confirmChannel":
      return lookedAgain;
    case "deliver": {
      const person = doc.personId ? ws.persons.get(doc.personId) : undefined;
      // 停催 stands from the delivery on, before anybody has confirmed it; the form names the lock.
      if (person) ws.touchPerson({ ...person, holds: [...person.holds, { reason: "reported", since: event.atServer, by: event.userId, ref: doc.id }] });
      // What was missing when it left stays on the form as it was then: the legal post is told, and decides (R-30 informs).
      return { ...lookedAgain, facts: { ...doc.facts, usageNo: await numberOfDay(ctx, "SY") } };
    }
    default:
      return doc;
  }
}
