/** Events of the demo that open a form or move it, each taken in as the centre takes it. */
import { uuidv7 } from "uuidv7";
import { EVENT_VERSION, parseEvent, type EventBody, type EventType } from "../../shared/model/events.ts";
import type { Ctx } from "../context.ts";
import { applyEvent } from "../events/apply.ts";
import { hashOfEvent } from "../events/sift.ts";
import { openWorkspace } from "../events/workspace.ts";
import { insertEvents } from "../records/entries.ts";
import type { SeqCounter } from "./scribe.ts";
import { SEED_DEVICE, type Staff } from "./seed-house.ts";

export interface Writing {
  readonly ctx: Ctx;
  readonly staff: Staff;
  readonly seq: SeqCounter;
}

/** One event of a user at a moment of the past, taken in as the centre takes it. */
export async function write<T extends EventType>({ ctx, staff, seq }: Writing, no: string, type: T, at: number, body: EventBody<T>): Promise<void> {
  const me = staff.me(no);
  const raw = { id: uuidv7(), seq: (seq.last += 1), deviceId: SEED_DEVICE, userId: me.id, caseId: null, personId: null, at, atServer: at, v: EVENT_VERSION, type, body };
  const parsed = parseEvent(raw);
  if (!parsed.ok) throw new Error(`demo event ${type}: ${parsed.issues.join("; ")}`);
  const ws = await openWorkspace(ctx, me, [{ envelope: raw, event: parsed.event, hash: "", raw }]);
  const rejection = await applyEvent({ ctx: { ...ctx, now: at }, ws, me, event: parsed.event, review: false });
  if (rejection) throw new Error(`demo event ${type}: ${rejection.code} ${rejection.detail}`);
  await insertEvents(ctx, [{ ...raw, userName: me.name, receivedAt: at, skewMs: 0, body: parsed.event.body, hash: hashOfEvent(raw), review: false }]);
  await ws.save(ctx, me);
}

/** A case a form may be about. */
export interface FormCase {
  readonly caseNo: string;
  readonly bankCode: string;
}
/** A case of a collector that nothing else is open on; none when there is none. */
export type CaseOf = (collectorNo: string) => FormCase | undefined;
