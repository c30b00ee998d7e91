/**
 * The machine in the centre's hand, on the built program: what the lock window says of unsent work, IT's device
 * list, an order to wipe a locked workstation, what is left on its disk, and the receipt on IT's desk.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { atWork, lockKey, openCaseId } from "./support/collector.ts";
import { look } from "./support/look.ts";
import { openStage, passwordOf, type Stage } from "./support/stage.ts";
import { until } from "./support/until.ts";
import type { Workstation } from "./support/driver.ts";

test.describe.configure({ mode: "serial" });

const WIDTH = { width: 1366, height: 768 };
const OTHER = { zh: "English", en: "中文" } as const;

test.describe("a machine", () => {
  let stage: Stage;
  let collector: Workstation;
  let it: Workstation;
  let itDesk: Page;
  test.beforeAll(async () => {
    stage = await openStage("machine");
    collector = await stage.workstation("PC-W1", { heartbeatSeconds: 1 });
    it = await stage.workstation("PC-IT", { heartbeatSeconds: 1 });
  });
  test.afterAll(() => stage.close());

  const inProfile = (...path: string[]) => join(collector.profileDir, ...path);
  const row = (page: Page, name: string) => page.locator('[role="row"]', { hasText: name });

  test("says how many records are not yet sent when it is locked, and what else keeps somebody out", async () => {
    const desk = await collector.signIn("A0101", passwordOf("A0101"));
    await atWork(desk);
    await stage.unplug();
    const caseId = await openCaseId(desk);
    const saved = await desk.evaluate((id) => window.lockdesk.call("note.add", { caseId: id ?? "", text: "断网时保存的一条" }), caseId);
    expect(saved.ok).toBe(true);
    await expect(desk.locator(".strip")).toContainText(/待上传\s*1/);
    await lockKey(desk);
    const locked = await collector.window("unlock");
    await expect(locked.getByText("有 1 条记录尚未上传")).toBeVisible();
    await look(locked, "locked-unsent-zh");
    await locked.getByRole("button", { name: "English" }).click();
    await expect(locked.getByText("Not yet sent: 1")).toBeVisible();
    await look(locked, "locked-unsent-en");
    await locked.getByRole("button", { name: "中文" }).click();
    await stage.replug();
  });

  test("is seen by IT though nobody is signed in: last seen, version, unsent, lease, posture", async () => {
    itDesk = await it.signIn("T0101", passwordOf("T0101"));
    await itDesk.setViewportSize(WIDTH);
    for (const language of ["zh", "en"] as const) {
      await itDesk.getByRole("button", { name: language === "zh" ? "设备" : "Devices", exact: true }).click();
      await until("the locked machine has been heard", async () => {
        await itDesk.keyboard.press("F5");
        return /待上传|to send|unsent|waiting/.test((await row(itDesk, "PC-W1").textContent()) ?? "") && !/未上报|Not reported/.test((await row(itDesk, "PC-W1").textContent()) ?? "");
      });
      await look(itDesk, `devices-${language}`);
      await itDesk.getByRole("button", { name: /(设备状态|Posture) PC-W1/ }).click();
      await expect(itDesk.locator(".it-facts").first()).toBeVisible();
      await look(itDesk, `machine-${language}`);
      await itDesk.keyboard.press("Escape");
      await itDesk.getByRole("button", { name: OTHER[language] }).click();
    }
  });

  test("waits with a wipe that asks to send first, and carries it out when the last record is sent", async () => {
    // Another machine, so that this one is still there for the order that does not wait.
    const second = await stage.workstation("PC-W2", { heartbeatSeconds: 1 });
    const desk = await second.signIn("A0102", passwordOf("A0102"));
    await atWork(desk);
    await stage.unplug();
    const caseId = await openCaseId(desk);
    await desk.evaluate((id) => window.lockdesk.call("note.add", { caseId: id ?? "", text: "清除前要送达的一条" }), caseId);
    await expect(desk.locator(".strip")).toContainText(/待上传\s*1/);
    await lockKey(desk);
    await stage.replug();
    await second.window("unlock");
    await until("IT is on line again", () => itDesk.evaluate(async () => (await window.lockdesk.call("desk.request", { route: "device.list", input: {} })).ok));
    await order("PC-W2", "先上传后清除");
    await until("the lock window says so", () => says(second, "IT 已下达清除指令"), 30_000);
    await look(await second.window("unlock"), "wipe-waits-zh");
    expect(existsSync(join(second.profileDir, "users", "A0102", "outbox.db"))).toBe(true);
    await second.signIn("A0102", passwordOf("A0102")).catch(() => undefined);
    await until("the machine is wiped", () => !existsSync(join(second.profileDir, "users")) && !existsSync(join(second.profileDir, "device.json")), 60_000);
    await itDesk.getByRole("checkbox").check();
    await itDesk.keyboard.press("F5");
    await expect(row(itDesk, "PC-W2")).toContainText("已清除", { timeout: 30_000 });
    await second.close("quit");
  });

  /** The lock window is made anew with new words: ask the one that is there now. */
  const says = async (workstation: Workstation, words: string): Promise<boolean> => (await workstation.window("unlock")).getByText(words).isVisible().catch(() => false);

  /** IT's hands: the button of the row, how, why, and the key. */
  async function order(name: string, how: string): Promise<void> {
    await itDesk.getByRole("button", { name: "设备", exact: true }).click();
    await itDesk.keyboard.press("F5");
    await itDesk.getByRole("button", { name: `下达清除指令 ${name}` }).click();
    await itDesk.getByText(how, { exact: true }).click();
    await itDesk.getByPlaceholder("必填,留痕").fill("设备送修");
    if (how === "立即清除") await look(itDesk, "wipe-zh");
    await itDesk.keyboard.press("Control+Enter");
    await expect(itDesk.getByText(`已对 ${name} 下达清除指令`)).toBeVisible();
  }

  test("locked, is wiped by IT's order: nothing is left but its journal, and the receipt is on IT's desk", async () => {
    expect(existsSync(inProfile("users", "A0101", "outbox.db"))).toBe(true);
    await order("PC-W1", "立即清除");
    await until("the machine is wiped", () => !existsSync(inProfile("users")) && !existsSync(inProfile("device.json")), 60_000);
    await until("the lock window says so", () => says(collector, "本机已按 IT 的指令清除"), 30_000);
    const unlock = await collector.window("unlock");
    await look(unlock, "wiped-zh");
    await unlock.getByRole("button", { name: "English" }).click();
    await expect(unlock.getByText("was wiped by IT's order")).toBeVisible();
    await look(unlock, "wiped-en");
    const left = readdirSync(collector.profileDir);
    for (const gone of ["users", "device.json", "device.seq", "time.json", "unsent.json"]) expect(left, gone).not.toContain(gone);
    expect(readFileSync(inProfile("journal.jsonl"), "utf8")).toContain("wipe.begun");
    test.info().annotations.push({ type: "left", description: left.join(" ") });

    for (const language of ["zh", "en"] as const) {
      await itDesk.getByRole("button", { name: language === "zh" ? "设备" : "Devices", exact: true }).click();
      const hidden = itDesk.getByRole("checkbox");
      if (!(await hidden.isChecked())) await hidden.check();
      await itDesk.keyboard.press("F5");
      await expect(row(itDesk, "PC-W1")).toContainText(language === "zh" ? "已清除" : "Wiped", { timeout: 30_000 });
      await look(itDesk, `devices-wiped-${language}`);
      await itDesk.getByRole("button", { name: /(设备状态|Posture) PC-W1/ }).click();
      await expect(itDesk.getByText(language === "zh" ? /数据文件 \d+/ : /data files \d+/)).toBeVisible();
      await look(itDesk, `receipt-${language}`);
      await itDesk.keyboard.press("Escape");
      await itDesk.getByRole("button", { name: OTHER[language] }).click();
    }
  });

  test("is enrolled anew with a code, and its user works again on what the centre holds", async () => {
    const unlock = await collector.window("unlock");
    const made = await itDesk.evaluate(() => window.lockdesk.call("desk.request", { route: "device.enrolCode", input: { name: "PC-W1b" } }));
    const { code } = (made.ok ? made.value : { code: "" }) as { code: string };
    await unlock.locator("input").first().fill("PC-W1b");
    await unlock.locator("input.unlock-code").fill(code);
    await unlock.keyboard.press("Enter");
    await expect(unlock.locator("input[type=password]")).toBeVisible({ timeout: 30_000 });
    const desk = await collector.signIn("A0101", passwordOf("A0101"));
    await atWork(desk);
  });

  test("no window reported a console error, a policy violation or a security warning", () => {
    expect([...collector.faults, ...it.faults]).toEqual([]);
  });
});
