import type { Input } from "electron";
import type { Closure } from "./closure.ts";
import { tried } from "./tried.ts";

/** Keys that reach no page: with Ctrl or Cmd held, or alone. Each with what it would do in a browser or a page. */
const CLOSED: Readonly<Record<"held" | "shifted" | "alone", Readonly<Record<string, string>>>> = {
  held: {
    p: "print", s: "save the page", u: "show the source", o: "open a file", j: "open downloads",
    c: "copy (a number that is needed has its own button)", x: "cut", insert: "copy",
  },
  shifted: { delete: "cut" },
  alone: { f12: "developer tools", printscreen: "a picture of the screen" },
};

/** Whether a key goes to no page. */
export function isClosed(input: Pick<Input, "key" | "control" | "meta" | "shift">): boolean {
  const key = input.key.toLowerCase();
  if (input.control || input.meta) return Object.hasOwn(CLOSED.held, key);
  return Object.hasOwn(input.shift ? CLOSED.shifted : CLOSED.alone, key);
}

/** Belt and braces: what these keys lead to is closed in the engine or in main as well. */
export const shortcuts: Closure = {
  id: "shortcuts",
  rows: [4, 17],
  why: "S-39: no key leads to print, save or copy",
  onContents(contents) {
    contents.on("before-input-event", (event, input) => {
      if (!isClosed(input)) return;
      event.preventDefault();
      if (input.type === "keyDown") tried("key", { key: input.key.toLowerCase() });
    });
  },
};
