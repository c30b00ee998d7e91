/**
 * Work that was saved off line under a password nobody remembers, on the built program: IT resets the password, the
 * workstation asks for recovery by itself, two of IT hand over their parts, and the note reaches the centre.
 */
import { expect, test, type Page } from "@playwright/test";
import { atWork, lockKey, openCaseId } from "./support/collector.ts";
import { look } from "./support/look.ts";
import { openStage, passwordOf, type Stage } from "./support/stage.ts";
import { until } from "./support/until.ts";
import type { Workstation } from "./support/driver.ts";

test.describe.configure({ mode: "serial" });

const COLLECTOR = "A0101";
const [FIRST, SECOND] = ["T0101", "T0102"] as const;
const NEXT_PASSWORD = "nine green umbrellas in rain";
const PASSPHRASE = { [FIRST]: "seven quiet rivers at night", [SECOND]: "a lamp on the northern stairs" } as const;

test.describe("recovery of unsent work", () => {
  let stage: Stage;
  let collector: Workstation;
  const desks = new Map<string, Page>();
  const machines: Workstation[] = [];
  test.beforeAll(async () => {
    stage = await openStage("recovery");
    collector = await stage.workstation("PC-R1");
    for (const no of [FIRST, SECOND]) {
      const it = await stage.workstation(`IT-${no}`);
      machines.push(it);
      desks.set(no, await it.signIn(no, passwordOf(no)));
    }
  });
  test.afterAll(() => stage.close());

  const at = (no: string): Page => desks.get(no)!;
  const request = (page: Page) => page.locator('[role="row"]', { hasText: "PC-R1" });
  const dialog = (page: Page) => page.locator("[role=dialog]");
  async function toRecovery(page: Page): Promise<void> {
    await page.getByRole("button", { name: "数据恢复", exact: true }).click();
    await expect(page.getByText("恢复保管人", { exact: true })).toBeVisible();
  }

  test("two of IT become holders, and the workstation seals an envelope for them", async () => {
    for (const no of [FIRST, SECOND]) {
      const page = at(no);
      await toRecovery(page);
      await page.keyboard.press("Control+b");
      const fields = dialog(page).locator("input[type=password]");
      await fields.nth(0).fill(PASSPHRASE[no]);
      await fields.nth(1).fill(PASSPHRASE[no]);
      await fields.nth(2).fill(passwordOf(no));
      await page.keyboard.press("Control+Enter");
      await expect(page.getByText(/已设为保管人/)).toBeVisible({ timeout: 30_000 });
    }
    await atWork(await collector.signIn(COLLECTOR, passwordOf(COLLECTOR)));
    await look(at(SECOND), "none-zh");
  });

  test("a note is saved off line, the password is forgotten and reset, and the workstation asks by itself", async () => {
    const desk = await collector.window("desk");
    // The envelope reaches the centre with the first rounds of the stay.
    await desk.waitForTimeout(3_000);
    await stage.unplug();
    const caseId = await openCaseId(desk);
    const saved = await desk.evaluate((id) => window.lockdesk.call("note.add", { caseId: id ?? "", text: "断网时保存、密码已忘的一条" }), caseId);
    expect(saved.ok).toBe(true);
    await lockKey(desk);
    await collector.window("unlock");
    await stage.replug();
    const password = await resetBy(at(FIRST));
    const unlock = await collector.window("unlock");
    await unlock.locator("form input:not([type=password])").first().fill(COLLECTOR);
    await unlock.locator("form input[type=password]").first().fill(password);
    await unlock.locator("form input[type=password]").first().press("Enter");
    await expect(unlock.locator("form input[type=password]")).toHaveCount(2, { timeout: 30_000 });
    const fresh = unlock.locator("form input[type=password]");
    await fresh.nth(0).fill(NEXT_PASSWORD);
    await fresh.nth(1).fill(NEXT_PASSWORD);
    await fresh.nth(1).press("Enter");
    await atWork(await collector.window("desk", 60_000));
    await look(await collector.window("desk"), "kept-aside-zh");
    await until("the request is on IT's desk", async () => {
      await at(FIRST).keyboard.press("F5");
      return request(at(FIRST)).isVisible();
    }, 60_000);
    await look(at(FIRST), "wanted-zh");
  });

  test("the first opens it with a reason, the second approves, and the note is at the centre", async () => {
    const [one, two] = [at(FIRST), at(SECOND)];
    await request(one).getByRole("button", { name: "发起恢复" }).click();
    await look(one, "open-zh");
    await one.keyboard.press("Escape");
    await english(one, async () => {
      await request(one).getByRole("button", { name: /^(?!Refuse).+/ }).first().click();
      await look(one, "open-en");
      await one.keyboard.press("Escape");
      await request(one).getByRole("button", { name: /^Refuse/ }).click();
      await look(one, "refuse-en");
      await one.keyboard.press("Escape");
    });
    await request(one).getByRole("button", { name: "发起恢复" }).click();
    await dialog(one).getByPlaceholder("例如 本人忘记密码,当面确认").fill("本人忘记密码,当面确认");
    const own = dialog(one).locator("input[type=password]");
    await own.nth(0).fill("not the passphrase at all");
    await own.nth(1).fill(passwordOf(FIRST));
    await one.keyboard.press("Control+Enter");
    await expect(dialog(one).getByRole("alert")).toBeVisible({ timeout: 30_000 });
    await look(one, "open-wrong-zh");
    await own.nth(0).fill(PASSPHRASE[FIRST]);
    await one.keyboard.press("Control+Enter");
    await expect(one.getByText(/已发起/)).toBeVisible({ timeout: 30_000 });
    await expect(request(one)).toContainText("待另一位保管人");
    await look(one, "opened-zh");

    await two.keyboard.press("F5");
    await request(two).getByRole("button", { name: "批准恢复" }).click();
    await look(two, "approve-zh");
    const theirs = dialog(two).locator("input[type=password]");
    await theirs.nth(0).fill(PASSPHRASE[SECOND]);
    await theirs.nth(1).fill(passwordOf(SECOND));
    await two.keyboard.press("Control+Enter");
    await expect(two.getByText(/已批准/).first()).toBeVisible({ timeout: 30_000 });
    await until("the request has ended", async () => {
      await two.keyboard.press("F5");
      return request(two).getByText("已恢复").isVisible();
    }, 90_000);
    await look(two, "done-zh");
    await english(two, () => look(two, "done-en"));
    const desk = await collector.window("desk");
    await expect(desk.getByText("断网时保存、密码已忘的一条").first()).toBeVisible({ timeout: 60_000 });
    await look(desk, "recovered-zh");
  });

  test("no window reported a console error, a policy violation or a security warning", () => {
    expect([collector, ...machines].flatMap((m) => m.faults)).toEqual([]);
  });

  /** Resets the collector's password on IT's desk and reads the new one off the screen, as IT does. */
  async function resetBy(page: Page): Promise<string> {
    const found = await page.evaluate((no) => window.lockdesk.call("desk.request", { route: "user.list", input: { text: no } as never }), COLLECTOR);
    if (!found.ok) throw new Error(JSON.stringify(found.refusal));
    const user = (found.value as { users: { id: string; no: string }[] }).users.find((u) => u.no === COLLECTOR)!;
    const answer = await page.evaluate((userId) => window.lockdesk.call("desk.request", { route: "user.reset", input: { userId } }), user.id);
    if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
    return (answer.value as { password: string }).password;
  }

  async function english(page: Page, then: () => Promise<void>): Promise<void> {
    await page.getByRole("button", { name: "English" }).click();
    await then();
    await page.getByRole("button", { name: "中文" }).click();
  }
});
