import { forbid, type Closure } from "./closure.ts";

/** Saving a page, a picture of it, or dragging a file out. */
export const saving: Closure = {
  id: "save",
  why: "S-38: the program has no export path",
  onContents(contents) {
    forbid(contents, ["savePage", "capturePage", "startDrag", "downloadURL"], this.why);
  },
};
