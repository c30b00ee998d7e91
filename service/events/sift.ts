/** The first look at what a workstation pushed: shape, sender, size, hash. Nothing here touches the database. */
import { createHash } from "node:crypto";
import { EventEnvelopeSchema, parseEvent, type EventEnvelope, type LockdeskEvent } from "../../shared/model/events.ts";
import type { RejectionCode } from "../../shared/model/rejection.ts";
import type { PushAnswer } from "../../shared/protocol/sync.ts";
import { canonical } from "../../shared/model/canonical.ts";
import type { Actor } from "../context.ts";

export type PushResult = PushAnswer["results"][number];

/** An event worth judging. `event` is null for a type this version does not know: it is kept raw. */
export interface Sifted {
  readonly envelope: EventEnvelope;
  readonly event: LockdeskEvent | null;
  readonly hash: string;
  readonly raw: unknown;
}
export interface Refused {
  readonly result: PushResult;
  readonly raw: unknown;
  /** True when the number is the device's own and is answered for good by this refusal. */
  readonly counts: boolean;
}

const MAX_EVENT = 64 * 1024;

/**
 * SHA-256 of what the event says. The server-time estimate is left out: a workstation may better its
 * estimate between two tries of the same event.
 */
export function hashOfEvent(raw: unknown): string {
  const { atServer: _, ...said } = raw as Record<string, unknown>;
  return createHash("sha256").update(canonical(said)).digest("hex");
}

const one = (id: string, seq: number, code: RejectionCode, detail: string): PushResult => ({ id, seq, result: "rejected", code, detail: detail.slice(0, 300) });

/** Sorts pushed values into events to judge and refusals that are certain already. */
export function sift(user: Extract<Actor, { kind: "user" }>, raws: readonly unknown[]): (Sifted | Refused)[] {
  return raws.map((raw) => siftOne(user, raw));
}

function siftOne(user: Extract<Actor, { kind: "user" }>, raw: unknown): Sifted | Refused {
  const head = EventEnvelopeSchema.safeParse(raw);
  if (!head.success) {
    const { id, seq, deviceId, userId } = (raw ?? {}) as Partial<Record<keyof EventEnvelope, unknown>>;
    const number = Number.isSafeInteger(seq) && Number(seq) > 0 ? Number(seq) : 0;
    const counts = number > 0 && deviceId === user.deviceId && userId === user.me.id;
    return { result: one(String(id ?? "").slice(0, 60), number, "malformed", head.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("; ")), raw, counts };
  }
  const envelope = head.data;
  const refused = (code: RejectionCode, detail: string, counts: boolean): Refused => ({ result: one(envelope.id, envelope.seq, code, detail), raw, counts });
  if (envelope.deviceId !== user.deviceId) return refused("wrong_device", "deviceId is not the certificate's", false);
  if (envelope.userId !== user.me.id) return refused("forbidden", "userId is not the session's", false);
  if (JSON.stringify(raw).length > MAX_EVENT) return refused("malformed", `larger than ${MAX_EVENT} characters`, true);
  const parsed = parseEvent(raw);
  if (!parsed.ok && parsed.code === "malformed") return refused("malformed", parsed.issues.join("; "), true);
  return { envelope, event: parsed.ok ? parsed.event : null, hash: hashOfEvent(raw), raw };
}
