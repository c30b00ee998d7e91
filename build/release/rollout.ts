/** `rollout`: what one duty officer decides, published at once or signed for the centre to publish. */
import type { KeyObject } from "node:crypto";
import type { BuildIndex, Rollout } from "../../shared/release/documents.ts";
import { rolloutAfter, rolloutFaults, type RolloutAnswer, type RolloutChange } from "../../shared/release/rollout.ts";
import type { Inspection } from "../../service/release/publication.ts";
import { documentBytes } from "../../service/release/signing.ts";
import { readIndex, readRollout } from "./documents.ts";
import { demandNone, ReleaseFailure } from "./failure.ts";
import { publishState, putRollout, seal, signRollout, signSnapshot, type PublishingKeys } from "./state.ts";

/** The rollout after a change. Pure; throws `rollout` with what is wrong. */
export function changeRollout(before: Rollout, index: BuildIndex, change: RolloutChange, now: number): Rollout {
  const next = rolloutAfter(before, change, now);
  demandNone("rollout", rolloutFaults(next, index));
  return next;
}

/** What the duty officer hands back to IT's screen instead of publishing: the same documents, without the centre's timestamp. Nothing is written. */
export function answerRollout(state: string, change: RolloutChange, duty: KeyObject, now: number): RolloutAnswer {
  const { text, document } = signRollout(state, changeRollout(readRollout(state), readIndex(state), change, now), duty, now);
  const bytes = documentBytes(document.signed, document.signatures);
  const snapshot = signSnapshot(state, { bytes, version: document.signed.version }, duty, now);
  return { v: 1, rollout: text, documents: { rollout: bytes.toString("utf8"), snapshot: documentBytes(snapshot.signed, snapshot.signatures).toString("utf8") } };
}

/** Changes and publishes the rollout. */
export async function rollout(repository: string, change: RolloutChange, keys: PublishingKeys, inspect: Inspection, now: number): Promise<Rollout> {
  let after: Rollout | null = null;
  await publishState(repository, (state, before) => {
    if (!before) throw new ReleaseFailure("not_published_yet");
    after = changeRollout(readRollout(state), readIndex(state), change, now);
    putRollout(state, after, keys.duty, now);
    seal(state, keys, now);
  }, inspect);
  return after!;
}
