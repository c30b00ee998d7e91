/** The complaints that are open when the first user signs in: written by customer service and the assistant, as they would be. */
import { randomUUID } from "node:crypto";
import type { ComplaintForm } from "../../shared/model/complaint-form.ts";
import { DAY, MINUTE } from "../../shared/model/time.ts";
import { COMPLAINT_DESKS, OPEN_AT_START } from "./agency.ts";
import { write, type CaseOf, type Writing } from "./write-form.ts";

/** Writes them. */
export async function writeComplaints(w: Writing, caseOf: CaseOf): Promise<number> {
  let events = 0;
  for (const complaint of OPEN_AT_START.complaints) {
    const kase = caseOf(complaint.collector);
    if (!kase) continue;
    const receivedAt = w.ctx.now - complaint.receivedMinutesAgo * MINUTE;
    const complaintId = randomUUID();
    const form: ComplaintForm = {
      receivedAt, source: "bank", bankCode: kase.bankCode, orderNo: complaint.orderNo, dueAt: receivedAt + complaint.dueInDays * DAY, complainant: complaint.complainant, relation: "self", phone: complaint.phone, caseNo: kase.caseNo,
      accused: complaint.accused.map((no) => w.staff.me(no).id), occurredAt: null, types: [...complaint.types], points: [...complaint.points], demand: complaint.demand, claim: "", warningNo: "", level: complaint.level, answerBy: null, attachments: "",
    };
    await write(w, COMPLAINT_DESKS.files, "complaint.filed", receivedAt + 4 * MINUTE, { complaintId, form });
    events += 1;
    if (complaint.stage === "filed") continue;
    const department = w.staff.teamIds.get(complaint.team) ?? "";
    await write(w, COMPLAINT_DESKS.forwards, "workflow.stepTaken", receivedAt + 9 * MINUTE, { workflow: "complaint", instanceId: complaintId, step: "forward", body: { department, recused: "", opinion: "" } });
    events += 1;
  }
  return events;
}
