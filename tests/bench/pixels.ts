/**
 * Key to pixels in the real window, with the whole portfolio in the workstation's cache: downloaded
 * from a centre that holds it, read through the product's own path. A key is pressed as the system
 * delivers one and its own timestamp is the start; the end is the first frame that shows what the key
 * asked for (the case's own number in the case pane, the cursor on the next row), drawn by the page.
 */
import type { Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { openService, SYSTEM } from "../../service/app.ts";
import { rows } from "../../service/db/query.ts";
import { atWork, queue } from "../e2e/support/collector.ts";
import { openStage, passwordOf, type Stage } from "../e2e/support/stage.ts";
import { until } from "../e2e/support/until.ts";
import { fillCentre } from "./centre.ts";
import { againstLimit, percentile, type Figure } from "./measure.ts";

const COLLECTOR = "A0101";
const OPENS = 60;
const STEPS = 60;
/** Keys pressed before anything is counted: code is compiled, fonts are there. */
const WARM_UP = 5;
const LIMIT_MS = 100;
const DOWNLOAD_MS = 300_000;

/** Fills the stage's centre while it is stopped: everything goes to one collector. */
async function fillStage(stage: Stage, cases: number, perCase: number): Promise<void> {
  await stage.unplug("quit");
  const service = await openService({ data: stage.service().data, clock: "training" });
  try {
    const [collector] = await service.run(SYSTEM, (ctx) => rows<{ id: string; name: string }>(ctx.tx, sql`SELECT id, name FROM app_user WHERE no = ${COLLECTOR}`));
    if (!collector) throw new Error(`the demo agency has no ${COLLECTOR}`);
    await fillCentre(service, cases, perCase, collector);
  } finally {
    await service.close();
  }
  await stage.replug();
}

/** Signs the collector in and waits until everything the centre holds for them is on the workstation. */
async function filledDesk(stage: Stage, cases: number, perCase: number): Promise<Page> {
  await fillStage(stage, cases, perCase);
  const workstation = await stage.workstation("ws-bench");
  const desk = await workstation.signIn(COLLECTOR, passwordOf(COLLECTOR));
  await until("the whole portfolio is on the workstation", () => desk.evaluate(async (wanted) => {
    const [status, counts] = await Promise.all([window.lockdesk.call("sync.status", {}), window.lockdesk.call("queue.counts", {})]);
    return status.ok && status.value.connected && status.value.loading === null && counts.ok && (counts.value.counts.all ?? 0) >= wanted;
  }, cases), DOWNLOAD_MS);
  await atWork(desk);
  await queue(desk).focus();
  return desk;
}

/**
 * Presses a key and returns the milliseconds from the press to the end of drawing the first frame in
 * which `selector` finds something. Nothing may fit it before the key.
 */
async function keyToFrame(desk: Page, key: string, selector: string): Promise<number> {
  const armed = await desk.evaluateHandle((wanted) => {
    if (document.querySelector(wanted)) throw new Error(`already on screen: ${wanted}`);
    const pressed = new Promise<number>((resolve) => window.addEventListener("keydown", (event) => resolve(event.timeStamp), { capture: true, once: true }));
    const drawn = new Promise<number>((resolve) => {
      const seen = new MutationObserver(() => {
        if (!document.querySelector(wanted)) return;
        seen.disconnect();
        // The frame's own callbacks run first, then it is laid out and painted; a task after that comes when it is drawn.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null);
        });
      });
      seen.observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    return { took: Promise.all([pressed, drawn]).then(([from, to]) => to - from) };
  }, selector);
  await desk.keyboard.press(key);
  const took = await armed.evaluate((a) => a.took);
  await armed.dispose();
  return took;
}

/** The case of the row `by` rows from the one the cursor (or else the open case) is on. */
const neighbour = (desk: Page, by: number): Promise<string> =>
  desk.evaluate((step) => {
    const rows = [...document.querySelectorAll<HTMLElement>(".queue-row")].sort((a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet));
    const at = Math.max(rows.findIndex((r) => r.classList.contains("cursor")), rows.findIndex((r) => r.classList.contains("cursor") || r.ariaSelected === "true"));
    const row = rows[at + step];
    if (!row?.dataset["case"]) throw new Error("the list has no such row on screen");
    return row.dataset["case"];
  }, by);

const rowOf = (caseId: string): string => `.queue-row.cursor[data-case="${caseId}"]`;
const paneOf = (caseId: string): string => `.case-pane[data-case="${caseId}"] h1`;

/** One case after the other: ↓, then Enter; each measured to its own frame. */
async function walkAndOpen(desk: Page, n: number): Promise<{ steps: number[]; opens: number[] }> {
  const steps: number[] = [];
  const opens: number[] = [];
  for (let i = 0; i < n; i++) {
    const caseId = await neighbour(desk, 1);
    steps.push(await keyToFrame(desk, "ArrowDown", rowOf(caseId)));
    opens.push(await keyToFrame(desk, "Enter", paneOf(caseId)));
  }
  return { steps, opens };
}

/** A screenful at a time: the row eight further down carries the cursor. */
async function walkPages(desk: Page, n: number): Promise<number[]> {
  const pages: number[] = [];
  for (let i = 0; i < n; i++) pages.push(await keyToFrame(desk, "PageDown", rowOf(await neighbour(desk, 8))));
  return pages;
}

/** Measures in the window of a workstation that holds `cases` cases with `perCase` entries each. */
export async function* pixels(cases: number, perCase: number): AsyncGenerator<Figure> {
  const stage = await openStage("bench");
  try {
    const desk = await filledDesk(stage, cases, perCase);
    await walkAndOpen(desk, WARM_UP);
    const { steps, opens } = await walkAndOpen(desk, OPENS);
    const pages = await walkPages(desk, STEPS);
    const held = `${cases} cases, ${cases * perCase} entries in the window's cache`;
    for (const [what, samples] of [["Enter to painted case", opens], ["↓ to painted row", steps], ["PgDn to painted rows", pages]] as const) {
      yield againstLimit("queue", `${what}, p50, ${held}`, percentile(samples, 0.5), LIMIT_MS, samples.length);
      yield againstLimit("queue", `${what}, p95, ${held}`, percentile(samples, 0.95), LIMIT_MS, samples.length);
    }
  } finally {
    await stage.close();
  }
}
