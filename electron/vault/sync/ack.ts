/** Says to the centre what is applied here: positions, purges carried out, what waits and what was refused. */
import { AckOutput, PROTOCOL_ACKS, type Hello } from "../../../shared/protocol/sync.ts";
import type { Workspace } from "../workspace.ts";
import { cursorsOf, type PullState } from "./state.ts";

/** A purge is acknowledged at once; mere progress at most this often, and unchanged positions at most with each hello. */
const QUIET_MS = 30_000;

/** Acknowledges when there is something to say. A failure costs nothing: it is said again after the next pull. */
export async function acknowledge(ws: Workspace, token: string, hello: Hello, state: PullState): Promise<void> {
  // A receipt says that a case is gone from this machine; the file, once it opens again, pulls and purges for itself.
  if (hello.protocol < PROTOCOL_ACKS || ws.standsIn()) return;
  const { unsent, rejected, oldestUnsentAt } = ws.outbox.counts();
  const told = new Map(ws.refusedCalls);
  const body = JSON.stringify({ cursors: cursorsOf(ws), unsent, oldestUnsentAt, quarantined: rejected, repaired: state.repaired, refusedCalls: Object.fromEntries(told) });
  const quiet = performance.now() - state.acked.at < QUIET_MS;
  if (body === state.acked.what || (quiet && !state.acked.due)) return;
  const answer = await ws.bridge.json({ method: "POST", path: "/sync/ack", body, token }, AckOutput);
  if (!answer.ok) return ws.session.heard(answer);
  ws.clock.observe(answer.value.serverTime, answer.sentAt, answer.receivedAt);
  forget(ws.refusedCalls, told);
  state.acked = { what: body, at: performance.now(), due: false };
  state.repaired = 0;
}

/** Takes off what has been told; more may have come meanwhile. */
function forget(counts: Map<string, number>, told: ReadonlyMap<string, number>): void {
  for (const [code, n] of told) {
    const left = (counts.get(code) ?? 0) - n;
    if (left > 0) counts.set(code, left);
    else counts.delete(code);
  }
}
