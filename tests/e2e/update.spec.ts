/** Updating on the built program: fetched through the bridge and handed over while nobody is signed in; what the unlock window says of it, and of a build that is out of service. */
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { Lab } from "../../build/release/lab.ts";
import { publishedRoot } from "../../build/release/publish.ts";
import { look } from "./support/look.ts";
import { passwordOf, openStage, type Stage } from "./support/stage.ts";
import { until } from "./support/until.ts";

test.describe.configure({ mode: "serial" });

async function bothLanguages(page: Page, name: string, zh: string, en: string): Promise<void> {
  await expect(page.getByText(zh)).toBeVisible({ timeout: 45_000 });
  await look(page, `${name}-zh`);
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByText(en)).toBeVisible();
  await look(page, `${name}-en`);
  await page.getByRole("button", { name: "中文" }).click();
}

test.describe("an update", () => {
  let stage: Stage;
  let lab: Lab;

  test.beforeAll(async () => {
    lab = new Lab();
    lab.now = Date.now();
    // Newer in its outbox format than any program under test.
    await lab.open("0.1.0");
    await lab.build("0.2.0", { dataFormat: 9_999 });
    await lab.roll({ version: "0.2.0", wave: { percent: 100, after: lab.now } });
    stage = await openStage("update", undefined, { releases: lab.repository });
  });
  test.afterAll(async () => {
    await stage.close();
    lab.close();
  });

  /** A workstation whose program ships the lab's key list, with a folder in place of the helper's. */
  async function workstation(name: string) {
    const profile = join(stage.dir, "profiles", name);
    mkdirSync(join(profile, "release"), { recursive: true });
    mkdirSync(join(profile, "incoming"));
    writeFileSync(join(profile, "release/root.json"), publishedRoot(lab.state));
    writeFileSync(join(profile, "release/build.json"), JSON.stringify({ builtAt: lab.now }));
    return stage.workstation(name, { heartbeatSeconds: 5 });
  }

  test("is fetched and handed over while nobody is signed in, with the documents that prove it", async () => {
    const pc = await workstation("PC-U1");
    const unlock = await pc.window("unlock");
    await bothLanguages(unlock, "handed-over", "0.2.0 已交系统安装程序", "0.2.0 handed to the system's installer");
    await until("the hand-over", () => existsSync(join(pc.profileDir, "incoming/0.2.0/targets")));
    expect(readdirSync(join(pc.profileDir, "incoming/0.2.0/metadata"))).toContain("timestamp.json");
    // The person at the desk is not kept from working by it.
    await pc.signIn("A0101", passwordOf("A0101"));
    await pc.close("quit");
  });

  test("a spoilt installer is refused in words, and work goes on", async () => {
    const honest = lab.copyState("honest");
    const spoilt = readdirSync(join(lab.state, "targets/builds/linux-x64/0.2.0")).find((name) => name.endsWith(".deb"))!;
    writeFileSync(join(lab.state, "targets/builds/linux-x64/0.2.0", spoilt), Buffer.alloc(40_000, "evil"));
    const pc = await workstation("PC-U2");
    const unlock = await pc.window("unlock");
    await bothLanguages(unlock, "refused", "下载的安装包与签名信息不符", "The downloaded installer is not the signed one");
    expect(readdirSync(join(pc.profileDir, "incoming"))).toEqual([]);
    await pc.signIn("A0101", passwordOf("A0101"));
    await pc.close("quit");
    cpSync(honest, lab.state, { recursive: true, force: true });
  });

  test("a build below the minimum is out of service: only the update is to be seen", async () => {
    await lab.roll({ minimum: { version: "0.2.0", by: lab.now } });
    const pc = await workstation("PC-U3");
    // The window is made anew when the door closes.
    await until("the door is closed", async () => (await pc.window("unlock")).getByText("本版本已停用").isVisible().catch(() => false), 45_000);
    await until("the hand-over", () => existsSync(join(pc.profileDir, "incoming/0.2.0")));
    const unlock = await pc.window("unlock");
    await bothLanguages(unlock, "locked", "需更新到 0.2.0 或以上", "Version 0.2.0 or later is needed");
    expect(await unlock.getByRole("textbox").count()).toBe(0);
  });
});
