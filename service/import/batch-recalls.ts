/**
 * 撤案 / 停催 / 结清: what a bank's list takes out of our hands. 撤案 and 结清 end the case and take it
 * off every workstation; 停催 puts the bank's stop on the person. A later date is not waited for:
 * stopping early is always allowed.
 */
import type { Ctx } from "../context.ts";
import { recallCases } from "../records/assign.ts";
import { loadPersons, savePersons } from "../records/persons.ts";
import { stopsOfHolds } from "../records/stops.ts";
import { promisesOfCases, savePromises } from "../records/promises.ts";
import type { PersonDoc, PromiseDoc } from "../../shared/model/documents.ts";
import { contentHashOf } from "./batch-case.ts";
import type { Counts } from "./batch-cases.ts";
import { candidates, matchOf, type Match } from "./batch-match.ts";
import type { FileBatch, Row } from "./batch-repayments.ts";
import { listedKeys, listUnmatched, type Unmatched } from "./batch-unmatched.ts";
import type { RecallRecord } from "./normalise/schemas.ts";

const STATUS = { recall: "recalled", settled: "settled" } as const;
/** What becomes of promises that were still open: the bank's word of settlement keeps them. */
const PROMISE = { recall: "cancelled", settled: "kept" } as const satisfies Record<string, PromiseDoc["state"]>;

const keyOf = (record: RecallRecord): string => contentHashOf([record.caseNo ?? "", record.cardNo ?? "", record.type, record.effectiveOn ?? ""]).slice(0, 40);

export interface Order {
  readonly type: RecallRecord["type"];
  readonly match: Pick<Match, "id" | "personId" | "status">;
}

const isHeld = (person: PersonDoc | undefined): boolean => person?.holds.some((h) => h.reason === "bankOrder") ?? false;

/** Carries out orders of one kind. Returns how many changed something. */
export async function carryOut(ctx: Ctx, type: RecallRecord["type"], orders: readonly Order[], ref: string): Promise<number> {
  const open = orders.filter((o) => o.match.status === "open");
  if (open.length === 0) return 0;
  if (type === "stop") return stopPersons(ctx, [...new Set(open.map((o) => o.match.personId))], ref);
  const ids = open.map((o) => o.match.id);
  const pending = (await promisesOfCases(ctx, ids, { lock: true })).filter((p) => p.state === "pending");
  await savePromises(ctx, pending.map((p) => ({ ...p, state: PROMISE[type], decidedAt: ctx.now })));
  return recallCases(ctx, ids, STATUS[type]);
}

async function stopPersons(ctx: Ctx, ids: readonly string[], ref: string): Promise<number> {
  const by = ctx.actor.kind === "user" ? ctx.actor.me.id : ctx.actor.name;
  const free = [...(await loadPersons(ctx, ids, { lock: true })).values()].map((p) => p.doc).filter((doc) => !isHeld(doc));
  const stopped = free.map((doc): PersonDoc => ({ ...doc, holds: [...doc.holds, { reason: "bankOrder", since: ctx.now, by, ref }] }));
  await savePersons(ctx, stopped);
  await stopsOfHolds(ctx, stopped);
  return free.length;
}

/** Takes a chunk of a recall list in; `check` only counts. */
export async function takeRecalls(ctx: Ctx, batch: FileBatch, list: readonly Row<RecallRecord>[], mode: "check" | "apply", counts: Counts): Promise<void> {
  const among = await candidates(ctx, batch.bankCode, list.map((r) => r.record));
  const listed = await listedKeys(ctx, batch.bankCode, list.map((r) => keyOf(r.record)));
  const persons = await loadPersons(ctx, among.map((m) => m.personId));
  const orders: Order[] = [];
  const unmatched: Unmatched[] = [];
  for (const { row, record } of list) {
    const found = matchOf(record, among);
    if (!found.ok) {
      if (listed.has(keyOf(record))) counts.unchanged += 1;
      else unmatched.push({ row, key: keyOf(record), record: { kind: "recalls", ...record }, reason: found.reason });
      continue;
    }
    const done = found.match.status !== "open" || (record.type === "stop" && isHeld(persons.get(found.match.personId)?.doc));
    if (done) counts.unchanged += 1;
    else orders.push({ type: record.type, match: found.match });
  }
  counts.updated += orders.length;
  for (const o of orders) counts.changed[o.type] = (counts.changed[o.type] ?? 0) + 1;
  counts.unmatched += unmatched.length;
  if (mode === "check") return;
  for (const type of ["stop", "settled", "recall"] as const) await carryOut(ctx, type, orders.filter((o) => o.type === type), batch.batchId);
  await listUnmatched(ctx, batch.batchId, unmatched);
}
