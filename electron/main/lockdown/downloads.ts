import { log } from "../log.ts";
import type { Closure } from "./closure.ts";

/** Every download is stopped on every session; the engine stops it before (CSP sandbox). */
export const downloads: Closure = {
  id: "download",
  why: "S-38: no file leaves through the program",
  onSession(session) {
    session.on("will-download", (event) => {
      event.preventDefault();
      log("warn", "lockdown.download");
    });
  },
};
