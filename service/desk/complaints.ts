/** Complaints at the desks, online: which case a number means, what the ledger holds of it, and the number to call back. */
import { and, arrayOverlaps, eq, sql } from "drizzle-orm";
import { desksOf } from "../../shared/access/desks.ts";
import { judgeContact } from "../../shared/conduct/gate.ts";
import type { PersonDoc } from "../../shared/model/documents.ts";
import { maskName } from "../../shared/model/masking.ts";
import { FormDocSchema, type FormDoc } from "../../shared/model/form-doc.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import type { DeskCtx, DeskHandlers } from "../context.ts";
import { rows } from "../db/query.ts";
import { workflowForm } from "../db/schema.ts";
import { readsWhole } from "../events/complaints.ts";
import { asSystemFor } from "../unit-of-work.ts";
import { pullEvidence } from "../workflow/complaint-evidence.ts";

const MOST_HITS = 5;

interface Hit {
  bankCode: string;
  bankName: string;
  caseNo: string;
  name: string;
  teamName: string | null;
  collectorId: string | null;
  collectorName: string | null;
}

/** Cases of exactly this number: enough to see that it is the right one, and whose it is. */
const lookup: DeskHandlers["complaint.lookup"] = async (ctx, { caseNo }) =>
  asSystemFor(ctx, "complaint.file", async () => {
    const banks = await rows<{ code: string; name: string }>(ctx.tx, sql`SELECT code, name FROM bank ORDER BY name`);
    if (caseNo === "") return { banks, hits: [] };
    const found = await rows<Hit>(
      ctx.tx,
      sql`SELECT k.bank_code AS "bankCode", k.doc->>'bankName' AS "bankName", k.case_no AS "caseNo", p.doc->>'name' AS name, t.name AS "teamName", u.id AS "collectorId", u.name AS "collectorName"
          FROM kase k JOIN person p ON p.id = k.person_id LEFT JOIN team t ON t.id = k.team_id LEFT JOIN app_user u ON u.id = k.assignee_id
          WHERE k.case_no = ${caseNo} ORDER BY k.status = 'open' DESC, k.bank_code LIMIT ${MOST_HITS}`,
    );
    await ctx.audit({ action: "complaint.lookup", detail: { caseNo, found: found.length } });
    return { banks, hits: found.map(({ name, ...hit }) => ({ ...hit, nameMasked: maskName(name), teamName: hit.teamName ?? "", collectorName: hit.collectorName ?? "" })) };
  });

/** A complaint the caller reads whole. Whoever it concerns is refused, though their desk knows of it. */
export async function readable(ctx: DeskCtx, formId: string): Promise<FormDoc> {
  const { me } = ctx.actor;
  const [found] = await ctx.tx.select({ doc: workflowForm.doc }).from(workflowForm).where(and(eq(workflowForm.id, formId), arrayOverlaps(workflowForm.desks, desksOf(me))));
  if (!found) return refuse("not_found", ["formId"]);
  return readsWhole(me, found.doc) ? FormDocSchema.parse(found.doc) : refuse("recused");
}

/** 调查: calls, notes and refusals of the gate as the ledger holds them now. */
const investigate: DeskHandlers["complaint.investigate"] = async (ctx, { formId }) => {
  const doc = await readable(ctx, formId);
  const evidence = await asSystemFor(ctx, "complaint.investigate", () => pullEvidence(ctx, doc.personId, doc.t0));
  await ctx.audit({ action: "complaint.investigated", ref: formId, detail: { no: doc.no, rows: evidence.lines.length } });
  return evidence;
};

/** Nobody of ours yet: no number was dialled, nothing is stopped. */
const STRANGER: Pick<PersonDoc, "holds" | "tally"> = { holds: [], tally: { day: "", effective: 0, unanswered: {} } };

/** 回电号码, for whoever calls the complainant: only while the contact gate would let the call through; each look is on record. */
const number: DeskHandlers["complaint.number"] = async (ctx, { formId }) => {
  const doc = await readable(ctx, formId);
  const [filed] = await asSystemFor(ctx, "complaint.number", () =>
    rows<{ phone: string }>(ctx.tx, sql`SELECT body#>>'{form,phone}' AS phone FROM event WHERE type = 'complaint.filed' AND id = ${doc.steps.find((s) => s.step === "file")?.id ?? null}::uuid`));
  if (!filed?.phone) return refuse("not_found", ["phone"]);
  const person = doc.personId && (await asSystemFor(ctx, "complaint.number", () => rows<{ doc: PersonDoc }>(ctx.tx, sql`SELECT doc FROM person WHERE id = ${doc.personId}::uuid`)))[0]?.doc;
  const { refusal } = judgeContact({ now: ctx.now, person: person || STRANGER, caseDoc: { status: "open" }, contact: { value: filed.phone, status: "unverified" }, soothing: "complaint" });
  if (refusal) return refuse("gate_refused", [`${refusal.rule} ${refusal.zh} / ${refusal.en}`]);
  await ctx.audit({ action: "complaint.numberShown", ref: formId, detail: { no: doc.no } });
  return { phone: filed.phone };
};

export const complaintHandlers = { "complaint.lookup": lookup, "complaint.investigate": investigate, "complaint.number": number } satisfies Partial<DeskHandlers>;
