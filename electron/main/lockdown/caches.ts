import type { Closure } from "./closure.ts";
import { tried } from "./tried.ts";

/** A page lives in a session that keeps nothing on disk (switches.ts); one in any other session is not opened. */
export const caches: Closure = {
  id: "caches",
  rows: [34],
  why: "S-38: no cache, storage or code cache of a page on disk",
  onContents(contents) {
    if (!contents.session.isPersistent()) return;
    tried("persistent-session");
    contents.close({ waitForBeforeUnload: false });
  },
};
