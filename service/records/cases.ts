/** Cases: reading, changing and bulk insertion. Moving a case between people is `assign.ts`. */
import { sql } from "drizzle-orm";
import type { CaseDoc } from "../../shared/model/documents.ts";
import type { Ctx } from "../context.ts";
import { array, chunks, documents, records, rows } from "../db/query.ts";
import { caseAudiences, type HeldCases } from "./audience.ts";

export interface CaseRecord {
  readonly id: string;
  readonly rev: number;
  readonly batchId: string;
  readonly ownerId: string | null;
  readonly contentHash: string;
  readonly doc: CaseDoc;
}
export interface NewCase {
  readonly doc: CaseDoc;
  readonly batchId: string;
  readonly contentHash: string;
}
/** A changed case. Assignment, team, grant number and status in `doc` are ignored: `assign.ts` owns them. */
export interface CaseUpdate {
  readonly doc: CaseDoc;
  readonly contentHash?: string;
  readonly batchId?: string;
}

const CHUNK = 1000;

/** Cases by id, as the caller's scope shows them; missing ids are simply absent. `lock` holds them to the commit. */
export async function loadCases(ctx: Ctx, ids: readonly string[], options: { lock: boolean } = { lock: false }): Promise<Map<string, CaseRecord>> {
  if (ids.length === 0) return new Map();
  const lock = options.lock ? sql`FOR UPDATE` : sql``;
  const found = await rows<CaseRecord>(
    ctx.tx,
    sql`SELECT id, rev, batch_id AS "batchId", owner_id AS "ownerId", content_hash AS "contentHash", doc FROM kase
        WHERE id = ANY(${array([...new Set(ids)], "uuid")}) ORDER BY id ${lock}`,
  );
  return new Map(found.map((row) => [row.id, { ...row, rev: Number(row.rev) }]));
}

const columns = (doc: CaseDoc) => ({
  id: doc.id, case_no: doc.caseNo, bank_code: doc.bankCode, person_id: doc.personId, bucket: doc.bucket, card_no: doc.cardNo,
  placed_fen: doc.placedFen, current_fen: doc.balances.currentFen, touched_at: doc.work.lastTouchedAt, doc,
});
const SHAPE = sql`x(id uuid, case_no text, bank_code text, person_id uuid, bucket text, card_no text, placed_fen bigint, current_fen bigint,
  touched_at bigint, batch_id uuid, content_hash text, doc jsonb)`;

/**
 * Inserts new cases, open and unassigned, whatever their documents say; their columns are read from
 * their documents. Nobody has them yet, so nobody is told.
 */
export async function insertCases(ctx: Ctx, cases: readonly NewCase[]): Promise<void> {
  for (const part of chunks(cases, CHUNK)) {
    const docs = part.map(({ doc }): CaseDoc => ({ ...doc, assigneeId: null, teamId: null, grantNo: 0, assignedAt: null, status: "open" }));
    await ctx.tx.execute(sql`INSERT INTO kase (id, case_no, bank_code, person_id, bucket, card_no, placed_fen, current_fen, touched_at, batch_id, content_hash, doc)
      SELECT (x.doc->>'id')::uuid, x.doc->>'caseNo', x.doc->>'bankCode', (x.doc->>'personId')::uuid, x.doc->>'bucket', x.doc->>'cardNo', (x.doc->'placedFen')::bigint,
        (x.doc#>'{balances,currentFen}')::bigint, (x.doc#>>'{work,lastTouchedAt}')::bigint, x.batch_id, x.content_hash, x.doc
      FROM ROWS FROM (jsonb_array_elements(${documents(docs)}), unnest(${array(part.map((c) => c.batchId), "uuid")}), unnest(${array(part.map((c) => c.contentHash), "text")}))
        AS x(doc, batch_id, content_hash)`);
  }
}

/**
 * Writes changed cases: raises `rev` and tells every audience. Throws nothing for a case the scope hides; it is not written.
 * The keys are named twice: how many rows a recordset has is a guess of the planner's, and a large guess makes it read the whole table.
 */
export async function saveCases(ctx: Ctx, updates: readonly CaseUpdate[], held?: HeldCases): Promise<void> {
  for (const part of chunks(updates, CHUNK)) {
    const list = part.map(({ doc, contentHash, batchId }) => ({ ...columns(doc), batch_id: batchId ?? null, content_hash: contentHash ?? null }));
    await ctx.tx.execute(sql`UPDATE kase k SET case_no = x.case_no, bucket = x.bucket, card_no = x.card_no, placed_fen = x.placed_fen, current_fen = x.current_fen,
        touched_at = x.touched_at, batch_id = coalesce(x.batch_id, k.batch_id), content_hash = coalesce(x.content_hash, k.content_hash), rev = k.rev + 1,
        doc = x.doc || jsonb_build_object('assigneeId', k.assignee_id, 'teamId', k.team_id, 'grantNo', k.grant_no, 'status', k.status, 'assignedAt', k.doc->'assignedAt')
      FROM json_to_recordset(${records(list)}) AS ${SHAPE} WHERE k.id = x.id AND k.id = ANY(${array(list.map((x) => x.id), "uuid")})`);
  }
  await caseChanged(ctx, updates.map((u) => u.doc.id), held);
}

/** Tells every audience of these cases that their documents changed. */
export async function caseChanged(ctx: Ctx, ids: readonly string[], held?: HeldCases): Promise<void> {
  for (const [id, streams] of await caseAudiences(ctx, ids, held)) for (const stream of streams) ctx.changes.add(stream, "put", "case", id);
}
