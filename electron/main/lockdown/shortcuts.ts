import type { Closure } from "./closure.ts";

const CLOSED = new Set(["p", "s", "u", "o"]);

/** Belt and braces: print, save, source and open keys reach no page. */
export const shortcuts: Closure = {
  id: "shortcuts",
  why: "S-39: no key leads to print or save",
  onContents(contents) {
    contents.on("before-input-event", (event, input) => {
      if ((input.control || input.meta) && CLOSED.has(input.key.toLowerCase())) event.preventDefault();
    });
  },
};
