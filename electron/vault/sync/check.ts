/**
 * Compares what is here with what the centre says a stream holds: after a load and once a day. What differs
 * is fetched again range by range; nothing the centre says is taken for a digest of our own.
 */
import type { DocKind } from "../../../shared/model/documents.ts";
import { DAY } from "../../../shared/model/time.ts";
import { DigestOutput, PROTOCOL_ACKS, RangeTrailer, type Hello } from "../../../shared/protocol/sync.ts";
import { log } from "../log.ts";
import type { Workspace } from "../workspace.ts";
import { trailerOf } from "./lines.ts";
import type { Round } from "./loop.ts";
import { applied, refused, type PullState } from "./state.ts";

const CASE_KINDS: readonly DocKind[] = ["person", "case", "promise", "warning", "stop", "entry"];
const KINDS: Readonly<Record<string, readonly DocKind[]>> = { all: ["colleague"], collector: CASE_KINDS, team: CASE_KINDS, desk: ["warning", "stop", "form"] };
/** With more ranges than this different, the stream is loaded anew: it would not be much more. */
const MOST_RANGES = 64;
const IDLE: Round = { done: "idle" };

/** One stream's check, when one is due. `more` = another may be. A stream that moves meanwhile is left for the next round. */
export async function checkRows(ws: Workspace, token: string, hello: Hello, state: PullState): Promise<Round> {
  if (hello.protocol < PROTOCOL_ACKS) return IDLE;
  const now = ws.clock.now();
  const due = ws.cache.streams().find(({ stream, complete }) => complete && (ws.cache.checkedAt(stream) ?? 0) < now - DAY);
  if (!due) return IDLE;
  for (const kind of KINDS[due.stream.split(":")[0] ?? ""] ?? []) {
    const outcome = await checkKind(ws, token, state, due.stream, kind);
    if (outcome !== "same") return outcome === "moved" ? IDLE : outcome;
  }
  ws.cache.checked(due.stream, now);
  return { done: "more" };
}

async function checkKind(ws: Workspace, token: string, state: PullState, stream: string, kind: DocKind): Promise<"same" | "moved" | Round> {
  const answer = await ws.bridge.json({ method: "GET", path: "/sync/digest", query: { stream, kind }, token }, DigestOutput);
  if (!answer.ok) return refused(ws, answer);
  const { at, epoch, ranges } = answer.value;
  if (!standsAt(ws, stream, at, epoch)) return "moved";
  const own = await ws.cache.ranges(stream, kind);
  const different = ranges.flatMap((digest, range) => (digest === own[range] ? [] : [range]));
  if (different.length === 0) return "same";
  log("warn", "sync.digest", { kind, ranges: different.length });
  state.acked.due = true;
  if (different.length > MOST_RANGES) {
    applied(ws, ws.cache.leaveStream(stream));
    state.repaired += different.length;
    return { done: "more" };
  }
  for (const range of different) {
    const outcome = await fetchRange(ws, token, stream, kind, range);
    if (outcome !== "same") return outcome;
    state.repaired += 1;
  }
  return "same";
}

async function fetchRange(ws: Workspace, token: string, stream: string, kind: DocKind, range: number): Promise<"same" | "moved" | Round> {
  const answer = await ws.bridge.lines({ method: "GET", path: "/sync/range", query: { stream, kind, range }, token });
  if (!answer.ok) return refused(ws, answer);
  const { rows, trailer } = trailerOf(answer.value, RangeTrailer);
  if (!standsAt(ws, stream, trailer.at, trailer.epoch)) return "moved";
  applied(ws, ws.cache.replaceRange(stream, kind, range, rows, trailer));
  return "same";
}

const standsAt = (ws: Workspace, stream: string, at: number, epoch: string): boolean => ws.cache.streams().some((s) => s.stream === stream && s.complete && s.pos === at && s.epoch === epoch);
