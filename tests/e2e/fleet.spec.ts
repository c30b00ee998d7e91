/** The fleet on IT's screen: machines by builds, what to look at, and a rollout's step that a duty officer has signed. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { Lab } from "../../build/release/lab.ts";
import { answerRollout } from "../../build/release/rollout.ts";
import { publishedRoot } from "../../build/release/publish.ts";
import { HOUR } from "../../shared/model/time.ts";
import { look } from "./support/look.ts";
import { passwordOf, openStage, type Stage } from "./support/stage.ts";
import { until } from "./support/until.ts";

test.describe.configure({ mode: "serial" });

/** The smallest and the largest screen of the house. */
async function atBothSizes(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.waitForTimeout(400);
  await page.screenshot({ path: test.info().outputPath(`${name}-1920.png`) });
  await page.setViewportSize({ width: 1366, height: 768 });
  await look(page, `${name}-1366`);
}

test.describe("the fleet", () => {
  let stage: Stage;
  let lab: Lab;

  test.beforeAll(async () => {
    lab = new Lab();
    lab.now = Date.now();
    await lab.open("0.1.0");
    await lab.build("0.2.0", { dataFormat: 9_999 });
    const timestampKey = lab.path("timestamp.pem");
    writeFileSync(timestampKey, lab.keys.timestamp.secret.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    stage = await openStage("fleet", undefined, { releases: lab.repository, timestampKey });
  });
  test.afterAll(async () => {
    await stage.close();
    lab.close();
  });

  async function workstation(name: string) {
    const profile = join(stage.dir, "profiles", name);
    for (const folder of ["release", "incoming"]) mkdirSync(join(profile, folder), { recursive: true });
    writeFileSync(join(profile, "release/root.json"), publishedRoot(lab.state));
    writeFileSync(join(profile, "release/build.json"), JSON.stringify({ builtAt: lab.now }));
    return stage.workstation(name, { heartbeatSeconds: 2 });
  }

  test("shows machines by builds, makes the command, and publishes what a duty officer signed; the strip of a workstation says what that means for it", async () => {
    const pc = await workstation("PC-F1");
    const it = await (await workstation("PC-F2")).signIn("T0101", passwordOf("T0101"));
    await it.setViewportSize({ width: 1440, height: 900 });
    await it.getByRole("button", { name: "设备", exact: true }).click();
    await it.getByText("版本与发布").click();
    await until("both machines are heard", async () => {
      await it.keyboard.press("F5");
      return /评估运行/.test((await it.locator(".vt").textContent()) ?? "");
    });
    await expect(it.locator(".it-chart canvas")).toBeVisible({ timeout: 20_000 });
    await expect(it.locator(".it-command")).toContainText("npm run release -- rollout --pause --repository REPO --duty-key KEY.pem --answer answer.json");
    await atBothSizes(it, "fleet-zh");
    await it.getByRole("textbox", { name: "粘贴 answer.json 的内容" }).fill("{}");
    await it.getByRole("button", { name: "核验并发布" }).click();
    await expect(it.getByText("提交的内容不符合要求")).toBeVisible();
    const by = Date.now() + 72 * HOUR;
    const change = { version: "0.2.0", wave: { percent: 100, after: lab.now }, minimum: { version: "0.2.0", by } };
    const answer = answerRollout(lab.state, change, lab.keys.duty[0]!.secret, Date.now());
    await it.getByRole("textbox", { name: "粘贴 answer.json 的内容" }).fill(JSON.stringify(answer));
    await it.getByRole("button", { name: "核验并发布" }).click();
    await expect(it.locator(".it-facts")).toContainText("0.2.0", { timeout: 20_000 });
    await expect(it.locator(".it-table")).toContainText("低于最低版本");
    const desk = await pc.signIn("A0101", passwordOf("A0101"));
    await until("the strip says what waits", async () => /须更新到 0\.2\.0/.test((await desk.locator(".strip").textContent()) ?? ""), 200_000);
    await atBothSizes(desk, "strip-zh");
    await desk.getByRole("button", { name: "English" }).click();
    await expect(desk.locator(".strip")).toContainText(/0\.2\.0/);
    await atBothSizes(desk, "strip-en");
    await it.getByRole("button", { name: "English" }).click();
    await it.keyboard.press("F5");
    await expect(it.getByText("Next step")).toBeVisible();
    await atBothSizes(it, "fleet-en");
  });
});
