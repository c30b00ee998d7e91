/**
 * Text that no database of ours can hold: U+0000, and half a character. It comes from no keyboard; what
 * carries it is refused with the field's name before anybody works with it. A push is judged event by event
 * instead, so that one bad event does not refuse the others.
 */
import { refuse } from "../../shared/protocol/errors.ts";

const holds = (text: string): boolean => text.isWellFormed() && !text.includes("\u0000");

/** Throws `bad_input` naming the first text that cannot be held, keys included. Walks without recursion: depth is the sender's choice. */
export function mustBeText(value: unknown): void {
  const waiting: [path: string, value: unknown][] = [["", value]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [path, found] = next;
    if (typeof found === "string" && !holds(found)) refuse("bad_input", [`${path || "(root)"}: holds a character that cannot be stored`]);
    if (typeof found !== "object" || found === null) continue;
    for (const [key, inner] of Object.entries(found)) {
      if (!holds(key)) refuse("bad_input", [`${path || "(root)"}: holds a name that cannot be stored`]);
      waiting.push([path === "" ? key : `${path}.${key}`, inner]);
    }
  }
}
