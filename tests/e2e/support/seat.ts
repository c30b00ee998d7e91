/** People taking turns at workstations, as two shifts on one PC do, and pictures of what each sees. */
import { expect, type Page } from "@playwright/test";
import { lockKey } from "./collector.ts";
import type { Workstation } from "./driver.ts";
import { look } from "./look.ts";
import { passwordOf } from "./stage.ts";
import { until } from "./until.ts";

/** Everything saved here has reached the centre, by what the strip says. */
export const allSent = (desk: Page): Promise<void> => until("everything is sent", async () => !/待上传\s*[1-9]/.test((await desk.locator(".strip").textContent()) ?? ""), 30_000);

/** Signs in and waits until the desk shows what it holds: a key means nothing to a page that still loads. The desk is as large as the smallest screen of the house. */
export async function sit(at: Workstation, no: string): Promise<Page> {
  const desk = await at.signIn(no, passwordOf(no));
  await smallest(desk);
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

/** The smallest screen of the house, and what most of its desks have. */
const SIZES = [{ width: 1366, height: 768, read: "zh" }, { width: 1920, height: 1080, read: "en" }] as const;

const smallest = (page: Page): Promise<void> => page.setViewportSize({ width: SIZES[0].width, height: SIZES[0].height });

/** The desk in both sizes and languages, as it is looked at; in each of them once as a machine reads it. Left as it was found. */
export async function picture(page: Page, name: string): Promise<void> {
  for (const { read, width, height } of SIZES) {
    await page.setViewportSize({ width, height });
    for (const language of ["zh", "en"]) {
      await look(page, `${name}-${width}-${language}`, { read: language === read });
      // A sheet may lie over the bar.
      await page.locator(".top-bar button[lang]").dispatchEvent("click");
    }
  }
  await smallest(page);
}
