/** 停催 on the built program: one workstation on, one switched off; the supervisor sees who has not heard; no way out to the person opens, inbound does. */
import { randomUUID } from "node:crypto";
import { expect, test, type Page } from "@playwright/test";
import { atWork, lockKey, openCaseId, press } from "./support/collector.ts";
import type { Workstation } from "./support/driver.ts";
import { allSent, picture, sit } from "./support/seat.ts";
import { openStage, type Stage } from "./support/stage.ts";
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
let caseId: string | null = null;
let caseNo = "";
const figures: Record<string, number> = {};

test.beforeAll(async () => {
  stage = await openStage("stop");
  left = await stage.workstation("ws-left");
  right = await stage.workstation("ws-right");
  house = await stage.workstation("ws-house");
});
test.afterAll(() => stage.close());

/** What a window is answered, as a page that has been taken over would ask. */
const answered = (page: Page, channel: string, input: unknown): Promise<{ ok: boolean; value?: unknown; refusal?: { code: string } }> =>
  page.evaluate(([name, given]) => (globalThis as unknown as { lockdesk: { call(channel: unknown, input: unknown): Promise<{ ok: boolean; value?: unknown; refusal?: { code: string } }> } }).lockdesk.call(name, given), [channel, input] as const);
const asked = async <T>(page: Page, channel: string, input: unknown): Promise<T> => (await answered(page, channel, input)).value as T;
const machines = (page: Page) => page.getByTestId("stop-machine");
const dialButton = (page: Page) => page.locator(".dial-block button[aria-keyshortcuts='F2 Space']");

test("a collector has worked on two workstations; the one on the right is switched off", async () => {
  const before = await sit(right, COLLECTOR);
  await atWork(before);
  // What it has applied is acknowledged: the centre knows that it holds these cases.
  await allSent(before);
  await before.waitForTimeout(1_500);
  await right.close("quit");
  collector = await sit(left, COLLECTOR);
  await atWork(collector);
  await expect(dialButton(collector)).toBeVisible();
  await until("a case that may be dialled", async () => (await dialButton(collector).isEnabled()) || (await press(collector, "n"), false), 30_000);
  caseId = await openCaseId(collector);
  caseNo = (await asked<{ accounts: { id: string; caseNo: string }[] }>(collector, "case.open", { caseId })).accounts.find((a) => a.id === caseId)?.caseNo ?? "";
  expect(caseNo).not.toBe("");
});

test("the supervisor stops collection from the person; the collector's screen says so by itself and dials no more", async () => {
  supervisor = await sit(house, SUPERVISOR);
  await supervisor.locator(".bar-button", { hasText: "搜索" }).click();
  const typed = supervisor.locator(".ant-modal input").first();
  await until("the case is found", async () => {
    await typed.fill("");
    await typed.fill(caseNo);
    return supervisor.locator("#search-list [role=option]").first().waitFor({ timeout: 3_000 }).then(() => true, () => false);
  }, 60_000);
  await press(supervisor, "Enter");
  await supervisor.getByRole("combobox", { name: "停催原因" }).click({ timeout: 20_000 });
  await supervisor.locator(".ant-select-item-option:visible", { hasText: "已报案" }).click({ timeout: 10_000 });
  await supervisor.getByLabel("依据或说明").fill("报案材料已递交合作单位");
  await supervisor.screenshot({ path: test.info().outputPath("1-set-zh.png") });
  await collector.evaluate(() => {
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...at) {
      document.body.dataset["tones"] = String(Number(document.body.dataset["tones"] ?? 0) + 1);
      start.apply(this, at);
    };
  });
  const start = performance.now();
  await press(supervisor, "Control+Enter");
  await expect(supervisor.getByText("已停催,正在通知各工作站")).toBeVisible({ timeout: 15_000 });
  await expect(collector.getByTestId("stop-strip")).toBeVisible({ timeout: 15_000 });
  figures["key to the collector's screen, ms"] = Math.round(performance.now() - start);
  await expect(collector.locator("body")).toHaveAttribute("data-tones", "2");
  expect(await collector.title()).toMatch(/^\(\d+\) Lockdesk/);
  await expect(dialButton(collector)).toBeDisabled({ timeout: 10_000 }).catch(async () => expect(dialButton(collector)).toHaveCount(0));
  await picture(collector, "2-collector");
});

test("the supervisor sees the workstation that is off as one that has not heard; the collector ticks by key", async () => {
  await press(supervisor, "Escape");
  await expect(supervisor.locator(".ant-drawer-open")).toHaveCount(0, { timeout: 10_000 });
  await press(supervisor, "Alt+-");
  await expect(machines(supervisor).filter({ hasText: "ws-left" })).toContainText("已执行", { timeout: 20_000 });
  await expect(machines(supervisor).filter({ hasText: "ws-house" })).toContainText("已执行", { timeout: 20_000 });
  await expect(machines(supervisor).filter({ hasText: "ws-right" })).toContainText("未收到");
  await expect(supervisor.getByTestId("stop-collector")).toContainText("未知悉");
  await picture(supervisor, "3-supervisor");
  await press(collector, "Alt+j");
  await expect(collector.getByTestId("stop-strip")).toHaveCount(0, { timeout: 10_000 });
  await expect(supervisor.getByTestId("stop-collector")).toContainText("已知悉", { timeout: 15_000 });
});

test("a call that comes in from the person is logged; none goes out, and no full number is shown", async () => {
  const { contacts } = await asked<{ contacts: { id: string }[] }>(collector, "case.open", { caseId });
  const at = { caseId, contactPointId: contacts[0]?.id };
  expect(await asked(collector, "dial.start", at)).toMatchObject({ allowed: false, number: null, refusal: { rule: "R-14stop" } });
  expect(await answered(collector, "reveal.field", { ...at, field: "phone" })).toMatchObject({ ok: false, refusal: { code: "stopped" } });
  const inbound = { caseId, callId: randomUUID(), contactPointId: null, direction: "in", line: "A1", person: "B1", outcome: "C1", tags: [], identityStated: true, note: "来电称已还款", promises: [], followUpAt: null, callbackAt: null };
  expect(await answered(collector, "call.log", inbound)).toMatchObject({ ok: true });
  await allSent(collector);
});

test("switched on again, the workstation on the right obeys and says so", async () => {
  await lockKey(collector);
  await left.window("unlock");
  right = await stage.workstation("ws-right");
  const again = await sit(right, COLLECTOR);
  await atWork(again);
  await expect(machines(supervisor).filter({ hasText: "ws-right" })).toContainText("已执行", { timeout: 30_000 });
  await picture(supervisor, "4-all-heard");
});

test("the head ends what the supervisor may not; the reason stays on record", async () => {
  await expect(supervisor.getByText("由负责人解除")).toBeVisible();
  await lockKey(supervisor);
  await house.window("unlock");
  const head = await sit(house, "N0301");
  await press(head, "Alt+4");
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
