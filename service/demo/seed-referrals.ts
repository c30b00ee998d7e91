/** The legal referrals that are open when the first user signs in, each brought as far as its desks have come with it. */
import { randomUUID } from "node:crypto";
import { DAY, MINUTE } from "../../shared/model/time.ts";
import { OPEN_AT_START, REFERRAL_DESKS } from "./agency.ts";
import { write, type CaseOf, type Writing } from "./write-form.ts";

/** Writes them; answers how many events that took. */
export async function writeReferrals(w: Writing, caseOf: CaseOf): Promise<number> {
  let events = 0;
  for (const referral of OPEN_AT_START.referrals) {
    const kase = caseOf(referral.collector);
    if (!kase) continue;
    const referralId = randomUUID();
    const filedAt = w.ctx.now - referral.filedMinutesAgo * MINUTE;
    const proofs = referral.proofs.map(({ kind, daysAgo, proofNo }) => ({ kind, at: filedAt - daysAgo * DAY, proofNo }));
    await write(w, REFERRAL_DESKS.files, "referral.filed", filedAt, { referralId, form: { bankCode: kase.bankCode, caseNo: kase.caseNo, confirmNo: referral.confirmNo, materials: referral.materials.map((m) => ({ ...m })), proofs, note: referral.note } });
    for (const { by, afterMinutes, step, body } of referral.steps) {
      await write(w, by, "workflow.stepTaken", filedAt + afterMinutes * MINUTE, { workflow: "legalReferral", instanceId: referralId, step, body: { ...body } });
    }
    events += 1 + referral.steps.length;
  }
  return events;
}
