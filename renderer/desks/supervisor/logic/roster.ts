/** The roster as a week's grid: one line per post and team, one cell per day, gaps named. */
import type { Role } from "../../../../shared/access/roles.ts";
import { addDays, daysBetween } from "../../../../shared/model/time.ts";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";

export type Duty = DeskOutput<"roster.list">["rows"][number];

export interface RosterLine {
  readonly key: string;
  readonly post: Role;
  readonly teamId: string | null;
  readonly teamName: string;
  /** By day; an empty list is a gap. */
  readonly cells: ReadonlyMap<string, readonly Duty[]>;
}

/** The seven days, Monday first, of the week that holds `day`. */
export function weekOf(day: string): string[] {
  const monday = addDays(day, -((daysBetween("2024-01-01", day) % 7 + 7) % 7));
  return Array.from({ length: 7 }, (_, i) => addDays(monday, i));
}

/**
 * Lines for every post that is on the roster this week, and for the posts in `owed` even when nobody
 * is: an empty line is the point of the roster. Order: own team first, then by post.
 */
export function rosterLines(rows: readonly Duty[], days: readonly string[], owed: readonly { post: Role; teamId: string | null; teamName: string }[]): RosterLine[] {
  const lines = new Map<string, { post: Role; teamId: string | null; teamName: string; duties: Duty[] }>();
  const keyOf = (line: { post: Role; teamId: string | null }) => `${line.post} ${line.teamId ?? ""}`;
  for (const line of owed) lines.set(keyOf(line), { ...line, duties: [] });
  for (const row of rows) {
    const line = lines.get(keyOf(row)) ?? { post: row.post, teamId: row.teamId, teamName: row.teamName, duties: [] };
    line.duties.push(row);
    lines.set(keyOf(row), line);
  }
  return [...lines].map(([key, { duties, ...line }]) => ({
    key, ...line,
    cells: new Map(days.map((day) => [day, duties.filter((d) => d.day === day).sort((a, b) => a.from.localeCompare(b.from))])),
  }));
}

/** Cells without anybody on duty. */
export function gapsOf(lines: readonly RosterLine[]): number {
  return lines.reduce((n, line) => n + [...line.cells.values()].filter((duties) => duties.length === 0).length, 0);
}

export type DutyFault = "user" | "time" | "order" | "deputy";

/** What stands against a duty before it is sent. */
export function dutyFaults(duty: { userId: string | null; deputyId: string | null; from: string; to: string }): DutyFault[] {
  const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
  const times = isTime(duty.from) && isTime(duty.to);
  return [
    ...(duty.userId === null ? (["user"] as const) : []),
    ...(times ? [] : (["time"] as const)),
    ...(times && duty.from >= duty.to ? (["order"] as const) : []),
    ...(duty.userId !== null && duty.userId === duty.deputyId ? (["deputy"] as const) : []),
  ];
}
