/** What an attack of the probe is: the ground it finds, what it tries, and the code with which it must be refused. */
import type { Decision } from "../../shared/release/decide.ts";
import type { RefusalCode } from "../../shared/protocol/errors.ts";
import type { UpdateRefusalCode } from "../../shared/release/refusals.ts";
import type { InstalledVerdict } from "../../electron/trust/installed.ts";
import type { UpdateClient } from "../../electron/update/client.ts";
import type { Source } from "../../electron/update/source.ts";
import type { FailureCode } from "./failure.ts";
import type { Lab } from "./lab.ts";

/** What one attack finds: a house whose 1.4.0 goes out to everybody, and a workstation that knows the house at 1.3.0. */
export interface Ground {
  readonly lab: Lab;
  /** The house as it was when only 1.3.0 was out, and as it is now, each a copy to spoil. */
  readonly old: string;
  readonly state: string;
  /** The workstation, reading from a source; its memory is of 1.3.0 (`seen: "old"`) or of 1.4.0. */
  client(source: Source | string, options?: { clock?: () => number; version?: string; seen?: "old" | "new"; name?: string; hasty?: boolean }): UpdateClient;
}

type VerdictCode = Exclude<InstalledVerdict, { ok: true }>["code"];
/** A refusal's code, a release command's, `installed_<code>` of the program's look at itself, or `stay_<why>` where the documents are in order and the decision is to stay. */
type Outcome = UpdateRefusalCode | RefusalCode | FailureCode | `installed_${VerdictCode}` | `stay_${Extract<Decision, { action: "stay" }>["why"]}`;

export interface Attack {
  readonly id: string;
  readonly what: string;
  readonly code: Outcome;
  /** Tries it. Answers the decision it brought about, or in a word what came of it; or throws what was thrown at it. */
  readonly run: (ground: Ground) => Promise<Decision | string>;
}

export const attack = (id: string, code: Outcome, what: string, run: Attack["run"]): Attack => ({ id, what, code, run });
