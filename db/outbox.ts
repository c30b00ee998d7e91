/**
 * The outbox repository. `append` is the only thing in the program that makes an event "saved"
 * (P1): one durable transaction, gapless numbers, a hash chain whose end is also kept outside.
 */
import { createHash } from "node:crypto";
import { and, asc, count, desc, eq, gte, inArray, lt, lte, min, ne, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { uuidv7 } from "uuidv7";
import { EVENT_VERSION, parseEvent, type EventOf, type LockdeskEvent } from "../shared/model/events.ts";
import { stopKey, type StopName } from "../shared/model/stop.ts";
import type { PushAnswer } from "../shared/protocol/sync.ts";
import { refuse } from "../shared/protocol/errors.ts";
import type { DeviceSeq, OwnTail } from "./device-seq.ts";
import { failPoint } from "./fail-points.ts";
import { DamagedDatabaseError, writing } from "./failures.ts";
import type { Database } from "./guard.ts";
import { createQuarantine, type Draft, type Times } from "./quarantine.ts";
import type { SavedEvent, Salvaged } from "./rescue/salvage.ts";
import { draft, event, meta } from "./schema/outbox.ts";

export const NO_HASH = Buffer.alloc(32);
/** How much of the chain is checked at every opening. */
const CHECKED_TAIL = 2_000;

/** A stored event with where it stands. */
export interface LiveEvent {
  readonly event: LockdeskEvent;
  /** Not yet acknowledged by the centre. */
  readonly unsent: boolean;
}

/** Cases and persons whose shown state depends on some events. */
export interface Targets {
  readonly caseIds: readonly string[];
  readonly personIds: readonly string[];
}

export interface Author {
  readonly deviceId: string;
  readonly userId: string;
}

export type Outbox = ReturnType<typeof createOutbox>;

type Row = typeof event.$inferSelect;

/** What chains an event to the one before it. */
export const hashOf = (prev: Buffer, json: string): Buffer => createHash("sha256").update(prev).update(json).digest();

/** Newest event of the file: number, chain position, chain end. */
export function tailOf(db: Database): OwnTail & { n: number; hash: Buffer } {
  const orm = drizzle(db);
  const row = orm.select({ n: event.n, seq: event.seq, hash: event.hash }).from(event).orderBy(desc(event.n)).limit(1).get();
  const noted = orm.select({ value: meta.value }).from(meta).where(eq(meta.key, "tail")).get();
  const pruned = noted ? (JSON.parse(noted.value) as { n: number; seq: number; tail: string }) : { n: 0, seq: 0, tail: NO_HASH.toString("hex") };
  if (row && row.n >= pruned.n) return { n: row.n, seq: row.seq, hash: row.hash, tail: row.hash.toString("hex") };
  return { ...pruned, hash: Buffer.from(pruned.tail, "hex") };
}

/** Throws `DamagedDatabaseError` when a stored event is not the one that was chained. */
export function verifyChain(db: Database): void {
  const rows = db.prepare<[number], Pick<Row, "n" | "json" | "prev" | "hash">>("SELECT n, json, prev, hash FROM event ORDER BY n DESC LIMIT ?").all(CHECKED_TAIL);
  rows.forEach((row, i) => {
    const before = rows[i + 1];
    if (!hashOf(row.prev, row.json).equals(row.hash)) throw new DamagedDatabaseError("outbox", `event ${row.n} fails its hash`);
    if (before && before.n === row.n - 1 && !before.hash.equals(row.prev)) throw new DamagedDatabaseError("outbox", `the chain breaks before event ${row.n}`);
  });
}

/** The outbox of one user on one device, over its opened file and the device-wide counter. */
export function createOutbox(db: Database, seq: DeviceSeq, author: Author) {
  const orm = drizzle(db);
  let tail = tailOf(db);

  // What a busy minute asks often is put together once: building a statement costs drizzle more than running it.
  const given = sql.placeholder;
  const shown = { json: event.json, state: event.state };
  const touched = { caseId: event.caseId, personId: event.personId };
  const ownOn = (column: typeof event.caseId | typeof event.personId) => orm.select(shown).from(event).where(and(eq(event.live, 1), eq(column, given("id")))).orderBy(asc(event.seq)).prepare();
  const asked = {
    unsent: orm.select({ n: count(), oldest: min(event.atServer) }).from(event).where(eq(event.state, "unsent")).prepare(),
    meta: orm.select({ value: meta.value }).from(meta).where(eq(meta.key, given("key"))).prepare(),
    liveOnCase: ownOn(event.caseId), liveOnPerson: ownOn(event.personId),
    liveTargets: orm.select(touched).from(event).where(eq(event.live, 1)).groupBy(event.caseId, event.personId).prepare(),
    targets: orm.select(touched).from(event).where(eq(event.id, given("id"))).prepare(),
    sent: orm.update(event).set({ state: "sent", sentAt: sql`${given("now")}` }).where(and(eq(event.id, given("id")), eq(event.state, "unsent"))).prepare(),
    refused: orm.update(event).set({ state: "rejected", live: 0, sentAt: sql`${given("now")}`, code: sql`${given("code")}`, detail: sql`${given("detail")}` }).where(and(eq(event.id, given("id")), eq(event.state, "unsent"))).prepare(),
  };

  const insert = db.prepare("INSERT INTO event (n, seq, id, type, case_id, person_id, ref, at_server, json, bytes, prev, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");

  function store(events: readonly LockdeskEvent[]): typeof tail {
    return events.reduce((before, stored) => {
      const json = JSON.stringify(stored);
      const hash = hashOf(before.hash, json);
      insert.run(before.n + 1, stored.seq, stored.id, stored.type, stored.caseId, stored.personId, refOf(stored), stored.atServer, json, Buffer.byteLength(json), before.hash, hash);
      return { n: before.n + 1, seq: stored.seq, hash, tail: hash.toString("hex") };
    }, tail);
  }

  /** An event of another file, chained to the end of this one; what the centre has answered already is not laid over the mirror again. */
  function adopt(before: typeof tail, s: SavedEvent): typeof tail {
    const e = s.event;
    const hash = hashOf(before.hash, s.json);
    orm.insert(event).values({
      n: before.n + 1, seq: e.seq, id: e.id, type: e.type, caseId: e.caseId, personId: e.personId, ref: refOf(e), atServer: e.atServer, json: s.json, bytes: Buffer.byteLength(s.json), prev: before.hash, hash,
      state: s.state, live: s.state === "unsent" ? 1 : 0, sentAt: s.sentAt, code: s.code, detail: s.detail, resolvedAt: s.resolvedAt, resolution: s.resolution, replacedBy: s.replacedBy,
    }).run();
    return { n: before.n + 1, seq: e.seq, hash, tail: hash.toString("hex") };
  }

  /** The newest event of a type about a call or warning; one the centre refused does not count. */
  function newestOf<T extends LockdeskEvent["type"]>(type: T, ref: string): EventOf<T> | null {
    const row = orm.select({ json: event.json }).from(event).where(and(eq(event.ref, ref), eq(event.type, type), ne(event.state, "rejected"))).orderBy(desc(event.n)).limit(1).get();
    return row ? (JSON.parse(row.json) as EventOf<T>) : null;
  }

  const outbox = {
    /**
     * Saves events, all or none, in one durable transaction; returns them as stored. Throws
     * `bad_input` for a body its schema refuses, `disk_full` or `disk_failed` when nothing was saved.
     * `at` is the device's clock, `atServer` its estimate of the centre's, both UTC ms. `within` runs inside
     * the transaction: when it throws, nothing is saved.
     */
    append: (drafts: readonly Draft[], times: Times, within?: () => void): LockdeskEvent[] =>
      writing(() => {
        const checked = drafts.map((d) => checkedDraft(d, author, times));
        if (checked.length === 0) return [];
        const numbers = seq.take(checked.length);
        const events = checked.map((e, i) => ({ ...e, seq: numbers[i]! }));
        try {
          tail = db.transaction(() => {
            const end = store(events);
            within?.();
            failPoint("outbox.beforeCommit");
            return end;
          }).immediate();
          failPoint("outbox.afterCommit");
        } catch (error) {
          seq.giveBack();
          throw error;
        }
        confirmQuietly(seq, tail);
        return events;
      }),

    /**
     * Takes over what an older outbox of the same user on this device holds, with an event that reports it, all in
     * one durable transaction. Events keep their ids and numbers (P2); those already here are passed over. Drafts give
     * way to newer ones of the same key. Returns what to draw again.
     */
    takeOver: ({ events, drafts }: Salvaged, report: Draft, times: Times): Targets =>
      writing(() => {
        const checked = checkedDraft(report, author, times);
        const [number] = seq.take(1);
        const fresh = events.filter(({ event: e }) => orm.select({ n: event.n }).from(event).where(eq(event.id, e.id)).get() === undefined);
        try {
          tail = db.transaction(() => {
            const end = fresh.reduce((before, s) => adopt(before, s), tail);
            for (const d of drafts) orm.insert(draft).values(d).onConflictDoNothing().run();
            tail = end;
            return store([{ ...checked, seq: number! }]);
          }).immediate();
        } catch (error) {
          tail = tailOf(db);
          seq.giveBack();
          throw error;
        }
        confirmQuietly(seq, tail);
        return targetsOf(fresh.filter((s) => s.state === "unsent").map((s) => s.event));
      }),

    /** Unsent events in number order, within a count and a byte limit (at least one, if there is one). */
    listUnsent: (limit: number, maxBytes: number): { id: string; seq: number; json: string }[] => {
      const rows = orm.select({ id: event.id, seq: event.seq, json: event.json, bytes: event.bytes }).from(event)
        .where(eq(event.state, "unsent")).orderBy(asc(event.seq)).limit(limit).all();
      let sum = 0;
      return rows.filter((row, i) => (sum += row.bytes + 1) <= maxBytes || i === 0).map(({ id, seq: number, json }) => ({ id, seq: number, json }));
    },

    /** Takes over the centre's answers. `retry` stays unsent, `rejected` goes to quarantine. Returns what to draw again. */
    markSent: (results: PushAnswer["results"], now: number): Targets =>
      writing(() =>
        db.transaction(() => {
          for (const r of results) {
            if (r.result === "retry") continue;
            if (r.result === "rejected") asked.refused.run({ id: r.id, now, code: r.code ?? "", detail: r.detail ?? "" });
            else asked.sent.run({ id: r.id, now });
            failPoint("markSent.mid");
          }
          return targetsOf(results.map((r) => asked.targets.get({ id: r.id })));
        }).immediate(),
      ),

    /** Own events still to be laid over mirrored rows, in number order. */
    liveOn: (target: { caseId?: string; personId?: string }): LiveEvent[] =>
      (target.caseId === undefined ? asked.liveOnPerson.all({ id: target.personId ?? "" }) : asked.liveOnCase.all({ id: target.caseId })).map(liveEvent),

    /** Own live events of some types, newest first. */
    liveOf: (types: readonly LockdeskEvent["type"][]): LiveEvent[] =>
      orm.select(shown).from(event).where(and(eq(event.live, 1), inArray(event.type, [...types]))).orderBy(desc(event.seq)).all().map(liveEvent),

    /** Everything the live events touch. */
    liveTargets: (): Targets => targetsOf(asked.liveTargets.all()),

    /** Own events of some types since `from` (server time) that the centre has not refused; for today's figures. */
    since: (from: number, types: readonly LockdeskEvent["type"][]): LiveEvent[] =>
      orm.select(shown).from(event).where(and(gte(event.atServer, from), inArray(event.type, [...types]), ne(event.state, "rejected"))).orderBy(asc(event.seq)).all().map(liveEvent),

    /**
     * A whole pull that began at `pullStartedAt` has been applied: what was acknowledged before it is
     * now in the mirrored rows, or was judged otherwise by the centre. Returns what to draw again.
     */
    settle: (pullStartedAt: number): Targets =>
      writing(() => {
        const echoed = and(eq(event.live, 1), eq(event.state, "sent"), lt(event.sentAt, pullStartedAt));
        const found = orm.select(touched).from(event).where(echoed).all();
        const targets = targetsOf(found);
        if (found.length > 0) orm.update(event).set({ live: 0 }).where(echoed).run();
        return targets;
      }),

    /** Forgets acknowledged, echoed events that the centre holds safely and that are older than `before`. Returns how many. */
    prune: (safeSeq: number, before: number): number =>
      writing(() =>
        db.transaction(() => {
          orm.insert(meta).values({ key: "tail", value: JSON.stringify({ n: tail.n, seq: tail.seq, tail: tail.tail }) }).onConflictDoUpdate({ target: meta.key, set: { value: sql`excluded.value` } }).run();
          return orm.delete(event).where(and(eq(event.state, "sent"), eq(event.live, 0), lte(event.seq, safeSeq), lt(event.atServer, before))).run().changes;
        }).immediate(),
      ),

    /**
     * History at the centre may have gone back (new epoch): whatever is still kept is sent again, two days at
     * most. By number it would not do: a damaged event that was refused under a foreign number counts too.
     */
    reopenSent: (): number => writing(() => orm.update(event).set({ state: "unsent", live: 1, sentAt: null }).where(eq(event.state, "sent")).run().changes),

    /** What waits; `rejected` are the refused events nobody has dealt with yet. */
    counts: (): { unsent: number; rejected: number; oldestUnsentAt: number | null } => {
      const unsent = asked.unsent.get();
      return { unsent: unsent?.n ?? 0, rejected: quarantine.countOpen(), oldestUnsentAt: unsent?.oldest ?? null };
    },

    /** The start event of a call made on this machine; null when it is not here. */
    callStarted: (callId: string) => newestOf("call.started", callId),
    /** The saved result of a call, or null. */
    callLogged: (callId: string) => newestOf("call.logged", callId)?.body ?? null,
    /** The stamp of a warning made on this machine, or null. */
    warningStamped: (warningId: string) => newestOf("warning.stamped", warningId),

    /** Whether this machine has said of a person's stop that it obeys, whatever the centre made of it. */
    stopHeard: (name: StopName, personId: string): boolean => orm.select({ n: event.n }).from(event).where(and(eq(event.type, "stop.heard"), eq(event.ref, stopRef(name, personId)))).get() !== undefined,

    lastSeq: (): number => tail.seq,
    /** Where this user's chain of events ends: how many there have been, and the last one's hash (hex). */
    chainEnd: (): { n: number; hash: string } => ({ n: tail.n, hash: tail.hash.toString("hex") }),
    atLeast: (known: number): void => seq.atLeast(known),

    // -- drafts
    saveDraft: (key: string, value: string | null, now: number): void =>
      writing(() => {
        if (value === null) orm.delete(draft).where(eq(draft.key, key)).run();
        else orm.insert(draft).values({ key, ref: refIn(key), value, savedAt: now }).onConflictDoUpdate({ target: draft.key, set: { value: sql`excluded.value`, savedAt: sql`excluded.saved_at` } }).run();
      }),
    loadDraft: (key: string): string | null => orm.select({ value: draft.value }).from(draft).where(eq(draft.key, key)).get()?.value ?? null,
    /** Drafts of records that are no longer this user's (P3). */
    dropDrafts: (refs: readonly string[]): void => writing(() => {
        for (const ref of refs) orm.delete(draft).where(eq(draft.ref, ref)).run();
      }),

    // -- meta
    meta: (key: string): string | null => asked.meta.get({ key })?.value ?? null,
    dropMeta: (key: string): void =>
      writing(() => {
        orm.delete(meta).where(eq(meta.key, key)).run();
      }),
    setMeta: (key: string, value: string): void =>
      writing(() => {
        orm.insert(meta).values({ key, value }).onConflictDoUpdate({ target: meta.key, set: { value: sql`excluded.value` } }).run();
      }),
  };
  const quarantine = createQuarantine(db, outbox.append);
  return { ...outbox, quarantine };
}

function checkedDraft(body: Draft, author: Author, now: Times): LockdeskEvent {
  const { at, atServer } = body.happened ?? now;
  const whole = { id: body.id ?? uuidv7(), seq: 1, deviceId: author.deviceId, userId: author.userId, caseId: body.caseId, personId: body.personId, at, atServer, v: EVENT_VERSION, type: body.type, body: body.body };
  const parsed = parseEvent(whole);
  return parsed.ok ? parsed.event : refuse("bad_input", parsed.issues);
}

/** The commit has happened; a counter file that cannot be written now is corrected at the next append or opening. */
function confirmQuietly(seq: DeviceSeq, tail: OwnTail): void {
  try {
    seq.confirm({ seq: tail.seq, tail: tail.tail });
  } catch {
    // the event is saved; the next intent or the next opening says so in the file too
  }
}

/** A stop of a person, in one column. */
const stopRef = (name: StopName, personId: string): string => `${stopKey(name)} ${personId}`;

/** The call, warning, form or stop an event is about. */
export function refOf(stored: LockdeskEvent): string | null {
  if (stored.type === "stop.heard") return stopRef(stored.body, stored.personId ?? "");
  const body = stored.body as { callId?: string | null; warningId?: string; complaintId?: string; instanceId?: string };
  return body.warningId ?? body.complaintId ?? body.instanceId ?? body.callId ?? null;
}

const liveEvent = (row: { json: string; state: Row["state"] }): LiveEvent => ({ event: JSON.parse(row.json) as LockdeskEvent, unsent: row.state === "unsent" });

function targetsOf(rows: readonly ({ caseId: string | null; personId: string | null } | undefined)[]): Targets {
  const distinct = (ids: (string | null | undefined)[]) => [...new Set(ids.filter((id) => typeof id === "string"))];
  return { caseIds: distinct(rows.map((r) => r?.caseId)), personIds: distinct(rows.map((r) => r?.personId)) };
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const refIn = (key: string): string | null => UUID.exec(key)?.[0] ?? null;

