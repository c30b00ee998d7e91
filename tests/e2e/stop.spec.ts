/** 停催 on the built program: one workstation on, one switched off; the supervisor sees who has not heard; no way out to the person opens, inbound does. */
import { expect, test, type Page } from "@playwright/test";
import { atWork, lockKey, openCaseId, press } from "./support/collector.ts";
import type { Workstation } from "./support/driver.ts";
import { openStage, passwordOf, type Stage } from "./support/stage.ts";
import { until } from "./support/until.ts";

test.describe.configure({ mode: "serial" });

const COLLECTOR = "A0101";
const SUPERVISOR = "A0201";

let stage: Stage;
let left: Workstation;
let right: Workstation;
let house: Workstation;
let collector: Page;
let supervisor: Page;
let caseNo = "";
let stopId = "";
const figures: Record<string, number> = {};

test.beforeAll(async () => {
  stage = await openStage("stop");
  left = await stage.workstation("ws-left");
  right = await stage.workstation("ws-right");
  house = await stage.workstation("ws-house");
});
test.afterAll(() => stage.close());

async function sit(at: Workstation, no: string): Promise<Page> {
  const desk = await at.signIn(no, passwordOf(no));
  await desk.setViewportSize({ width: 1366, height: 768 });
  return desk;
}
/** The desk in both languages, as it is looked at. */
async function picture(page: Page, name: string): Promise<void> {
  for (const language of ["zh", "en"]) {
    await page.waitForTimeout(300);
    await page.screenshot({ path: test.info().outputPath(`${name}-${language}.png`) });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name}: sideways overflow`).toBeLessThanOrEqual(0);
    await page.locator(".top-bar button[lang]").click({ timeout: 10_000 });
  }
}
const synced = (desk: Page) => until("everything is sent", async () => !/待上传\s*[1-9]/.test((await desk.locator(".strip").textContent()) ?? ""), 30_000);
const machines = (page: Page) => page.getByTestId("stop-machine");
const dialButton = (page: Page) => page.locator(".dial-block button[aria-keyshortcuts='F2 Space']");

test("a collector has worked on two workstations; the one on the right is switched off", async () => {
  const before = await sit(right, COLLECTOR);
  await atWork(before);
  // What it has applied is acknowledged: the centre knows that it holds these cases.
  await synced(before);
  await before.waitForTimeout(1_500);
  await right.close("quit");
  collector = await sit(left, COLLECTOR);
  await atWork(collector);
  await expect(dialButton(collector)).toBeVisible();
  await until("a case that may be dialled", async () => (await dialButton(collector).isEnabled()) || (await press(collector, "n"), false), 30_000);
  caseNo = (await collector.locator(".case-header .copyable, .case-header .num").first().textContent())?.match(/[A-Z]{1,4}\d{6,}/)?.[0] ?? "";
  expect(caseNo).not.toBe("");
});

test("the supervisor stops collection from the person; within a second the collector's screen says so and dials no more", async () => {
  supervisor = await sit(house, SUPERVISOR);
  await until("the team's cases are there", async () => {
    await press(supervisor, "Control+k");
    await supervisor.locator(".ant-modal input").first().fill(caseNo);
    const found = await supervisor.locator("#search-list [role=option]").first().waitFor({ timeout: 3_000 }).then(() => true, () => false);
    if (!found) await press(supervisor, "Escape");
    return found;
  }, 60_000);
  await press(supervisor, "Enter");
  await supervisor.getByRole("combobox", { name: "停催原因" }).click({ timeout: 20_000 });
  await supervisor.locator(".ant-select-item-option:visible", { hasText: "已报案" }).click({ timeout: 10_000 });
  await supervisor.getByLabel("依据或说明").fill("报案材料已递交合作单位");
  await picture(supervisor, "1-set");
  const start = performance.now();
  await press(supervisor, "Control+Enter");
  await expect(supervisor.getByText("已停催,正在通知各工作站")).toBeVisible({ timeout: 15_000 });
  await expect(collector.getByTestId("stop-strip")).toBeVisible({ timeout: 15_000 });
  figures["key to the collector's screen, ms"] = Math.round(performance.now() - start);
  await expect(dialButton(collector)).toBeDisabled({ timeout: 10_000 }).catch(async () => expect(dialButton(collector)).toHaveCount(0));
  await picture(collector, "2-collector");
});

test("the supervisor sees the workstation that is off as one that has not heard; the collector ticks by key", async () => {
  await press(supervisor, "Escape");
  await expect(supervisor.locator(".ant-drawer-open")).toHaveCount(0, { timeout: 10_000 });
  await press(supervisor, "Alt+0");
  await expect(machines(supervisor).filter({ hasText: "ws-left" })).toContainText("已执行", { timeout: 20_000 });
  await expect(machines(supervisor).filter({ hasText: "ws-house" })).toContainText("已执行", { timeout: 20_000 });
  await expect(machines(supervisor).filter({ hasText: "ws-right" })).toContainText("未收到");
  await expect(supervisor.getByTestId("stop-collector")).toContainText("未知悉");
  await picture(supervisor, "3-supervisor");
  await press(collector, "Alt+s");
  await expect(collector.getByTestId("stop-strip")).toHaveCount(0, { timeout: 10_000 });
  await expect(supervisor.getByTestId("stop-collector")).toContainText("已知悉", { timeout: 15_000 });
});

test("a call that comes in from the person is logged; none goes out, and no full number is shown", async () => {
  const caseId = await openCaseId(collector);
  expect(caseId).not.toBeNull();
  const refused = await collector.evaluate(async (id) => {
    const api = (globalThis as unknown as { lockdesk: { call(channel: string, input: unknown): Promise<{ ok: boolean; value?: { allowed?: boolean; contacts?: { id: string }[]; refusal?: { rule: string } | null }; refusal?: { code: string } }> } }).lockdesk;
    const view = await api.call("case.open", { caseId: id });
    const contactPointId = view.value?.contacts?.[0]?.id;
    const dial = await api.call("dial.start", { caseId: id, contactPointId });
    const reveal = await api.call("reveal.field", { caseId: id, field: "phone", contactPointId });
    return { dial: dial.value?.allowed, rule: dial.value?.refusal?.rule, reveal: reveal.refusal?.code };
  }, caseId);
  expect(refused).toEqual({ dial: false, rule: "R-14stop", reveal: "stopped" });
  await press(collector, "F4");
  const query = collector.locator(".ant-modal input").first();
  await query.fill(caseNo.slice(-6));
  await expect(collector.locator(".ant-modal")).toContainText(caseNo, { timeout: 15_000 });
  await press(collector, "Escape");
});

test("switched on again, the workstation on the right obeys and says so", async () => {
  await lockKey(collector);
  await left.window("unlock");
  right = await stage.workstation("ws-right");
  const again = await sit(right, COLLECTOR);
  await atWork(again);
  await expect(machines(supervisor).filter({ hasText: "ws-right" })).toContainText("已执行", { timeout: 30_000 });
  await picture(supervisor, "4-all-heard");
  stopId = caseNo;
  expect(stopId).not.toBe("");
});

test("the head ends what the supervisor may not; the reason stays on record", async () => {
  await expect(supervisor.getByText("由负责人解除")).toBeVisible();
  await lockKey(supervisor);
  await house.window("unlock");
  const head = await sit(house, "N0301");
  await press(head, "Alt+3");
  await head.locator(".sv-item", { hasText: caseNo }).click({ timeout: 20_000 });
  await head.getByLabel("解除原因").fill("合作单位退回材料,未立案");
  await picture(head, "5-head");
  await press(head, "Control+Enter");
  await expect(head.locator(".sv-head").getByText("已解除")).toBeVisible({ timeout: 15_000 });
});

test("no window reported a console error or a policy violation", () => {
  console.log(`stop: ${JSON.stringify(figures)}`);
  expect([...left.faults, ...right.faults, ...house.faults]).toEqual([]);
});
