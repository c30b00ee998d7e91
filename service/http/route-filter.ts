/**
 * The first of the two nets around record data: what a caller may ask for, and how far the handlers' own
 * queries reach. The second, row security, is told what the access table says, whatever this one answers.
 */
import type { Scope } from "../../shared/access/roles.ts";
import { scopeOf, type Action } from "../../shared/access/table.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import type { Actor } from "../context.ts";
import { mustFollow } from "../sync/streams.ts";

type User = Extract<Actor, { kind: "user" }>;

export interface RouteFilter {
  /** The scope of the handler's queries. Throws `forbidden` when the caller may not do this at all; null is anybody's to do. */
  scope(actor: User, action: Action | null): Scope;
  /** Throws `forbidden` when the caller does not follow the stream. */
  stream(actor: User, stream: string): void;
}

/** The access table as a filter. */
export const ROUTE_FILTER: RouteFilter = {
  scope: ({ me }, action) => (action === null ? "own" : (scopeOf(me.roles, action) ?? refuse("forbidden", [action]))),
  stream: mustFollow,
};
