/**
 * Timers going off. Whoever finds one due (`timer-rows.ts`) holds its instance, lets everything due of it go off in
 * order and marks it, all in one transaction: once with any number of services, after a restart in the order in which
 * it should have happened, and never for a step taken meanwhile.
 */
import { sql, type SQL } from "drizzle-orm";
import type { WarningDoc } from "../../shared/model/documents.ts";
import type { FormDoc } from "../../shared/model/form-doc.ts";
import type { Role } from "../../shared/access/roles.ts";
import { TIMER_KINDS, type TimerKind } from "../../shared/workflow/clocks.ts";
import { SYSTEM, type Service } from "../app.ts";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { errorForLog } from "../failure.ts";
import { loadForms, saveForms } from "../records/forms.ts";
import { loadWarnings, saveWarnings } from "../records/warnings.ts";
import { goneOff, type Clocked } from "./go-off.ts";
import { fireStops } from "./stop-timers.ts";
import { HAND_OVER } from "./timer-rows.ts";

const AT_ONCE = 20;

interface Due {
  instance: string;
  step: string;
  kind: TimerKind | typeof HAND_OVER;
  at: number;
  to: Role;
}

/** Lets go off whatever is due. Returns how many did; safe to call from every service at any time. */
export async function runTimers(service: Pick<Service, "run">): Promise<number> {
  for (let fired = 0; ; ) {
    const some = (await service.run(SYSTEM, fireSome)) + (await service.run(SYSTEM, fireStops));
    fired += some;
    if (some === 0) return fired;
  }
}

/** Where the instances of a workflow are kept. */
interface Store {
  readonly table: SQL;
  readonly load: (ctx: Ctx, ids: readonly string[]) => Promise<Map<string, Clocked>>;
  readonly save: (ctx: Ctx, docs: readonly Clocked[]) => Promise<void>;
}
const STORES: readonly Store[] = [
  { table: sql`warning`, load: loadWarnings, save: (ctx, docs) => saveWarnings(ctx, docs as WarningDoc[]) },
  { table: sql`workflow_form`, load: loadForms, save: (ctx, docs) => saveForms(ctx, docs as FormDoc[]) },
];

async function fireSome(ctx: Ctx): Promise<number> {
  let fired = 0;
  for (const store of STORES) fired += await fireOf(ctx, store);
  return fired;
}

async function fireOf(ctx: Ctx, store: Store): Promise<number> {
  const held = await rows<{ id: string }>(ctx.tx, sql`SELECT w.id FROM ${store.table} w WHERE w.id IN
    (SELECT t.instance_id FROM workflow_timer t JOIN ${store.table} x ON x.id = t.instance_id WHERE t.fired_at IS NULL AND t.at <= ${ctx.now}::bigint ORDER BY t.at LIMIT ${AT_ONCE}) ORDER BY w.id FOR UPDATE SKIP LOCKED`);
  if (held.length === 0) return 0;
  // Looked at only now that the instances are held: a step taken a moment ago has removed its timers.
  const ids = held.map((h) => h.id);
  const due = (await rows<Due>(ctx.tx, sql`SELECT instance_id AS instance, step, kind, at, to_role AS "to" FROM workflow_timer
    WHERE fired_at IS NULL AND at <= ${ctx.now}::bigint AND instance_id = ANY(${array(ids, "uuid")}) ORDER BY at, array_position(${array([...TIMER_KINDS], "text")}, kind)`)).map((d) => ({ ...d, at: Number(d.at) }));
  const docs = await store.load(ctx, ids);
  for (const [id, doc] of docs) docs.set(id, await goneOff(ctx, doc, due.flatMap((d) => (d.instance === id && d.kind !== HAND_OVER ? [{ ...d, kind: d.kind }] : []))));
  await ctx.tx.execute(sql`UPDATE workflow_timer SET fired_at = ${ctx.now}::bigint WHERE kind <> ${HAND_OVER} AND fired_at IS NULL AND at <= ${ctx.now}::bigint AND instance_id = ANY(${array(ids, "uuid")})`);
  await ctx.tx.execute(sql`DELETE FROM workflow_timer WHERE kind = ${HAND_OVER} AND at <= ${ctx.now}::bigint AND instance_id = ANY(${array(ids, "uuid")})`);
  await store.save(ctx, [...docs.values()]);
  return due.length;
}

const LOOK_EVERY_MS = 1_000;

/** Looks for due timers from now on, one look at a time; returns how to stop. */
export function watchTimers(service: Pick<Service, "run" | "log">): () => void {
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void runTimers(service)
      .catch((error: unknown) => service.log.warn({ err: errorForLog(error) }, "timers failed and are tried again"))
      .finally(() => {
        looking = false;
      });
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
