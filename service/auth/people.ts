/** What signing in depends on beside the database: the key of second factors, real time, and what the agency demands. */
import type { SecondFactorPolicy } from "../../shared/protocol/session.ts";
import type { PeopleKey } from "./people-key.ts";

export interface People {
  readonly key: PeopleKey;
  /** Real time, UTC ms: a telephone's codes follow it, whatever the training clock says. */
  readonly wall: () => number;
  readonly policy: SecondFactorPolicy;
}
