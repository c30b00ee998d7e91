/** Every desk's screens, in both languages: axe finds nothing serious, nothing overflows, no fault in the console. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { atWork, lockKey, openCaseId, pending, toDiallable } from "./support/collector.ts";
import { openStage, passwordOf, type Stage } from "./support/stage.ts";
import { until } from "./support/until.ts";
import type { Workstation } from "./support/driver.ts";

test.describe.configure({ mode: "serial" });

/** A desk, who sits at it, and the keys of its sections. */
const DESKS = [
  { desk: "collector", no: "A0101", sections: 0, searches: true },
  { desk: "supervisor", no: "A0201", sections: 11, searches: true },
  { desk: "administrator", no: "Z0401", sections: 4, searches: false },
  { desk: "clerk", no: "Z0501", sections: 4, searches: false },
  { desk: "IT", no: "T0101", sections: 5, searches: false },
  { desk: "head", no: "N0301", sections: 6, searches: false },
  { desk: "customer service", no: "Z0801", sections: 0, searches: false },
  { desk: "human resources", no: "Z1201", sections: 2, searches: false },
  { desk: "legal specialist", no: "Z1102", sections: 2, searches: false },
] as const;

async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(" | ")}`);
}

/** The page itself never scrolls sideways. */
const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** How much wider a part's content is than the part. */
const sideways = (page: Page, part: string): Promise<number> => page.locator(part).evaluate((el) => el.scrollWidth - el.clientWidth);

/** 1366 × 768 at 200 %, CSS px. */
const ZOOMED = { width: 683, height: 384 };
/** A step in the list shows the list, opening a case shows the case, the turning key the next pane. */
const TURNS = [["ArrowDown", ".queue-pane"], ["Enter", ".case-pane"], ["Alt+p", ".action-pane"]] as const;

async function look(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(400);
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
  expect(await serious(page), name).toEqual([]);
  expect(await overflow(page), `${name}: sideways overflow`).toBeLessThanOrEqual(0);
}

/** The search by keyboard alone: opens, finds a word of the notes, says so when there is none, opens a hit. */
async function searchBy(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  const box = page.getByRole("combobox", { name: /拼音|pinyin/ });
  await expect(box).toBeFocused();
  await look(page, name);
  await page.keyboard.insertText("还款");
  const list = page.locator("#search-list");
  await expect(list.locator("mark").first()).toHaveText("还款", { timeout: 20_000 });
  await page.keyboard.press("ArrowDown");
  await expect(list.getByRole("option").nth(1)).toHaveAttribute("aria-selected", "true");
  await look(page, `${name}-found`);
  await box.fill("没有人会这样写𠮷");
  await expect(page.getByText(/没有找到|Nothing found/)).toBeVisible();
  await look(page, `${name}-none`);
  await box.fill("还款");
  await expect(list.locator("mark").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(box).toBeHidden();
  await look(page, `${name}-opened`);
  await page.keyboard.press("Escape");
}

test.describe("the screens", () => {
  let stage: Stage;
  let workstation: Workstation;
  test.beforeAll(async () => {
    stage = await openStage("screens");
    workstation = await stage.workstation("ws-screens");
  });
  test.afterAll(() => stage.close());

  test("unlock, zh-CN and en", async () => {
    const unlock = await workstation.window("unlock");
    await expect(unlock.locator("input[type=password]")).toBeVisible({ timeout: 20_000 });
    await look(unlock, "unlock-zh");
    await unlock.getByText("English").click();
    await look(unlock, "unlock-en");
    await unlock.getByText("中文").click();
  });

  for (const { desk, no, sections, searches } of DESKS) {
    test(`${desk}, zh-CN and en`, async () => {
      const page = await workstation.signIn(no, passwordOf(no));
      if (desk === "collector") await atWork(page);
      for (const language of ["zh", "en"]) {
        await look(page, `${desk}-${language}`);
        for (let i = 2; i <= sections; i++) {
          await page.keyboard.press(i < 11 ? `Alt+${i % 10}` : "Alt+-");
          await look(page, `${desk}-${i}-${language}`);
        }
        if (sections > 0) await page.keyboard.press("Alt+1");
        if (searches) await searchBy(page, `${desk}-${language}-search`);
        await page.getByRole("button", { name: language === "zh" ? "English" : "中文" }).click();
      }
      await lockKey(page);
      await workstation.window("unlock");
    });
  }

  test("collector at 200 % zoom: one pane at a time, nothing scrolls sideways, the keys turn", async () => {
    const page = await workstation.signIn("A0101", passwordOf("A0101"));
    await atWork(page);
    await page.setViewportSize(ZOOMED);
    await expect(page.locator(".pane-bar")).toBeVisible();
    await expect(page.locator(".case-pane")).toBeInViewport({ ratio: 0.9 });
    for (const language of ["zh", "en"]) {
      for (const [key, pane] of TURNS) {
        await page.keyboard.press(key);
        await expect(page.locator(pane)).toBeInViewport({ ratio: 0.9 });
        await look(page, `collector-zoomed${pane}-${language}`);
        for (const part of [".top-bar", ".strip", pane]) expect(await sideways(page, part), `${part} in ${language}`).toBeLessThanOrEqual(0);
        await expect(page.locator(".strip .lock-button")).toBeInViewport({ ratio: 1 });
      }
      await page.getByRole("button", { name: language === "zh" ? "English" : "中文" }).click();
    }
    await lockKey(page);
    await workstation.window("unlock");
  });

  test("spot check of notes: drawn, read, judged, zh-CN and en", async () => {
    const page = await workstation.signIn("A0201", passwordOf("A0201"));
    const drawn = page.locator(".sv-spot-list button");
    // The history comes down behind the worklist: the sample waits for notes to draw from.
    await expect(async () => {
      await page.keyboard.press("Alt+8");
      await page.keyboard.press("F5");
      await expect(drawn).toHaveCount(10, { timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await expect(page.locator(".sv-spot-note .sv-entry")).toBeVisible();
    await look(page, "spot-check-zh");
    await page.keyboard.press("Control+Enter");
    await expect(drawn.locator(".tag.ok")).toHaveCount(1);
    await page.keyboard.press("Alt+x");
    await expect(page.locator(".sv-dock [role=alert]")).toBeVisible();
    await page.locator(".sv-dock textarea").fill("催记未写约定的还款日期");
    await page.keyboard.press("Alt+x");
    await expect(drawn.locator(".tag.bad")).toHaveCount(1);
    await page.getByRole("button", { name: "English" }).click();
    await drawn.nth(1).click();
    await look(page, "spot-check-en");
    await page.getByRole("button", { name: "中文" }).click();
    await lockKey(page);
    await workstation.window("unlock");
  });

  test("records the centre refused, zh-CN and en", async () => {
    const page = await workstation.signIn("A0101", passwordOf("A0101"));
    await atWork(page);
    await page.keyboard.press("Alt+u");
    await expect(page.getByText("没有异常待处理的记录")).toBeVisible();
    await look(page, "quarantine-empty-zh");
    await page.keyboard.press("Escape");
    // A character no database holds: the note is saved here, and refused there.
    const caseId = await openCaseId(page);
    const saved = await page.evaluate((id) => window.lockdesk.call("note.add", { caseId: id ?? "", text: "债务人改约 13800138622\u0000 下午三点" }), caseId);
    expect(saved.ok).toBe(true);
    await expect(page.locator(".strip-button.bad")).toBeVisible();
    for (const language of ["zh", "en"]) {
      await page.keyboard.press("Alt+u");
      await expect(page.locator(".qu-item.open")).toBeVisible();
      await look(page, `quarantine-${language}`);
      await page.keyboard.press("Escape");
      await expect(page.locator(".qu-item.open")).toBeHidden();
      await page.getByRole("button", { name: language === "zh" ? "English" : "中文" }).click();
    }
    await page.keyboard.press("Alt+u");
    await expect(page.locator(".qu-item.open")).toBeVisible();
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText("没有异常待处理的记录")).toBeVisible();
    await expect(page.locator(".strip-button.bad")).toBeHidden();
    await page.keyboard.press("Escape");
    await lockKey(page);
    await workstation.window("unlock");
  });

  test("late and refused records at the supervisor's desk, and the note that comes back, zh-CN and en", async () => {
    const collector = await workstation.signIn("A0101", passwordOf("A0101"));
    await atWork(collector);
    await toDiallable(collector);
    const caseId = (await openCaseId(collector)) ?? "";
    const callId = await collector.evaluate(async (id) => {
      const view = await window.lockdesk.call("case.open", { caseId: id });
      const contact = view.ok ? view.value.contacts.find((c) => c.current && c.refusal === null) ?? view.value.contacts.find((c) => c.refusal === null) : undefined;
      const started = await window.lockdesk.call("dial.start", { caseId: id, contactPointId: contact?.id ?? "" });
      return started.ok ? started.value.callId : null;
    }, caseId);
    expect(callId).not.toBeNull();

    const second = await stage.workstation("ws-supervisor");
    const page = await second.signIn("A0201", passwordOf("A0201"));
    const moved = await page.evaluate(async (id) => {
      const hits = await window.lockdesk.call("desk.request", { route: "team.collectors", input: {} });
      const { collectors } = (hits.ok ? hits.value : { collectors: [] }) as { collectors: { id: string; no: string }[] };
      const to = collectors.find((c) => c.no !== "A0101");
      return window.lockdesk.call("desk.request", { route: "case.reassign", input: { caseIds: [id], toUserId: to?.id ?? "", reason: "调案" } });
    }, caseId);
    expect(moved.ok).toBe(true);
    await until("the case has left the collector", () => collector.evaluate(async (id) => !(await window.lockdesk.call("case.open", { caseId: id })).ok, caseId));
    const logged = await collector.evaluate(async ({ id, call }) => window.lockdesk.call("call.log", {
      caseId: id, callId: call ?? "", contactPointId: null, direction: "out", line: "A2", person: null, outcome: null, tags: [], identityStated: false, note: "响铃无人接,改约 13800138622", promises: [], followUpAt: null, callbackAt: null,
    }), { id: caseId, call: callId });
    expect(logged.ok ? "" : logged.refusal.code).toBe("saved_case_gone");
    const noted = await collector.evaluate(async () => {
      const list = await window.lockdesk.call("queue.list", { tab: "all", text: "", bucket: null, bankCode: null, after: null, limit: 1 });
      return window.lockdesk.call("note.add", { caseId: list.ok ? (list.value.rows[0]?.caseId ?? "") : "", text: "坏字符\u0000" });
    });
    expect(noted.ok).toBe(true);
    await until("everything is sent", async () => (await pending(collector)) === 0);

    for (const [language, section, refused] of [["zh", "记录复核", "异常待处理"], ["en", "Review", "Refused records"]] as const) {
      // Away and back: the page opens with the late records.
      await page.keyboard.press("Alt+1");
      await page.getByRole("button", { name: section }).click();
      await page.keyboard.press("F5");
      await expect(page.locator(".sv-decision").first()).toBeVisible();
      await look(page, `late-${language}`);
      await page.getByText(refused, { exact: false }).first().click();
      await look(page, `rejections-${language}`);
      await page.getByRole("button", { name: language === "zh" ? "English" : "中文" }).click();
    }
    await page.keyboard.press("Alt+1");
    await page.getByRole("button", { name: "记录复核" }).click();
    await expect(page.locator(".sv-decision").first()).toBeVisible();
    await expect(page.locator(".sv-decision").first()).toBeDisabled();
    await page.keyboard.press("3");
    await page.keyboard.type("案件已调走,请勿再跟进");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText("没有迟到记录待复核")).toBeVisible();

    await lockKey(collector);
    await workstation.window("unlock");
    const again = await workstation.signIn("A0101", passwordOf("A0101"));
    await atWork(again);
    await expect(again.locator(".strip-button.warn")).toBeVisible();
    await again.keyboard.press("Alt+u");
    await expect(again.getByText("案件已调走,请勿再跟进")).toBeVisible();
    await look(again, "returned-zh");
    await again.keyboard.press("Alt+k");
    await expect(again.locator(".qu-returned")).toBeHidden();
    await again.keyboard.press("Escape");
    await lockKey(again);
    await workstation.window("unlock");
    expect(second.faults).toEqual([]);
  });

  test("no window reported a console error, a policy violation or a security warning", () => {
    expect(workstation.faults).toEqual([]);
  });
});
