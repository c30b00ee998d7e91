/**
 * The one way to open an outbox: proved whole and against the counter file; copied before a migration;
 * and when it is damaged, missing or behind, kept under a dated name while a fresh one takes over all
 * that can be read. What cannot be read is named, never passed over (docs/decisions/018).
 */
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { SALVAGE_REASONS } from "../../shared/model/events.ts";
import { noteOfOwner, openDeviceSeq, type DeviceSeq } from "../device-seq.ts";
import { DamagedDatabaseError, diskRefusal, FailedMigrationError, LostTailError, WrongKeyError } from "../failures.ts";
import type { Database } from "../guard.ts";
import type { Migration } from "../migrate.ts";
import { OUTBOX_MIGRATIONS } from "../migrations/outbox.ts";
import { checkpoint, openDatabase } from "../open.ts";
import { refOf, tailOf, verifyChain } from "../outbox.ts";
import { asidePath, exchange, finishExchange, freshPath } from "./exchange.ts";
import { isFlawedInside } from "./journal.ts";
import { lostNumbers, merged, RangeSchema } from "./lost-numbers.ts";
import { contentsOf, dropCopies, makeCopy, putBack, sameContents, type Contents } from "./migration-copy.ts";
import { readDamaged, syncFile, type Salvaged } from "./salvage.ts";

/** What a salvage found, kept in the fresh outbox until the centre has been told. */
export const SalvageSchema = z.object({
  reason: z.enum(SALVAGE_REASONS),
  /** File name of the outbox that was set aside. */
  keptAs: z.string(),
  /** Events taken over. */
  saved: z.number().int().nonnegative(),
  /** Numbers that could not be read; the centre may hold some of them. */
  lost: z.array(RangeSchema),
});
export type Salvage = z.infer<typeof SalvageSchema>;
/** Where the fresh outbox keeps it (`outbox.meta`). */
export const SALVAGE_META = "salvage";

export interface OutboxInput {
  readonly path: string;
  /** Zeroed before this function returns or throws. */
  readonly key: Buffer;
  /** Names user and database generation in the counter file. */
  readonly owner: string;
  readonly counterPath: string;
  /** Wall clock, for dated names, UTC ms. */
  readonly now: number;
  /** Another list than the product's, for tests of migrations. */
  readonly migrations?: readonly Migration[];
}

export interface OpenedOutbox {
  readonly db: Database;
  readonly seq: DeviceSeq;
  /** Why it was put together anew by this call; null when it was whole. */
  readonly salvaged: Salvage["reason"] | null;
}

/**
 * Opens the outbox and the device's counter for it. Throws `FutureDatabaseError` for one from a newer
 * program, `FailedMigrationError` when a migration was undone, and storage errors as they come; in
 * none of these is anything lost.
 */
export function openOutbox(input: OutboxInput): OpenedOutbox {
  try {
    finishExchange(input.path, input.now);
    const reason = reasonBefore(input);
    if (reason) return salvage(input, reason);
    try {
      return { ...openWhole(input), salvaged: null };
    } catch (error) {
      const found = reasonOf(error);
      if (!found) throw error;
      return salvage(input, found);
    }
  } finally {
    input.key.fill(0);
  }
}

const REASONS: readonly (readonly [new (...args: never[]) => Error, Salvage["reason"]])[] = [[WrongKeyError, "unreadable"], [DamagedDatabaseError, "damaged"], [LostTailError, "lostTail"]];

function reasonOf(error: unknown): Salvage["reason"] | null {
  const named = REASONS.find(([type]) => error instanceof type);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return named?.[1] ?? (/^SQLITE_(CORRUPT|NOTADB)/.test(code) ? "damaged" : null);
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/** What can be seen before SQLite touches anything: it would throw away the log of an empty file. */
function reasonBefore({ path, counterPath, owner }: OutboxInput): Salvage["reason"] | null {
  const log = sizeOf(`${path}-wal`);
  if (sizeOf(path) === 0) return log > 0 || noteOfOwner(counterPath, owner) !== null ? "missing" : null;
  return log > 0 && isFlawedInside(readFileSync(`${path}-wal`)) ? "flawedLog" : null;
}

function openWhole(input: OutboxInput): { db: Database; seq: DeviceSeq } {
  const { db, migrated } = openMigrated(input);
  try {
    prove(db);
    const seq = openDeviceSeq(input.counterPath, input.owner, tailOf(db));
    if (!migrated) dropCopies(input.path);
    return { db, seq };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Every page reads, and the events are the ones that were chained. */
function prove(db: Database): void {
  const verdict = db.pragma("quick_check(1)", { simple: true });
  if (verdict !== "ok") throw new DamagedDatabaseError("outbox", "quick_check");
  verifyChain(db);
}

/** Stops an opening before its migration, so that the closed file can be copied. */
class MigrationDue extends Error {
  readonly version: number;
  readonly contents: Contents;
  constructor(version: number, contents: Contents) {
    super(`a migration from ${version} is due`);
    this.version = version;
    this.contents = contents;
  }
}

function openMigrated(input: OutboxInput): { db: Database; migrated: boolean } {
  const { path, key, migrations = OUTBOX_MIGRATIONS } = input;
  const open = (beforeMigration?: (db: Database, found: number) => void) =>
    openDatabase({ kind: "outbox", path, key: Buffer.from(key), migrations, ...(beforeMigration ? { beforeMigration } : {}) }).db;
  try {
    return { db: open((db, found) => {
      prove(db);
      throw new MigrationDue(found, contentsOf(db));
    }), migrated: false };
  } catch (error) {
    if (!(error instanceof MigrationDue)) throw error;
    makeCopy(path, error.version, key, error.contents);
    return { db: migrateProved(input, open, error), migrated: true };
  }
}

function migrateProved({ path, now }: OutboxInput, open: () => Database, before: MigrationDue): Database {
  let db: Database | null = null;
  try {
    db = open();
    prove(db);
    if (!sameContents(contentsOf(db), before.contents)) throw new Error("events or drafts are missing after it");
    return db;
  } catch (error) {
    db?.close();
    putBack(path, before.version, now);
    if (diskRefusal(error)) throw error;
    throw new FailedMigrationError(error instanceof Error ? error.message : "");
  }
}

/** Sets the damaged outbox aside and opens a fresh one that holds what could be read. */
function salvage(input: OutboxInput, reason: Salvage["reason"]): OpenedOutbox {
  const { path, key, owner, counterPath, now } = input;
  const found = readDamaged(path, key);
  const aside = asidePath(path, "damaged", now);
  buildFresh(input, found, reportOf(found, reason, basename(aside), noteOfOwner(counterPath, owner)));
  exchange(path, aside);
  const { db } = openDatabase({ kind: "outbox", path, key: Buffer.from(key), migrations: input.migrations ?? OUTBOX_MIGRATIONS });
  try {
    return { db, seq: openDeviceSeq(counterPath, owner, tailOf(db), true), salvaged: reason };
  } catch (error) {
    db.close();
    throw error;
  }
}

function reportOf(found: Salvaged, reason: Salvage["reason"], keptAs: string, note: ReturnType<typeof noteOfOwner>): Salvage {
  const earlier = salvageIn(found.meta.get(SALVAGE_META) ?? null);
  const lost = lostNumbers(found.events.map(({ n, event }) => ({ n, seq: event.seq })), note);
  return { reason, keptAs, saved: found.events.length, lost: merged([...(earlier?.lost ?? []), ...lost]) };
}

/** A salvage the centre has not been told of; null when there is none. */
export function salvageIn(text: string | null): Salvage | null {
  const parsed = text === null ? null : SalvageSchema.safeParse(JSON.parse(text));
  return parsed?.success ? parsed.data : null;
}

function buildFresh({ path, key, migrations = OUTBOX_MIGRATIONS }: OutboxInput, found: Salvaged, report: Salvage): void {
  const fresh = freshPath(path);
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${fresh}${suffix}`, { force: true });
  const { db } = openDatabase({ kind: "outbox", path: fresh, key: Buffer.from(key), migrations });
  try {
    db.transaction(() => {
      takeOver(db, found);
      const put = db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
      for (const [name, value] of found.meta) put.run(name, value);
      put.run(SALVAGE_META, JSON.stringify(report));
    }).immediate();
    checkpoint(db);
  } finally {
    db.close();
  }
  syncFile(fresh);
}

function takeOver(db: Database, { events, drafts }: Salvaged): void {
  const putEvent = db.prepare(`INSERT OR IGNORE INTO event (n, seq, id, type, case_id, person_id, ref, at_server, json, bytes, prev, hash, state, live, sent_at, code, detail, resolved_at, resolution, replaced_by)
    VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`);
  let before: Salvaged["events"][number] | null = null;
  // Two events that are each whole but not chained to one another get a gap between them.
  let gap = 0;
  for (const s of events) {
    if (before && before.n + 1 === s.n && !before.hash.equals(s.prev)) gap++;
    const e = s.event;
    putEvent.run(s.n + gap, e.seq, e.id, e.type, e.caseId, e.personId, refOf(e), e.atServer, s.json, Buffer.byteLength(s.json), s.prev, s.hash, s.state, s.live, s.sentAt, s.code, s.detail, s.resolvedAt, s.resolution, s.replacedBy);
    before = s;
  }
  const putDraft = db.prepare("INSERT INTO draft (key, ref, value, saved_at) VALUES (?, ?, ?, ?)");
  for (const d of drafts) putDraft.run(d.key, d.ref, d.value, d.savedAt);
}
