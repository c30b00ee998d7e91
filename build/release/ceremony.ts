/** What must hold before anybody signs: asked when a document is proposed, again on the air-gapped station, again before it is published. */
import { DAY, HOUR } from "../../shared/model/time.ts";
import { keyFaults, RELEASE_ROLES, rootFaults, type ReleaseRole } from "../../shared/release/roles.ts";
import { keyId, type Signable, type SignedJson } from "../../service/release/signing.ts";
import { asRoot, thresholdFault } from "../../service/release/verify.ts";
import type { RootBody, TargetsBody } from "./documents.ts";

/** A clock of the signing station that is a little off is no fault. */
const SLACK = 2 * HOUR;

function expiryFaults(role: ReleaseRole, { expires }: Signable, now: number): string[] {
  const days = (Date.parse(expires) - now) / DAY;
  if (!(days > 0)) return [`${role}: has expired (${expires})`];
  const most = RELEASE_ROLES[role].days;
  return days > most + SLACK / DAY ? [`${role}: expires in ${Math.ceil(days)} days, at most ${most} are allowed`] : [];
}

function versionFaults(role: ReleaseRole, next: Signable, last: Signable | null): string[] {
  const expected = (last?.version ?? 0) + 1;
  return next.version === expected ? [] : [`${role}: version ${next.version} does not follow; it must be ${expected}`];
}

/** Faults of a key list, besides the signatures. */
export function rootBodyFaults(next: RootBody, last: RootBody | null, now: number): string[] {
  return [...rootFaults({ signed: next }, keyId), ...versionFaults("root", next, last), ...expiryFaults("root", next, now)];
}

/** Faults of the list of builds, besides the signatures. */
export function targetsBodyFaults(next: TargetsBody, last: TargetsBody | null, now: number): string[] {
  const { delegations } = next;
  const duty = delegations ? keyFaults("rollout", delegations.keys, delegations.roles[0], keyId) : ["targets: nobody is named for rollouts"];
  const stray = Object.keys(next.targets).filter((path) => path.startsWith("rollout/")).map((path) => `targets: ${path} is the duty officers' to sign`);
  return [...duty, ...stray, ...versionFaults("targets", next, last), ...expiryFaults("targets", next, now)];
}

/** Faults of a key list's signatures: its own threshold, and the last list's too. */
export function rootSignatureFaults(next: SignedJson, last: SignedJson | null): string[] {
  const own = thresholdFault(() => asRoot(next).verifyDelegate("root", asRoot(next)), "its own keys");
  return [...own, ...(last ? thresholdFault(() => asRoot(last).verifyDelegate("root", asRoot(next)), "the keys of the list before") : [])];
}
