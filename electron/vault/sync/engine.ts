/** The sync engine: sign-in, push and pull as independent loops, the nudge, and one honest status. */
import { NudgeSchema, type Hello } from "../../../shared/protocol/sync.ts";
import type { SyncStatus } from "../../../shared/ipc/contract.ts";
import { DAY } from "../../../shared/model/time.ts";
import type { LeaseGrant } from "../../../shared/protocol/device.ts";
import { refusal, RefusalError, UNREACHED, type Refusal } from "../../../shared/protocol/errors.ts";
import { checkpoint, checkpointLong } from "../../../db/open.ts";
import type { Database } from "../../../db/guard.ts";
import type { Link } from "../../bridge/vpn.ts";
import { errorFields, log } from "../log.ts";
import type { Push } from "../changes.ts";
import { vaultRefusal } from "../refusals.ts";
import type { Workspace } from "../workspace.ts";
import { createBackoff, jittered } from "./backoff.ts";
import { createLoop, type Loop, type Round } from "./loop.ts";
import { pullRound } from "./pull.ts";
import { newPullState } from "./state.ts";
import { newPushState, pushRound } from "./push.ts";

const POLL_MS = 15_000;
const STATUS_MS = 100;
/** The WAL is emptied when nothing was written for this long (docs/decisions/010). */
const IDLE_MS = 50;
/** Acknowledged events younger than this stay: today's figures are made of them. */
const KEEP_MS = 2 * DAY;
const HELLO_AGAIN_MS = 10 * 60_000;
/** A fleet whose line comes back spreads its first requests over this long (SYNC.md 3.1). */
const SPREAD_MS = 3_000;
/** Closed ways that happen on any day, and are no matter for the machine's journal. */
const QUIET: ReadonlySet<string> = new Set(["vpn_down", "network_changed"]);
/** The longest wait before listening for nudges is tried again: it is also how an idle workstation learns that the line is back. */
const NUDGE_LONGEST_MS = 60_000;

export interface Sync {
  start(): void;
  /** Something was saved. */
  pushSoon(): void;
  /** The user asked, or the network came back. */
  now(): void;
  status(): SyncStatus;
  stop(): Promise<void>;
}

export interface SyncDeps {
  readonly appVersion: string;
  /** The databases in place now, whose journals are emptied when idle. */
  readonly files: () => readonly Database[];
  readonly push: Push;
  readonly lease: { notAfter(): number | null; renew(granted: LeaseGrant): void };
  readonly pollMs?: number;
}

/** Builds the engine over a workspace that is being put together; `ws()` is asked only after `start`. */
export function createSync(ws: () => Workspace, deps: SyncDeps): Sync {
  const pushState = newPushState();
  const pullState = newPullState();
  const troubles = new Map<string, Refusal>();
  let loading: number | null = null;
  let lastSyncAt: number | null = null;
  let vpn: Link | null = null;
  let statusTimer: NodeJS.Timeout | null = null;
  let idleTimer: NodeJS.Timeout | null = null;
  let spreadTimer: NodeJS.Timeout | null = null;
  let nudging: AbortController | null = null;
  const nudgeBackoff = createBackoff(Math.random, NUDGE_LONGEST_MS);
  let stopped = false;

  const changed = () => {
    statusTimer ??= setTimeout(() => {
      statusTimer = null;
      if (!stopped) deps.push("sync.status", status());
    }, STATUS_MS);
  };
  const trouble = (who: string, reason: Refusal | null) => {
    if (reason?.code === "centre_untrusted" && ![...troubles.values()].some((t) => t.code === reason.code)) ws().journal.note("bridge.untrusted", { of: reason.issues.join(" ").slice(0, 100) });
    if (reason) troubles.set(who, reason);
    else troubles.delete(who);
    changed();
  };

  /** A round must not kill its loop: what was not foreseen is logged and counts as a failure. */
  const guarded = (name: string, round: () => Promise<Round>) => async (): Promise<Round> => {
    try {
      return await round();
    } catch (error) {
      log("error", "sync.round", { loop: name, ...errorFields(error) });
      if (ws().damaged(error) === "replaced") return { done: "more" };
      const said = error instanceof RefusalError ? error.refusal : refusal("internal");
      // A full or locked disk holds up the mirror; nobody's save was refused.
      const stalled = name === "pull" && said.code.startsWith("disk_");
      return { done: "failed", refusal: stalled ? vaultRefusal("mirror_stalled", [said.code]) : said, retryAfterMs: null };
    }
  };
  const ended = (name: string) => (round: Round) => {
    trouble(name, round.done === "failed" && round.refusal.code !== "busy" ? round.refusal : null);
    emptyWalsSoon();
  };

  const sessionLoop: Loop = createLoop({
    round: guarded("session", async () => {
      const answer = await ws().session.open();
      if (answer && !answer.ok) return { done: "failed", refusal: answer.refusal, retryAfterMs: answer.retryAfterMs };
      if (answer) startOnline();
      return { done: "idle" };
    }),
    idleMs: () => null,
    ended: ended("session"),
  });
  const pushLoop: Loop = createLoop({ round: guarded("push", () => pushRound(ws(), pushState)), idleMs: () => null, ended: ended("push") });
  const pullLoop: Loop = createLoop({
    round: guarded("pull", () => {
      if (performance.now() - pullState.helloAt > HELLO_AGAIN_MS) pullState.hello = null;
      return pullRound(ws(), pullState, { appVersion: deps.appVersion, loading: showLoading, caughtUp, betweenPages });
    }),
    idleMs: () => (ws().session.token() === null ? null : jittered(deps.pollMs ?? POLL_MS)),
    ended: (round) => {
      if (round.done === "failed" && UNREACHED.has(round.refusal.code)) pullState.hello = null;
      // The line is back: what waits to be sent need not wait for its own backoff.
      if (round.done !== "failed" && troubles.has("pull")) pushLoop.now();
      ended("pull")(round);
    },
  });

  /** A long load never falls idle: its journal is folded in between two pages, where no save waits. */
  function betweenPages(): void {
    for (const db of deps.files()) checkpointLong(db);
  }

  function showLoading(done: number | null): void {
    loading = done;
    changed();
  }

  function caughtUp(answer: Hello): void {
    lastSyncAt = ws().clock.now();
    deps.lease.renew(answer.lease);
    ws().outbox.prune(answer.safeSeq, ws().clock.now() - KEEP_MS);
    changed();
  }

  function startOnline(): void {
    pullState.hello = null;
    pullLoop.now();
    pushLoop.now();
    void listen();
  }

  /** The VPN came up, or came back another way: try at once. It went: say so at once, whatever the loops are waiting for. */
  function followVpn(link: Link): void {
    if (stopped) return;
    const first = vpn === null;
    vpn = link;
    trouble("vpn", link.up ? null : link.refusal);
    if (!link.up && !QUIET.has(link.refusal.code)) ws().journal.note("bridge.closed", { code: link.refusal.code });
    if (link.up && !first) nowSpread();
  }

  /** Listens for nudges until stopped; the poll covers whatever it misses. */
  async function listen(): Promise<void> {
    const token = ws().session.token();
    if (nudging || stopped || token === null) return;
    nudging = new AbortController();
    let heard = false;
    await ws().bridge.events({ method: "GET", path: "/sync/nudge", token }, (name, data) => {
      if (!heard) lineIsBack();
      heard = true;
      if (name === "head" && behind(data)) pullLoop.soon();
    }, nudging.signal);
    nudging = null;
    if (stopped) return;
    // It ended without our wish: a pull tells whether the line is down.
    pullLoop.soon();
    setTimeout(() => void listen(), nudgeBackoff.failed(null)).unref();
  }

  /** The centre speaks again: no need to sit out a long wait, but not all workstations in the same instant. */
  function lineIsBack(): void {
    nudgeBackoff.succeeded();
    if (troubles.size > 0) nowSpread();
  }

  /** As `now`, within a few seconds, each workstation at its own moment. */
  function nowSpread(): void {
    spreadTimer ??= setTimeout(() => {
      spreadTimer = null;
      if (!stopped) now();
    }, Math.random() * SPREAD_MS);
  }

  function behind(data: string): boolean {
    try {
      const nudge = NudgeSchema.parse(JSON.parse(data));
      const cursor = ws().cache.streams().find((s) => s.stream === nudge.stream);
      return !cursor || cursor.pos < nudge.head;
    } catch {
      return true;
    }
  }

  function emptyWalsSoon(): void {
    if (idleTimer) clearTimeout(idleTimer);
    idleTimer = setTimeout(() => {
      idleTimer = null;
      // A first load is no idle time: the disk is its own until it is done.
      if (loading !== null) return emptyWalsSoon();
      for (const db of deps.files()) {
        try {
          if (db.open) checkpoint(db);
        } catch (error) {
          log("warn", "checkpoint", errorFields(error));
        }
      }
    }, IDLE_MS);
  }

  function status(): SyncStatus {
    const { outbox, clock, session } = ws();
    const counts = outbox.counts();
    const reason = troubles.get("vpn") ?? troubles.get("pull") ?? troubles.get("session") ?? troubles.get("push") ?? (session.token() === null ? refusal("offline") : null);
    return {
      connected: reason === null, vpn: vpn?.up ? { by: vpn.by, address: vpn.address } : null,
      reason, pending: counts.unsent, oldestPendingAt: counts.oldestUnsentAt, rejected: counts.rejected, lastSyncAt,
      loading: loading === null ? null : { done: loading, total: null },
      skewMs: clock.skew(), serverNow: clock.now(), leaseNotAfter: deps.lease.notAfter(),
    };
  }

  function now(): void {
    if (ws().session.token() === null) return sessionLoop.now();
    pullState.hello = null;
    pullLoop.now();
    pushLoop.now();
    if (!nudging) void listen();
  }

  return {
    start: () => {
      ws().bridge.follow(followVpn);
      if (ws().session.token() === null) sessionLoop.now();
      else startOnline();
    },
    pushSoon: () => {
      changed();
      emptyWalsSoon();
      pushLoop.soon();
    },
    now,
    status,
    stop: async () => {
      stopped = true;
      nudging?.abort();
      if (statusTimer) clearTimeout(statusTimer);
      if (idleTimer) clearTimeout(idleTimer);
      if (spreadTimer) clearTimeout(spreadTimer);
      await Promise.all([sessionLoop.stop(), pushLoop.stop(), pullLoop.stop()]);
    },
  };
}
