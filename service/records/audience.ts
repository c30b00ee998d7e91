/**
 * Which streams must hear of a document: the only place that knows who may see what by way of sync.
 * Row security answers the same question a second time when the row is read (P3).
 */
import { sql } from "drizzle-orm";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { asSystem } from "../unit-of-work.ts";

export const ALL = "all";
export const collectorStream = (userId: string): string => `collector:${userId}`;
export const teamStream = (teamId: string): string => `team:${teamId}`;
export const deviceStream = (deviceId: string): string => `device:${deviceId}`;

export interface Placement {
  readonly assigneeId: string | null;
  readonly teamId: string | null;
  readonly status: string;
}

/** Streams of a case: who works it and the team it belongs to; a case no longer placed with us has none. */
export function streamsOf(place: Placement): string[] {
  if (place.status !== "open") return [];
  return [...(place.assigneeId ? [collectorStream(place.assigneeId)] : []), ...(place.teamId ? [teamStream(place.teamId)] : [])];
}

interface PlaceRow {
  id: string;
  assignee_id: string | null;
  team_id: string | null;
  status: string;
}
const streamsOfRow = (row: PlaceRow): string[] => streamsOf({ assigneeId: row.assignee_id, teamId: row.team_id, status: row.status });

/** Cases the caller has locked already, as they are: nobody need look at them again. */
export type HeldCases = ReadonlyMap<string, Placement>;
const NONE: HeldCases = new Map();

/**
 * Streams of each case (promises, warnings and entries follow their case). The cases are held against
 * reassignment to the commit: otherwise a case could move between this look and the change row, and
 * its new holder would never hear of the change.
 */
export async function caseAudiences(ctx: Ctx, caseIds: readonly string[], held: HeldCases = NONE): Promise<Map<string, string[]>> {
  const ids = [...new Set(caseIds)];
  const audiences = new Map(ids.flatMap((id) => (held.has(id) ? [[id, streamsOf(held.get(id) as Placement)] as const] : [])));
  const others = ids.filter((id) => !held.has(id));
  if (others.length === 0) return audiences;
  const found = await asSystem(ctx, () => rows<PlaceRow>(ctx.tx, sql`SELECT id, assignee_id, team_id, status FROM kase WHERE id = ANY(${array(others, "uuid")}) ORDER BY id FOR SHARE`));
  for (const row of found) audiences.set(row.id, streamsOfRow(row));
  return audiences;
}

/** Streams of each person: those of all their open cases, held in the same way. */
export async function personAudiences(ctx: Ctx, personIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const audiences = new Map<string, Set<string>>();
  if (personIds.length === 0) return audiences;
  const found = await asSystem(ctx, () =>
    rows<PlaceRow>(
      ctx.tx,
      sql`SELECT person_id AS id, assignee_id, team_id, status FROM kase WHERE status = 'open' AND person_id = ANY(${array([...new Set(personIds)], "uuid")}) ORDER BY kase.id FOR SHARE`,
    ),
  );
  for (const row of found) {
    const streams = audiences.get(row.id) ?? new Set<string>();
    for (const stream of streamsOfRow(row)) streams.add(stream);
    audiences.set(row.id, streams);
  }
  return audiences;
}
