/** Late events that wait for a team's supervisor, and those cases' present state. */
import { sql } from "drizzle-orm";
import { EVENT_VERSION, parseEvent, type LockdeskEvent } from "../../shared/model/events.ts";
import { adoptable, DECIDED_BY_THEMSELVES, isKnown, type Adoptable, type LATE_REASONS } from "../../shared/model/late-event.ts";
import type { DeskCtx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { asSystemFor } from "../unit-of-work.ts";
import { CENTRE_DEVICE } from "./entry.ts";

/** More than a team leaves open in a month. */
const MAX_ROWS = 500;

interface Row {
  id: string; seq: number; device_id: string; user_id: string; user_name: string; type: string; case_id: string | null; person_id: string | null;
  at: number; at_server: number; received_at: number; v: number; body: Record<string, unknown>;
  status: string | null; team_id: string | null; stopped: boolean; case_no: string | null; bank_name: string | null; name: string | null; holder_name: string | null;
}

export interface LateEvent {
  readonly row: Row;
  /** As this version reads it; null for a type or version it does not know. */
  readonly event: LockdeskEvent | null;
  readonly reason: (typeof LATE_REASONS)[number];
  readonly adoptable: Adoptable;
}

/**
 * Undecided late events of the caller's team, latest first; `only` narrows to one. They belong to the team
 * that has the case now, else to the one that had it last, else to the writer's. Read as the system: a case
 * that is nobody's any more is hidden from everybody, and the team that had it is in `assignment` alone.
 */
export async function lateEvents(ctx: DeskCtx, only: string | null = null): Promise<LateEvent[]> {
  const { teamId } = ctx.actor.me;
  if (teamId === null) return [];
  const found = await asSystemFor(ctx, "review.decide", () => rows<Row>(ctx.tx, sql`
    SELECT e.id, e.seq, e.device_id, e.user_id, e.user_name, e.type, e.case_id, e.person_id, e.at, e.at_server, e.received_at, e.v, e.body,
      k.status, k.team_id, k.case_no, k.doc->>'bankName' AS bank_name, p.name, h.name AS holder_name,
      EXISTS (SELECT 1 FROM stop s WHERE s.person_id = e.person_id AND e.type = ANY(ARRAY['call.started', 'call.logged']) AND s.stands_from <= e.at_server AND (s.lifted_at IS NULL OR s.lifted_at > e.at_server)) AS stopped
    FROM event e
      JOIN app_user w ON w.id = e.user_id
      LEFT JOIN kase k ON k.id = e.case_id
      LEFT JOIN person p ON p.id = e.person_id
      LEFT JOIN app_user h ON h.id = k.assignee_id AND k.status = 'open'
      LEFT JOIN LATERAL (SELECT a.team_id FROM assignment a WHERE a.case_id = e.case_id AND a.team_id IS NOT NULL ORDER BY a.grant_no DESC LIMIT 1) had ON true
    WHERE e.review AND e.device_id <> ${CENTRE_DEVICE}::uuid AND (${only}::uuid IS NULL OR e.id = ${only}::uuid)
      AND NOT (e.v <= ${EVENT_VERSION} AND e.type = ANY(${array(DECIDED_BY_THEMSELVES, "text")}))
      AND NOT EXISTS (SELECT 1 FROM event_review r WHERE r.event_id = e.id)
      AND coalesce(CASE WHEN k.status = 'open' THEN k.team_id END, had.team_id, w.team_id) = ${teamId}::uuid
    ORDER BY e.at_server DESC, e.id LIMIT ${MAX_ROWS}`));
  return found.map((raw) => read({ ...raw, seq: Number(raw.seq), at: Number(raw.at), at_server: Number(raw.at_server), received_at: Number(raw.received_at) }, teamId, ctx.now));
}

function read(row: Row, teamId: string, now: number): LateEvent {
  const parsed = parseEvent({
    id: row.id, seq: row.seq, deviceId: row.device_id, userId: row.user_id, caseId: row.case_id, personId: row.person_id, at: row.at, atServer: row.at_server, v: row.v, type: row.type, body: row.body,
  });
  const event = parsed.ok ? parsed.event : null;
  const reason = !isKnown(row.type, row.v) ? "unknownKind" : row.status !== "open" ? "closed" : row.stopped ? "afterStop" : "moved";
  return { row, event, reason, adoptable: adoptable(event, row.status === "open" && row.team_id === teamId, now) };
}
