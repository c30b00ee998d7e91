/** A key, written on the button it presses. */
import { comboWords } from "../lib/combo.ts";

/** `combo` as in `lib/combo.ts`. Hidden from screen readers: the button carries `aria-keyshortcuts`. */
export function Kbd({ combo }: { combo: string }) {
  return (
    <kbd className="kbd" aria-hidden="true">
      {comboWords(combo)}
    </kbd>
  );
}
