/** The automatic part (A) of 投诉预警账户情况表, frozen and masked when the form is filed (PRODUCT.md 4). */
import { sql } from "drizzle-orm";
import type { CaseDoc, PersonDoc, WarningDoc } from "../../shared/model/documents.ts";
import type { EventOf } from "../../shared/model/events.ts";
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
    callStartedAt: call ? formatDateTime(call.startedAt) : "", callEndedAt: call ? formatDateTime(call.endedAt) : "", recordingNo: "",
    contacts30d: String(counts.contacts), refused30d: String(counts.refused), warningsBefore: String(counts.warnings), complaintsBefore: "",
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

type Call = EventOf<"call.logged">["body"];

/** The call the warning arose in, when it has been logged: in this batch or before. */
async function callOf({ ctx, ws, event }: Applying<EventOf<"warning.filed">>): Promise<Call | null> {
  const { callId } = event.body;
  if (callId === null) return null;
  for (const e of ws.accepted) if (e.type === "call.logged" && e.body.callId === callId) return e.body;
  const [row] = await rows<{ body: Call }>(
    ctx.tx,
    sql`SELECT body FROM event WHERE case_id = ${event.caseId}::uuid AND type = 'call.logged' AND body->>'callId' = ${callId} LIMIT 1`,
  );
  return row?.body ?? null;
}

/** Contacts with the human in 30 days, contacts the gate refused, and earlier warnings, at all banks. */
async function countsOf({ ctx, ws, event }: Applying, doc: WarningDoc): Promise<{ contacts: number; refused: number; warnings: number }> {
  const humans = [...(ws.siblings.get(doc.personId) ?? [doc.personId])];
  const [kept] = await rows<{ contacts: number; refused: number }>(
    ctx.tx,
    sql`SELECT count(*) FILTER (WHERE type = 'call.logged') AS contacts, count(*) FILTER (WHERE type = 'call.refused') AS refused
        FROM event WHERE person_id = ANY(${array(humans, "uuid")}) AND at_server > ${event.atServer - WINDOW}`,
  );
  const [before] = await rows<{ n: number }>(ctx.tx, sql`SELECT count(*) AS n FROM warning WHERE person_id = ANY(${array(humans, "uuid")}) AND id <> ${doc.id}::uuid`);
  const here = ws.accepted.filter((e) => e.personId !== null && humans.includes(e.personId));
  const inBatch = (type: string) => here.filter((e) => e.type === type).length;
  return {
    contacts: Number(kept?.contacts ?? 0) + inBatch("call.logged"), refused: Number(kept?.refused ?? 0) + inBatch("call.refused"), warnings: Number(before?.n ?? 0),
  };
}
