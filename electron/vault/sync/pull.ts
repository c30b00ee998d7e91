/** Brings the centre's rows: hello, snapshot of streams not yet held, then pulls from each cursor. */
import { setImmediate as onTheWire } from "node:timers/promises";
import { HelloOutput, PROTOCOL_OLDEST, PROTOCOL_VERSION, PULL_PAGE, PullTrailer, SnapshotTrailer, type Hello } from "../../../shared/protocol/sync.ts";
import { refusal } from "../../../shared/protocol/errors.ts";
import { failPoint } from "../../../db/fail-points.ts";
import type { StreamState } from "../../../db/cache/apply.ts";
import { CorruptPageError } from "../../../db/cache/page.ts";
import type { BridgeAnswer } from "../../bridge/client.ts";
import { errorFields, log } from "../log.ts";
import { reportSalvage } from "../salvage-report.ts";
import { redraw, type Workspace } from "../workspace.ts";
import { acknowledge } from "./ack.ts";
import { anchorChains } from "./anchor.ts";
import { checkRows } from "./check.ts";
import { trailerOf } from "./lines.ts";
import type { Round } from "./loop.ts";
import { pagesFrom } from "./pages.ts";
import { applied, cursorsOf, EPOCH, refused, type PullState } from "./state.ts";

/** A page that fails its own count may be a torn transfer: asked for again, slowly. */
const TORN: Round = { done: "failed", refusal: refusal("protocol_mismatch", ["sync page"]), retryAfterMs: null };

export interface PullDeps {
  readonly appVersion: string;
  /** The first load is going on: rows so far; null when it is over. */
  readonly loading: (done: number | null) => void;
  readonly caughtUp: (hello: Hello) => void;
  readonly betweenPages: () => void;
}

/** One round: hello once, then one page of what is furthest behind. */
export async function pullRound(ws: Workspace, state: PullState, deps: PullDeps): Promise<Round> {
  const token = ws.session.token();
  if (token === null) return { done: "idle" };
  // Kept for the whole round: somebody may ask for a new one meanwhile.
  let hello = state.hello;
  if (hello === null) {
    const answer = await sayHello(ws, token, deps.appVersion);
    if (!answer.ok) return refused(ws, answer);
    hello = state.hello = answer.value;
    state.helloAt = performance.now();
    followStreams(ws, hello);
    reportSalvage(ws, hello.knownSeq);
  }
  try {
    const unfinished = hello.streams.map((s) => s.stream).find((name) => !stateOf(ws, name)?.complete);
    if (unfinished) return await snapshot(ws, token, unfinished, state, deps);
    deps.loading(null);
    applied(ws, ws.cache.settleCarried());
    ws.cache.endLoad().catch((error: unknown) => log("warn", "cache.endLoad", errorFields(error)));
    // After a load at once: a revoke that follows must find the position it came after.
    if (state.acked.due) await acknowledge(ws, token, hello, state);
    const pulled = await pullAll(ws, token, hello, state, deps);
    if (pulled.done !== "idle") return pulled;
    await acknowledge(ws, token, hello, state);
    await anchorChains(ws, token, state.helloAt, state.anchoring);
    return await checkRows(ws, token, hello, state);
  } catch (error) {
    if (!(error instanceof CorruptPageError)) throw error;
    log("warn", "sync.page", { refused: error.message });
    return TORN;
  }
}

const stateOf = (ws: Workspace, stream: string): StreamState | undefined => ws.cache.streams().find((s) => s.stream === stream);

async function sayHello(ws: Workspace, token: string, appVersion: string): Promise<BridgeAnswer<Hello>> {
  const counts = ws.outbox.counts();
  const said = { appVersion, lastSeq: ws.outbox.lastSeq(), unsent: counts.unsent, skewMs: ws.clock.skew(), cursors: cursorsOf(ws) };
  const say = (protocol: number) => ws.bridge.json({ method: "POST", path: "/sync/hello", body: JSON.stringify({ protocol, ...said }), token }, HelloOutput);
  let answer = await say(PROTOCOL_VERSION);
  // A service not yet updated refuses our version and takes the one before it.
  if (!answer.ok && answer.refusal.code === "protocol_mismatch" && answer.status === 426) answer = await say(PROTOCOL_OLDEST);
  if (answer.ok) ws.clock.observe(answer.value.serverTime, answer.sentAt, answer.receivedAt);
  return answer;
}

/** Streams left are purged; an epoch that changed means history may have gone back: pulled anew, and pushed again. */
function followStreams(ws: Workspace, answer: Hello): void {
  const followed = new Set(answer.streams.map((s) => s.stream));
  ws.outbox.atLeast(answer.knownSeq);
  const changed = ws.outbox.meta(EPOCH) !== answer.epoch;
  if (changed) {
    const again = ws.outbox.reopenSent();
    log("warn", "sync.epoch", { again });
    if (again > 0) ws.sync.pushSoon();
  }
  for (const { stream, epoch } of ws.cache.streams()) if (!followed.has(stream) || epoch !== answer.epoch) applied(ws, ws.cache.leaveStream(stream));
  // Last: a vault killed before this does it all again, which the centre answers with `dup`.
  if (changed) ws.outbox.setMeta(EPOCH, answer.epoch);
}

async function snapshot(ws: Workspace, token: string, stream: string, state: PullState, deps: PullDeps): Promise<Round> {
  const { cache } = ws;
  let from = stateOf(ws, stream)?.token ?? null;
  const pages = pagesFrom(ws.bridge, token, stream, from);
  try {
    for (;;) {
      const answer = await pages.take(from);
      if (!answer.ok) {
        // A resume point the centre no longer takes: begin this stream again.
        if (["bad_input", "epoch_changed", "conflict"].includes(answer.refusal.code) && stateOf(ws, stream)) applied(ws, ws.cache.leaveStream(stream));
        if (answer.refusal.code === "epoch_changed") state.hello = null;
        return refused(ws, answer);
      }
      failPoint("pull.fetched");
      // A fresh cache has taken the place of the one this page was asked for: begin again.
      if (ws.cache !== cache) return { done: "more" };
      const { rows, trailer } = trailerOf(answer.value, SnapshotTrailer);
      ws.clock.observe(trailer.serverTime, answer.sentAt, answer.receivedAt);
      // Pages travel while this one is written; what is asked for must have left before that begins.
      await onTheWire();
      applied(ws, ws.cache.snapshotPage(stream, rows, trailer));
      deps.betweenPages();
      state.loaded += rows.length;
      deps.loading(state.loaded);
      if (trailer.token === null) {
        state.acked.due = true;
        return { done: "more" };
      }
      from = trailer.token;
    }
  } finally {
    pages.end();
  }
}

async function pullAll(ws: Workspace, token: string, hello: Hello, state: PullState, deps: PullDeps): Promise<Round> {
  const startedAt = ws.clock.now();
  const { cache } = ws;
  let heads: Readonly<Record<string, number>> = {};
  // What changes most comes first; its answer says which of the others have moved at all.
  for (const { stream } of hello.streams.toReversed()) {
    while (heads[stream] !== stateOf(ws, stream)?.pos) {
      const cursor = stateOf(ws, stream)!;
      const answer = await ws.bridge.lines({ method: "GET", path: "/sync/pull", query: { stream, epoch: cursor.epoch, from: cursor.pos, limit: PULL_PAGE }, token });
      if (!answer.ok) {
        if (answer.refusal.code === "epoch_changed" || answer.refusal.code === "forbidden") state.hello = null;
        return refused(ws, answer);
      }
      failPoint("pull.fetched");
      if (ws.cache !== cache) return { done: "more" };
      if (answer.value.length === 0) break;
      const { rows, trailer } = trailerOf(answer.value, PullTrailer);
      ws.clock.observe(trailer.serverTime, answer.sentAt, answer.receivedAt);
      if (rows.length > 0 || trailer.from !== cursor.pos) {
        const touched = ws.cache.pullPage(stream, rows, trailer);
        if (touched.purged) state.acked.due = true;
        applied(ws, touched);
        deps.betweenPages();
      }
      heads = trailer.heads ?? {};
      if (trailer.to >= trailer.head) break;
    }
  }
  // What was acknowledged before this pull began has now come back, or was judged otherwise.
  redraw(ws, ws.outbox.settle(startedAt));
  deps.caughtUp(hello);
  return { done: "idle" };
}
