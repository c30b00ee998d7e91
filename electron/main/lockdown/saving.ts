import { forbid, type Closure } from "./closure.ts";

/** Saving a page, or a picture of it. */
export const saving: Closure = {
  id: "save",
  rows: [12],
  why: "S-38: the program has no export path",
  onContents(contents) {
    forbid(contents, ["savePage", "capturePage", "beginFrameSubscription", "copyImageAt", "copyVideoFrameAt", "saveVideoFrameAs"], this.why);
  },
  onFrame(frame) {
    forbid(frame, ["copyVideoFrameAt", "saveVideoFrameAs"], this.why);
  },
  onWindow(window) {
    forbid(window, ["capturePage"], this.why);
  },
};
