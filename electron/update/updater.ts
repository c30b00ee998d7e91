/**
 * The workstation's updating as it goes on by itself: looks at start, every four hours and when told; fetches while people
 * work; hands the installer over at a safe point, checked once more. A failure is a state that is shown and reported, never
 * an end: the program works on.
 */
import { DAY, HOUR, MINUTE } from "../../shared/model/time.ts";
import type { Build, Hold } from "../../shared/release/documents.ts";
import type { Minimum } from "../../shared/release/decide.ts";
import { NO_UPDATES, type UpdateReport } from "../../shared/release/report.ts";
import { compareVersions } from "../../shared/release/version.ts";
import { safePoint, type Moment } from "../../shared/release/safe-point.ts";
import { lastSeen, newUpdateClient, type Here, type UpdateClient } from "./client.ts";
import type { Installer } from "./installer.ts";
import { openMemory } from "./memory.ts";
import { asRefused, UpdateRefused } from "./refused.ts";
import type { Source } from "./source.ts";

const EVERY_MS = 4 * HOUR;
const AFTER_FAILURE_MS = 15 * MINUTE;
const FIRST_MS = 20_000;
/** A hand-over that has come to nothing by then is made again. */
const AGAIN_AFTER_MS = DAY;
/** A nudge reaches all at once; they do not come at once. */
const NUDGED_WITHIN_MS = 2 * MINUTE;
const LOOK_EVERY_MS = 30_000;

export interface UpdaterDeps {
  readonly folder: string;
  readonly shippedRoot: string;
  /** Asked at each look: a workstation may be enrolled meanwhile. */
  readonly here: () => Here;
  /** Opens the way to the centre for one look; asked anew each time. */
  readonly open: () => Promise<{ source: Source; hold: Hold; close: () => Promise<void> }>;
  readonly installer: Installer;
  /** How things stand for a hand-over, without what the updater knows itself. */
  readonly moment: () => Omit<Moment, "urgent" | "now">;
  /** The build here is out of service from now on, or is again in it. */
  readonly onLocked: (locked: boolean) => void;
  readonly onReport?: (report: UpdateReport) => void;
  readonly clock?: () => number;
  /** Makes a client; tests give their own patience. */
  readonly client?: typeof newUpdateClient;
  readonly chance?: () => number;
}

export interface UpdateLoop {
  /** Looks soon, and from then on by itself. */
  start(): void;
  /** The centre says which documents it has; others than were seen are looked at soon. */
  published(newest: number): void;
  /** One look, fetch included. Never throws. */
  look(): Promise<void>;
  /** Hands over what is ready, if this is the moment. Never throws. */
  settle(): Promise<void>;
  report(): UpdateReport;
  stop(): void;
}

const spoken = (minimum: Minimum): UpdateReport["minimum"] => (minimum.state === "none" ? NO_UPDATES.minimum : minimum);

export function createUpdater(deps: UpdaterDeps): UpdateLoop {
  const clock = deps.clock ?? Date.now;
  const chance = deps.chance ?? Math.random;
  let report: UpdateReport = { ...NO_UPDATES, phase: "idle", ...lastSeen(deps.folder) };
  let ready: { build: Build; path: string; client: UpdateClient } | null = null;
  let busy: Promise<void> | null = null;
  let handed: { version: string; at: number } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let settling: NodeJS.Timeout | null = null;
  /** Each number is looked at once; what then fails is tried again in its own time. */
  let nudgedFor: number | null = null;
  let dueAt = Infinity;

  const memory = openMemory(deps.folder, deps.shippedRoot);
  /** Best effort: a disk that refuses must not open the door now, and is told with the next look's refusal. */
  const remember = ({ state, version, by }: UpdateReport["minimum"]): void => {
    try {
      memory.keepMinimum(state === "locked" && version !== null && by !== null ? { version, by } : null);
    } catch {
      return;
    }
  };

  const say = (change: Partial<UpdateReport>): void => {
    const locked = report.minimum.state === "locked";
    report = { ...report, ...change };
    if (locked !== (report.minimum.state === "locked")) {
      remember(report.minimum);
      deps.onLocked(!locked);
    }
    deps.onReport?.(report);
  };

  async function once(): Promise<void> {
    say({ phase: "checking" });
    const way = await deps.open().catch((error: unknown) => {
      throw new UpdateRefused("update_unreachable", [error instanceof Error ? error.message.slice(0, 80) : "unknown"]);
    });
    try {
      const client = (deps.client ?? newUpdateClient)({ source: way.source, folder: deps.folder, shippedRoot: deps.shippedRoot, here: deps.here(), clock, onProgress: (received) => say({ received }) });
      const { decision, seen, issued } = await client.check(way.hold);
      say({ seen, issued, checkedAt: clock(), refusal: null, staleSince: null, minimum: spoken(decision.minimum), why: decision.why });
      if (decision.action === "stay") {
        ready = null;
        return say({ phase: decision.why === "newest" ? "current" : "waiting", offered: null, received: 0, total: 0 });
      }
      const { build } = decision;
      say({ phase: "downloading", offered: build.version, received: 0, total: build.bytes });
      ready = { build, path: await client.download(build), client };
      const again = handed?.version !== build.version || clock() - handed.at >= AGAIN_AFTER_MS;
      say({ phase: again ? "ready" : "handed_over", received: build.bytes });
    } finally {
      await way.close();
    }
  }

  async function look(): Promise<void> {
    busy ??= once().catch((error: unknown) => {
      const { refusal } = asRefused(error);
      say({ phase: "refused", refusal, ...(refusal.code === "update_stale" ? { staleSince: report.staleSince ?? clock() } : {}) });
    }).finally(() => {
      busy = null;
    });
    await busy;
    await settle();
  }

  async function settle(): Promise<void> {
    if (!ready || busy || report.phase !== "ready") return;
    const urgent = report.minimum.state === "locked" || report.why === "revoked";
    if (safePoint({ ...deps.moment(), urgent, now: clock() }) !== "now") return;
    const { build, path, client } = ready;
    try {
      // Read again right before: what lay on the disk meanwhile is nobody's word.
      await client.verify(build, path);
      await deps.installer.handOver(path, build);
      handed = { version: build.version, at: clock() };
      say({ phase: "handed_over" });
    } catch (error) {
      ready = null;
      say({ phase: "refused", refusal: asRefused(error).refusal });
    }
  }

  function arm(ms: number): void {
    if (timer) clearTimeout(timer);
    dueAt = performance.now() + ms;
    timer = setTimeout(() => {
      dueAt = Infinity;
      void look().then(() => {
        // Told of newer documents while it looked at those before: that look is due already.
        if (dueAt === Infinity) arm((report.phase === "refused" ? AFTER_FAILURE_MS : EVERY_MS) * (0.8 + chance() * 0.4));
      });
    }, ms);
    timer.unref();
  }

  return {
    start: () => {
      const kept = memory.minimum();
      if (kept && compareVersions(deps.here().version, kept.version) < 0) say({ minimum: { state: "locked", ...kept } });
      else if (kept) remember(NO_UPDATES.minimum);
      arm(FIRST_MS * (0.5 + chance()));
      settling = setInterval(() => void settle(), LOOK_EVERY_MS);
      settling.unref();
    },
    published: (newest) => {
      if (!timer || newest === nudgedFor || newest === report.seen?.snapshot) return;
      nudgedFor = newest;
      const ms = NUDGED_WITHIN_MS * chance();
      // Never later than it would have looked anyway.
      if (performance.now() + ms < dueAt) arm(ms);
    },
    look,
    settle,
    report: () => report,
    stop: () => {
      if (timer) clearTimeout(timer);
      if (settling) clearInterval(settling);
      timer = settling = null;
    },
  };
}
