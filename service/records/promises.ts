/** Promises to pay (PTP). They follow their case's audiences. */
import { sql } from "drizzle-orm";
import type { PromiseDoc } from "../../shared/model/documents.ts";
import type { Ctx } from "../context.ts";
import { array, chunks, records, rows } from "../db/query.ts";
import { caseAudiences, type HeldCases } from "./audience.ts";

const CHUNK = 1000;
const SHAPE = sql`x(id uuid, case_id uuid, person_id uuid, state text, due_on text, doc jsonb)`;
const columns = (doc: PromiseDoc) => ({ id: doc.id, case_id: doc.caseId, person_id: doc.personId, state: doc.state, due_on: doc.dueOn, doc });

/** All promises of these cases, earliest due first; `lock` holds them to the commit. */
export async function promisesOfCases(ctx: Ctx, caseIds: readonly string[], options: { lock: boolean } = { lock: false }): Promise<PromiseDoc[]> {
  if (caseIds.length === 0) return [];
  const lock = options.lock ? sql`FOR UPDATE` : sql``;
  const found = await rows<{ doc: PromiseDoc }>(ctx.tx, sql`SELECT doc FROM promise WHERE case_id = ANY(${array(caseIds, "uuid")}) ORDER BY due_on, id ${lock}`);
  return found.map((r) => r.doc);
}

/** Inserts promises; one that exists already (same id) stays as it is. */
export async function insertPromises(ctx: Ctx, docs: readonly PromiseDoc[], held?: HeldCases): Promise<void> {
  for (const part of chunks(docs, CHUNK)) {
    await ctx.tx.execute(sql`INSERT INTO promise (id, case_id, person_id, state, due_on, doc)
      SELECT * FROM json_to_recordset(${records(part.map(columns))}) AS ${SHAPE} ON CONFLICT (id) DO NOTHING`);
  }
  await tell(ctx, docs, held);
}

/** Writes changed promises (kept, broken, cancelled): raises `rev` and tells every audience. */
export async function savePromises(ctx: Ctx, docs: readonly PromiseDoc[]): Promise<void> {
  for (const part of chunks(docs, CHUNK)) {
    await ctx.tx.execute(sql`UPDATE promise p SET state = x.state, due_on = x.due_on, rev = p.rev + 1, doc = x.doc
      FROM json_to_recordset(${records(part.map(columns))}) AS ${SHAPE} WHERE p.id = x.id`);
  }
  await tell(ctx, docs);
}

async function tell(ctx: Ctx, docs: readonly PromiseDoc[], held?: HeldCases): Promise<void> {
  const audiences = await caseAudiences(ctx, docs.map((d) => d.caseId), held);
  for (const doc of docs) for (const stream of audiences.get(doc.caseId) ?? []) ctx.changes.add(stream, "put", "promise", doc.id);
}
