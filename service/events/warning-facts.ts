/** The automatic part (A) of 投诉预警账户情况表, frozen and masked when the form is filed (PRODUCT.md 4). */
import { sql } from "drizzle-orm";
import type { CaseDoc, PersonDoc, WarningDoc } from "../../shared/model/documents.ts";
import type { EventOf, LockdeskEvent } from "../../shared/model/events.ts";
import { lastFour, maskName, maskPhone } from "../../shared/model/masking.ts";
import { formatFen } from "../../shared/model/money.ts";
import { DAY, formatDateTime } from "../../shared/model/time.ts";
import type { WarningFact } from "../../shared/model/warning-form.ts";
import { array, rows } from "../db/query.ts";
import type { Applying } from "./apply.ts";

const WINDOW = 30 * DAY;

/** All facts as text ready to show; one that nobody knows yet is empty. */
export async function warningFacts(a: Applying<EventOf<"warning.filed">>, doc: WarningDoc, late: boolean): Promise<Record<WarningFact, string>> {
  const { ws, me, event } = a;
  const kase = ws.cases.get(doc.caseId);
  const person = ws.persons.get(doc.personId);
  const call = await callOf(a);
  const counts = await countsOf(a, doc);
  return {
    no: doc.no, ...(await agencyFacts(a)), ...caseFacts(kase), ...personFacts(person, call?.contactPointId ?? null),
    collector: me.name, collectorNo: me.no,
    callStartedAt: call ? formatDateTime(call.startedAt) : "", callEndedAt: call?.endedAt ? formatDateTime(call.endedAt) : "", recordingNo: "",
    contacts30d: String(counts.contacts), refused30d: String(counts.refused), warningsBefore: String(counts.warnings), complaintsBefore: String(counts.complaints),
    filedAt: formatDateTime(event.atServer), late: late ? "yes" : "no",
  };
}

const caseFacts = (kase: CaseDoc | undefined) => ({
  bank: kase?.bankName ?? "", batchNo: kase?.batchNo ?? "", caseNo: kase?.caseNo ?? "", cardLast4: kase ? lastFour(kase.cardNo) : "", bucket: kase?.bucket ?? "",
  placed: kase ? formatFen(kase.placedFen) : "", current: kase ? formatFen(kase.balances.currentFen) : "",
});

function personFacts(person: PersonDoc | undefined, contactPointId: string | null) {
  const contact = person?.contacts.find((c) => c.id === contactPointId) ?? person?.contacts.find((c) => c.current);
  return { name: person ? maskName(person.name) : "", idLast4: person ? lastFour(person.idNo) : "", phone: contact ? maskPhone(contact.value) : "" };
}

async function agencyFacts({ ctx, me }: Applying): Promise<{ team: string; region: string }> {
  const [row] = await rows<{ name: string }>(ctx.tx, sql`SELECT name FROM region WHERE code = ${me.regionCode}`);
  return { team: me.teamName, region: row?.name ?? "" };
}

interface Call {
  readonly contactPointId: string | null;
  readonly startedAt: number;
  /** Null while the call the warning arose in is still open: the form is sent from inside it. */
  readonly endedAt: number | null;
}

type CallEvent = Pick<LockdeskEvent, "type" | "atServer"> & { body: unknown };

function asCall(event: CallEvent): Call {
  if (event.type === "call.logged") return event.body as Call;
  return { contactPointId: (event.body as EventOf<"call.started">["body"]).contactPointId, startedAt: event.atServer, endedAt: null };
}

/** The call the warning arose in: its result when it has been logged, its beginning otherwise. */
async function callOf({ ctx, ws, event }: Applying<EventOf<"warning.filed">>): Promise<Call | null> {
  const { callId } = event.body;
  if (callId === null) return null;
  const here = ws.accepted.filter((e) => (e.type === "call.logged" || e.type === "call.started") && e.body.callId === callId);
  const kept = await rows<CallEvent & { atServer: string | number }>(
    ctx.tx,
    sql`SELECT type, at_server AS "atServer", body FROM event
        WHERE case_id = ${event.caseId}::uuid AND type IN ('call.logged', 'call.started') AND body->>'callId' = ${callId}`,
  );
  const all: CallEvent[] = [...here, ...kept.map((e) => ({ ...e, atServer: Number(e.atServer) }))];
  const found = all.find((e) => e.type === "call.logged") ?? all[0];
  return found ? asCall(found) : null;
}

/** Contacts with the human in 30 days, contacts the gate refused, earlier warnings and complaints, at all banks. */
async function countsOf({ ctx, ws, event }: Applying, doc: WarningDoc): Promise<{ contacts: number; refused: number; warnings: number; complaints: number }> {
  const humans = [...(ws.siblings.get(doc.personId) ?? [doc.personId])];
  const [kept] = await rows<{ contacts: number; refused: number }>(
    ctx.tx,
    sql`SELECT count(*) FILTER (WHERE type = 'call.logged') AS contacts, count(*) FILTER (WHERE type = 'call.refused') AS refused
        FROM event WHERE person_id = ANY(${array(humans, "uuid")}) AND at_server > ${event.atServer - WINDOW}`,
  );
  const stored = await rows<{ id: string }>(ctx.tx, sql`SELECT id FROM warning WHERE person_id = ANY(${array(humans, "uuid")})`);
  const [complaints] = await rows<{ n: number }>(ctx.tx, sql`SELECT count(*) AS n FROM workflow_form WHERE workflow = 'complaint' AND person_id = ANY(${array(humans, "uuid")})`);
  // Those of this very batch are not stored yet.
  const stamped = [...ws.warnings.values()].filter((w) => humans.includes(w.personId));
  const others = new Set([...stored, ...stamped].map((w) => w.id).filter((id) => id !== doc.id));
  const here = ws.accepted.filter((e) => e.personId !== null && humans.includes(e.personId));
  const inBatch = (type: string) => here.filter((e) => e.type === type).length;
  return {
    contacts: Number(kept?.contacts ?? 0) + inBatch("call.logged"), refused: Number(kept?.refused ?? 0) + inBatch("call.refused"), warnings: others.size, complaints: Number(complaints?.n ?? 0),
  };
}
