/** One look at a screen: a picture for the eye, and what a machine sees of it: accessibility, sideways overflow. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

/** `read` false: a picture, and nothing that takes long. */
export async function look(page: Page, name: string, { read = true }: { read?: boolean } = {}): Promise<void> {
  // What moves has come to rest.
  await page.waitForTimeout(400);
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
  const { violations } = read ? await new AxeBuilder({ page }).setLegacyMode(true).analyze() : { violations: [] };
  expect(violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`), name).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name}: sideways overflow`).toBeLessThanOrEqual(0);
}
