/**
 * Who has a case. Every move is one transaction for all its cases: the grant number rises, the old
 * stream hears `revoke`, the new one `grant` and everything that belongs to the case (SYNC.md 4).
 */
import { sql } from "drizzle-orm";
import { refuse } from "../../shared/protocol/errors.ts";
import type { CASE_STATUSES } from "../../shared/model/documents.ts";
import type { Ctx } from "../context.ts";
import { array, chunks, records, rows } from "../db/query.ts";
import { asSystem } from "../unit-of-work.ts";
import { readdressStops } from "./stops.ts";
import { collectorStream, personAudiences, streamsOf, teamStream } from "./audience.ts";

export interface Move {
  readonly caseId: string;
  /** The collector who gets it; null takes it from whoever has it. */
  readonly toUserId: string | null;
  /** True for allocation and reassignment; false for cover (代班), where the owner stays. */
  readonly asOwner: boolean;
  /** With `toUserId: null`: the team whose pool it goes to (null: no team's). Left out: it stays with its team. */
  readonly teamId?: string | null;
}

interface Held {
  id: string;
  person_id: string;
  assignee_id: string | null;
  owner_id: string | null;
  team_id: string | null;
  grant_no: number;
  status: string;
}
interface Moved extends Held {
  toUser: string | null;
  toOwner: string | null;
  toTeam: string | null;
  toGrant: number;
}

const CHUNK = 2000;

/**
 * Moves cases. Refuses `not_found` when the caller's scope does not show one of them, `bad_input`
 * when the new holder is no active user; a move that changes nothing is skipped. Returns how many moved.
 */
export async function assignCases(ctx: Ctx, moves: readonly Move[], reason: string): Promise<number> {
  const wanted = new Map(moves.map((m) => [m.caseId, m]));
  const held = await holdCases(ctx, [...wanted.keys()]);
  if (held.length !== wanted.size) refuse("not_found", ["caseIds"]);
  return asSystem(ctx, async () => {
    const teams = await teamsOf(ctx, moves);
    const moved = held.filter((h) => h.status === "open").map((h) => target(h, wanted.get(h.id) as Move, teams)).filter(differs);
    for (const part of chunks(moved, CHUNK)) {
      await write(ctx, part, reason);
      await announce(ctx, part);
    }
    await readdressStops(ctx, moved.map((m) => m.person_id));
    return moved.length;
  });
}

/**
 * Takes cases off every workstation because they are no longer placed with us (撤案, 结清, 退案) and
 * marks them with `status`. The owner is remembered. Returns how many were open.
 */
export async function recallCases(ctx: Ctx, caseIds: readonly string[], status: Exclude<(typeof CASE_STATUSES)[number], "open">): Promise<number> {
  const held = (await holdCases(ctx, caseIds)).filter((h) => h.status === "open");
  return asSystem(ctx, async () => {
    for (const part of chunks(held, CHUNK)) {
      const ids = array(part.map((h) => h.id), "uuid");
      await ctx.tx.execute(sql`UPDATE kase SET status = ${status}, assignee_id = NULL, rev = rev + 1, doc = doc || jsonb_build_object('status', ${status}::text, 'assigneeId', NULL) WHERE id = ANY(${ids})`);
      await ctx.tx.execute(sql`UPDATE assignment SET until_at = ${ctx.now} WHERE until_at IS NULL AND case_id = ANY(${ids})`);
      for (const h of part) for (const stream of streamsOf(place(h))) ctx.changes.add(stream, "revoke", "case", h.id, h.grant_no);
      await dropPersons(ctx, part.map((h) => ({ personId: h.person_id, streams: streamsOf(place(h)) })));
    }
    await readdressStops(ctx, held.map((h) => h.person_id));
    return held.length;
  });
}

/** Opens closed cases again, unassigned and without a team (undo of a recall; 二次委案). */
export async function reopenCases(ctx: Ctx, caseIds: readonly string[]): Promise<number> {
  return asSystem(ctx, async () => {
    const opened = await rows<{ id: string }>(ctx.tx, sql`UPDATE kase SET status = 'open', assignee_id = NULL, owner_id = NULL, team_id = NULL, rev = rev + 1,
      doc = doc || jsonb_build_object('status', 'open', 'assigneeId', NULL, 'teamId', NULL) WHERE status <> 'open' AND id = ANY(${array(caseIds, "uuid")}) RETURNING id`);
    return opened.length;
  });
}

/** Removes cases nobody has worked on, and persons left without a case (undo of a batch before first contact). */
export async function removeCases(ctx: Ctx, caseIds: readonly string[]): Promise<number> {
  await recallCases(ctx, caseIds, "returned");
  return asSystem(ctx, async () => {
    const gone = await rows<{ person_id: string }>(ctx.tx, sql`DELETE FROM kase WHERE id = ANY(${array(caseIds, "uuid")}) RETURNING person_id`);
    const persons = array([...new Set(gone.map((g) => g.person_id))], "uuid");
    await ctx.tx.execute(sql`DELETE FROM person p WHERE p.id = ANY(${persons}) AND NOT EXISTS (SELECT 1 FROM kase k WHERE k.person_id = p.id)`);
    return gone.length;
  });
}

/** Locks the cases in id order, as the caller's scope shows them. */
async function holdCases(ctx: Ctx, ids: readonly string[]): Promise<Held[]> {
  const found: Held[] = [];
  for (const part of chunks([...new Set(ids)].sort(), CHUNK)) {
    found.push(...(await rows<Held>(
      ctx.tx,
      sql`SELECT id, person_id, assignee_id, owner_id, team_id, grant_no, status FROM kase WHERE id = ANY(${array(part, "uuid")}) ORDER BY id FOR UPDATE`,
    )));
  }
  return found;
}

async function teamsOf(ctx: Ctx, moves: readonly Move[]): Promise<Map<string, string | null>> {
  const ids = [...new Set(moves.flatMap((m) => (m.toUserId ? [m.toUserId] : [])))];
  const users = await rows<{ id: string; team_id: string | null }>(ctx.tx, sql`SELECT id, team_id FROM app_user WHERE active AND id = ANY(${array(ids, "uuid")})`);
  if (users.length !== ids.length) refuse("bad_input", ["toUserId: no active user"]);
  return new Map(users.map((u) => [u.id, u.team_id]));
}

function target(held: Held, move: Move, teams: Map<string, string | null>): Moved {
  const toTeam = move.toUserId ? (teams.get(move.toUserId) ?? null) : move.teamId === undefined ? held.team_id : move.teamId;
  return { ...held, toUser: move.toUserId, toOwner: move.asOwner ? move.toUserId : held.owner_id, toTeam, toGrant: held.grant_no + 1 };
}

const differs = (m: Moved): boolean => m.toUser !== m.assignee_id || m.toOwner !== m.owner_id || m.toTeam !== m.team_id;
const place = (h: Held) => ({ assigneeId: h.assignee_id, teamId: h.team_id, status: h.status });

async function write(ctx: Ctx, moved: readonly Moved[], reason: string): Promise<void> {
  const by = ctx.actor.kind === "user" ? ctx.actor.me.id : null;
  const list = moved.map((m) => ({ id: m.id, u: m.toUser, o: m.toOwner, t: m.toTeam, g: m.toGrant }));
  await ctx.tx.execute(sql`UPDATE kase k SET assignee_id = x.u, owner_id = x.o, team_id = x.t, grant_no = x.g, rev = k.rev + 1,
      doc = k.doc || jsonb_build_object('assigneeId', x.u, 'teamId', x.t, 'grantNo', x.g, 'assignedAt', CASE WHEN x.u IS NULL THEN NULL ELSE ${ctx.now}::bigint END)
    FROM json_to_recordset(${records(list)}) AS x(id uuid, u uuid, o uuid, t uuid, g int) WHERE k.id = x.id`);
  await ctx.tx.execute(sql`UPDATE assignment SET until_at = ${ctx.now} WHERE until_at IS NULL AND case_id = ANY(${array(moved.map((m) => m.id), "uuid")})`);
  await ctx.tx.execute(sql`INSERT INTO assignment (case_id, grant_no, user_id, team_id, from_at, by, reason)
    SELECT x.id, x.g, x.u, x.t, ${ctx.now}::bigint, ${by}::uuid, ${reason} FROM json_to_recordset(${records(list)}) AS x(id uuid, u uuid, o uuid, t uuid, g int)`);
}

/** Writes the change rows of a move: what leaves a stream, what stays in it, what arrives. */
async function announce(ctx: Ctx, moved: readonly Moved[]): Promise<void> {
  const left: { personId: string; streams: string[] }[] = [];
  const arrived = new Map<string, { streams: string[]; personId: string }>();
  for (const m of moved) {
    const before = streamsOf(place(m));
    const after = [...(m.toUser ? [collectorStream(m.toUser)] : []), ...(m.toTeam ? [teamStream(m.toTeam)] : [])];
    const gone = before.filter((s) => !after.includes(s));
    // The revoke names the grant it ends, so that it can never undo a later one.
    for (const stream of gone) ctx.changes.add(stream, "revoke", "case", m.id, m.grant_no);
    for (const stream of after.filter((s) => before.includes(s))) ctx.changes.add(stream, "put", "case", m.id);
    const fresh = after.filter((s) => !before.includes(s));
    for (const stream of fresh) ctx.changes.add(stream, "grant", "case", m.id, m.toGrant);
    if (gone.length > 0) left.push({ personId: m.person_id, streams: gone });
    if (fresh.length > 0) arrived.set(m.id, { streams: fresh, personId: m.person_id });
  }
  await bring(ctx, arrived);
  await dropPersons(ctx, left);
}

/** Puts person, case, promises, warnings and entries of each case into the streams it arrives in. */
async function bring(ctx: Ctx, arrived: Map<string, { streams: string[]; personId: string }>): Promise<void> {
  if (arrived.size === 0) return;
  for (const [id, { streams, personId }] of arrived) {
    for (const stream of streams) {
      ctx.changes.add(stream, "put", "person", personId);
      ctx.changes.add(stream, "put", "case", id);
    }
  }
  const ids = array([...arrived.keys()], "uuid");
  const parts = await rows<{ kind: "promise" | "warning" | "stop" | "entry"; id: string; case_id: string }>(
    ctx.tx,
    sql`SELECT 'promise' AS kind, id, case_id, 0::bigint AS at FROM promise WHERE case_id = ANY(${ids})
        UNION ALL SELECT 'warning', id, case_id, 1 FROM warning WHERE case_id = ANY(${ids})
        UNION ALL SELECT 'stop', s.id, k.id, 1 FROM kase k JOIN stop s ON s.person_id = k.person_id WHERE k.id = ANY(${ids})
        UNION ALL SELECT 'entry', id, case_id, at_server FROM event WHERE case_id = ANY(${ids}) ORDER BY at`,
  );
  for (const part of parts) for (const stream of arrived.get(part.case_id)?.streams ?? []) ctx.changes.add(stream, "put", part.kind, part.id);
}

/** Removes from each stream the persons it no longer has a case of. */
async function dropPersons(ctx: Ctx, left: readonly { personId: string; streams: readonly string[] }[]): Promise<void> {
  if (left.length === 0) return;
  const audiences = await personAudiences(ctx, left.map((l) => l.personId));
  const dropped = new Set<string>();
  for (const { personId, streams } of left) {
    for (const stream of streams) {
      const key = `${stream} ${personId}`;
      if (dropped.has(key) || audiences.get(personId)?.has(stream)) continue;
      dropped.add(key);
      ctx.changes.add(stream, "del", "person", personId);
    }
  }
}
