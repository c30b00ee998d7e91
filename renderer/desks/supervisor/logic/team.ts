/** Figures of the team: sums and the two rates whose formula is printed beside them (DOMAIN.md 4.4). */
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { MINUTE } from "../../../../shared/model/time.ts";

export type Member = DeskOutput<"team.today">["members"][number];
type Figures = Member["figures"];

export interface TeamTotal {
  readonly members: number;
  readonly onDuty: number;
  readonly cases: number;
  readonly fen: number;
  readonly untouched: number;
  readonly figures: Figures;
}

const NONE: Figures = { attempts: 0, connected: 0, debtor: 0, promises: 0, promisedFen: 0, kept: 0, refused: 0 };
const add = (a: Figures, b: Figures): Figures => Object.fromEntries(Object.keys(NONE).map((k) => [k, a[k as keyof Figures] + b[k as keyof Figures]])) as Figures;

/** On duty means at work now: not off; a break or a busy sign still counts. */
export const isOnDuty = (member: Pick<Member, "duty">): boolean => member.duty !== "off";

export function teamTotal(members: readonly Member[]): TeamTotal {
  const sum = (pick: (m: Member) => number) => members.reduce((n, m) => n + pick(m), 0);
  return {
    members: members.length, onDuty: members.filter(isOnDuty).length, cases: sum((m) => m.cases), fen: sum((m) => m.fen),
    untouched: sum((m) => m.untouched), figures: members.reduce((all, m) => add(all, m.figures), NONE),
  };
}

/** `12.5%`; a dash where nothing was attempted, never 0 % of nothing. */
export function rate(part: number, whole: number): string {
  return whole === 0 ? "—" : `${((part / whole) * 100).toFixed(1)}%`;
}

const IDLE_MS = 30 * MINUTE;

/** Whether somebody at work has done nothing for over half an hour (a break is no idleness). */
export function isIdle(member: Pick<Member, "duty" | "lastActAt">, now: number): boolean {
  return member.duty === "working" && (member.lastActAt === null || now - member.lastActAt > IDLE_MS);
}
