/** The complaints that are open when the first user signs in: written by customer service and the assistant, as they would be. */
import { randomUUID } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { ComplaintForm } from "../../shared/model/complaint-form.ts";
import { EVENT_VERSION, parseEvent, type EventBody, type EventType } from "../../shared/model/events.ts";
import { DAY, MINUTE } from "../../shared/model/time.ts";
import type { Ctx } from "../context.ts";
import { applyEvent } from "../events/apply.ts";
import { hashOfEvent } from "../events/sift.ts";
import { openWorkspace } from "../events/workspace.ts";
import { insertEvents } from "../records/entries.ts";
import { COMPLAINT_DESKS, OPEN_AT_START } from "./agency.ts";
import type { SeqCounter } from "./scribe.ts";
import { SEED_DEVICE, type Staff } from "./seed-house.ts";

interface Writing {
  readonly ctx: Ctx;
  readonly staff: Staff;
  readonly seq: SeqCounter;
}

/** One event of a user at a moment of the past, taken in as the centre takes it. */
async function write<T extends EventType>({ ctx, staff, seq }: Writing, no: string, type: T, at: number, body: EventBody<T>): Promise<void> {
  const me = staff.me(no);
  const raw = { id: uuidv7(), seq: (seq.last += 1), deviceId: SEED_DEVICE, userId: me.id, caseId: null, personId: null, at, atServer: at, v: EVENT_VERSION, type, body };
  const parsed = parseEvent(raw);
  if (!parsed.ok) throw new Error(`demo event ${type}: ${parsed.issues.join("; ")}`);
  const ws = await openWorkspace(ctx, me, [{ envelope: raw, event: parsed.event, hash: "", raw }]);
  const rejection = await applyEvent({ ctx: { ...ctx, now: at }, ws, me, event: parsed.event, review: false });
  if (rejection) throw new Error(`demo event ${type}: ${rejection.code} ${rejection.detail}`);
  await insertEvents(ctx, [{ ...raw, userName: me.name, receivedAt: at, skewMs: 0, body: parsed.event.body, hash: hashOfEvent(raw), review: false }]);
  await ws.save(ctx, me);
}

export interface ComplaintCase {
  readonly caseNo: string;
  readonly bankCode: string;
}

/** Writes them; `caseOf` gives a case of a collector that nothing else is open on. */
export async function writeComplaints(w: Writing, caseOf: (collectorNo: string) => ComplaintCase | undefined): Promise<number> {
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
