/** Attacks on the centre where IT's screen hands it what a duty officer has signed elsewhere: tried against the service's own taking of an answer. */
import { DAY } from "../../shared/model/time.ts";
import type { Rollout } from "../../shared/release/documents.ts";
import type { RolloutAnswer } from "../../shared/release/rollout.ts";
import { takeAnswer } from "../../service/release/answer.ts";
import { documentOf } from "../../service/release/repository.ts";
import { described, documentBytes, signatureOf, type Signable } from "../../service/release/signing.ts";
import { attack, type Attack, type Ground } from "./attack.ts";
import { readIndex, readRollout } from "./documents.ts";
import { newLabKey, type LabKey } from "./lab.ts";
import { signRollout, signSnapshot } from "./state.ts";

type Loose = Signable & Record<string, unknown>;
interface Forgery {
  /** Who signs the two documents; a duty officer unless said. */
  readonly rolloutBy?: LabKey;
  readonly snapshotBy?: LabKey;
  readonly change?: Partial<Rollout>;
  readonly at?: number;
  readonly rollout?: (signed: Loose) => Loose;
  readonly snapshot?: (signed: Loose) => Loose;
  /** The text that goes with the documents. */
  readonly text?: (text: string) => string;
}

/** An answer as whoever holds these keys can make it. */
function forged({ lab }: Ground, { rolloutBy = lab.keys.duty[0]!, snapshotBy = lab.keys.duty[0]!, change = { paused: true }, at = lab.now, rollout = (s) => s, snapshot = (s) => s, text = (t) => t }: Forgery): RolloutAnswer {
  const made = signRollout(lab.state, { ...readRollout(lab.state), ...change }, rolloutBy.secret, at);
  const first = rollout(made.document.signed as Loose);
  const bytes = documentBytes(first, [signatureOf(first, rolloutBy.secret)]);
  const second = snapshot(signSnapshot(lab.state, { bytes, version: first.version }, snapshotBy.secret, at).signed as Loose);
  return { v: 1, rollout: text(made.text), documents: { rollout: bytes.toString("utf8"), snapshot: documentBytes(second, [signatureOf(second, snapshotBy.secret)]).toString("utf8") } };
}

/** The centre takes it; what it refuses changes nothing. */
async function hand({ lab }: Ground, answer: RolloutAnswer): Promise<string> {
  await takeAnswer(lab.repository, answer, readIndex(lab.state), lab.keys.timestamp.secret, lab.now);
  return "published";
}

const forgery = (id: string, code: Attack["code"], what: string, made: (ground: Ground) => Forgery): Attack => attack(id, code, what, (ground) => hand(ground, forged(ground, made(ground))));
/** A snapshot that says something else of one document. */
const saying = (file: string, entry: object) => (signed: Loose): Loose => ({ ...signed, meta: { ...(signed["meta"] as object), [file]: entry } });

export const answerAttacks: readonly Attack[] = [
  forgery("answer_by_stranger", "rollout_unsigned", "a rollout that no duty officer has signed, handed to IT's screen", () => ({ rolloutBy: newLabKey("stranger") })),
  forgery("answer_snapshot_by_stranger", "rollout_unsigned", "a duty officer's rollout under a stranger's snapshot", () => ({ snapshotBy: newLabKey("stranger") })),
  attack("answer_twice", "rollout_outdated", "what a duty officer signed last week handed in again", async (ground) => {
    const answer = forged(ground, {});
    await hand(ground, answer);
    return hand(ground, answer);
  }),
  forgery("answer_skips_ahead", "rollout_outdated", "a duty officer's key stolen, a version that no honest one will follow", () => ({ rollout: (signed) => ({ ...signed, version: signed.version + 1_000_000 }) })),
  forgery("answer_over_another_text", "rollout_unsound", "another rollout under the documents that were signed", () => ({ text: (text) => text.replace('"paused":true', '"paused":false') })),
  forgery("answer_over_other_builds", "rollout_unsound", "a duty officer's key stolen, a snapshot over last week's list of builds", ({ old }) => ({ snapshot: saying("targets.json", described(documentOf(old, "targets"), 1)) })),
  forgery("answer_over_another_rollout", "rollout_unsound", "a duty officer's key stolen, a snapshot over last week's rollout", ({ lab }) => ({ snapshot: saying("rollout.json", described(documentOf(lab.state, "rollout"), 1)) })),
  forgery("answer_lasts_for_ever", "rollout_unsound", "a duty officer's key stolen, a rollout that never has to be signed again", () => ({ rollout: (signed) => ({ ...signed, expires: "2099-01-01T00:00:00Z" }) })),
  forgery("answer_expired", "rollout_unsound", "a rollout signed six weeks ago, kept until now", ({ lab }) => ({ at: lab.now - 40 * DAY })),
  forgery("answer_lists_a_build", "rollout_unsound", "a duty officer's key stolen, an installer of one's own listed beside the rollout", () => ({
    rollout: (signed) => ({ ...signed, targets: { ...(signed["targets"] as object), "builds/linux-x64/6.6.6/evil.deb": { length: 4, hashes: { sha256: "e".repeat(64) } } } }),
  })),
  forgery("answer_unpublished_version", "rollout_unsound", "a duty officer's key stolen, a version sent out that nobody published", () => ({ change: { version: "6.6.6" } })),
  forgery("answer_locks_out", "rollout_unsound", "a duty officer's key stolen, a minimum above everything that exists", () => ({ change: { minimumVersion: "9.0.0", minimumBy: 0 } })),
];
