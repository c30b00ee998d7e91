/**
 * 停催 at the centre: a row for every lock a person's document carries. Who holds the person's cases now, and so
 * has to hear and to tick, is computed whenever one is written; its audiences are the person's, and the desks
 * that may end it.
 */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { regionDesk } from "../../shared/access/desks.ts";
import type { PersonDoc } from "../../shared/model/documents.ts";
import { maskName } from "../../shared/model/masking.ts";
import { HUMAN_WIDE, isSameStop, STOP_RULES, StopDocSchema, stands, stopDueAt, unheardStop, withSet, type StopDoc } from "../../shared/model/stop.ts";
import type { Ctx } from "../context.ts";
import { array, records, rows } from "../db/query.ts";
import { asSystem } from "../unit-of-work.ts";
import { streamsOf } from "./audience.ts";

const SHAPE = sql`x(id uuid, person_id uuid, ref text, reason text, standing boolean, stands_from bigint, lifted_at bigint, due_at bigint, desks text[], doc jsonb)`;
const columns = (doc: StopDoc) => ({
  id: doc.id, person_id: doc.personId, ref: doc.ref, reason: doc.reason, standing: stands(doc), stands_from: doc.standsFrom, lifted_at: doc.lift?.at ?? null, due_at: stopDueAt(doc),
  desks: `{${doc.desks.map((d) => JSON.stringify(d)).join(",")}}`, doc,
});

/** Inserts or overwrites stops: computes whom they concern now, raises `rev`, sets their timers and tells every audience. */
export async function saveStops(ctx: Ctx, docs: readonly StopDoc[]): Promise<void> {
  if (docs.length === 0) return;
  const addressed = await asSystem(ctx, () => addressStops(ctx, docs));
  await asSystem(ctx, () => ctx.tx.execute(sql`INSERT INTO stop (id, person_id, ref, reason, standing, stands_from, lifted_at, due_at, desks, doc)
    SELECT * FROM json_to_recordset(${records(addressed.map((a) => columns(a.doc)))}) AS ${SHAPE}
    ON CONFLICT (id) DO UPDATE SET standing = excluded.standing, stands_from = excluded.stands_from, lifted_at = excluded.lifted_at, due_at = excluded.due_at, desks = excluded.desks,
      rev = stop.rev + 1, doc = excluded.doc`));
  for (const { doc, streams } of addressed) for (const stream of new Set([...streams, ...doc.desks])) ctx.changes.add(stream, "put", "stop", doc.id);
}

interface Holding {
  personId: string; caseId: string; caseNo: string; bank: string; name: string; assigneeId: string | null; assignee: string | null; assignedAt: number | null;
  teamId: string | null; region: string | null;
}
interface Addressed {
  readonly doc: StopDoc;
  /** Streams of the person's open cases. */
  readonly streams: readonly string[];
}

/** The stops with machines, collectors and desks as they are now. The cases are held against reassignment to the commit. */
export async function addressStops(ctx: Ctx, docs: readonly StopDoc[]): Promise<Addressed[]> {
  const persons = array([...new Set(docs.map((d) => d.personId))], "uuid");
  const held = await rows<Holding>(ctx.tx, sql`SELECT k.person_id AS "personId", k.id AS "caseId", k.case_no AS "caseNo", k.doc->>'bankName' AS bank, p.name, k.assignee_id AS "assigneeId", u.name AS assignee,
      (k.doc->>'assignedAt')::bigint AS "assignedAt", k.team_id AS "teamId", t.region_code AS region
    FROM kase k JOIN person p ON p.id = k.person_id LEFT JOIN app_user u ON u.id = k.assignee_id LEFT JOIN team t ON t.id = k.team_id
    WHERE k.status = 'open' AND k.person_id = ANY(${persons}) ORDER BY k.id FOR SHARE OF k`);
  const streamsOfPerson = (id: string) => [...new Set(held.filter((h) => h.personId === id).flatMap((h) => streamsOf({ assigneeId: h.assigneeId, teamId: h.teamId, status: "open" })))];
  const machines = await machinesOn(ctx, [...new Set(docs.flatMap((d) => streamsOfPerson(d.personId)))]);
  return docs.map((doc) => {
    const streams = streamsOfPerson(doc.personId);
    return { streams, doc: address(doc, held.filter((h) => h.personId === doc.personId), machines.filter((m) => streams.includes(m.stream))) };
  });
}

type Machine = StopDoc["machines"][number] & { stream: string };

/** Every user's cache on every machine that holds one of these streams, whether it is on or locked or out of reach. */
const machinesOn = (ctx: Ctx, streams: readonly string[]): Promise<Machine[]> =>
  rows<Machine>(ctx.tx, sql`SELECT c.stream, c.device_id AS "deviceId", d.name, c.user_id AS "userId", u.name AS "userName"
    FROM device_cursor c JOIN device d ON d.id = c.device_id AND d.revoked_at IS NULL JOIN app_user u ON u.id = c.user_id AND u.active
    WHERE c.stream = ANY(${array(streams, "text")}) ORDER BY d.name, u.name, c.device_id, c.user_id`);

function address(doc: StopDoc, held: readonly Holding[], machines: readonly Machine[]): StopDoc {
  const collectors = new Map<string, StopDoc["collectors"][number]>();
  for (const { assigneeId, assignee, assignedAt } of held) {
    const since = Number(assignedAt ?? 0);
    if (assigneeId) collectors.set(assigneeId, { userId: assigneeId, name: assignee ?? "", since: Math.min(since, collectors.get(assigneeId)?.since ?? since) });
  }
  const places = new Map(machines.map(({ deviceId, name, userId, userName }) => [`${deviceId} ${userId}`, { deviceId, name, userId, userName }]));
  const first = held.find((h) => h.caseId === doc.caseId) ?? held[0];
  return {
    ...doc, machines: [...places.values()], collectors: [...collectors.values()].sort((a, b) => (a.userId < b.userId ? -1 : 1)), caseId: first?.caseId ?? doc.caseId,
    facts: first ? { name: maskName(first.name), caseNo: first.caseNo, bank: first.bank } : doc.facts,
    desks: [...new Set([...doc.desks, ...(STOP_RULES[doc.reason].lift === "head" || doc.alerts.length > 0 ? headDesks(held) : [])])].sort(),
  };
}
const headDesks = (held: readonly Holding[]): string[] => held.flatMap((h) => (h.region ? [regionDesk("head", h.region)] : []));

/** Cases of these persons have gone to others: whom their stops concern is computed anew. */
export async function readdressStops(ctx: Ctx, personIds: readonly string[]): Promise<void> {
  const found = await asSystem(ctx, () => rows<{ doc: unknown }>(ctx.tx, sql`SELECT doc FROM stop WHERE standing AND person_id = ANY(${array([...new Set(personIds)], "uuid")}) ORDER BY id`));
  await saveStops(ctx, found.map((f) => StopDocSchema.parse(f.doc)));
}

/** Makes a lock of every stop these persons carry that has none yet: whoever put it there, it is heard of and ended in one way. */
export async function stopsOfHolds(ctx: Ctx, persons: readonly PersonDoc[]): Promise<void> {
  const stopped = persons.filter((p) => p.holds.some((h) => h.reason !== "warning"));
  if (stopped.length === 0) return;
  const known = await asSystem(ctx, () => rows<{ doc: StopDoc }>(ctx.tx, sql`SELECT doc FROM stop WHERE person_id = ANY(${array(stopped.map((p) => p.id), "uuid")})`));
  const byName = ctx.actor.kind === "user" ? ctx.actor.me.name : "";
  const fresh = stopped.flatMap((p) => p.holds.flatMap(({ reason, ref, since, by }) => {
    if (reason === "warning" || known.some(({ doc }) => doc.personId === p.id && isSameStop(doc, { ref, reason }))) return [];
    return [withSet(unheardStop({ id: randomUUID(), personId: p.id, bankCode: p.bankCode, ref, reason }), { id: ref, by, byName, at: since, note: "" }, ctx.now)];
  }));
  await saveStops(ctx, fresh);
}

/** New persons with the human-wide stops that stand on the same human at other banks. */
export async function withHumanStops<P extends { doc: PersonDoc; humanKey: string }>(ctx: Ctx, persons: readonly P[]): Promise<P[]> {
  const standing = await asSystem(ctx, () => rows<{ humanKey: string; doc: StopDoc }>(ctx.tx, sql`SELECT DISTINCT ON (p.human_key, s.reason, s.ref) p.human_key AS "humanKey", s.doc FROM person p JOIN stop s ON s.person_id = p.id
    WHERE s.standing AND s.reason = ANY(${array(HUMAN_WIDE, "text")}) AND p.human_key = ANY(${array(persons.map((p) => p.humanKey), "text")})`));
  if (standing.length === 0) return [...persons];
  return persons.map((p) => {
    const holds = standing.flatMap(({ humanKey, doc: s }) => (humanKey === p.humanKey && s.set ? [{ reason: s.reason, since: s.set.at, by: s.set.by, ref: s.ref }] : []));
    return holds.length === 0 ? p : { ...p, doc: { ...p.doc, holds: [...p.doc.holds, ...holds] } };
  });
}
