/**
 * Listeners that stand in front of the page's own: installed before the page's first script, in a world
 * it cannot reach, they cannot be removed or overtaken. What they stop is stopped for every listener
 * after them, so no page puts words of its own into a copy or a drag.
 */
const HELD_BACK: readonly (keyof WindowEventMap)[] = [
  "copy", // 17: a number that is needed is copied by main
  "cut", // 17
  "dragstart", // 16: text and pictures drawn into another program
  "drop", // a file let fall on the window
  "contextmenu", // 7: no menu, whatever it may offer
];

/** Call once per document. */
export function holdBack(): void {
  for (const type of HELD_BACK) {
    window.addEventListener(
      type,
      (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
      },
      { capture: true },
    );
  }
}
