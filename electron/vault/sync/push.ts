/** Sends the outbox to the centre: in number order, the same ids at every retry, one answer per event. */
import { setTimeout as onTheWire } from "node:timers/promises";
import { PushOutput, PUSH_MAX_BYTES, PUSH_MAX_EVENTS } from "../../../shared/protocol/sync.ts";
import { refusal } from "../../../shared/protocol/errors.ts";
import type { Targets } from "../../../db/outbox.ts";
import { failPoint, isArmed } from "../../../db/fail-points.ts";
import { redraw, type Workspace } from "../workspace.ts";
import { EPOCH } from "./state.ts";
import type { Round } from "./loop.ts";

/** Room for `{"events":[]}` around the events. */
const ENVELOPE_BYTES = 64;
const RETRY_MS = 5_000;
/** Time for a request to leave, where a test wants this process dead behind it. */
const SENT_MS = 2;

/** A backlog of many batches shows its progress this often; a batch on its own at once. */
const DRAW_MS = 1_000;

export interface PushState {
  /** Events per request; halved when the centre finds a batch too large. */
  batch: number;
  /** What the answers so far have changed and is not drawn yet, since when. */
  answered: { readonly caseIds: Set<string>; readonly personIds: Set<string>; since: number } | null;
}
export const newPushState = (): PushState => ({ batch: PUSH_MAX_EVENTS, answered: null });

/** One batch. Independent of the pull: a stuck push never delays it. What the answers change is drawn when the backlog is through. */
export async function pushRound(ws: Workspace, state: PushState): Promise<Round> {
  let goesOn = false;
  try {
    const round = await pushBatch(ws, state);
    goesOn = round.done === "more";
    return round;
  } finally {
    const { answered } = state;
    if (answered && (!goesOn || performance.now() - answered.since > DRAW_MS)) {
      state.answered = null;
      redraw(ws, { caseIds: [...answered.caseIds], personIds: [...answered.personIds] });
    }
  }
}

function drawLater(state: PushState, { caseIds, personIds }: Targets): void {
  state.answered ??= { caseIds: new Set(), personIds: new Set(), since: performance.now() };
  for (const id of caseIds) state.answered.caseIds.add(id);
  for (const id of personIds) state.answered.personIds.add(id);
}

async function pushBatch(ws: Workspace, state: PushState): Promise<Round> {
  const token = ws.session.token();
  if (token === null) return { done: "idle" };
  const events = ws.outbox.listUnsent(state.batch, PUSH_MAX_BYTES - ENVELOPE_BYTES);
  if (events.length === 0) return { done: "idle" };
  // The stored bytes go as they are: what was hashed is what is sent.
  const body = `{"events":[${events.map((e) => e.json).join(",")}]}`;
  const epoch = ws.outbox.meta(EPOCH);
  const coming = ws.bridge.json({ method: "POST", path: "/sync/push", body, token }, PushOutput);
  if (isArmed("push.sent")) {
    await onTheWire(SENT_MS);
    failPoint("push.sent");
  }
  const answer = await coming;
  if (!answer.ok) {
    if (answer.status === 413 && state.batch > 1) {
      state.batch = Math.ceil(state.batch / 2);
      return { done: "more" };
    }
    ws.session.heard(answer);
    return { done: "failed", refusal: answer.refusal, retryAfterMs: answer.retryAfterMs };
  }
  failPoint("push.answered");
  // The centre may have gone back to an older copy since: an answer of before says nothing of what it holds now.
  if (ws.outbox.meta(EPOCH) !== epoch) return { done: "more" };
  ws.clock.observe(answer.value.serverTime, answer.sentAt, answer.receivedAt);
  state.batch = PUSH_MAX_EVENTS;
  drawLater(state, ws.outbox.markSent(answer.value.results, ws.clock.now()));
  if (answer.value.results.some((r) => r.result === "retry")) return { done: "failed", refusal: refusal("busy", ["push: retry"]), retryAfterMs: RETRY_MS };
  return ws.outbox.counts().unsent > 0 ? { done: "more" } : { done: "idle" };
}
