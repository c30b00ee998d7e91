/**
 * One unit of work: one transaction, scoped by row security to its actor, that ends with the audit
 * rows and then the change rows. Retried when the database asks for it; nudges go out after commit.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { desksOf } from "../shared/access/desks.ts";
import { may, recordScopeOf, type Action } from "../shared/access/table.ts";
import { refuse } from "../shared/protocol/errors.ts";
import { appendAudit } from "./audit/chain.ts";
import type { Actor, AuditEntry, Clock, Ctx, RecordScope, Tx } from "./context.ts";
import { sqlState } from "./failure.ts";
import { newChanges, type Changes, type StreamHead } from "./sync/change-set.ts";

const RETRIES = 6;
/** Serialization failure and deadlock: the same work succeeds when done again. */
const AGAIN = new Set(["40001", "40P01"]);

interface Unit {
  scope: RecordScope;
  entries: AuditEntry[];
  readonly changes: Changes;
}
/** Inner state of a running unit, found by its ChangeSet (which nested savepoints share). */
const units = new WeakMap<object, Unit>();

/** Scope of record data an actor has when no action narrows it. */
export const defaultScope = (actor: Actor): RecordScope => (actor.kind === "system" ? "system" : recordScopeOf(actor.me.roles, null));

/** Runs `fn` in one transaction for `actor`. `fn` may run again, so it must not act outside the transaction. */
export async function runUnit<T>(
  db: Tx, clock: Clock, actor: Actor, scope: RecordScope, fn: (ctx: Ctx) => Promise<T>, committed: (heads: readonly StreamHead[]) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { result, heads } = await once(db, clock, actor, scope, fn);
      if (heads.length > 0) committed(heads);
      return result;
    } catch (error) {
      if (attempt >= RETRIES || !AGAIN.has(sqlState(error) ?? "")) throw error;
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
}

async function once<T>(db: Tx, clock: Clock, actor: Actor, scope: RecordScope, fn: (ctx: Ctx) => Promise<T>): Promise<{ result: T; heads: StreamHead[] }> {
  const changes = newChanges();
  const unit: Unit = { scope, entries: [], changes };
  units.set(changes, unit);
  const now = clock.now();
  return db.transaction(async (tx) => {
    await enter(tx, actor, scope);
    const audit = async (entry: AuditEntry) => {
      unit.entries.push(entry);
    };
    const result = await fn({ tx, now, actor, changes, audit });
    // Most units only read: nothing to chain, nothing to tell.
    if (unit.entries.length === 0 && changes.empty()) return { result, heads: [] };
    if (unit.scope !== "system") await setScope(tx, unit, "system");
    await appendAudit(tx, now, actor, unit.entries);
    const heads = await changes.flush(tx);
    return { result, heads };
  });
}

/** Puts the transaction under the unprivileged role and tells row security who asks. One round trip. */
async function enter(tx: Tx, actor: Actor, scope: RecordScope): Promise<void> {
  const me = actor.kind === "user" ? actor.me : null;
  const device = actor.kind === "user" ? actor.deviceId : "";
  await tx.execute(sql`SELECT set_config('role', 'lockdesk_app', true), set_config('app.scope', ${scope}, true), set_config('app.user_id', ${me?.id ?? ""}, true),
    set_config('app.team_id', ${me?.teamId ?? ""}, true), set_config('app.region', ${me?.regionCode ?? ""}, true), set_config('app.device_id', ${device}, true), set_config('app.desks', ${me ? desksOf(me).join(",") : ""}, true)`);
}

async function setScope(tx: Tx, unit: Unit, scope: RecordScope): Promise<void> {
  await tx.execute(sql`SELECT set_config('app.scope', ${scope}, true)`);
  unit.scope = scope;
}

/**
 * Runs `fn` with another record scope and returns to the caller's. With `system` the code decides
 * what may be seen or written (audiences, tallies across banks): keep what is inside small.
 */
export async function withScope<T>(ctx: Ctx, scope: RecordScope, fn: () => Promise<T>): Promise<T> {
  const unit = units.get(ctx.changes);
  if (!unit || unit.scope === scope) return fn();
  const before = unit.scope;
  await setScope(ctx.tx, unit, scope);
  let failed = true;
  try {
    const result = await fn();
    failed = false;
    return result;
  } finally {
    // After a failure the transaction may be aborted; the outer code then cannot use it anyway.
    if (failed) await setScope(ctx.tx, unit, before).catch(() => undefined);
    else await setScope(ctx.tx, unit, before);
  }
}

/** Work the code decides on, seen and written without the user's scope. */
export const asSystem = <T>(ctx: Ctx, fn: () => Promise<T>): Promise<T> => withScope(ctx, "system", fn);

/**
 * The same for a desk's handler: only when the access table grants the caller the action it is done for,
 * so that a route that let somebody pass gives nothing away here. Throws `forbidden`.
 */
export function asSystemFor<T>(ctx: Ctx, action: Action, fn: () => Promise<T>): Promise<T> {
  if (ctx.actor.kind === "user" && !may(ctx.actor.me.roles, action)) refuse("forbidden", [action]);
  return asSystem(ctx, fn);
}

/** Runs `fn` under a savepoint: when it throws, its rows, changes and audit entries are undone and the rest goes on. */
export async function attempt<T>(ctx: Ctx, fn: (inner: Ctx) => Promise<T>): Promise<T> {
  const unit = units.get(ctx.changes);
  const undo = unit?.changes.mark();
  const entries = unit ? [...unit.entries] : [];
  const scope = unit?.scope;
  try {
    return await ctx.tx.transaction((tx) => fn({ ...ctx, tx }));
  } catch (error) {
    undo?.();
    if (unit && scope !== undefined) Object.assign(unit, { entries, scope });
    throw error;
  }
}
