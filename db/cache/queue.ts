/** The worklist as read by the desk: pages by key, counts from counters, search by indexed columns. */
import type { QUEUE_TABS } from "../../shared/ipc/contract.ts";
import type { LineCode, OutcomeCode } from "../../shared/model/disposition.ts";
import { RefusalError } from "../../shared/protocol/errors.ts";
import { writing } from "../failures.ts";
import { spelledKey } from "../search/spelling.ts";
import { reversed, type CacheContext } from "./context.ts";
import type { Projector } from "./project.ts";
import { TAB_RULES, type QueueReason, type QueueTab } from "./queue-rules.ts";

/** A worklist row as stored, names unmasked; the vault masks before it leaves. */
export interface QueueRecord {
  readonly caseId: string;
  readonly personId: string;
  readonly caseNo: string;
  readonly bankName: string;
  readonly name: string;
  readonly cardLast4: string;
  readonly bucket: string;
  readonly currentFen: number;
  readonly asOf: string;
  readonly dueBackOn: string;
  readonly accounts: number;
  readonly lastTouchedAt: number | null;
  readonly lastLine: LineCode | null;
  readonly lastOutcome: OutcomeCode | null;
  readonly attempts: number;
  readonly nextAt: number | null;
  readonly reason: QueueReason | null;
  readonly held: string | null;
  readonly pending: number;
  readonly assigneeId: string | null;
}

/** Position in a tab: paused, k1, k2, case id. */
export type QueueKey = readonly [number, number, number, string];

export interface QueueQuery {
  readonly tab: (typeof QUEUE_TABS)[number];
  readonly text: string;
  readonly bucket: string | null;
  readonly bankCode: string | null;
  readonly after: QueueKey | null;
  readonly limit: number;
}

type Keyed = QueueRecord & { paused: number; k1: number; k2: number };

const RECORD = `k.id AS caseId, k.person_id AS personId, k.case_no AS caseNo, k.bank_name AS bankName, coalesce(p.name, '') AS name, k.card_last4 AS cardLast4,
  k.bucket, k.current_fen AS currentFen, k.as_of AS asOf, k.due_back_on AS dueBackOn, (SELECT count(*) FROM kase x WHERE x.person_id = k.person_id) AS accounts,
  k.last_touched_at AS lastTouchedAt, k.last_line AS lastLine, k.last_outcome AS lastOutcome, k.attempts, k.next_at AS nextAt, k.reason, p.held,
  max(k.pending, coalesce(p.pending, 0)) AS pending, k.assignee_id AS assigneeId`;
const KEY = "q.paused, q.k1, q.k2, q.case_id";
const FIRST: QueueKey = [-1, 0, 0, ""];
/** Cases put into place per read when the clock has moved them; the rest follows in idle time. */
const PLACED_PER_READ = 50;
/** SQLite's word for no limit. */
const ALL = -1;
/** Matches a look-up goes through for the few it shows. */
const LOOKED_AT = 1_000;

export type Queue = ReturnType<typeof createQueue>;

/** Reads over the worklist. */
export function createQueue({ db, me }: CacheContext, projector: Projector) {
  const filters = (query: QueueQuery) => `${query.bucket === null ? "" : " AND q.bucket = @bucket"}${query.bankCode === null ? "" : " AND q.bank_code = @bankCode"}`;
  const statements = new Map<string, ReturnType<typeof db.prepare<[Record<string, unknown>], Keyed>>>();
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? db.prepare<[Record<string, unknown>], Keyed>(sql);
    statements.set(sql, known);
    return known;
  };
  const ids = (sql: string) => db.prepare<[string, number], string>(sql).pluck() as { all(text: string, limit: number): string[] };
  const one = {
    counts: db.prepare<[], { tab: QueueTab; n: number }>("SELECT tab, n FROM queue_count"),
    callback: db.prepare<[], { at: number; caseId: string }>(`SELECT k.callback_at AS at, k.id AS caseId FROM queue_item q JOIN kase k ON k.id = q.case_id
      WHERE q.tab = 'callback' AND q.paused = 0 ORDER BY ${KEY} LIMIT 1`),
    keyIn: db.prepare<[string, string], { paused: number; k1: number; k2: number }>("SELECT paused, k1, k2 FROM queue_item WHERE case_id = ? AND tab = ?"),
    nextAfter: db.prepare<[string, number, number, number, string, string], string>(`SELECT case_id FROM queue_item q WHERE tab = ? AND paused = 0 AND (${KEY}) > (?, ?, ?, ?) AND case_id <> ? ORDER BY ${KEY} LIMIT 1`).pluck() as unknown as { get(...v: unknown[]): string | undefined },
    record: db.prepare<[string], QueueRecord>(`SELECT ${RECORD} FROM kase k LEFT JOIN person p ON p.id = k.person_id WHERE k.id = ?`),
    byCaseNo: ids("SELECT id FROM kase WHERE instr(case_no, ?) > 0 LIMIT ?"),
    byName: ids("SELECT k.id FROM person p CROSS JOIN kase k ON k.person_id = p.id WHERE instr(p.name, ?) > 0 LIMIT ?"),
    bySpelling: ids("SELECT k.id FROM search_person s CROSS JOIN kase k ON k.person_id = s.person_id WHERE instr(s.spelled, ?) > 0 LIMIT ?"),
    byTail: db.prepare<[string, string, number], { id: string; kind: string }>("SELECT DISTINCT k.id, t.kind FROM tail t JOIN kase k ON k.person_id = t.person_id WHERE t.reversed >= ? AND t.reversed < ? LIMIT ?"),
  };

  /** Ids of cases that match a typed text: end of a phone, card or ID number, name, its pinyin, case number; at most `limit` of each kind. */
  function matching(text: string, kinds: readonly string[], limit = ALL): string[] {
    const typed = text.trim();
    const digits = reversed(typed);
    const isNumber = /^[\d\s-]{2,}[xX]?$/.test(typed);
    const spelled = spelledKey(typed);
    const byTail = isNumber ? one.byTail.all(digits, `${digits}~`, limit).filter((r) => kinds.includes(r.kind)).map((r) => r.id) : [];
    const byName = isNumber ? [] : [...one.byName.all(typed, limit), ...(spelled === null ? [] : one.bySpelling.all(spelled, limit))];
    return [...new Set([...byTail, ...byName, ...one.byCaseNo.all(typed, limit)])];
  }

  /** Reading must work on a full disk: the order is then as old as the last write. */
  function place(): void {
    try {
      placeDue(PLACED_PER_READ);
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
    }
  }

  function placeDue(limit: number): number {
    const due = projector.dueForPlacing(limit);
    if (due.length) writing(() => db.transaction(() => projector.places(due)).immediate());
    return due.length;
  }

  const keyOf = (caseId: string, tab: QueueTab): QueueKey | null => {
    const row = one.keyIn.get(caseId, tab);
    return row ? [row.paused, row.k1, row.k2, caseId] : null;
  };

  return {
    /** One page in reading order, after a key; `next` is null at the end. */
    list: (query: QueueQuery): { rows: QueueRecord[]; next: QueueKey | null } => {
      place();
      const text = query.text.trim();
      const source = text ? "json_each(@ids) j CROSS JOIN queue_item q INDEXED BY queue_item_case ON q.case_id = j.value" : "queue_item q";
      // Keys first, records only for the page: a wide search sorts small rows.
      const page = `SELECT q.paused, q.k1, q.k2, q.case_id FROM ${source} WHERE q.tab = @tab AND (${KEY}) > (@paused, @k1, @k2, @id)${filters(query)} ORDER BY ${KEY} LIMIT @limit`;
      const sql = `SELECT q.paused, q.k1, q.k2, ${RECORD} FROM (${page}) q CROSS JOIN kase k ON k.id = q.case_id LEFT JOIN person p ON p.id = k.person_id ORDER BY ${KEY}`;
      const [paused, k1, k2, id] = query.after ?? FIRST;
      const parameters: Record<string, unknown> = { tab: query.tab, paused, k1, k2, id, limit: query.limit + 1 };
      if (query.bucket !== null) parameters["bucket"] = query.bucket;
      if (query.bankCode !== null) parameters["bankCode"] = query.bankCode;
      if (text) parameters["ids"] = JSON.stringify(matching(text, ["phone", "card"]));
      const rows = prepared(sql).all(parameters);
      const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
      return { rows: rows.slice(0, query.limit), next: last ? [last.paused, last.k1, last.k2, last.caseId] : null };
    },

    /** Cases per tab, and the call-back that comes up first. */
    counts: (): { counts: Record<QueueTab, number>; nextCallbackAt: number | null; nextCallbackCaseId: string | null } => {
      place();
      const found = new Map(one.counts.all().map((r) => [r.tab, r.n]));
      const names: QueueTab[] = [...TAB_RULES.map((r) => r.name), "all"];
      const counts = Object.fromEntries(names.map((tab) => [tab, found.get(tab) ?? 0])) as Record<QueueTab, number>;
      const callback = one.callback.get();
      return { counts, nextCallbackAt: callback?.at ?? null, nextCallbackCaseId: callback?.caseId ?? null };
    },

    /** The case after a position (from the top when there is none or nothing follows), never `not`. */
    next: (tab: QueueTab, after: QueueKey | null, not: string | null): string | null => {
      place();
      const [paused, k1, k2, id] = after ?? FIRST;
      return one.nextAfter.get(tab, paused, k1, k2, id, not ?? "") ?? one.nextAfter.get(tab, ...FIRST, not ?? "") ?? null;
    },

    keyOf,
    /** Where a case stands now in every tab it is in. */
    keysOf: (caseId: string): Map<QueueTab, QueueKey> => {
      const names: QueueTab[] = [...TAB_RULES.map((r) => r.name), "all"];
      return new Map(names.flatMap((tab) => { const key = keyOf(caseId, tab); return key ? [[tab, key] as const] : []; }));
    },
    record: (caseId: string): QueueRecord | null => one.record.get(caseId) ?? null,

    /** Look-up among cached cases: end of a phone, card or ID number, name, its pinyin, or case number. Own ones only for a collector. */
    find: (text: string, limit: number): QueueRecord[] => {
      const rows: QueueRecord[] = [];
      for (const id of matching(text, ["phone", "card", "id"], LOOKED_AT)) {
        const row = one.record.get(id);
        if (row && (me.scope !== "own" || row.assigneeId === me.id)) rows.push(row);
        if (rows.length === limit) break;
      }
      return rows;
    },

    /** Puts a slice of due cases into place; true when more are waiting. For idle time. */
    placeSome: (limit: number): boolean => placeDue(limit) === limit,
  };
}

