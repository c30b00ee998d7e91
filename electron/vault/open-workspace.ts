/** Opens one user's databases with their key and puts the workspace together. */
import { join } from "node:path";
import { z } from "zod";
import { withFacts } from "../../shared/model/posture.ts";
import { scopeOf } from "../../shared/access/table.ts";
import { refusal, refuse, type Refusal } from "../../shared/protocol/errors.ts";
import { MeSchema, type SignIn } from "../../shared/protocol/session.ts";
import { FailedMigrationError, FutureDatabaseError } from "../../db/failures.ts";
import { checkpoint } from "../../db/open.ts";
import { createOutbox, type Outbox } from "../../db/outbox.ts";
import { openOutbox, type OpenedOutbox } from "../../db/rescue/open-outbox.ts";
import { TEXT_TYPES } from "../../db/search/texts.ts";
import { timed } from "../../db/slow.ts";
import type { Bridge } from "../bridge/client.ts";
import { createChanges, type Push } from "./changes.ts";
import { createCacheHolder } from "./cache-holder.ts";
import { createServerClock, REAL_TIMERS, type Timers } from "./clock.ts";
import { createDamageJudge } from "./damage.ts";
import { createIndexing } from "./indexing.ts";
import { fileKey, passwordBytes } from "./keys.ts";
import { errorFields, log } from "./log.ts";
import { createNotices, openingNotices } from "./notices.ts";
import { createRecovery, type Recovery } from "./recovery/rounds.ts";
import { vaultRefusal, vaultRefuse } from "./refusals.ts";
import { openStayLease, type StayLease } from "./stay-lease.ts";
import type { JournalPost } from "./sync/anchor.ts";
import { createSession } from "./sync/session.ts";
import { createSync } from "./sync/engine.ts";
import type { SignInMessage, Unlocked } from "./unlock.ts";
import type { UserFolder } from "./user-folder.ts";
import { redraw, type Workspace } from "./workspace.ts";

const TICK_MS = 15_000;
const PLACED_PER_TICK = 400;
/** Ticks between two notes of the time reached. */
const REMEMBER_EVERY = 4;
/** Where the outbox keeps the stay. */
const STAY = "stay";
/** What the outbox remembers for the next unlocking off line. */
const StaySchema = z.object({ me: MeSchema, training: z.boolean() });

export interface OpenDeps {
  readonly message: SignInMessage;
  readonly folder: UserFolder;
  readonly unlocked: Unlocked;
  readonly bridge: Bridge;
  readonly push: Push;
  readonly journal: JournalPost;
  /** The stay is over; main locks. */
  readonly over: (reason: Refusal) => void;
  /** An order key to pin, on a machine that has none. */
  readonly pin?: (orderKey: string) => void;
  readonly timers?: Timers;
  readonly pollMs?: number;
}

export interface OpenWorkspace {
  readonly ws: Workspace;
  readonly offline: boolean;
  readonly training: boolean;
  /** A window is there to read notices. */
  attend(): void;
  /** Looks after the recovery envelope and what it is needed for; see `recovery/rounds.ts`. */
  readonly recovery: Recovery;
  /** Gives unused event numbers back, durably; the process ends right after. */
  letGo(): void;
  close(): Promise<void>;
}

/** Throws a `RefusalError`: damaged or newer outbox, no data to work off line with, lease over. The data key is zeroed. */
export function openWorkspace(deps: OpenDeps): OpenWorkspace {
  const { unlocked, message, folder } = deps;
  const closers: (() => void)[] = [];
  try {
    const lease = openStayLease({
      message, folder: folder.path, online: unlocked.online?.value ?? null, wall: (deps.timers ?? REAL_TIMERS).wall(), pin: deps.pin ?? (() => undefined),
    });
    const opened = openUserOutbox(deps);
    closers.push(() => opened.db.close(), () => opened.seq.close());
    return assemble(deps, lease, opened, closers);
  } catch (error) {
    for (const close of closers.reverse()) close();
    throw error;
  } finally {
    unlocked.dek.fill(0);
    message.deviceSecret.fill(0);
  }
}

/** A newer file, and a migration that was undone, are told in words; a damaged one has been dealt with. */
function openUserOutbox({ message, unlocked, folder, timers }: OpenDeps): OpenedOutbox {
  try {
    return openOutbox({
      path: folder.outbox, key: fileKey(unlocked.dek, unlocked.dekId, "outbox"), owner: unlocked.dekId,
      counterPath: join(message.profileDir, "device.seq"), now: (timers?.wall ?? Date.now)(),
    });
  } catch (error) {
    if (error instanceof FutureDatabaseError) return vaultRefuse("outbox_newer");
    if (!(error instanceof FailedMigrationError)) throw error;
    log("error", "outbox.migration", errorFields(error));
    return vaultRefuse("outbox_unmigrated");
  }
}

function assemble(deps: OpenDeps, lease: StayLease, { db: outboxFile, seq, salvaged }: OpenedOutbox, closers: (() => void)[]): OpenWorkspace {
  const { unlocked, message, folder, bridge, push } = deps;
  const first = createOutbox(outboxFile, seq, { deviceId: message.identity.deviceId, userId: "" });
  // A stay before this one: then there was a cache, and its absence is worth a word.
  const before = first.meta(STAY) !== null;
  const stay = takeStay(first, unlocked.online?.value ?? null);
  const outbox = timed("outbox", createOutbox(outboxFile, seq, { deviceId: message.identity.deviceId, userId: stay.me.id }), reportSlow);
  const clock = createServerClock(lease.mark.read(), deps.timers);
  if (unlocked.online) clock.observe(unlocked.online.value.serverTime, unlocked.online.sentAt, unlocked.online.receivedAt);
  const scope = scopeOf(stay.me.roles, "case.read");
  const cacheKey = fileKey(unlocked.dek, unlocked.dekId, "cache");
  closers.push(() => cacheKey.fill(0));
  const holder = createCacheHolder({
    path: folder.cache, key: cacheKey, reader: `${stay.me.id} ${scope}`, slow: reportSlow,
    context: {
      me: { id: stay.me.id, name: stay.me.name, teamId: stay.me.teamId, scope }, now: clock.now,
      live: { on: outbox.liveOn, targets: outbox.liveTargets, texts: () => outbox.liveOf(TEXT_TYPES) }, forgotten: (ids) => outbox.dropDrafts(ids),
    },
  });
  closers.push(() => holder.close());
  const notices = createNotices(push);
  for (const code of openingNotices({ keptAside: unlocked.keptAside, salvaged: salvaged !== null, began: holder.began, before })) notices.tell(vaultRefusal(code));
  if (lease.warned.length > 0) notices.tell(withFacts(vaultRefusal("posture_warned"), lease.warned));
  const damaged = createDamageJudge({
    outboxFile, holder, tell: notices.tell, over: deps.over,
    replaced: (touched) => {
      changes.touched(touched);
      changes.queueMoved();
      quietly(ws, "places", () => void placeAll(ws));
      sync.now();
    },
  });
  const remember = () => lease.mark.see(clock.memory(), clock.heard());
  const session = createSession({
    bridge, userNo: message.userNo, password: unlocked.online ? null : passwordBytes(message.password), pending: unlocked.pending, over: deps.over,
    opened: (signIn, answer) => {
      clock.observe(signIn.serverTime, answer.sentAt, answer.receivedAt);
      keepStay(outbox, signIn);
      lease.take(signIn.lease, signIn.orderKey);
      remember();
    },
  });
  if (unlocked.online) session.adopt(unlocked.online.value);
  const changes = createChanges(push);
  const indexing = createIndexing({ cache: holder.cache, checkpoint: () => checkpoint(holder.file()), failed: damaged });
  const sync = createSync(() => ws, {
    appVersion: message.appVersion, files: () => [outboxFile, holder.file()], push,
    lease: { notAfter: lease.notAfter, renew: (granted) => lease.take(granted, null) },
    ...(deps.pollMs === undefined ? {} : { pollMs: deps.pollMs }),
  });
  const ws: Workspace = {
    me: stay.me, deviceId: message.identity.deviceId, clock, outbox, bridge, session, sync, changes, indexing, damaged, tell: notices.tell, shown: holder.shown, standsIn: holder.standsIn, openedAt: new Map(), undrawn: { due: false }, refusedCalls: new Map(), journal: deps.journal,
    get cache() {
      return holder.cache();
    },
  };

  quietly(ws, "unread", () => changes.touched(ws.cache.readUnread()));
  // Whatever was saved and not yet laid over the cache when the process last died, or settled and not yet taken off it.
  const live = outbox.liveTargets();
  redraw(ws, live);
  const again = new Set(live.personIds);
  quietly(ws, "drawn", () => redraw(ws, { caseIds: [], personIds: ws.cache.drawnOver().personIds.filter((id) => !again.has(id)) }));
  remember();
  let ticks = 0;
  const tick = setInterval(() => {
    const end = lease.notAfter();
    if (end !== null && clock.now() > end) deps.over(refusal("lease_over"));
    quietly(ws, "tick", () => {
      if (ws.undrawn.due) redraw(ws, outbox.liveTargets());
      if (placeAll(ws)) changes.queueMoved();
      if (ticks++ % REMEMBER_EVERY === 0) remember();
    });
    indexing.soon();
  }, TICK_MS);
  const recovery = createRecovery(ws, folder, join(message.profileDir, "device.seq"));
  const recovering = setInterval(() => void recovery.round(), deps.pollMs ?? TICK_MS);
  void recovery.round();
  sync.start();
  indexing.soon();
  return {
    ws, recovery, offline: unlocked.online === null, training: stay.training, attend: notices.attend,
    letGo: () => seq.letGo(),
    close: async () => {
      clearInterval(tick);
      clearInterval(recovering);
      indexing.stop();
      changes.close();
      session.close();
      await bridge.close();
      await sync.stop();
      quietly(ws, "close", () => {
        remember();
        for (const db of [outboxFile, holder.file()]) checkpoint(db);
      });
      for (const close of [...closers].reverse()) close();
    },
  };
}

/** Puts due cases into place in slices; true when any moved. */
function placeAll(ws: Workspace): boolean {
  const more = ws.cache.queue.placeSome(PLACED_PER_TICK);
  if (more) setImmediate(() => quietly(ws, "places", () => void placeAll(ws)));
  return more;
}

/** Work nobody waits for: a disk that refuses it now is no reason to end a stay. */
function quietly(ws: Workspace, name: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    log("error", name, errorFields(error));
    ws.damaged(error);
  }
}

const reportSlow = (query: string, ms: number): void => log("warn", "slow", { query, ms: Math.round(ms) });

const keepStay = (outbox: Outbox, { me, training }: z.output<typeof StaySchema>): void => outbox.setMeta(STAY, JSON.stringify({ me, training }));

/** Who is here: from the centre's answer, kept for next time; else from last time. */
function takeStay(outbox: Outbox, signIn: SignIn | null): z.output<typeof StaySchema> {
  if (signIn) {
    keepStay(outbox, signIn);
    return { me: signIn.me, training: signIn.training };
  }
  const kept = outbox.meta(STAY);
  const parsed = kept === null ? null : StaySchema.safeParse(JSON.parse(kept));
  return parsed?.success ? parsed.data : refuse("no_local_data");
}
