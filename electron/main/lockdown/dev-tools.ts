import { Menu } from "electron";
import { forbid, type Closure } from "./closure.ts";

/** The default menu carries developer tools and reload; it goes before `ready`. */
export const devTools: Closure = {
  id: "devtools",
  why: "developer tools show record data and run code",
  atStart() {
    Menu.setApplicationMenu(null);
  },
  onContents(contents) {
    forbid(contents, ["openDevTools", "inspectElement", "executeJavaScript"], this.why);
  },
};
