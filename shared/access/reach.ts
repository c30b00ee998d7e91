/** Whether a permission reaches a thing: the scopes of the table, applied to who has the case. */
import type { Role, Scope } from "./roles.ts";
import { desksOf } from "./desks.ts";
import { scopesOf, type Action } from "./table.ts";

/** Who has a case, a warning or a worklist item; `regionCode` is that of the team, where the caller knows it. */
export interface Place {
  readonly assigneeId: string | null;
  readonly teamId: string | null;
  readonly regionCode?: string | null;
  /** Desks it was addressed to (`desks.ts`), where the caller knows them. */
  readonly desks?: readonly string[];
}

/** The caller, as `Me` and the documents name a user. */
export interface Reacher {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly teamId: string | null;
  readonly regionCode: string;
}

/** True when this scope covers the place. Nobody's case is covered by "all" alone. */
export function covers(scope: Scope, me: Reacher, place: Place): boolean {
  switch (scope) {
    case "own":
      return place.assigneeId === me.id;
    case "team":
      return me.teamId !== null && place.teamId === me.teamId;
    case "desk":
      return desksOf(me).some((desk) => place.desks?.includes(desk));
    case "region":
      return me.regionCode !== "" && place.regionCode === me.regionCode;
    case "all":
      return true;
  }
}

/** True when one of the caller's roles allows the action on the place. */
export const reaches = (me: Reacher, action: Action, place: Place): boolean => scopesOf(me.roles, action).some((scope) => covers(scope, me, place));
