/** Worklist rows as the window sees them, and the opaque position between two pages. */
import { z } from "zod";
import type { QueueRow } from "../../../shared/ipc/contract.ts";
import { maskName } from "../../../shared/model/masking.ts";
import { stageOf } from "../../../shared/model/stage.ts";
import { dayOf, daysBetween } from "../../../shared/model/time.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import type { QueueKey, QueueRecord } from "../../../db/cache/queue.ts";

export function queueRow(r: QueueRecord, now: number): QueueRow {
  return {
    caseId: r.caseId, personId: r.personId, caseNo: r.caseNo, bankName: r.bankName, nameMasked: maskName(r.name), cardLast4: r.cardLast4, bucket: r.bucket,
    stage: stageOf(r.bucket), currentFen: r.currentFen, asOf: r.asOf, dueBackInDays: daysBetween(dayOf(now), r.dueBackOn), accounts: r.accounts,
    lastTouchedAt: r.lastTouchedAt, lastLine: r.lastLine, lastOutcome: r.lastOutcome, attempts: r.attempts, nextAt: r.nextAt,
    reason: r.reason ?? "amount", held: r.held, pending: r.pending === 1,
  };
}

const KeySchema = z.tuple([z.number(), z.number(), z.number(), z.string()]);

export const keyText = (key: QueueKey | null): string | null => (key ? Buffer.from(JSON.stringify(key)).toString("base64url") : null);

/** Reads a position back. Throws `bad_input` for one we did not give. */
export function readKey(text: string | null): QueueKey | null {
  if (text === null) return null;
  try {
    return KeySchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    return refuse("bad_input", ["after"]);
  }
}
