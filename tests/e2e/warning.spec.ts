/** An early warning on the built program: from the collector's key through seven desks to the bank's receipt, by keyboard. */
import { expect, test, type Page } from "@playwright/test";
import { atWork, dial, logCall, press } from "./support/collector.ts";
import type { Workstation } from "./support/driver.ts";
import { leave, picture, sit } from "./support/seat.ts";
import { openStage, type Stage } from "./support/stage.ts";
import { until } from "./support/until.ts";

test.describe.configure({ mode: "serial" });

const SUMMARY = "债务人情绪激动,称将向银行及监管投诉催收频率,要求停止联系。";
const PLAN = "两小时内由主管回电致歉并说明联系频次规则,暂停信控员联系。";
/** A push is there within a second (issue 5); the rest is the window drawing itself on a busy machine. */
const SOON_MS = 5_000;

let stage: Stage;
/** Two workstations; people take turns at them, as two shifts on one PC do. */
let left: Workstation;
let right: Workstation;
const delays: Record<string, number> = {};

test.beforeAll(async () => {
  stage = await openStage("warning");
  left = await stage.workstation("ws-left");
  right = await stage.workstation("ws-right");
});
test.afterAll(() => stage.close());



/** Opens the page of warnings where the desk has several, and waits for one to act on. Returns how long it took. */
async function owed(page: Page, section?: string): Promise<number> {
  if (section) await press(page, section);
  const start = performance.now();
  await expect(page.locator(".wd-act")).toBeVisible({ timeout: 30_000 });
  return performance.now() - start;
}
const fill = (page: Page, label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value, { timeout: 10_000 });
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).click({ timeout: 10_000 });
  await page.locator(".ant-select-item-option:visible", { hasText: option }).click({ timeout: 10_000 });
}
const sent = (page: Page) => expect(page.locator(".notice", { hasText: "已提交" })).toBeVisible({ timeout: 15_000 });

test("the collector's key stamps T0 in the call; the form is sent from inside it", async () => {
  const desk = await sit(left, "A0101");
  await atWork(desk);
  await dial(desk);
  await press(desk, "F8");
  await expect(desk.getByTestId("warning-strip").first()).toBeVisible({ timeout: 10_000 });
  await press(desk, "F9");
  await desk.locator("#warning-summary").fill(SUMMARY);
  await desk.screenshot({ path: test.info().outputPath("1-form-zh.png") });
  await press(desk, "Control+Enter");
  await expect(desk.locator("#warning-summary")).toBeHidden({ timeout: 10_000 });
  await logCall(desk, "1", "1", "1", "1", "Enter");
  await until("everything is sent", async () => !/待上传\s*[1-9]/.test((await desk.locator(".strip").textContent()) ?? ""), 30_000);
  await leave(left, desk);
});

test("the supervisor finds, plans and soothes; the clerk has it within a second, though on another page", async () => {
  const supervisor = await sit(right, "A0201");
  await until("the form is in the inbox", async () => {
    for (const item of await supervisor.locator(".sv-item").all()) {
      await item.click();
      if (await supervisor.getByText(SUMMARY).first().waitFor({ timeout: 1_500 }).then(() => true, () => false)) return true;
    }
    return false;
  }, 60_000);
  await supervisor.locator(".sv-finding button[role=radio]").first().click();
  await supervisor.locator(".sv-plan textarea").fill(PLAN);
  await press(supervisor, "Control+Enter");
  await expect(supervisor.locator(".sv-finding")).toBeHidden({ timeout: 20_000 });
  await press(supervisor, "F7");
  await until("the planned warning is open", async () => {
    for (const item of await supervisor.locator(".sv-item").all()) {
      await item.click();
      if (await supervisor.locator(".sv-dock").getByText(PLAN).waitFor({ timeout: 1_500 }).then(() => true, () => false)) return true;
    }
    return false;
  }, 30_000);
  const clerk = await sit(left, "Z0501");
  await choose(supervisor, "安抚结果", "已平息");
  await fill(supervisor, "安抚录音编号", "LY-20261123-0007");
  await fill(supervisor, "承诺事项及期限", "三日内不再致电,书面说明息费");
  await choose(supervisor, "后续处置", "恢复");
  await picture(supervisor, "2-supervisor");
  const badge = clerk.locator(".sections-item .tag.bad");
  const start = performance.now();
  await press(supervisor, "Control+Enter");
  await expect(badge).toHaveText("1", { timeout: SOON_MS });
  delays["supervisor to clerk"] = Math.round(performance.now() - start);
  await expect.poll(() => clerk.title()).toMatch(/^\(1\) Lockdesk( · evaluation host)?$/);
  await owed(clerk, "Alt+2");
  await fill(clerk, "存档号", "GD-2026-0153");
  await picture(clerk, "3-clerk");
  await press(clerk, "Control+Enter");
  await sent(clerk);
  await leave(right, supervisor);
  await leave(left, clerk);
});

test("customer service checks, the manager approves with the derived limit on screen, each on the other's heels", async () => {
  const service = await sit(right, "Z0801");
  await owed(service);
  const manager = await sit(left, "Z0901");
  await expect(manager.getByText("没有待办理的预警").first()).toBeVisible();
  await fill(service, "意见", "材料齐全,同意报送。");
  await fill(service, "存档号", "KF-2026-0091");
  await picture(service, "4-customer-service");
  const start = performance.now();
  await press(service, "Control+Enter");
  await expect(manager.locator(".wd-act")).toBeVisible({ timeout: SOON_MS });
  delays["customer service to manager"] = Math.round(performance.now() - start);
  await expect(manager.getByText(/倒推时限:本环节可用 \d+ 分钟/)).toBeVisible();
  await fill(manager, "意见", "同意。");
  await picture(manager, "5-manager");
  const approved = performance.now();
  await press(manager, "Control+Enter");
  await expect(service.getByRole("button", { name: "提交:封包" })).toBeVisible({ timeout: SOON_MS });
  delays["manager to customer service"] = Math.round(performance.now() - approved);
  await leave(left, manager);
});

test("IT sees number and bank alone and relays; customer service reads out the password and enters the bank's receipt", async () => {
  const service = await right.window("desk");
  const it = await sit(left, "T0101");
  await it.locator(".sections-item", { hasText: "封包转出" }).click({ timeout: 10_000 });
  await expect(it.getByText("没有待办理的预警").first()).toBeVisible();
  await press(service, "Control+Enter");
  await expect(it.locator(".wd-act")).toBeVisible({ timeout: SOON_MS });
  expect(await it.locator("main").textContent()).not.toMatch(/扬言|投诉催收频率|材料齐全/);
  await expect(it.getByText(/FB-\d{8}-0001/).first()).toBeVisible();
  await fill(it, "转出方式", "互联网机加密邮箱");
  await picture(it, "6-it");
  // What customer service has sealed is with IT now: it stands among what was done.
  await press(service, "F7");
  await service.getByRole("button", { name: "查看封包密码" }).click({ timeout: 10_000 });
  await expect(service.locator(".wd-password")).toHaveText(/^([A-Za-z2-9]{4}-){5}[A-Za-z2-9]{4}$/);
  await press(it, "Control+Enter");
  await press(service, "F7");
  await expect(service.getByRole("button", { name: "提交:银行签收" })).toBeVisible({ timeout: SOON_MS });
  await fill(service, "银行签收号", "YH-20261123-8841");
  await picture(service, "7-receipt");
  await press(service, "Control+Enter");
  await sent(service);
  await leave(left, it);
  await leave(right, service);
});

test("the head reads what he was told, the assistant has the copy of the end", async () => {
  const head = await sit(left, "N0301");
  // What has run over its time at the other supervisors' desks is with the head too, decided on the same screen.
  await expect(head.locator(".sv-finding").first()).toBeVisible({ timeout: 20_000 });
  await picture(head, "8-head-overdue");
  await head.locator(".sv-item", { hasText: "阅知" }).last().click({ timeout: 10_000 });
  await owed(head);
  await picture(head, "8-head");
  await press(head, "Control+Enter");
  await sent(head);
  const assistant = await sit(right, "Z0601");
  await expect(assistant.locator("main.wd")).toBeVisible({ timeout: 20_000 });
  await press(assistant, "F7");
  await expect(assistant.locator(".sv-item").first()).toBeVisible({ timeout: 20_000 });
  await expect(assistant.locator(".wd-history").getByText("银行签收").first()).toBeVisible();
  await picture(assistant, "9-assistant");
});

test("no window reported a console error or a policy violation, and the hand-overs were pushed", () => {
  console.log(`hand-overs as seen on the next desk, ms: ${JSON.stringify(delays)}`);
  expect([...left.faults, ...right.faults]).toEqual([]);
});
