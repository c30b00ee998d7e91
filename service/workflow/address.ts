/**
 * Whom a warning is with: who owes its next step (roster, deputies, recusal, next level), who was told of which
 * step, and the desks that may therefore see it. Computed anew whenever it is written.
 */
import { sql } from "drizzle-orm";
import { houseDesk, ownDesk, regionDesk } from "../../shared/access/desks.ts";
import { covers, type Place } from "../../shared/access/reach.ts";
import type { Role } from "../../shared/access/roles.ts";
import { scopesOf } from "../../shared/access/table.ts";
import type { WarningDoc } from "../../shared/model/documents.ts";
import { timersOf } from "../../shared/workflow/clocks.ts";
import { EARLY_WARNING } from "../../shared/workflow/early-warning.ts";
import { defOf, owedSteps } from "../../shared/workflow/engine.ts";
import { nextHandOver, owedTo, type House } from "../../shared/workflow/posts.ts";
import type { Copy } from "../../shared/workflow/table.ts";
import { escalatedTo } from "../../shared/workflow/instance.ts";
import { excludedFrom, warningStanding } from "../../shared/workflow/warning.ts";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { workCalendar } from "../import/confirm-workdays.ts";
import { loadHouse } from "./house.ts";
import type { Timed } from "./timer-rows.ts";

/** Every post that may come to owe a step. */
export const POSTS: readonly Role[] = [...new Set(EARLY_WARNING.steps.flatMap((s) => [s.owner, s.breach]))];

export interface Addressed extends Timed {
  readonly doc: WarningDoc;
}

/** The warnings with who owes them, copies and desks as they are at `ctx.now`. */
export async function addressWarnings(ctx: Ctx, docs: readonly WarningDoc[]): Promise<Addressed[]> {
  if (docs.length === 0) return [];
  const house = await loadHouse(ctx, POSTS, ctx.now);
  const regions = await regionsOf(ctx, docs);
  return docs.map((doc) => address(doc, house, { assigneeId: doc.collectorId, teamId: doc.teamId, regionCode: regions.get(doc.teamId ?? "") ?? null }, ctx.now));
}

/** The region of each team. */
export async function regionsOf(ctx: Ctx, docs: readonly { readonly teamId: string | null }[]): Promise<Map<string, string>> {
  const teams = [...new Set(docs.flatMap((d) => d.teamId ?? []))];
  const found = await rows<{ id: string; region: string }>(ctx.tx, sql`SELECT id, region_code AS region FROM team WHERE id = ANY(${array(teams, "uuid")})`);
  return new Map(found.map((t) => [t.id, t.region]));
}

function address(doc: WarningDoc, house: House, place: Place, now: number): Addressed {
  const at = warningStanding(doc);
  const steps = owedSteps(EARLY_WARNING, at);
  const owed = steps.map((def) => ({
    step: def.step,
    ...owedTo(house, { post: def.owner, place, at: now, excluded: excludedFrom(doc, def.step) }, def.breach, escalatedTo(doc, def.step)),
  }));
  const told = at.applied.flatMap((t) => (defOf(EARLY_WARNING, t.step)?.copies ?? []).map((copy) => ({ copy, step: t.step, at: t.receivedAt ?? t.at })));
  const copies = [...new Map([...doc.copies, ...told.map(({ copy, step, at: when }) => ({ step, role: copy.role, at: when }))].reverse().map((c) => [`${c.step} ${c.role}`, c])).values()].reverse();
  const posts = steps.flatMap((def) => [def.owner, ...escalatedTo(doc, def.step)]).concat(owed.map((o) => o.post));
  const shared = [...told.flatMap(({ copy }) => deskOfCopy(copy, place)), ...posts.flatMap((post) => deskOf(post, place))];
  const people = owed.flatMap((o) => o.users).filter((id) => !reachesOtherwise(house, id, place));
  const kept = doc.desks.filter((d) => !d.startsWith("desk:user:"));
  return {
    doc: { ...doc, owed, copies, desks: [...new Set([...kept, ...shared, ...people.map(ownDesk)])].sort() },
    instance: doc.id, timers: timersOf(EARLY_WARNING, at, workCalendar), handOverAt: steps.length === 0 ? null : nextHandOver(house.shifts, posts, now),
  };
}

const inRegion = (role: Role, { regionCode }: Place): string[] => (regionCode ? [regionDesk(role, regionCode)] : []);
const deskOfCopy = ({ role, of }: Copy, place: Place): string[] => (of === "house" ? [houseDesk(role)] : inRegion(role, place));

/** The desk at which a post hears of it; a collector and a team's supervisor have the case itself. */
function deskOf(post: Role, place: Place): string[] {
  const scopes = scopesOf([post], "warning.read");
  if (scopes.includes("desk")) return [houseDesk(post)];
  return scopes.includes("region") ? inRegion(post, place) : [];
}

/** True when somebody sees it by team, region or the desk of their post. */
function reachesOtherwise(house: House, id: string, place: Place): boolean {
  const who = house.staff.find((s) => s.id === id);
  return who !== undefined && scopesOf(who.roles, "warning.read").some((scope) => scope === "desk" || covers(scope, who, place));
}
