/** A complaint on the built program: from the bank's number through the desks to the closing report, with the accused's supervisor recused. */
import { expect, test, type Page } from "@playwright/test";
import { DAY, dayOf } from "../../shared/model/time.ts";
import { atWork, press } from "./support/collector.ts";
import type { Workstation } from "./support/driver.ts";
import { allSent, leave, picture, sit } from "./support/seat.ts";
import { openStage, type Stage } from "./support/stage.ts";
import { until } from "./support/until.ts";

test.describe.configure({ mode: "serial" });

const POINT = "外呼人员语气生硬,多次打断";
const COMPLAINANT = "欧阳澄";
/** Some days ahead, whatever weekday the training clock stands on. */
const DUE = `${dayOf(Date.now() + 6 * DAY)} 18:00`;
const STATEMENT = "当时按话术表明身份,后段语气急躁。";

let stage: Stage;
/** Customer service sits at the left one; everybody else takes turns at the right one. */
let left: Workstation;
let right: Workstation;
let service: Page;
let caseNo = "";
let no = "";

test.beforeAll(async () => {
  stage = await openStage("complaint");
  left = await stage.workstation("ws-left");
  right = await stage.workstation("ws-right");
});
test.afterAll(() => stage.close());



const fill = (page: Page, label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value, { timeout: 10_000 });
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).click({ timeout: 10_000 });
  await page.locator(".ant-select-item-option:visible").getByText(option, { exact: true }).click({ timeout: 10_000 });
}
/** Colleagues, found by what is typed of their names. */
async function pick(page: Page, label: string, ...names: string[]): Promise<void> {
  const field = page.getByRole("combobox", { name: label, exact: true });
  for (const name of names) {
    // Typed while the list of colleagues is still on its way, the words find nobody: typed again, as a person would.
    await expect(async () => {
      await field.fill("", { timeout: 5_000 });
      await field.fill(name, { timeout: 5_000 });
      await page.locator(".ant-select-item-option:visible", { hasText: name }).first().click({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
  }
  await field.press("Escape");
}

/** The page of complaints, once the desk has drawn itself. */
async function openComplaints(page: Page, key: string): Promise<void> {
  await expect(page.locator(".sections-item").first()).toBeVisible({ timeout: 30_000 });
  await press(page, key);
  await expect(page.getByRole("main", { name: "投诉", exact: true })).toBeVisible({ timeout: 15_000 });
}

/** Opens this complaint; the agency has others open. */
const open = (page: Page) => page.locator(".sv-item", { hasText: no }).first().click({ timeout: 30_000 });

type Entry = readonly [label: string, value: string, how?: "choose" | "pick"];
/** Fills the open step in and sends it; the notice says that it is on its way. */
async function step(page: Page, words: string, entries: readonly Entry[] = []): Promise<void> {
  const send = page.locator(".wd-act").getByRole("button", { name: `提交:${words}` });
  // What was sent last may still be on its way, and its form goes while it is: opened again, as a person would, until it stays.
  await allSent(page);
  await expect(async () => {
    await open(page);
    const tab = page.getByLabel("办理事项").getByText(words, { exact: true });
    if (!(await send.isVisible()) && (await tab.isVisible().catch(() => false))) await tab.click({ timeout: 2_000 });
    await expect(send).toBeVisible({ timeout: 3_000 });
    await page.waitForTimeout(800);
    expect(await send.isVisible()).toBe(true);
  }).toPass({ timeout: 60_000 });
  for (const [label, value, how] of entries) {
    if (how === "choose") await choose(page, label, value);
    else if (how === "pick") await pick(page, label, value);
    else await fill(page, label, value);
  }
  await press(page, "Control+Enter");
  await expect(page.locator(".notice", { hasText: `已提交:${words}` })).toBeVisible({ timeout: 15_000 });
}
const SENT: readonly Entry[] = [["送出方式", "IT 中转,银行专线"]];

/** One person's turn at the right workstation: their page of complaints, their steps, and away. */
async function turn(no: string, section: string | null, work: (page: Page) => Promise<void>): Promise<void> {
  const page = await sit(right, no);
  if (section) await openComplaints(page, section);
  await work(page);
  await until("what was sent has reached the centre", async () => !/待上传\s*[1-9]/.test((await page.locator(".strip").textContent()) ?? ""), 30_000);
  await leave(right, page);
}
const ASSISTANT = ["Z0601", "Alt+3"] as const;
const HEAD = ["N0301", "Alt+3"] as const;
const MANAGER = ["Z0901", "Alt+2"] as const;
const DIRECTOR = ["Z1001", "Alt+2"] as const;
const DEPUTY = ["B0201", "Alt+0"] as const;

test("customer service files what the bank handed on: its number and due time, the case found, collector and supervisor accused", async () => {
  await turn("A0101", null, async (desk) => {
    await atWork(desk);
    caseNo = ((await desk.locator(".case-header .num.muted").first().textContent()) ?? "").trim();
  });
  expect(caseNo).not.toBe("");
  service = await sit(left, "Z0801");
  await openComplaints(service, "Alt+2");
  await press(service, "F4");
  const sheet = service.locator(".cp-form");
  await expect(sheet).toBeVisible();
  await fill(service, "案件号", caseNo);
  await sheet.getByRole("button", { name: "查找案件" }).click();
  await expect(sheet.getByText(/信控员 林知夏/)).toBeVisible({ timeout: 15_000 });
  await sheet.getByRole("button", { name: "加为被投诉人" }).click();
  await pick(service, "被投诉人", "何静仪");
  await fill(service, "投诉人姓名", COMPLAINANT);
  await fill(service, "回电号码", "13800138622");
  await sheet.getByText("言行态度").click();
  await fill(service, "投诉点", POINT);
  await fill(service, "诉求", "要求当面致歉并说明");
  // What the entrance demands is said at the field.
  await press(service, "Control+Enter");
  await expect(sheet.getByText("来文工单号").locator("..").getByText("✕")).toBeVisible();
  await fill(service, "来文工单号", "GD-20261123-018");
  await fill(service, "要求回复时限", DUE);
  await picture(service, "1-filing");
  await press(service, "Control+Enter");
  await expect(sheet).toBeHidden({ timeout: 15_000 });
  await press(service, "F7");
  const item = service.locator(".sv-item", { hasText: "欧**" });
  await expect(item.locator("strong")).toHaveText(/^TS-/, { timeout: 15_000 });
  no = (await item.locator("strong").textContent()) ?? "";
  await item.click();
  await picture(service, "2-filed");
  await press(service, "F7");
});

test("the assistant hands it on; the accused supervisor gets no step and nothing of the complainant, and may make a statement", async () => {
  await turn(...ASSISTANT, async (page) => {
    await open(page);
    // Masked on every desk.
    await expect(page.getByText("欧**").first()).toBeVisible();
    await expect(page.getByText(/138\*\*\*\*8622/)).toBeVisible();
    await expect(page.getByLabel("委托方时限")).toContainText("来文要求回复");
    await picture(page, "3-assistant");
    await step(page, "转风险控制部");
  });
  await turn("A0201", "Alt+0", async (page) => {
    await expect(page.getByText("没有待办理的投诉").first()).toBeVisible({ timeout: 30_000 });
    await expect(page.locator(".sv-item")).toHaveCount(0);
    await page.getByRole("button", { name: /当事人陈述/ }).click({ timeout: 30_000 });
    const sheet = page.locator(".ant-drawer");
    await expect(sheet.getByText(POINT)).toBeVisible();
    await expect(sheet.getByText(/须回避/)).toBeVisible();
    await expect(page.getByText(/欧阳|欧\*|138/)).toHaveCount(0);
    // The agency's own demo has one that accuses her too: the newest comes first.
    await fill(page, "当事人陈述", STATEMENT);
    await picture(page, "4-recused");
    await press(page, "Control+Enter");
    await expect(sheet.getByText(`您已陈述:${STATEMENT}`)).toBeVisible({ timeout: 15_000 });
    await page.keyboard.press("Escape");
  });
});

test("the deputy soothes and writes the first report, risk control states, the data post pulls by itself: beside each other", async () => {
  await turn(...DEPUTY, async (page) => {
    await open(page);
    await page.getByRole("button", { name: "查看回电号码" }).click();
    await expect(page.getByText("13800138622")).toBeVisible({ timeout: 10_000 });
    await picture(page, "5-deputy");
    await step(page, "写首报", [["报告内容", "已受理,正在核查通话录音。"]]);
    await step(page, "联系安抚", [["安抚结果", "已平息", "choose"], ["联系次数", "1"], ["录音编号", "LY-20261123-0101"]]);
  });
  await step(service, "报送首报 / 续报", SENT);
  await turn(...HEAD, async (page) => {
    await open(page);
    await press(page, "F6");
    await page.getByRole("button", { name: "查阅台账" }).click();
    await expect(page.locator(".cp-lines li").first()).toBeVisible({ timeout: 15_000 });
    await picture(page, "6-investigation");
    await step(page, "客诉情况说明", [["经过", "通话中语气急躁"], ["原因", "未按话术安抚"], ["是否属实", "部分属实", "choose"], ["整改", "停岗复训"]]);
  });
  await turn("Z0701", null, async (page) => {
    await step(page, "独立调取记录与录音", [["意见", "已独立调取,与案件一致"]]);
    // While it was on its way, the next of the list was shown.
    await open(page);
    await expect(page.locator(".wd-act").getByRole("button", { name: "提交:审核结论" })).toBeVisible({ timeout: 15_000 });
    await press(page, "F6");
    await expect(page.getByText("数据岗已独立调取")).toBeVisible();
    await picture(page, "7-review");
    await step(page, "审核结论", [["是否属实", "部分属实", "choose"], ["意见", "录音与陈述一致"]]);
  });
});

test("approval, hand-over, and the answer to the bank within both clocks", async () => {
  await turn(...DIRECTOR, async (page) => {
    await open(page);
    await expect(page.getByText(/本环节 30 分钟时限由总监助理负责/)).toBeVisible({ timeout: 30_000 });
    await expect(page.getByLabel("委托方时限")).toContainText("监管 15 日");
    await picture(page, "8-director");
    await step(page, "运营总监审批", [["审批", "同意", "choose"], ["意见", "同意"]]);
  });
  await turn(...ASSISTANT, (page) => step(page, "送交客服"));
  await turn(...MANAGER, (page) => step(page, "客服部经理审批", [["意见", "同意报送"]]));
  await step(service, "反馈委托方", [["报告内容", "部分属实,已停岗复训并致歉。"], ...SENT]);
  // Two packages wait for the bank's receipt: the first report's, and this one's.
  await open(service);
  await expect(service.locator(".wd-pack")).toHaveCount(2, { timeout: 15_000 });
  await service.locator(".wd-pack").last().getByRole("button", { name: "查看封包密码" }).click();
  await expect(service.locator(".wd-password")).toHaveText(/^(\S{4}-){5}\S{4}$/, { timeout: 15_000 });
  await picture(service, "9-answered");
  await step(service, "登记银行回复", [["银行反馈意见", "满意", "choose"], ["意见", "同意结案"]]);
});

test("penalty, same-day report, confirmation form, return visit, and the four-part closing report", async () => {
  await turn(...ASSISTANT, (page) => step(page, "处罚意见", [["处罚种类", "书面警告", "choose"], ["依据条款", "守则第 3 条"], ["相关人员", "林知夏", "pick"], ["意见", "书面警告"]]));
  await turn(...DIRECTOR, (page) => step(page, "处罚审批", [["审批", "同意", "choose"], ["意见", "同意"]]));
  await turn(...HEAD, (page) => step(page, "执行处罚", [["执行结果", "已送达本人"]]));
  await turn(...ASSISTANT, async (page) => {
    await step(page, "当日处罚报告", [["报告内容", "处罚已执行"]]);
    await step(page, "反馈确认单", [["反馈确认内容", "银行确认满意"]]);
  });
  await turn(...MANAGER, (page) => step(page, "确认单审批", [["意见", "同意"]]));
  await step(service, "报送确认单", SENT);
  await step(service, "回访投诉人", [["满意度", "满意", "choose"], ["录音编号", "LY-20261123-0102"]]);
  await turn(...DEPUTY, async (page) => {
    await step(page, "四段结案报告", [["分析原因", "话术执行不到位"], ["如何解决", "致歉并复训"], ["以后如何处理纠纷", "先核实后沟通"], ["对此次纠纷的认识", "须重视投诉人感受"]]);
  });
  await turn(...MANAGER, (page) => step(page, "结案报告审批", [["意见", "同意"]]));
  await step(service, "报送结案报告", SENT);
  await press(service, "F7");
  await open(service);
  await expect(service.locator(".wd-dock").getByText("已结案")).toBeVisible({ timeout: 15_000 });
  await picture(service, "10-closed");
});

test("no window reported a console error or a policy violation", () => {
  expect([...left.faults, ...right.faults]).toEqual([]);
});
