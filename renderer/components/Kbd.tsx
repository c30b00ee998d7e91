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

/** Words followed by their key, for the inside of a button. */
export function KeyHint({ words, combo }: { words: string; combo: string }) {
  return (
    <span className="row">
      <span>{words}</span>
      <Kbd combo={combo} />
    </span>
  );
}
