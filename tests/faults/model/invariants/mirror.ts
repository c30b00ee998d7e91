/** Invariants about what a workstation holds of the centre's records. */
import { sql } from "drizzle-orm";
import { differences } from "../look.ts";
import type { AtRest } from "./types.ts";

/** 4. At rest, client rows are the server rows visible to that user: same set, same revision, same content. */
export const mirrorEqualsCentre = ({ rests }: AtRest): string[] =>
  rests.flatMap(({ seat, here, there }) => differences(here, there, ["here", "at the centre"]).map((d) => `${seat.name}: ${d}`));

/** 7. No row of a case that left remains: tables, worklist, search, overlays, freed pages. */
export const nothingLeftBehind = ({ rests }: AtRest): string[] =>
  rests.flatMap(({ seat, strays, overlays, traces }) => [...strays, ...overlays, ...traces.map((t) => `${t} is still in the file's bytes`)].map((s) => `${seat.name}: ${s}`));

/** 9. Revoke, grant, revoke in any order ends in the state of the highest grant number. */
export async function highestGrantWins({ world, rests }: AtRest): Promise<string[]> {
  const grants = new Map((await world.centre.look<{ id: string; grant_no: number }>(sql`SELECT id, grant_no FROM kase`)).map((k) => [k.id, Number(k.grant_no)]));
  return rests.flatMap(({ seat, here }) => {
    const rows = seat.running?.peek.prepare<[], { id: string; grant_no: number }>("SELECT id, grant_no FROM kase").all() ?? [];
    const held = [...world.book.holdings].filter(([, h]) => (seat.me.roles.includes("supervisor") ? h.team === seat.me.teamId : h.assignee === seat.me.id)).map(([id]) => id);
    return [
      ...rows.filter((r) => r.grant_no !== grants.get(r.id)).map((r) => `${seat.name}: case ${r.id} stands at grant ${r.grant_no}, the centre at ${grants.get(r.id)}`),
      ...held.filter((id) => !here.has(`case ${id}`)).map((id) => `${seat.name}: case ${id} was granted last and is not here`),
      ...[...here.keys()].filter((key) => key.startsWith("case ") && !held.includes(key.slice(5))).map((key) => `${seat.name}: ${key} was taken last and is here`),
    ];
  });
}
