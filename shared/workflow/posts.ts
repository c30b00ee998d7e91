/**
 * Whose a step is: whoever is on duty for the post (roster and deputies, AB 角), never somebody the complaint
 * concerns. Nobody rostered: everybody of the post. Nobody left: the next level. Pure.
 */
import { covers, type Place, type Reacher } from "../access/reach.ts";
import type { Role, Scope } from "../access/roles.ts";

/** A turn of duty, UTC ms; `deputyId` stands in where the first may not or cannot. */
export interface Shift {
  readonly post: Role;
  /** Null = the post of the whole house. */
  readonly teamId: string | null;
  readonly from: number;
  readonly until: number;
  readonly userId: string;
  readonly deputyId: string | null;
}

export interface House {
  /** Active people. */
  readonly staff: readonly Reacher[];
  readonly shifts: readonly Shift[];
  /** How far a role reaches in this workflow. */
  readonly reachOf: (role: Role) => Scope | null;
}

export interface Owing {
  readonly post: Role;
  readonly place: Place;
  /** UTC ms. */
  readonly at: number;
  readonly excluded: readonly string[];
}

/** Who holds a post now, for a place, less whoever is excluded. Empty when nobody does. */
export function holdersOf(house: House, { post, place, at, excluded }: Owing): string[] {
  const free = (ids: readonly (string | null)[]): string[] => [...new Set(ids)].filter((id): id is string => id !== null && !excluded.includes(id) && house.staff.some((s) => s.id === id && s.roles.includes(post)));
  const scope = house.reachOf(post);
  const reaching = new Set(house.staff.filter((s) => s.roles.includes(post) && scope !== null && covers(scope, s, place)).map((s) => s.id));
  const now = house.shifts.filter((s) => s.post === post && s.from <= at && at < s.until);
  const ofTeam = now.filter((s) => s.teamId !== null && s.teamId === place.teamId);
  const rostered = ofTeam.length > 0 ? free(ofTeam.flatMap((s) => [s.userId, s.deputyId])) : free(now.filter((s) => s.teamId === null).flatMap((s) => [s.userId, s.deputyId])).filter((id) => reaching.has(id));
  return rostered.length > 0 ? rostered : free([...reaching]);
}

export interface Owed {
  readonly users: string[];
  /** The post it is with: the owner's, or the next level's when the owner's has nobody who may. */
  readonly post: Role;
}

/** Who owes a step: its own post, else the next level; after a breach the next level too. */
export function owedTo(house: House, owing: Owing, breach: Role, escalated: readonly Role[]): Owed {
  const own = holdersOf(house, owing);
  const above = [...new Set([...(own.length === 0 ? [breach] : []), ...escalated])].filter((role) => role !== owing.post);
  const users = [...own, ...above.flatMap((post) => holdersOf(house, { ...owing, post }))];
  return { users: [...new Set(users)], post: own.length > 0 || above.length === 0 ? owing.post : breach };
}

/** When duty changes next for anybody, UTC ms; null when the roster says nothing more. */
export function nextHandOver(shifts: readonly Shift[], posts: readonly Role[], at: number): number | null {
  const edges = shifts.filter((s) => posts.includes(s.post)).flatMap((s) => [s.from, s.until]).filter((edge) => edge > at);
  return edges.length === 0 ? null : Math.min(...edges);
}
