import { app, shell } from "electron";
import { forbid, type Closure } from "./closure.ts";

/** No other program is handed an address, a file or our own start (a null byte once got past the check: CVE-2026-70603). */
export const otherPrograms: Closure = {
  id: "other-programs",
  rows: [27],
  why: "S-31: the program opens no other",
  atStart() {
    forbid(shell, ["openExternal", "openPath", "showItemInFolder", "trashItem", "writeShortcutLink"], this.why);
    forbid(app, ["relaunch", "setAsDefaultProtocolClient", "setUserTasks", "setJumpList"], this.why);
  },
};
