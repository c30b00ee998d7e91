/**
 * Key combinations as text: `F2`, `Ctrl+KeyL`, `Alt+Digit1`, `Space`. Matched by physical key
 * (`KeyboardEvent.code`), so that an input method that swallows `key` changes nothing.
 */
export interface KeyFacts {
  readonly code: string;
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/** True when the event is exactly this combination. */
export function matches(combo: string, event: KeyFacts): boolean {
  const parts = combo.split("+");
  const code = parts.at(-1);
  return (
    code === event.code &&
    parts.includes("Ctrl") === event.ctrlKey &&
    parts.includes("Alt") === event.altKey &&
    parts.includes("Shift") === event.shiftKey &&
    !event.metaKey
  );
}

const NAMES: Readonly<Record<string, string>> = {
  Enter: "Enter", Escape: "Esc", Space: "Space", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Slash: "/", Minus: "-",
};

/** The combination as written on buttons: `Ctrl+L`, `Alt+1`, `F2`. */
export function comboWords(combo: string): string {
  return combo
    .split("+")
    .map((part) => NAMES[part] ?? part.replace(/^(Key|Digit)/, ""))
    .join("+");
}

/**
 * The letter or digit that was meant, whatever the input method made of it: `key` when it is plain ASCII,
 * else the physical key. Lower case; null for anything else.
 */
export function plainChar(event: Pick<KeyFacts, "key" | "code">): string | null {
  if (/^[0-9a-zA-Z]$/.test(event.key)) return event.key.toLowerCase();
  const match = /^(?:Digit|Numpad)([0-9])$|^Key([A-Z])$/.exec(event.code);
  return match ? (match[1] ?? match[2] ?? "").toLowerCase() : null;
}

/** True when the event happens where text is typed, so that bare keys belong to the text. */
export function inTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.role === "textbox" || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
}

const PRESSABLE = "button, a, summary, input, select, textarea, [role=button], [role=menu], [role=menuitem], [role=radio], [role=checkbox], [role=switch]";
const WALKED = "[role=menu], [role=radiogroup], input, select, textarea";

/** True when the element under the focus has its own use for this bare key (Enter on a button, arrows in a menu). */
export function ownsKey(target: EventTarget | null, code: string): boolean {
  if (!(target instanceof Element)) return false;
  if (code === "Enter" || code === "Space") return target.closest(PRESSABLE) !== null;
  return /^(Arrow|Page|Home|End)/.test(code) && target.closest(WALKED) !== null;
}
