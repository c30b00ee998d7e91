/** What is there: the cache of a workstation and the centre's records, read behind their backs in one comparable form. */
import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { entryDoc } from "../../../db/cache/entry.ts";
import type { Database } from "../../../db/guard.ts";
import { canonical } from "../../../shared/model/canonical.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import type { ModelCentre } from "./centre.ts";

/** `kind id` → revision and document in canonical form. */
export type Documents = Map<string, string>;

const TABLES = [["case", "kase"], ["person", "person"], ["promise", "promise"], ["warning", "warning"], ["stop", "stop"], ["colleague", "colleague"], ["entry", "entry"]] as const;
const valueOf = (rev: number, doc: unknown): string => `${rev} ${canonical(doc)}`;

/** The mirrored documents of a cache; own overlays, which the centre has not sent, are left out. */
export function mirrored(db: Database): Documents {
  const found: Documents = new Map();
  for (const [kind, table] of TABLES) {
    const [rev, doc] = kind === "entry" ? ["1", entryDoc()] : ["rev", "doc"];
    const only = kind === "promise" ? "WHERE own = 0" : kind === "warning" ? "WHERE doc IS NOT NULL" : "";
    for (const row of db.prepare<[], { id: string; rev: number; doc: string }>(`SELECT id, ${rev} AS rev, ${doc} AS doc FROM ${table} ${only}`).all()) found.set(`${kind} ${row.id}`, valueOf(row.rev, JSON.parse(row.doc)));
  }
  return found;
}

/** What the centre holds for somebody, asked with plain SQL of its own. */
export async function visibleTo(centre: ModelCentre, me: Me): Promise<Documents> {
  const mine = me.roles.includes("supervisor") ? sql`k.team_id = ${me.teamId}::uuid` : sql`k.assignee_id = ${me.id}::uuid`;
  const stamped = me.roles.includes("supervisor") ? sql`w.team_id = ${me.teamId}::uuid` : sql`false`;
  const found = await centre.look<{ kind: string; id: string; rev: number; doc: unknown }>(sql`
    WITH c AS (SELECT k.id, k.person_id FROM kase k WHERE k.status = 'open' AND ${mine})
    SELECT 'case' AS kind, k.id, k.rev, k.doc FROM kase k JOIN c ON c.id = k.id
    UNION ALL SELECT 'person', p.id, p.rev, p.doc FROM person p WHERE p.id IN (SELECT person_id FROM c)
    UNION ALL SELECT 'promise', p.id, p.rev, p.doc FROM promise p WHERE p.case_id IN (SELECT id FROM c)
    UNION ALL SELECT 'warning', w.id, w.rev, w.doc FROM warning w WHERE w.case_id IN (SELECT id FROM c) OR ${stamped}
    UNION ALL SELECT 'stop', s.id, s.rev, s.doc FROM stop s WHERE s.person_id IN (SELECT person_id FROM c)
    UNION ALL SELECT 'entry', e.id, 1, jsonb_build_object('id', e.id, 'type', e.type, 'caseId', e.case_id, 'personId', e.person_id, 'userId', e.user_id, 'userName', e.user_name, 'at', e.at_server, 'body', e.body)
      FROM event e WHERE e.case_id IN (SELECT id FROM c)
    UNION ALL SELECT 'colleague', u.id, u.rev, jsonb_build_object('id', u.id, 'no', u.no, 'name', u.name, 'teamId', u.team_id, 'teamName', coalesce(t.name, ''), 'extension', u.extension, 'roles', u.roles, 'duty', u.duty)
      FROM app_user u LEFT JOIN team t ON t.id = u.team_id WHERE u.active`);
  return new Map(found.map((row) => [`${row.kind} ${row.id}`, valueOf(Number(row.rev), row.doc)]));
}

/** The first differences of two sets of documents, in words. */
export function differences(here: Documents, there: Documents, names: readonly [string, string], most = 5): string[] {
  const found: string[] = [];
  for (const [key, value] of here) {
    const other = there.get(key);
    if (other === undefined) found.push(`${key} only ${names[0]}`);
    else if (other !== value) found.push(`${key} differs: ${names[0]} ${value.slice(0, 200)} | ${names[1]} ${other.slice(0, 200)}`);
  }
  for (const key of there.keys()) if (!here.has(key)) found.push(`${key} only ${names[1]}`);
  return found.slice(0, most);
}

/** One hash over everything the centre holds; with `exactly`, revisions, positions and times too. */
export async function digestOf(centre: ModelCentre, exactly: boolean): Promise<string> {
  const parts: string[] = [];
  const add = async (statement: ReturnType<typeof sql>) => void parts.push(canonical(await centre.look(statement)));
  await add(sql`SELECT id, device_id, seq, user_id, type, case_id, person_id, at, at_server, v, body, review FROM event ORDER BY id`);
  await add(sql`SELECT id, device_id, user_id, seq, hash FROM event_key ORDER BY id`);
  for (const table of ["kase", "person", "promise", "warning", "stop"]) await add(sql`SELECT id, doc ${sql.raw(exactly ? ", rev" : "")} FROM ${sql.raw(table)} ORDER BY id`);
  await add(sql`SELECT device_id, user_id, seq, event_id, code FROM rejection ORDER BY device_id, user_id, seq`);
  await add(sql`SELECT id, known_seq FROM device ORDER BY id`);
  if (exactly) {
    await add(sql`SELECT name, head FROM stream ORDER BY name`);
    await add(sql`SELECT id, duty, last_act_at FROM app_user ORDER BY id`);
  }
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

/** Heads of streams at the centre. */
export async function headsOf(centre: ModelCentre): Promise<Map<string, number>> {
  return new Map((await centre.look<{ name: string; head: number }>(sql`SELECT name, head FROM stream`)).map((r) => [r.name, Number(r.head)]));
}
