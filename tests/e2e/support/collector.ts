/** What a collector's hands do, in keys. Each step waits for what the collector would see. */
import { expect, type Page } from "@playwright/test";
import { until } from "./until.ts";

export const saved = (desk: Page) => desk.getByTestId("saved-strip").locator(".saved");
export const queue = (desk: Page) => desk.getByTestId("queue");
export const openCaseId = (desk: Page) => queue(desk).locator('[role=option][aria-selected="true"]').getAttribute("data-case");

/** The worklist has rows and a case is open, ready to dial. */
export async function atWork(desk: Page): Promise<void> {
  await expect(queue(desk).locator("[role=option]").first()).toBeVisible({ timeout: 60_000 });
  await expect(desk.locator(".dial-block")).toBeVisible({ timeout: 20_000 });
}

/** Opens the next case that may be dialled: paused or stopped ones are stepped over, as a collector would. */
export async function toDiallable(desk: Page): Promise<void> {
  for (let i = 0; i < 30; i++) {
    const dial = desk.locator(".dial-block button[aria-keyshortcuts='F2 Space']");
    await expect(desk.locator(".dial-block")).toBeVisible();
    if ((await dial.count()) > 0 && (await dial.isEnabled())) return;
    const before = await openCaseId(desk);
    await desk.keyboard.press("n");
    await until("the next case is open", async () => (await openCaseId(desk)) !== before);
  }
  throw new Error("no case on the worklist may be dialled");
}

/** One key: the number stands large, the call is open. Returns the number as shown. */
export async function dial(desk: Page): Promise<string> {
  await toDiallable(desk);
  await desk.keyboard.press("F2");
  const number = desk.getByTestId("dial-number");
  await expect(number).toHaveText(/^\d[\d ]+\d$/, { timeout: 10_000 });
  return (await number.textContent()) ?? "";
}

/** Presses the keys one by one and returns how many there were. */
export async function press(desk: Page, ...keys: string[]): Promise<number> {
  for (const key of keys) await desk.keyboard.press(key);
  return keys.length;
}

/** The lock key. The window dies under it, so the key itself may not be answered. */
export async function lockKey(page: Page): Promise<void> {
  await page.keyboard.press("Control+l").catch(() => undefined);
}

/** Logs the open call with these keys and waits for the durable "saved". Returns the number of keys. */
export async function logCall(desk: Page, ...keys: string[]): Promise<number> {
  await expect(desk.getByTestId("code-box")).toBeVisible();
  const pressed = await press(desk, ...keys);
  await expect(saved(desk)).toBeVisible({ timeout: 10_000 });
  return pressed;
}

/** Pending count as the strip says it; 0 when everything is sent. */
export async function pending(desk: Page): Promise<number> {
  const text = (await desk.locator(".strip").textContent()) ?? "";
  const match = /待上传\s*(\d+)/.exec(text) ?? /(\d+)\s+waiting to upload/.exec(text);
  return match ? Number(match[1]) : 0;
}
