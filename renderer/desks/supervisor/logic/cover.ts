/** Cover (代班): whether it runs now, and what stands against a new one. */
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";

export type Cover = DeskOutput<"cover.list">["covers"][number];
export type CoverState = "active" | "planned" | "over";

/** A cover ends by hand (`endedAt`) or with its last day. */
export function coverState(cover: Pick<Cover, "from" | "until" | "endedAt">, today: string): CoverState {
  if (cover.endedAt !== null || cover.until < today) return "over";
  return cover.from > today ? "planned" : "active";
}

/** Running ones first, then planned, then past; each newest first. */
export function sortCovers(covers: readonly Cover[], today: string): Cover[] {
  const order: Record<CoverState, number> = { active: 0, planned: 1, over: 2 };
  return [...covers].sort((a, b) => order[coverState(a, today)] - order[coverState(b, today)] || b.from.localeCompare(a.from));
}

export type CoverFault = "people" | "same" | "days";

export function coverFaults(cover: { absentId: string | null; standInId: string | null; from: string | null; until: string | null }): CoverFault[] {
  return [
    ...(cover.absentId === null || cover.standInId === null ? (["people"] as const) : []),
    ...(cover.absentId !== null && cover.absentId === cover.standInId ? (["same"] as const) : []),
    ...(cover.from === null || cover.until === null || cover.until < cover.from ? (["days"] as const) : []),
  ];
}
