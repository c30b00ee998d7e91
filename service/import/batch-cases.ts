/**
 * 委案: rows of a case file against what we hold. The same decision serves the dry run and the real
 * thing; only `apply` writes.
 *
 * | the row | becomes |
 * |---|---|
 * | case number unknown, card unknown | a new case |
 * | same row as last time (`contentHash`) | unchanged |
 * | known case number, other content | the bank's fields replaced; work, timeline, assignment, contact states kept |
 * | known number with a later 委案日期, or a known card under a new number | 二次委案: the same case, reopened, `placements` + 1 |
 */
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { insertCases, saveCases, type CaseUpdate, type NewCase } from "../records/cases.ts";
import { reopenCases } from "../records/assign.ts";
import { humanKeys, insertPersons, loadPersons, savePersons, type NewPerson } from "../records/persons.ts";
import type { CaseDoc, PersonDoc } from "../../shared/model/documents.ts";
import { changedFields, incomingOf, mergedCase, mergedPerson, newCase, newPerson, type BatchFacts, type Incoming } from "./batch-case.ts";
import type { CaseRecord } from "./normalise/schemas.ts";

export interface CaseBatch extends BatchFacts {
  readonly batchId: string;
}

export interface Counts {
  imported: number;
  updated: number;
  unchanged: number;
  unmatched: number;
  /** Field -> how many cases it changed in; `placements` counts accounts placed again. */
  changed: Record<string, number>;
}
export const noCounts = (): Counts => ({ imported: 0, updated: 0, unchanged: 0, unmatched: 0, changed: {} });

interface Held {
  id: string;
  caseNo: string;
  cardNo: string;
  personId: string;
  batchId: string;
  contentHash: string;
  status: string;
  doc: CaseDoc;
}

type Decision =
  | { readonly what: "new"; readonly incoming: Incoming }
  | { readonly what: "unchanged"; readonly incoming: Incoming }
  | { readonly what: "changed" | "again"; readonly incoming: Incoming; readonly held: Held };

/** Fields an import writes on every row and that say nothing about a change. */
const UNTOLD = new Set(["batchNo", "applied"]);
const CHUNK_LOCK = sql`FOR UPDATE`;

interface Known {
  readonly byNo: Map<string, Held>;
  readonly byCard: Map<string, Held>;
}

/** The cases we hold under the numbers or the cards of a chunk. */
async function heldBy(ctx: Ctx, bankCode: string, list: readonly Incoming[], lock: boolean): Promise<Known> {
  const cards = list.flatMap(({ kase }) => (kase.cardNo === "" ? [] : [kase.cardNo]));
  const found = await rows<Held>(
    ctx.tx,
    sql`SELECT id, case_no AS "caseNo", card_no AS "cardNo", person_id AS "personId", batch_id AS "batchId", content_hash AS "contentHash", status, doc
        FROM kase WHERE bank_code = ${bankCode} AND (case_no = ANY(${array(list.map((i) => i.kase.caseNo), "text")}) OR card_no = ANY(${array(cards, "text")}))
        ORDER BY id ${lock ? CHUNK_LOCK : sql``}`,
  );
  // Of several cases of one card the one placed last counts.
  found.sort((a, b) => (a.doc.placedOn < b.doc.placedOn ? -1 : 1));
  return { byNo: new Map(found.map((h) => [h.caseNo, h])), byCard: new Map(found.map((h) => [h.cardNo, h])) };
}

/** Decides what each row of a chunk is. */
async function decide(ctx: Ctx, batch: CaseBatch, list: readonly Incoming[], lock: boolean): Promise<Decision[]> {
  const { byNo, byCard } = await heldBy(ctx, batch.bankCode, list, lock);
  const taken = new Set<string>();
  return list.map((incoming): Decision => {
    const known = byNo.get(incoming.kase.caseNo);
    if (known) {
      if (known.contentHash === incoming.contentHash) return { what: "unchanged", incoming };
      return { what: incoming.kase.placedOn > known.doc.placedOn ? "again" : "changed", incoming, held: known };
    }
    const sameCard = incoming.kase.cardNo === "" ? undefined : byCard.get(incoming.kase.cardNo);
    // Two rows of one file with the same card are two accounts of it; only an earlier batch's case is the same account.
    if (!sameCard || sameCard.batchId === batch.batchId || taken.has(sameCard.id)) return { what: "new", incoming };
    taken.add(sameCard.id);
    return { what: "again", incoming, held: sameCard };
  });
}

const bump = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1;
};

/** Repayments we booked after the day the bank's new figures describe, per case. */
async function paidAfter(ctx: Ctx, decisions: readonly Extract<Decision, { held: Held }>[]): Promise<Map<string, number>> {
  const list = decisions.map((d) => ({ id: d.held.id, on: d.incoming.kase.balances.asOf }));
  if (list.length === 0) return new Map();
  const found = await rows<{ id: string; fen: string | number }>(
    ctx.tx,
    sql`SELECT r.case_id AS id, sum(r.amount_fen) AS fen FROM repayment r
        JOIN json_to_recordset(${JSON.stringify(list)}::json) AS x(id uuid, "on" text) ON x.id = r.case_id AND r.paid_on > x."on" GROUP BY r.case_id`,
  );
  return new Map(found.map((r) => [r.id, Number(r.fen)]));
}

/** The persons of a chunk, as they stand and as the rows make them. */
interface People {
  readonly byIdentity: Map<string, PersonDoc>;
  readonly byId: Map<string, PersonDoc>;
  readonly fresh: Map<string, Incoming>;
  readonly before: Map<string, PersonDoc>;
}

async function peopleOf(ctx: Ctx, bankCode: string, decisions: readonly Decision[]): Promise<People> {
  const identities = [...new Set(decisions.filter((d) => d.what === "new").map((d) => d.incoming.identity))];
  const known = await rows<{ identity: string; doc: PersonDoc }>(
    ctx.tx,
    sql`SELECT identity, doc FROM person WHERE bank_code = ${bankCode} AND identity = ANY(${array(identities, "text")}) ORDER BY id FOR UPDATE`,
  );
  const others = await loadPersons(ctx, decisions.flatMap((d) => ("held" in d ? [d.held.personId] : [])), { lock: true });
  const docs = [...known.map((k) => k.doc), ...[...others.values()].map((o) => o.doc)];
  const byId = new Map(docs.map((doc) => [doc.id, doc]));
  return { byIdentity: new Map(known.map((k) => [k.identity, k.doc])), byId, fresh: new Map(), before: new Map(byId) };
}

/** A further card of a known person. Under another name the bank may have mixed up two people: only the numbers join. */
function joined(known: PersonDoc, incoming: Incoming): PersonDoc {
  return mergedPerson(known, known.name === incoming.person.name ? incoming : { ...incoming, person: pickIdentity(known) }, uuidv7);
}
const pickIdentity = ({ id: _id, contacts: _c, holds: _h, tally: _t, applied: _a, ...part }: PersonDoc): Incoming["person"] => part;

/** The person a new case belongs to: known at this bank, met earlier in the chunk, or new. */
function personFor(people: People, incoming: Incoming): string {
  const known = people.byIdentity.get(incoming.identity);
  const doc = known ? joined(people.byId.get(known.id) ?? known, incoming) : newPerson(incoming, uuidv7(), uuidv7);
  if (!known) people.fresh.set(doc.id, incoming);
  people.byIdentity.set(incoming.identity, doc);
  people.byId.set(doc.id, doc);
  return doc.id;
}

async function writePeople(ctx: Ctx, people: People): Promise<void> {
  const keyOf = await humanKeys(ctx);
  const added: NewPerson[] = [...people.fresh].map(([id, incoming]) => ({
    doc: people.byId.get(id)!, identity: incoming.identity, humanKey: keyOf(incoming.person.idNo || `${incoming.person.bankCode}|${incoming.identity}`),
  }));
  await insertPersons(ctx, added);
  const changed = [...people.before.keys()].map((id) => people.byId.get(id)!).filter((doc) => changedFields(people.before.get(doc.id)!, doc).length > 0);
  await savePersons(ctx, changed);
}

/** Books what changed of one case: its fields once each, or `person.<field>`. */
function count(counts: Counts, d: Decision, fields: readonly string[]): void {
  if (d.what === "unchanged") counts.unchanged += 1;
  else if (d.what === "new") counts.imported += 1;
  else {
    counts.updated += 1;
    for (const field of new Set(fields)) if (!UNTOLD.has(field)) bump(counts.changed, field);
  }
}

/**
 * Takes a chunk of rows in. With `check` nothing is written and the counts say what would be; with
 * `apply` persons, cases and change rows are written in the caller's transaction.
 */
export async function takeCases(ctx: Ctx, batch: CaseBatch, list: readonly CaseRecord[], mode: "check" | "apply", counts: Counts): Promise<void> {
  const decisions = await decide(ctx, batch, list.map((record) => incomingOf(record, batch)), mode === "apply");
  const people = await peopleOf(ctx, batch.bankCode, decisions);
  const paid = await paidAfter(ctx, decisions.filter((d) => "held" in d));
  const added: NewCase[] = [];
  const updates: CaseUpdate[] = [];
  for (const d of decisions) {
    let fields: string[] = [];
    if (d.what === "new") {
      const personId = personFor(people, d.incoming);
      added.push({ doc: newCase(d.incoming, uuidv7(), personId), batchId: batch.batchId, contentHash: d.incoming.contentHash });
    } else if (d.what !== "unchanged") {
      const person = people.byId.get(d.held.personId)!;
      const merged = mergedPerson(person, d.incoming, uuidv7);
      people.byId.set(merged.id, merged);
      const doc = mergedCase(d.held.doc, d.incoming, { paidAfterFen: paid.get(d.held.id) ?? 0, placedAgain: d.what === "again" });
      fields = [...changedFields(d.held.doc, doc), ...changedFields(person, merged).map((f) => `person.${f}`)];
      updates.push({ doc, contentHash: d.incoming.contentHash, ...(d.what === "again" ? { batchId: batch.batchId } : {}) });
    }
    count(counts, d, fields);
  }
  if (mode === "check") return;
  await writePeople(ctx, people);
  await insertCases(ctx, added);
  const closed = decisions.flatMap((d) => (d.what === "again" && d.held.status !== "open" ? [d.held.id] : []));
  if (closed.length > 0) await reopenCases(ctx, closed);
  await saveCases(ctx, updates);
}

/** True when the batch holds this case number already: a repaired row may not repeat it. */
export async function holdsCaseNo(ctx: Ctx, batch: Pick<CaseBatch, "batchId" | "bankCode">, caseNo: string): Promise<boolean> {
  const found = await rows(ctx.tx, sql`SELECT 1 FROM kase WHERE bank_code = ${batch.bankCode} AND case_no = ${caseNo} AND batch_id = ${batch.batchId}`);
  return found.length > 0;
}
