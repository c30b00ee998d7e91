import type { Closure } from "./closure.ts";
import { tried } from "./tried.ts";

/** The page's own file pickers: gone from the engine (switches.ts), no permission (permissions.ts), and no way past a restricted path. */
export const fileAccess: Closure = {
  id: "file-access",
  rows: [14],
  why: "S-38: a page opens and writes no file",
  onSession(session) {
    session.on("file-system-access-restricted", (_event, _details, callback) => {
      tried("file-access");
      callback("deny");
    });
  },
};
