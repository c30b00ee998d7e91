import { forbid, type Closure } from "./closure.ts";
import { tried } from "./tried.ts";

/** Every download is stopped on every session; the engine stops it before (policy `sandbox` without `allow-downloads`). */
export const downloads: Closure = {
  id: "download",
  rows: [11],
  why: "S-38: no file leaves through the program",
  onSession(session) {
    session.on("will-download", (event) => {
      event.preventDefault();
      tried("download");
    });
    forbid(session, ["downloadURL", "createInterruptedDownload", "setDownloadPath"], this.why);
  },
  onContents(contents) {
    forbid(contents, ["downloadURL"], this.why);
  },
};
