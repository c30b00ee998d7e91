/**
 * Key to pixels in the real window: ↓ and Enter on the worklist until the case's name is painted.
 * Measured inside the page (key event to the second animation frame after the change), on the demo
 * portfolio, because a window needs a whole signed-in workstation behind it.
 */
import type { Page } from "@playwright/test";
import { atWork, queue } from "../e2e/support/collector.ts";
import { openStage, passwordOf } from "../e2e/support/stage.ts";
import { againstLimit, percentile, type Figure } from "./measure.ts";

const OPENS = 40;
const LIMIT_MS = 100;

/** Milliseconds from the key press to the painted change of the case pane. */
function openNext(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const press = (key: string, code: string) => window.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }));
        const open = () => document.querySelector('[role=option][aria-selected="true"]')?.getAttribute("data-case");
        const before = open();
        const start = performance.now();
        press("ArrowDown", "ArrowDown");
        requestAnimationFrame(() => press("Enter", "Enter"));
        const look = () => {
          if (open() === before) return requestAnimationFrame(look);
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
          return 0;
        };
        look();
      }),
  );
}

export async function* pixels(): AsyncGenerator<Figure> {
  const stage = await openStage("bench");
  try {
    const workstation = await stage.workstation("ws-bench");
    const desk = await workstation.signIn("A0101", passwordOf("A0101"));
    await atWork(desk);
    await queue(desk).focus();
    const samples: number[] = [];
    for (let i = 0; i < OPENS; i++) samples.push(await openNext(desk));
    const cases = await queue(desk).locator("[role=option]").first().getAttribute("aria-setsize");
    yield againstLimit("queue", `key to painted case, p95, ${cases} cases in the list`, percentile(samples, 0.95), LIMIT_MS, OPENS);
  } finally {
    await stage.close();
  }
}
