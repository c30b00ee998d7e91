import type { Closure } from "./closure.ts";

/** Never served: a look-up there goes nowhere. */
const NOWHERE = "app://none/";

/** The spell checker fetches its dictionaries from a public server by default. */
export const spelling: Closure = {
  id: "spelling",
  rows: [28],
  why: "P4: no network but the bridge",
  onSession(session) {
    session.setSpellCheckerEnabled(false);
    session.setSpellCheckerDictionaryDownloadURL(NOWHERE);
  },
};
