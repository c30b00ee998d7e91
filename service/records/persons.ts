/** Persons: one document per debtor and bank; `humanKey` ties the same human's documents for contact counts. */
import { createHmac, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import type { PersonDoc } from "../../shared/model/documents.ts";
import type { Ctx } from "../context.ts";
import { metaOnce } from "../db/meta.ts";
import { array, chunks, documents, records, rows } from "../db/query.ts";
import { personAudiences } from "./audience.ts";
import { stopsOfHolds, withHumanStops } from "./stops.ts";

export interface PersonRecord {
  readonly id: string;
  readonly rev: number;
  readonly identity: string;
  readonly humanKey: string;
  readonly doc: PersonDoc;
}
export interface NewPerson {
  readonly doc: PersonDoc;
  /** Identity within the bank: the ID number, or the card when the bank gives none. */
  readonly identity: string;
  readonly humanKey: string;
}

const CHUNK = 1000;

/** A function that keys an identity: the same human gives the same key, and the key gives nothing back. */
export async function humanKeys(ctx: Ctx): Promise<(identity: string) => string> {
  const secret = await metaOnce(ctx.tx, "human_key_secret", () => randomBytes(32).toString("hex"));
  return (identity) => createHmac("sha256", secret).update(identity.trim().toUpperCase()).digest("hex");
}

/** Persons by id, as the caller's scope shows them. */
export async function loadPersons(ctx: Ctx, ids: readonly string[], options: { lock: boolean } = { lock: false }): Promise<Map<string, PersonRecord>> {
  if (ids.length === 0) return new Map();
  const lock = options.lock ? sql`FOR UPDATE` : sql``;
  const found = await rows<PersonRecord>(
    ctx.tx,
    sql`SELECT id, rev, identity, human_key AS "humanKey", doc FROM person WHERE id = ANY(${array([...new Set(ids)], "uuid")}) ORDER BY id ${lock}`,
  );
  return new Map(found.map((row) => [row.id, { ...row, rev: Number(row.rev) }]));
}

/**
 * Inserts new persons; their columns are read from their documents. Without a case nobody sees them, so nobody is
 * told. One whom another bank has placed already comes with the stops that stand on the human.
 */
export async function insertPersons(ctx: Ctx, persons: readonly NewPerson[]): Promise<void> {
  for (const fresh of chunks(persons, CHUNK)) {
    const part = await withHumanStops(ctx, fresh);
    await ctx.tx.execute(sql`INSERT INTO person (id, bank_code, identity, human_key, name, doc)
      SELECT (x.doc->>'id')::uuid, x.doc->>'bankCode', x.identity, x.human_key, x.doc->>'name', x.doc
      FROM ROWS FROM (jsonb_array_elements(${documents(part.map((p) => p.doc))}), unnest(${array(part.map((p) => p.identity), "text")}), unnest(${array(part.map((p) => p.humanKey), "text")}))
        AS x(doc, identity, human_key)`);
    await stopsOfHolds(ctx, part.map((p) => p.doc));
  }
}

const SHAPE = sql`x(id uuid, name text, doc jsonb)`;

/** Writes changed persons: raises `rev` and tells every audience. Keys are named twice for the planner, as with cases. */
export async function savePersons(ctx: Ctx, docs: readonly PersonDoc[]): Promise<void> {
  for (const part of chunks(docs, CHUNK)) {
    const list = part.map((doc) => ({ id: doc.id, name: doc.name, doc }));
    await ctx.tx.execute(sql`UPDATE person p SET name = x.name, rev = p.rev + 1, doc = x.doc FROM json_to_recordset(${records(list)}) AS ${SHAPE}
      WHERE p.id = x.id AND p.id = ANY(${array(list.map((x) => x.id), "uuid")})`);
  }
  for (const [id, streams] of await personAudiences(ctx, docs.map((d) => d.id))) for (const stream of streams) ctx.changes.add(stream, "put", "person", id);
}
