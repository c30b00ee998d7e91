/**
 * Desks: what a workflow addresses to a post, and the streams that carry it there. A post of a region has one
 * desk per region; a deputy from another team has it at their own. Minimum necessary (S-34): a desk sees an instance
 * from the moment it is addressed to it.
 */
import type { Role } from "./roles.ts";
import { scopesOf } from "./table.ts";

/** What the name of every desk begins with. */
export const DESK = "desk:";
/** The desk of a post of the house. */
export const houseDesk = (role: Role): string => `${DESK}${role}`;
/** The desk of a post in a region. */
export const regionDesk = (role: Role, regionCode: string): string => `${houseDesk(role)}:${regionCode}`;
/** What is with one person, whatever their team. */
export const ownDesk = (userId: string): string => `${DESK}user:${userId}`;

/** Posts whose desk gets number and bank only: the relaying post never sees what is in the package (S-44). */
export const ENVELOPE_DESKS: readonly string[] = [houseDesk("it")];

export interface Sitter {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly regionCode: string;
}

/** All desks somebody sits at; only who reads warnings of a region, a desk or takes their steps has any. */
export function desksOf(me: Sitter): string[] {
  const ofRole = (role: Role): string[] => {
    const scopes = scopesOf([role], "warning.read");
    if (scopes.includes("desk")) return [houseDesk(role)];
    return scopes.includes("region") && me.regionCode !== "" ? [regionDesk(role, me.regionCode)] : [];
  };
  const own = scopesOf(me.roles, "workflow.step").length > 0 ? [ownDesk(me.id)] : [];
  return [...me.roles.flatMap(ofRole), ...own];
}
