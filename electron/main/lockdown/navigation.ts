import { log } from "../log.ts";
import type { Closure } from "./closure.ts";

/** A window stays on the page it was opened with; it opens no other and hosts no webview. */
export const navigation: Closure = {
  id: "navigation",
  why: "S-31: the program opens no other page",
  onContents(contents) {
    const stop = (event: { preventDefault(): void }) => {
      event.preventDefault();
      log("warn", "lockdown.navigation");
    };
    contents.on("will-navigate", stop);
    contents.on("will-frame-navigate", stop);
    contents.on("will-redirect", stop);
    contents.on("will-attach-webview", stop);
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
  },
};
