import { forbid, type Closure } from "./closure.ts";

/** Pages cannot print (CSP sandbox without allow-modals, see content.ts); main cannot either. */
export const printing: Closure = {
  id: "print",
  why: "S-39: the collection system has no print function",
  onContents(contents) {
    forbid(contents, ["print", "printToPDF"], this.why);
  },
};
