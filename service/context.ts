/**
 * What a unit of work at the centre is given: one transaction, scoped to the actor by row-level
 * security, with the clock, the audit trail and the change rows that the sync streams will carry.
 */
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type { DocKind } from "../shared/model/documents.ts";
import type { DeskRoute, DESK_ROUTES } from "../shared/protocol/desk.ts";
import type { Me } from "../shared/protocol/session.ts";
import type { Scope } from "../shared/access/roles.ts";
import type { z } from "zod";
import type { Releases } from "./release/releases.ts";
import type * as schema from "./db/schema.ts";

/** A drizzle handle on either engine (node-postgres or PGlite), inside a transaction. */
export type Tx = PgDatabase<PgQueryResultHKT, typeof schema>;

/** Server time. The training clock is the same interface, shifted and labelled. */
export interface Clock {
  now(): number;
  readonly training: boolean;
}

/** Who acts. `system` is the operator's CLI and the service's own jobs. */
export type Actor = { kind: "user"; me: Me; deviceId: string } | { kind: "system"; name: string };

/** The service itself, for its own jobs. */
export const SYSTEM: Actor = { kind: "system", name: "service" };

/** Collects change rows; they are written last in the transaction, streams in sorted order. */
export interface ChangeSet {
  add(stream: string, op: "put" | "del" | "grant" | "revoke", kind: DocKind, ref: string, grantNo?: number): void;
}

/** How much record data row security shows a unit of work; `system` is for what the code, not the user, decides. */
export type RecordScope = Scope | "none" | "system";

export interface AuditEntry {
  readonly action: string;
  readonly ref?: string;
  readonly detail?: Record<string, unknown>;
  /** A machine that did it by itself, whoever is signed in there. */
  readonly machine?: string;
}

export interface Ctx {
  readonly tx: Tx;
  /** Server time of this unit of work, UTC ms. */
  readonly now: number;
  readonly actor: Actor;
  readonly changes: ChangeSet;
  /** Appends to the audit trail in the same transaction (P7); written at its end, in the order of the calls. */
  audit(entry: AuditEntry): Promise<void>;
}

/** A desk request: the context plus the widest scope the caller's roles give for the route's action. */
export interface DeskCtx extends Ctx {
  readonly actor: Extract<Actor, { kind: "user" }>;
  readonly scope: Scope;
  /** What workstations update from; null where this service publishes nothing. */
  readonly releases: Releases | null;
}

export type DeskHandler<R extends DeskRoute> = (ctx: DeskCtx, input: z.output<(typeof DESK_ROUTES)[R]["input"]>) => Promise<z.input<(typeof DESK_ROUTES)[R]["output"]>>;
export type DeskHandlers = { readonly [R in DeskRoute]: DeskHandler<R> };
