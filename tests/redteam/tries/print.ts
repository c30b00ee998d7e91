/** Printing, from the page (rows 1 to 4, 7, 9). */
import { inPage, type Try } from "./try.ts";

/** Counts `beforeprint` around an act in the page. Repeated in each script: a script uses nothing from outside. */
export const PRINT: readonly Try[] = [
  inPage("print", 1, "window.print()", "0", () => {
    let events = 0;
    window.addEventListener("beforeprint", () => (events += 1), { once: true });
    window.print();
    return String(events);
  }),
  inPage("print", 1, "print from a timer", "0", async () => {
    let events = 0;
    window.addEventListener("beforeprint", () => (events += 1), { once: true });
    setTimeout(window.print, 0);
    await new Promise((done) => setTimeout(done, 50));
    return String(events);
  }),
  inPage("print", 2, "document.execCommand('print')", "false", () => String(document.execCommand("print"))),
  inPage("print", 3, "print of a new frame", "0", () => {
    let events = 0;
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const inner = frame.contentWindow;
    window.addEventListener("beforeprint", () => (events += 1), { once: true });
    inner?.addEventListener("beforeprint", () => (events += 1));
    try {
      inner?.print();
    } finally {
      frame.remove();
    }
    return String(events);
  }),
  inPage("print", 3, "a new frame's print on this window", "0", () => {
    let events = 0;
    const frame = document.createElement("iframe");
    document.body.append(frame);
    window.addEventListener("beforeprint", () => (events += 1), { once: true });
    (frame.contentWindow as unknown as { print(this: Window): void }).print.call(window);
    frame.remove();
    return String(events);
  }),
  inPage("print", 3, "execCommand('print') of a new frame", "false", () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const answer = frame.contentDocument?.execCommand("print");
    frame.remove();
    return String(answer);
  }),
  inPage("print", 9, "the Web Printing API", "undefined", () => typeof (navigator as unknown as { printing?: unknown }).printing),
  inPage("print", 7, "a context menu", "prevented, unheard", () => {
    let heard = false;
    const listener = () => (heard = true);
    document.addEventListener("contextmenu", listener, { capture: true });
    const event = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
    document.removeEventListener("contextmenu", listener, { capture: true });
    return `${event.defaultPrevented ? "prevented" : "shown"}, ${heard ? "heard" : "unheard"}`;
  }),
  {
    name: "the keys Ctrl+P and Ctrl+S", row: 4, aim: "print", expect: "0",
    run: async ({ page }) => {
      await page.evaluate(() => {
        const seen = window as unknown as { printsSeen: number };
        seen.printsSeen = 0;
        window.addEventListener("beforeprint", () => (seen.printsSeen += 1));
      });
      await page.keyboard.press("Control+p");
      await page.keyboard.press("Control+s");
      await page.waitForTimeout(100);
      return page.evaluate(() => {
        const seen = window as unknown as { printsSeen?: number };
        const count = String(seen.printsSeen);
        delete seen.printsSeen;
        return count;
      });
    },
  },
];
