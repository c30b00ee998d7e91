/**
 * The worklist on screen: one tab, its filters, the pages loaded so far. Pages are fetched by keyset, so the
 * length of the list costs nothing; a refresh reloads as many rows as were there.
 */
import { create } from "zustand";
import type { ChannelOutput, QueueRow } from "../../../../shared/ipc/contract.ts";
import type { Refusal } from "../../../../shared/protocol/errors.ts";
import { ask } from "../../../lib/api.ts";
import type { QueueTab } from "../queue/tabs.ts";

const PAGE = 200;
type Counts = ChannelOutput<"queue.counts">;

interface QueueStore {
  tab: QueueTab;
  text: string;
  bucket: string | null;
  bankCode: string | null;
  rows: readonly QueueRow[];
  next: string | null;
  loading: boolean;
  refusal: Refusal | null;
  counts: Counts | null;
  /** The row the arrow keys stand on. */
  cursor: string | null;
}

export const useQueue = create<QueueStore>(() => ({
  tab: "all", text: "", bucket: null, bankCode: null, rows: [], next: null, loading: true, refusal: null, counts: null, cursor: null,
}));

const { setState: set, getState: get } = useQueue;
/** Rises with every new question, so that a late answer to an old one is dropped. */
let asked = 0;

async function page(after: string | null, limit: number) {
  const { tab, text, bucket, bankCode } = get();
  return ask("queue.list", { tab, text: text.trim(), bucket, bankCode, after, limit });
}

/** Loads the list from its start, `rows` deep. */
async function reload(rows: number): Promise<void> {
  const turn = ++asked;
  set({ loading: true });
  const got: QueueRow[] = [];
  let after: string | null = null;
  do {
    const answer = await page(after, Math.min(500, Math.max(PAGE, rows - got.length)));
    if (turn !== asked) return;
    if (!answer.ok) return set({ refusal: answer.refusal, loading: false });
    got.push(...answer.value.rows);
    after = answer.value.next;
  } while (after !== null && got.length < rows);
  const { cursor } = get();
  set({ rows: got, next: after, loading: false, refusal: null, cursor: got.some((r) => r.caseId === cursor) ? cursor : null });
}

/** Loads the following page, once at a time. */
export async function loadMore(): Promise<void> {
  const { next, loading } = get();
  if (next === null || loading) return;
  const turn = asked;
  set({ loading: true });
  const answer = await page(next, PAGE);
  if (turn !== asked) return;
  if (!answer.ok) return set({ refusal: answer.refusal, loading: false });
  set((s) => ({ rows: [...s.rows, ...answer.value.rows], next: answer.value.next, loading: false }));
}

export async function loadCounts(): Promise<void> {
  const answer = await ask("queue.counts", {});
  if (answer.ok) set({ counts: answer.value });
}

/** The last row that was on screen; a refresh need not fetch much beyond it. */
let seen = 0;
export function noteSeen(index: number): void {
  seen = index;
}

/** Something in the list changed: same tab, same place, as deep as it is being read. */
export function refreshQueue(): void {
  void reload(Math.min(get().rows.length, seen + PAGE));
  void loadCounts();
}

type Filters = Partial<Pick<QueueStore, "tab" | "text" | "bucket" | "bankCode">>;

/** Another tab or filter: the list starts anew. */
export function showQueue(filters: Filters): void {
  set({ ...filters, rows: [], next: null, cursor: null });
  void reload(PAGE);
}

/** Puts the arrow keys' place on a case. */
export const setCursor = (caseId: string | null): void => set({ cursor: caseId });

/** Moves the cursor by rows, from the open case when it stands nowhere; returns the row it reached. */
export function moveCursor(by: number, openCaseId: string | null): QueueRow | null {
  const { rows, cursor } = get();
  const from = rows.findIndex((r) => r.caseId === (cursor ?? openCaseId));
  const to = Math.min(rows.length - 1, Math.max(0, from === -1 ? (by > 0 ? 0 : rows.length - 1) : from + by));
  const row = rows[to] ?? null;
  set({ cursor: row?.caseId ?? null });
  return row;
}
