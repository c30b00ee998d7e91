import { Menu } from "electron";
import { forbid, type Closure } from "./closure.ts";

/** The default menu carries developer tools, reload and zoom; it goes before `ready`. No other menu is ever built. */
export const menu: Closure = {
  id: "menu",
  rows: [6, 7],
  why: "S-39: no menu offers print, save or developer tools",
  atStart() {
    Menu.setApplicationMenu(null);
    forbid(Menu, ["setApplicationMenu", "buildFromTemplate"], this.why);
  },
};
