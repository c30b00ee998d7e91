/** People taking turns at workstations, as two shifts on one PC do, and pictures of what each sees. */
import { expect, test, type Page } from "@playwright/test";
import { lockKey } from "./collector.ts";
import type { Workstation } from "./driver.ts";
import { passwordOf } from "./stage.ts";
import { until } from "./until.ts";

/** Everything saved here has reached the centre, by what the strip says. */
export const allSent = (desk: Page): Promise<void> => until("everything is sent", async () => !/待上传\s*[1-9]/.test((await desk.locator(".strip").textContent()) ?? ""), 30_000);

/** Signs in and waits until the desk shows what it holds: a key means nothing to a page that still loads. The desk is as large as the smallest screen of the house. */
export async function sit(at: Workstation, no: string): Promise<Page> {
  const desk = await at.signIn(no, passwordOf(no));
  await desk.setViewportSize({ width: 1366, height: 768 });
  desk.setDefaultTimeout(15_000);
  await expect(desk.locator(".spinner")).toHaveCount(0, { timeout: 30_000 });
  return desk;
}

/** Locks, when everything is sent. */
export async function leave(at: Workstation, desk: Page): Promise<void> {
  await allSent(desk);
  await lockKey(desk);
  await at.window("unlock");
  await until("the desk is closed", () => desk.isClosed());
}

/** The desk in both languages, as it is looked at; nothing runs out of it sideways. */
export async function picture(page: Page, name: string): Promise<void> {
  for (const language of ["zh", "en"]) {
    await page.waitForTimeout(300);
    await page.screenshot({ path: test.info().outputPath(`${name}-${language}.png`) });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name}: sideways overflow`).toBeLessThanOrEqual(0);
    // A sheet may lie over the bar.
    await page.locator(".top-bar button[lang]").dispatchEvent("click");
  }
}
