/** The supervisor's wall on the built program: the day's figures, clocks at risk that open their form, and what stays of it without the centre. */
import { expect, test, type Page } from "@playwright/test";
import { press } from "./support/collector.ts";
import type { Workstation } from "./support/driver.ts";
import { picture, sit } from "./support/seat.ts";
import { openStage, type Stage } from "./support/stage.ts";

test.describe.configure({ mode: "serial" });

let stage: Stage;
let workstation: Workstation;
let desk: Page;

test.beforeAll(async () => {
  stage = await openStage("wall");
  workstation = await stage.workstation("ws-wall");
});
test.afterAll(() => stage.close());

const risks = () => desk.locator(".sv-risks li button");

test("shows the day with its conduct, the hours, clocks at risk, and the people in the order of their numbers", async () => {
  desk = await sit(workstation, "A0201");
  await expect(desk.locator(".strip")).not.toContainText("首次下载", { timeout: 60_000 });
  await press(desk, "Alt+2");
  await expect(desk.getByRole("main", { name: "今日团队" })).toBeVisible();
  await expect(risks().first()).toBeVisible({ timeout: 30_000 });
  await expect(desk.getByRole("img", { name: /9 时拨打 \d+/ })).toBeVisible({ timeout: 30_000 });
  await expect(desk.locator(".sv-chart canvas")).toBeVisible();
  const numbers = await desk.locator(".vt-row .num.muted").evaluateAll((all) => all.map((el) => el.textContent ?? "").filter((text) => /^[A-Z]\d{4}$/.test(text)));
  expect(numbers.length).toBeGreaterThan(3);
  expect(numbers).toEqual([...numbers].sort());
  const table = desk.locator(".vt-scroll");
  expect(await table.evaluate((el) => el.scrollWidth - el.clientWidth)).toBeLessThanOrEqual(0);
  await picture(desk, "1-wall");
});

test("a clock at risk opens the form it belongs to", async () => {
  const count = await risks().count();
  expect(count).toBeGreaterThan(0);
  for (let i = 0; i < count; i += 1) {
    const words = (await risks().nth(i).textContent()) ?? "";
    const no = /(YJ|TS)-[\d-]+/.exec(words)?.[0];
    await risks().nth(i).click();
    await expect(desk.locator('.sv-item[aria-current="true"]')).toBeVisible({ timeout: 15_000 });
    if (no) await expect(desk.locator(".sv-head")).toContainText(no);
    await press(desk, "Alt+2");
    await expect(risks().first()).toBeVisible();
  }
});

test("the soothing call is made from the form: gate, number, result, and the case's history has it", async () => {
  // Of the demo's early warnings the one that is being soothed is with another team.
  const soother = await stage.workstation("ws-soother");
  const page = await sit(soother, "C0201");
  await expect(page.locator(".strip")).not.toContainText("首次下载", { timeout: 60_000 });
  await press(page, "F7");
  await page.locator(".sv-item").first().click();
  await expect(page.locator(".sv-call")).toBeVisible({ timeout: 15_000 });
  await picture(page, "3-soothing");
  await press(page, "F2");
  await expect(page.getByTestId("soothe-number")).toHaveText(/^1\d\d \d{4} \d{4}$/);
  const choose = async (label: string, option: string) => {
    await page.getByRole("combobox", { name: label }).click();
    await page.locator(".ant-select-item-option:visible").getByText(option, { exact: true }).click();
  };
  await choose("拨打结果", "接通");
  await choose("联系对象", "本人(已核身)");
  await picture(page, "4-soothing-call");
  await press(page, "F2");
  await expect(page.getByTestId("soothe-number")).toHaveCount(0);
  await expect(page.locator(".sv-side").getByText("安抚通话").first()).toBeVisible();
  expect(soother.faults).toEqual([]);
});

test("without the centre the figures stay with their time, and the clocks run on", async () => {
  const at = await desk.getByTestId("figures-of").textContent();
  expect(at).toContain("数据时间");
  await stage.unplug();
  await expect(desk.getByTestId("figures-of")).toContainText("数据截至", { timeout: 60_000 });
  // Another page and back: what was had last is still there.
  await press(desk, "Alt+6");
  await press(desk, "Alt+2");
  await expect(desk.getByTestId("figures-of")).toContainText("数据截至");
  await expect(desk.locator(".sv-totals")).toBeVisible();
  await expect(risks().first()).toBeVisible();
  await picture(desk, "2-wall-offline");
  await stage.replug();
  await expect(desk.getByTestId("figures-of")).toContainText("数据时间", { timeout: 60_000 });
});

test("no window reported a console error or a policy violation", () => {
  expect(workstation.faults.filter((fault) => !/ERR_CONNECTION|Failed to load/.test(fault))).toEqual([]);
});
