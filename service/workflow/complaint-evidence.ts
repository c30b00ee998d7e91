/**
 * The data post's own pull (S-16.4, reading 1): calls, notes and refusals of the gate by their ids, and how often the
 * debtor was contacted, counted by the centre from its ledger. Nobody hands it in, so nobody can leave anything out.
 */
import { sql } from "drizzle-orm";
import type { ComplaintEvidence, EvidenceLine } from "../../shared/model/complaint-form.ts";
import type { EventBody } from "../../shared/model/events.ts";
import { maskText } from "../../shared/model/masking-text.ts";
import { DAY, dayOf } from "../../shared/model/time.ts";
import type { Ctx } from "../context.ts";
import { rows } from "../db/query.ts";

/** How far back it looks from the complaint's receipt. */
export const EVIDENCE_DAYS = 90;
/** More lines than anybody reads; the counts are of all of them. */
const MOST_LINES = 200;

interface LedgerRow {
  readonly id: string;
  readonly type: "call.logged" | "note.added" | "call.refused" | "warning.filed";
  readonly at: number | string;
  readonly by: string;
  readonly body: unknown;
  /** Of a call made: a receipt of the gate allowed it. */
  readonly gated: boolean;
}

/** What the ledger holds of contacts with a debtor at one bank, up to now; system scope. */
export async function pullEvidence(ctx: Ctx, personId: string | null, t0: number): Promise<ComplaintEvidence> {
  const from = t0 - EVIDENCE_DAYS * DAY;
  const found = personId === null ? [] : await rows<LedgerRow>(
    ctx.tx,
    sql`SELECT e.id, e.type, e.at_server AS at, e.user_name AS by, e.body,
          e.type <> 'call.logged' OR e.body->>'direction' = 'in' OR EXISTS (SELECT 1 FROM event s WHERE s.person_id = e.person_id AND s.type = 'call.started'
            AND s.body->>'callId' = e.body->>'callId' AND (s.body#>>'{gate,allowed}')::boolean) AS gated
        FROM event e WHERE e.person_id = ${personId}::uuid AND e.at_server >= ${from}::bigint AND e.type IN ('call.logged', 'note.added', 'call.refused', 'warning.filed')
        ORDER BY e.at_server DESC, e.id DESC`,
  );
  const calls = found.filter((r) => r.type === "call.logged");
  const made = calls.filter((r) => bodyOf<"call.logged">(r).direction === "out");
  const busiest = most(made.map((r) => dayOf(Number(r.at))));
  const people = [...tally(made.map((r) => r.by))].map(([name, n]) => ({ name, calls: n })).sort((a, b) => b.calls - a.calls || a.name.localeCompare(b.name));
  const count = (type: LedgerRow["type"]): number => found.filter((r) => r.type === type).length;
  return {
    from, to: ctx.now, lines: found.slice(0, MOST_LINES).map(lineOf), more: Math.max(0, found.length - MOST_LINES),
    calls: calls.length, connected: calls.filter((r) => bodyOf<"call.logged">(r).line === "A1").length, notes: count("note.added"), refusals: count("call.refused"), warnings: count("warning.filed"),
    busiestDay: busiest?.[0] ?? "", busiest: busiest?.[1] ?? 0, ungated: made.filter((r) => !r.gated).length, people,
  };
}

const bodyOf = <T extends "call.logged" | "note.added" | "call.refused" | "warning.filed">(row: LedgerRow): EventBody<T> => row.body as EventBody<T>;

function tally(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
const most = (values: readonly string[]): [string, number] | undefined => [...tally(values)].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))[0];

function lineOf(row: LedgerRow): EvidenceLine {
  const common = { id: row.id, at: Number(row.at), by: row.by, callId: "", codes: [] as string[], text: "" };
  switch (row.type) {
    case "call.logged": {
      const { callId, line, person, outcome, note } = bodyOf<"call.logged">(row);
      return { ...common, kind: "call", callId, codes: [line, ...(person ? [person] : []), ...(outcome ? [outcome] : [])], text: maskText(note ?? "") };
    }
    case "note.added":
      return { ...common, kind: "note", text: maskText(bodyOf<"note.added">(row).text) };
    case "call.refused":
      return { ...common, kind: "refusal", codes: bodyOf<"call.refused">(row).gate.rules.filter((r) => !r.ok).map((r) => r.id) };
    case "warning.filed":
      return { ...common, kind: "warning", text: maskText(bodyOf<"warning.filed">(row).form.summary) };
  }
}
