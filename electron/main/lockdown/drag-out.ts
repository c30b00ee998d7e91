import { forbid, type Closure } from "./closure.ts";

/** A native drag carries a file into another program. The page's own drags are stopped in the preload (hold-back.ts). */
export const dragOut: Closure = {
  id: "drag-out",
  rows: [15],
  why: "S-38: no file leaves through the program",
  onContents(contents) {
    forbid(contents, ["startDrag"], this.why);
  },
};
