/** What the parts of the pull loop share: where it stands, and what follows from an answer. */
import type { Hello } from "../../../shared/protocol/sync.ts";
import type { Touched } from "../../../db/cache/context.ts";
import type { BridgeAnswer } from "../../bridge/client.ts";
import type { Workspace } from "../workspace.ts";
import { hearStops } from "../hear-stops.ts";
import type { Anchoring } from "./anchor.ts";
import type { Round } from "./loop.ts";

type Failure = Extract<BridgeAnswer<unknown>, { ok: false }>;
const failed = (answer: Failure): Round => ({ done: "failed", refusal: answer.refusal, retryAfterMs: answer.retryAfterMs });

/** Under this name the outbox remembers the epoch its acknowledgements came from: the cache may have been thrown away since. */
export const EPOCH = "epoch";

export interface PullState {
  /** Null when it is to be said (again). */
  hello: Hello | null;
  helloAt: number;
  loaded: number;
  /** What was acknowledged last, and when (`performance.now()`); `due` asks for it at once. */
  acked: { what: string; at: number; due: boolean };
  /** Ranges fetched again since the last acknowledgement. */
  repaired: number;
  readonly anchoring: Anchoring;
}

export const newPullState = (): PullState => ({ hello: null, helloAt: 0, loaded: 0, acked: { what: "", at: -Infinity, due: false }, repaired: 0, anchoring: { helloAt: -1 } });

/** Where the workstation stands in every stream it has loaded. */
export const cursorsOf = (ws: Pick<Workspace, "cache">): { stream: string; epoch: string; pos: number }[] =>
  ws.cache.streams().filter((s) => s.complete).map(({ stream, epoch, pos }) => ({ stream, epoch, pos }));

/** Tells the window what changed. */
export function applied(ws: Workspace, touched: Touched): void {
  ws.changes.touched(touched);
  if (touched.stops) hearStops(ws);
  ws.indexing.soon();
}

/** A call the centre refused, or that did not reach it, as the end of a round. */
export function refused(ws: Workspace, answer: Failure): Round {
  ws.session.heard(answer);
  return failed(answer);
}

