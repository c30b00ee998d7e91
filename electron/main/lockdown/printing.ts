import { forbid, type Closure } from "./closure.ts";

/** Pages cannot print (policy `sandbox` without `allow-modals`, response-headers.ts); main cannot either, nor list printers. */
export const printing: Closure = {
  id: "print",
  rows: [5],
  why: "S-39: the collection system has no print function",
  onContents(contents) {
    forbid(contents, ["print", "printToPDF", "getPrintersAsync"], this.why);
  },
  onFrame(frame) {
    forbid(frame, ["printToPDF"], this.why);
  },
};
