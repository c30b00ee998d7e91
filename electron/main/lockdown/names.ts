import { app } from "electron";
import { forbid, type Closure } from "./closure.ts";

/** What the system shows and keeps of a program: its window's title, its recent documents, its badge. None carries a word of a page. */
export const names: Closure = {
  id: "names",
  rows: [36],
  why: "S-38: no record data outside the window",
  atReady() {
    app.clearRecentDocuments();
    forbid(app, ["addRecentDocument", "setBadgeCount"], this.why);
  },
  onWindow(window) {
    window.on("page-title-updated", (event) => event.preventDefault());
  },
};
