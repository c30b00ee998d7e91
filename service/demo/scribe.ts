/**
 * Writes the demo's past through the same projection and appliers as events from a workstation, each
 * at its own time; one collector's month is loaded once and written back once.
 */
import { uuidv7 } from "uuidv7";
import type { Ctx } from "../context.ts";
import { applyEvent } from "../events/apply.ts";
import { hashOfEvent, type Sifted } from "../events/sift.ts";
import { openWorkspace, type Workspace } from "../events/workspace.ts";
import { insertEvents, type EventRow } from "../records/entries.ts";
import { EVENT_VERSION, parseEvent, type EventBody, type EventType } from "../../shared/model/events.ts";
import type { Me } from "../../shared/protocol/session.ts";
import { SEED_DEVICE } from "./seed-house.ts";

export interface Place {
  readonly caseId: string;
  readonly personId: string;
}

export interface Scribe {
  readonly ws: Workspace;
  /** Appends an event of this user at a moment of the past (UTC ms). Throws when the centre would reject it. */
  write<T extends EventType>(type: T, at: number, place: Place, body: EventBody<T>): Promise<void>;
  /** Stores the events and writes all touched documents back. */
  close(): Promise<number>;
}

/** Numbers of the seed device, over all users. */
export interface SeqCounter {
  last: number;
}

const named = (place: { caseId: string | null; personId: string | null }, warningIds: readonly string[]): Sifted[] => [
  { envelope: { ...place } as Sifted["envelope"], event: null, hash: "", raw: null },
  ...warningIds.map((instanceId) => ({ envelope: { ...place } as Sifted["envelope"], event: { type: "workflow.stepTaken", body: { instanceId } } as Sifted["event"], hash: "", raw: null })),
];

/** Opens a month of one user's cases (and the warnings whose steps they take). */
export async function openScribe(ctx: Ctx, me: Me, caseIds: readonly string[], seq: SeqCounter, warningIds: readonly string[] = []): Promise<Scribe> {
  const ws = await openWorkspace(ctx, me, caseIds.flatMap((caseId) => named({ caseId, personId: null }, warningIds)));
  const written: EventRow[] = [];
  return {
    ws,
    async write(type, at, place, body) {
      const raw = { id: uuidv7(), seq: (seq.last += 1), deviceId: SEED_DEVICE, userId: me.id, ...place, at, atServer: at, v: EVENT_VERSION, type, body };
      const parsed = parseEvent(raw);
      if (!parsed.ok) throw new Error(`demo event ${type}: ${parsed.issues.join("; ")}`);
      const rejection = await applyEvent({ ctx: { ...ctx, now: at }, ws, me, event: parsed.event, review: false });
      if (rejection) throw new Error(`demo event ${type}: ${rejection.code} ${rejection.detail}`);
      written.push({ ...raw, userName: me.name, receivedAt: at, skewMs: 0, body: parsed.event.body, hash: hashOfEvent(raw), review: false });
    },
    async close() {
      await insertEvents(ctx, written);
      await ws.save(ctx, me);
      return written.length;
    },
  };
}
