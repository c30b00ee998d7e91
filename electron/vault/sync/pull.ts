/** Brings the centre's rows: hello, snapshot of streams not yet held, then pulls from each cursor. */
import { setImmediate as onTheWire } from "node:timers/promises";
import { HelloOutput, PROTOCOL_VERSION, PULL_PAGE, PullTrailer, SNAPSHOT_PAGE, SnapshotTrailer, type Hello } from "../../../shared/protocol/sync.ts";
import { refusal } from "../../../shared/protocol/errors.ts";
import { CorruptPageError, type StreamState } from "../../../db/cache/apply.ts";
import type { Touched } from "../../../db/cache/context.ts";
import type { BridgeAnswer } from "../../bridge/client.ts";
import { log } from "../log.ts";
import { redraw, type Workspace } from "../workspace.ts";
import type { Round } from "./loop.ts";

type Failure = Extract<BridgeAnswer<unknown>, { ok: false }>;
const failed = (answer: Failure): Round => ({ done: "failed", refusal: answer.refusal, retryAfterMs: answer.retryAfterMs });
/** A page that fails its own count may be a torn transfer: asked for again, slowly. */
const TORN: Round = { done: "failed", refusal: refusal("protocol_mismatch", ["sync page"]), retryAfterMs: null };

export interface PullDeps {
  readonly appVersion: string;
  /** The first load is going on: rows so far; null when it is over. */
  readonly loading: (done: number | null) => void;
  readonly caughtUp: (hello: Hello) => void;
}

export interface PullState {
  /** Null when it is to be said (again). */
  hello: Hello | null;
  helloAt: number;
  loaded: number;
}

/** One round: hello once, then one page of what is furthest behind. */
export async function pullRound(ws: Workspace, state: PullState, deps: PullDeps): Promise<Round> {
  const token = ws.session.token();
  if (token === null) return { done: "idle" };
  if (state.hello === null) {
    const answer = await hello(ws, token, deps.appVersion);
    if (!answer.ok) return refused(ws, answer);
    state.hello = answer.value;
    state.helloAt = performance.now();
    followStreams(ws, answer.value);
  }
  try {
    const unfinished = state.hello.streams.map((s) => s.stream).find((name) => !stateOf(ws, name)?.complete);
    if (unfinished) return await snapshot(ws, token, unfinished, state, deps);
    deps.loading(null);
    return await pullAll(ws, token, state, deps);
  } catch (error) {
    if (!(error instanceof CorruptPageError)) throw error;
    log("warn", "sync.page", { refused: error.message });
    return TORN;
  }
}

const stateOf = (ws: Workspace, stream: string): StreamState | undefined => ws.cache.streams().find((s) => s.stream === stream);

async function hello(ws: Workspace, token: string, appVersion: string): Promise<BridgeAnswer<Hello>> {
  const counts = ws.outbox.counts();
  const cursors = ws.cache.streams().map(({ stream, epoch, pos }) => ({ stream, epoch, pos }));
  const body = JSON.stringify({ protocol: PROTOCOL_VERSION, appVersion, lastSeq: ws.outbox.lastSeq(), unsent: counts.unsent, cursors });
  const answer = await ws.bridge.json({ method: "POST", path: "/sync/hello", body, token }, HelloOutput);
  if (answer.ok) ws.clock.observe(answer.value.serverTime, answer.sentAt, answer.receivedAt);
  return answer;
}

/** Streams left are purged; an epoch that changed means history may have gone back: pulled anew, and pushed again. */
function followStreams(ws: Workspace, answer: Hello): void {
  const followed = new Set(answer.streams.map((s) => s.stream));
  ws.outbox.atLeast(answer.knownSeq);
  const foreign = ws.cache.streams().filter((s) => s.epoch !== answer.epoch);
  for (const { stream } of ws.cache.streams()) if (!followed.has(stream) || foreign.some((f) => f.stream === stream)) applied(ws, ws.cache.leaveStream(stream));
  if (foreign.length > 0) {
    const again = ws.outbox.reopenAbove(answer.knownSeq);
    log("warn", "sync.epoch", { again });
    if (again > 0) ws.sync.pushSoon();
  }
}

const applied = (ws: Workspace, touched: Touched): void => ws.changes.touched(touched);

function refused(ws: Workspace, answer: Failure): Round {
  ws.session.heard(answer);
  return failed(answer);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new CorruptPageError("the last line is not a trailer");
  }
}

/** Splits a body into rows and the trailer its last line must be. */
function trailerOf<T>(lines: string[], schema: { safeParse(v: unknown): { success: true; data: T } | { success: false } }): { rows: string[]; trailer: T } {
  const json = jsonOf(lines.at(-1) ?? "null");
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new CorruptPageError("the trailer is missing");
  return { rows: lines.slice(0, -1), trailer: parsed.data };
}

async function snapshot(ws: Workspace, token: string, stream: string, state: PullState, deps: PullDeps): Promise<Round> {
  const ask = (resume: string | null) => ws.bridge.lines({ method: "GET", path: "/sync/snapshot", query: { stream, token: resume ?? undefined, limit: SNAPSHOT_PAGE }, token });
  let coming = ask(stateOf(ws, stream)?.token ?? null);
  for (;;) {
    const answer = await coming;
    if (!answer.ok) {
      // A resume point the centre no longer takes: begin this stream again.
      if (["bad_input", "epoch_changed", "conflict"].includes(answer.refusal.code) && stateOf(ws, stream)) applied(ws, ws.cache.leaveStream(stream));
      if (answer.refusal.code === "epoch_changed") state.hello = null;
      return refused(ws, answer);
    }
    const { rows, trailer } = trailerOf(answer.value, SnapshotTrailer);
    ws.clock.observe(trailer.serverTime, answer.sentAt, answer.receivedAt);
    // The next page travels while this one is written; its request must have left before that begins.
    if (trailer.token !== null) {
      coming = ask(trailer.token);
      await onTheWire();
    }
    applied(ws, ws.cache.snapshotPage(stream, rows, trailer));
    state.loaded += rows.length;
    deps.loading(state.loaded);
    if (trailer.token === null) return { done: "more" };
  }
}

async function pullAll(ws: Workspace, token: string, state: PullState, deps: PullDeps): Promise<Round> {
  const startedAt = ws.clock.now();
  for (const { stream } of state.hello!.streams) {
    for (;;) {
      const cursor = stateOf(ws, stream)!;
      const answer = await ws.bridge.lines({ method: "GET", path: "/sync/pull", query: { stream, epoch: cursor.epoch, from: cursor.pos, limit: PULL_PAGE }, token });
      if (!answer.ok) {
        if (answer.refusal.code === "epoch_changed" || answer.refusal.code === "forbidden") state.hello = null;
        return refused(ws, answer);
      }
      if (answer.value.length === 0) break;
      const { rows, trailer } = trailerOf(answer.value, PullTrailer);
      ws.clock.observe(trailer.serverTime, answer.sentAt, answer.receivedAt);
      if (rows.length > 0 || trailer.from !== cursor.pos) applied(ws, ws.cache.pullPage(stream, rows, trailer));
      if (trailer.to >= trailer.head) break;
    }
  }
  // What was acknowledged before this pull began has now come back, or was judged otherwise.
  redraw(ws, ws.outbox.settle(startedAt));
  deps.caughtUp(state.hello!);
  return { done: "idle" };
}
