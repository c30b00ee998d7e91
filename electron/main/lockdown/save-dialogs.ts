import { dialog } from "electron";
import { forbid, type Closure } from "./closure.ts";

/** A file enters through the administrator's open dialog; none leaves through a save dialog. */
export const saveDialogs: Closure = {
  id: "save-dialog",
  rows: [13],
  why: "S-38: no file leaves through the program",
  atStart() {
    forbid(dialog, ["showSaveDialog", "showSaveDialogSync"], this.why);
  },
};
