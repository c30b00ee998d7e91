/** A legal referral on the built program: from the material through five desks to the delivery, which stops collection; the supervisor confirms. */
import { expect, test, type Page } from "@playwright/test";
import { press } from "./support/collector.ts";
import type { Workstation } from "./support/driver.ts";
import { leave, picture, sit } from "./support/seat.ts";
import { openStage, type Stage } from "./support/stage.ts";
import { until } from "./support/until.ts";

test.describe.configure({ mode: "serial" });

let stage: Stage;
let left: Workstation;
let right: Workstation;
let caseNo = "";
let no = "";

test.beforeAll(async () => {
  stage = await openStage("referral");
  left = await stage.workstation("ws-left");
  right = await stage.workstation("ws-right");
});
test.afterAll(() => stage.close());

const fill = (page: Page, label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value);
/** Opens this referral, whatever else waits at the desk, until its act is there. */
const act = (page: Page) => expect(async () => {
  await page.locator(".sv-item", { hasText: no }).first().click({ timeout: 5_000 });
  await expect(page.locator(".wd-act")).toBeVisible({ timeout: 3_000 });
}).toPass({ timeout: 60_000 });
async function send(page: Page): Promise<void> {
  await press(page, "Control+Enter");
  await expect(page.locator(".notice", { hasText: "已提交" })).toBeVisible();
}

test("the legal department hands over the material; the form says what is missing of the evidence", async () => {
  const supervisor = await sit(right, "A0201");
  await supervisor.locator(".bar-button", { hasText: "搜索" }).click();
  await until("a case of the team", async () => {
    await supervisor.locator(".ant-modal input").first().fill("");
    await supervisor.locator(".ant-modal input").first().fill("HB-2611");
    return supervisor.locator("#search-list [role=option]").first().waitFor({ timeout: 3_000 }).then(() => true, () => false);
  }, 60_000);
  caseNo = /HB-2611-\d+/.exec((await supervisor.locator("#search-list [role=option]").first().textContent()) ?? "")?.[0] ?? "";
  expect(caseNo).not.toBe("");
  await press(supervisor, "Escape");
  await leave(right, supervisor);
  const specialist = await sit(left, "Z1102");
  await press(specialist, "F8");
  await fill(specialist, "委托方", "huabei");
  await fill(specialist, "案件号", caseNo);
  await fill(specialist, "银行确认文号", "YHQR-2026-118");
  await fill(specialist, "材料名称 1", "身份证明复印件");
  await specialist.screenshot({ path: test.info().outputPath("1-file-zh.png") });
  await press(specialist, "Control+Enter");
  await expect(specialist.getByText("已移交,编号由中心给出")).toBeVisible();
  await press(specialist, "F7");
  const filed = specialist.locator(".sv-item strong").first();
  // The newest stands first; the centre gives its number.
  await expect(filed).toHaveText(/^FW-/, { timeout: 30_000 });
  no = (await filed.textContent()) ?? "";
  await filed.click();
  await expect(specialist.getByTestId("referral-evidence")).toContainText("证据不足", { timeout: 30_000 });
  await picture(specialist, "2-specialist");
  await leave(left, specialist);
});

test("clerk, legal collector and head take it to the delivery; collection is stopped with it", async () => {
  const clerk = await sit(right, "Z0501");
  await press(clerk, "Alt+3");
  await act(clerk);
  await fill(clerk, "登记表编号", "BA-2026-0007");
  await picture(clerk, "3-clerk");
  await send(clerk);
  await leave(right, clerk);
  const legal = await sit(left, "Z1101");
  await act(legal);
  await fill(legal, "回执编号", "QS-0007");
  await send(legal);
  await act(legal);
  await legal.getByRole("combobox", { name: "核对结果" }).click();
  await legal.locator(".ant-select-item-option:visible", { hasText: "齐全" }).click();
  await picture(legal, "4-legal");
  await send(legal);
  const head = await sit(right, "N0301");
  await press(head, "Alt+5");
  await act(head);
  await fill(head, "合作单位", "合作单位甲");
  await picture(head, "5-head");
  await send(head);
  await leave(right, head);
  await act(legal);
  await fill(legal, "递交时间", "2026-11-23 10:40");
  await fill(legal, "回执编号", "HZ-0112");
  await send(legal);
  await leave(left, legal);
});

test("the supervisor confirms the stop where the ticks are seen", async () => {
  const supervisor = await sit(right, "A0201");
  await press(supervisor, "Alt+-");
  await supervisor.locator(".sv-item", { hasText: caseNo }).first().click();
  await expect(supervisor.locator(".wd-act")).toBeVisible({ timeout: 30_000 });
  await fill(supervisor, "意见", "已与电催逐一确认停催");
  await picture(supervisor, "6-supervisor");
  await press(supervisor, "Alt+Enter");
  await expect(supervisor.locator(".wd-act")).toHaveCount(0, { timeout: 15_000 });
});

test("no window reported a console error or a policy violation", () => {
  expect([...left.faults, ...right.faults]).toEqual([]);
});
