import type { Closure } from "./closure.ts";
import { tried } from "./tried.ts";

/** A window stays on the page it was opened with; it opens no other and hosts no webview, so the PDF viewer has no way in. */
export const navigation: Closure = {
  id: "navigation",
  rows: [8],
  why: "S-31: the program opens no other page",
  onContents(contents) {
    const stop = (event: { preventDefault(): void }) => {
      event.preventDefault();
      tried("navigation");
    };
    contents.on("will-navigate", stop);
    contents.on("will-frame-navigate", stop);
    contents.on("will-redirect", stop);
    contents.on("will-attach-webview", stop);
    contents.setWindowOpenHandler(() => {
      tried("window");
      return { action: "deny" };
    });
  },
};
