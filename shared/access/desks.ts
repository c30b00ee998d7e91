/**
 * Desks: what a workflow addresses to a post, and the streams that carry it there. A post of a region has one
 * desk per region; a deputy from another team has it at their own. Minimum necessary (S-34): a desk sees an instance
 * from the moment it is addressed to it.
 */
import type { Role, Scope } from "./roles.ts";
import { scopesOf } from "./table.ts";

/** What the name of every desk begins with. */
export const DESK = "desk:";
/** The desk of a post of the house. */
export const houseDesk = (role: Role): string => `${DESK}${role}`;
/** The desk of a post in a region. */
export const regionDesk = (role: Role, regionCode: string): string => `${houseDesk(role)}:${regionCode}`;
/** What is with one person, whatever their team. */
export const ownDesk = (userId: string): string => `${DESK}user:${userId}`;

/** What concerns somebody: number, bank and complaint points, for 当事人陈述, and nothing of the complainant. */
export const accusedDesk = (userId: string): string => `${DESK}accused:${userId}`;
export const isAccusedDesk = (desk: string): boolean => desk.startsWith(`${DESK}accused:`);

/** Posts whose desk gets number and bank only: the relaying post never sees what is in the package (S-44). */
export const ENVELOPE_DESKS: readonly string[] = [houseDesk("it")];

export interface Sitter {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly regionCode: string;
}

/** How far a role reaches in what is addressed to desks. */
export const deskReachOf = (role: Role): readonly Scope[] => [...scopesOf([role], "warning.read"), ...scopesOf([role], "form.read")];

/** All desks somebody sits at; only who reads what is addressed to a region or a desk, or takes steps of it, has any. */
export function desksOf(me: Sitter): string[] {
  const ofRole = (role: Role): string[] => {
    const scopes = deskReachOf(role);
    if (scopes.includes("desk")) return [houseDesk(role)];
    return scopes.includes("region") && me.regionCode !== "" ? [regionDesk(role, me.regionCode)] : [];
  };
  const steps = scopesOf(me.roles, "workflow.step");
  // Somebody who takes no step but their own is never a deputy: what concerns them is all they are addressed.
  const own = steps.some((scope) => scope !== "own") ? [ownDesk(me.id)] : [];
  return [...me.roles.flatMap(ofRole), ...own, ...(steps.length > 0 ? [accusedDesk(me.id)] : [])];
}
