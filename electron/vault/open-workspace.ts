/** Opens one user's databases with their key and puts the workspace together. */
import { join } from "node:path";
import { z } from "zod";
import { scopeOf } from "../../shared/access/table.ts";
import type { PushBody } from "../../shared/ipc/contract.ts";
import { refusal, refuse, RefusalError, type Refusal } from "../../shared/protocol/errors.ts";
import { MeSchema, type Me, type SignIn } from "../../shared/protocol/session.ts";
import { createCache, dropCache, openCache } from "../../db/cache/cache.ts";
import { openDeviceSeq, type DeviceSeq } from "../../db/device-seq.ts";
import { DamagedDatabaseError, FutureDatabaseError, LostTailError, WrongKeyError } from "../../db/failures.ts";
import type { Database } from "../../db/guard.ts";
import { OUTBOX_MIGRATIONS } from "../../db/migrations/outbox.ts";
import { checkpoint, openDatabase } from "../../db/open.ts";
import { createOutbox, tailOf, verifyChain, type Outbox } from "../../db/outbox.ts";
import { TEXT_TYPES } from "../../db/search/texts.ts";
import type { Bridge } from "../bridge/client.ts";
import { createChanges, type Push } from "./changes.ts";
import { createServerClock, type Timers } from "./clock.ts";
import { createIndexing } from "./indexing.ts";
import { fileKey, passwordBytes } from "./keys.ts";
import { errorFields, log } from "./log.ts";
import { vaultRefusal, vaultRefuse } from "./refusals.ts";
import { createSession } from "./sync/session.ts";
import { createSync } from "./sync/engine.ts";
import type { SignInMessage, Unlocked } from "./unlock.ts";
import type { UserFolder } from "./user-folder.ts";
import { redraw, type Workspace } from "./workspace.ts";

const TICK_MS = 15_000;
const PLACED_PER_TICK = 400;
/** Ticks between two notes of the time reached. */
const REMEMBER_EVERY = 4;
/** Set when the cache was found damaged: the next opening makes it anew. */
const CACHE_DAMAGED = "cacheDamaged";
/** What the outbox remembers for the next unlocking off line. */
const StaySchema = z.object({ me: MeSchema, training: z.boolean(), leaseNotAfter: z.number().int() });
const ClockSchema = z.object({ offset: z.number(), latest: z.number() });

export interface OpenDeps {
  readonly message: SignInMessage;
  readonly folder: UserFolder;
  readonly unlocked: Unlocked;
  readonly bridge: Bridge;
  readonly push: Push;
  /** The stay is over; main locks. */
  readonly over: (reason: Refusal) => void;
  readonly timers?: Timers;
  readonly pollMs?: number;
}

export interface OpenWorkspace {
  readonly ws: Workspace;
  readonly offline: boolean;
  readonly training: boolean;
  /** Words for the user that wait for a window. */
  readonly notices: PushBody<"desk.notice">[];
  close(): Promise<void>;
}

/** Throws a `RefusalError`: damaged or newer outbox, no data to work off line with, lease over. The data key is zeroed. */
export function openWorkspace(deps: OpenDeps): OpenWorkspace {
  const { unlocked, folder, message } = deps;
  const closers: (() => void)[] = [];
  try {
    const outboxFile = openOutboxFile(folder, unlocked);
    closers.push(() => outboxFile.close());
    const seq = openCounter(deps, outboxFile);
    closers.push(() => seq.close());
    return assemble(deps, outboxFile, seq, closers);
  } catch (error) {
    for (const close of closers.reverse()) close();
    throw error;
  } finally {
    unlocked.dek.fill(0);
    message.deviceSecret.fill(0);
  }
}

/** The outbox is never made anew in place of one that cannot be read (P8). */
function sacred<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof FutureDatabaseError) return vaultRefuse("outbox_newer");
    if (error instanceof WrongKeyError || error instanceof DamagedDatabaseError || error instanceof LostTailError) {
      log("error", "outbox.refused", errorFields(error));
      return vaultRefuse("outbox_damaged", [error.name]);
    }
    throw error;
  }
}

function openOutboxFile(folder: UserFolder, { dek, dekId }: Unlocked): Database {
  return sacred(() => {
    const { db } = openDatabase({ kind: "outbox", path: folder.outbox, key: fileKey(dek, dekId, "outbox"), migrations: OUTBOX_MIGRATIONS });
    try {
      verifyChain(db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

const openCounter = ({ message, unlocked }: OpenDeps, outboxFile: Database): DeviceSeq =>
  sacred(() => openDeviceSeq(join(message.profileDir, "device.seq"), unlocked.dekId, tailOf(outboxFile)));

function assemble(deps: OpenDeps, outboxFile: Database, seq: DeviceSeq, closers: (() => void)[]): OpenWorkspace {
  const { unlocked, message, folder, bridge, push } = deps;
  const first = createOutbox(outboxFile, seq, { deviceId: message.identity.deviceId, userId: "" });
  const stay = takeStay(first, unlocked.online?.value ?? null);
  const outbox = createOutbox(outboxFile, seq, { deviceId: message.identity.deviceId, userId: stay.me.id });
  const clock = createServerClock(memoryOf(outbox), deps.timers);
  if (unlocked.online) clock.observe(unlocked.online.value.serverTime, unlocked.online.sentAt, unlocked.online.receivedAt);
  else if (clock.now() > stay.leaseNotAfter) refuse("lease_over");

  let lease = stay.leaseNotAfter;
  const scope = scopeOf(stay.me.roles, "case.read");
  if (outbox.meta(CACHE_DAMAGED) !== null) dropCache(folder.cache);
  outbox.dropMeta(CACHE_DAMAGED);
  const cacheFile = openCacheFile(folder, unlocked, `${stay.me.id} ${scope}`);
  closers.push(() => cacheFile.close());
  const cache = createCache({
    db: cacheFile, me: { id: stay.me.id, name: stay.me.name, teamId: stay.me.teamId, scope }, now: clock.now,
    live: { on: outbox.liveOn, targets: outbox.liveTargets, texts: () => outbox.liveOf(TEXT_TYPES) }, forgotten: (ids) => outbox.dropDrafts(ids),
  });
  const damaged = createDamageJudge({ outbox, cacheFile, over: deps.over });
  const remember = () => outbox.setMeta("clock", JSON.stringify(clock.memory()));
  const keepStay = (me: Me, training: boolean, notAfter: number) => {
    lease = notAfter;
    outbox.setMeta("stay", JSON.stringify({ me, training, leaseNotAfter: notAfter }));
    remember();
  };
  const session = createSession({
    bridge, userNo: message.userNo, password: unlocked.online ? null : passwordBytes(message.password), pending: unlocked.pending, over: deps.over,
    opened: (signIn, answer) => {
      clock.observe(signIn.serverTime, answer.sentAt, answer.receivedAt);
      keepStay(signIn.me, signIn.training, signIn.lease.notAfter);
    },
  });
  if (unlocked.online) session.adopt(unlocked.online.value);
  const changes = createChanges(push);
  const indexing = createIndexing({ cache, checkpoint: () => checkpoint(cacheFile), failed: damaged });
  const sync = createSync(() => ws, {
    appVersion: message.appVersion, files: { outbox: outboxFile, cache: cacheFile }, push,
    lease: { notAfter: () => lease, renew: (notAfter) => notAfter !== lease && keepStay(stay.me, stay.training, notAfter) },
    ...(deps.pollMs === undefined ? {} : { pollMs: deps.pollMs }),
  });
  const ws: Workspace = { me: stay.me, deviceId: message.identity.deviceId, clock, outbox, cache, bridge, session, sync, changes, indexing, damaged, openedAt: new Map() };

  changes.touched(cache.readUnread());
  // Whatever was saved and not yet laid over the cache when the process last died.
  redraw(ws, outbox.liveTargets());
  remember();
  let ticks = 0;
  const tick = setInterval(() => {
    if (ticks++ % REMEMBER_EVERY === 0) remember();
    if (clock.now() > lease) deps.over(refusal("lease_over"));
    if (placeAll(cache)) changes.queueMoved();
    indexing.soon();
  }, TICK_MS);
  sync.start();
  indexing.soon();
  return {
    ws, offline: unlocked.online === null, training: stay.training, notices: unlocked.keptAside ? [vaultRefusal("kept_aside")] : [],
    close: async () => {
      clearInterval(tick);
      indexing.stop();
      changes.close();
      session.close();
      await bridge.close();
      await sync.stop();
      remember();
      for (const db of [outboxFile, cacheFile]) checkpoint(db);
      for (const close of [...closers].reverse()) close();
    },
  };
}

/**
 * Judges errors of a running stay. Pages that fail their authentication end it: with the cache marked
 * to be made anew, or, when the cache is whole, in the words for a damaged outbox.
 */
function createDamageJudge(files: { outbox: Outbox; cacheFile: Database; over: (reason: Refusal) => void }): (error: unknown) => void {
  let told = false;
  return (error) => {
    const code = error instanceof RefusalError ? (error.refusal.issues[0] ?? "") : error instanceof Error && "code" in error ? String(error.code) : "";
    if (told || !code.startsWith("SQLITE_CORRUPT")) return;
    told = true;
    const whole = isWhole(files.cacheFile);
    if (!whole) files.outbox.setMeta(CACHE_DAMAGED, "1");
    files.over(vaultRefusal(whole ? "outbox_damaged" : "cache_damaged"));
  };
}

function isWhole(db: Database): boolean {
  try {
    return db.pragma("quick_check(1)", { simple: true }) === "ok";
  } catch {
    return false;
  }
}

/** Puts due cases into place in slices; true when any moved. */
function placeAll(cache: ReturnType<typeof createCache>): boolean {
  const more = cache.queue.placeSome(PLACED_PER_TICK);
  if (more) setImmediate(() => placeAll(cache));
  return more;
}

/** Who is here and until when: from the centre's answer, kept for next time; else from last time. */
function takeStay(outbox: Outbox, signIn: SignIn | null): z.output<typeof StaySchema> {
  if (signIn) {
    const stay = { me: signIn.me, training: signIn.training, leaseNotAfter: signIn.lease.notAfter };
    outbox.setMeta("stay", JSON.stringify(stay));
    return stay;
  }
  const kept = outbox.meta("stay");
  const parsed = kept === null ? null : StaySchema.safeParse(JSON.parse(kept));
  return parsed?.success ? parsed.data : refuse("no_local_data");
}

function memoryOf(outbox: Outbox): z.output<typeof ClockSchema> | null {
  const kept = outbox.meta("clock");
  return kept === null ? null : ClockSchema.parse(JSON.parse(kept));
}

/** The cache; made anew when it belongs to another reading of the user's rights. */
function openCacheFile(folder: UserFolder, { dek, dekId }: Unlocked, reader: string): Database {
  const open = () => openCache(folder.cache, fileKey(dek, dekId, "cache"));
  let { db, rebuilt } = open();
  const known = db.prepare<[], string>("SELECT value FROM meta WHERE key = 'reader'").pluck().get() as string | undefined;
  if (known !== undefined && known !== reader) {
    db.close();
    dropCache(folder.cache);
    ({ db } = open());
    rebuilt = true;
  }
  if (rebuilt) log("warn", "cache.rebuilt");
  db.prepare("INSERT INTO meta (key, value) VALUES ('reader', ?) ON CONFLICT (key) DO NOTHING").run(reader);
  return db;
}
