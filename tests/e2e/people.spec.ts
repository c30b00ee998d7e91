/** People's keys on the screen, in both languages: the second step set up and asked for, a password that may be known, recovery on IT's desk. */
import { expect, test } from "@playwright/test";
import { Secret } from "otpauth";
import { codeAt } from "../../service/auth/second-factor/totp.ts";
import { look } from "./support/look.ts";
import { openStage, passwordOf, type Stage } from "./support/stage.ts";
import type { Workstation } from "./support/driver.ts";

test.describe.configure({ mode: "serial" });

const IT = "T0101";
const NEXT_PASSWORD = "six blue kettles on a shelf";
const STEP_MS = 30_000;

test.describe("people's keys", () => {
  let stage: Stage;
  let workstation: Workstation;
  let secret: Uint8Array;
  let lastStep = 0;
  /** A code that has not been used yet; waits for the telephone's next one when it has. */
  const freshCode = async (): Promise<string> => {
    while (Math.floor(Date.now() / STEP_MS) <= lastStep) await new Promise((resolve) => setTimeout(resolve, 500));
    lastStep = Math.floor(Date.now() / STEP_MS);
    return codeAt(secret, Date.now());
  };
  test.beforeAll(async () => {
    stage = await openStage("people", () => undefined, { secondFactor: "required" });
    workstation = await stage.workstation("ws-people");
  });
  test.afterAll(() => stage.close());

  test("the first sign-in sets up the second step", async () => {
    const unlock = await workstation.window("unlock");
    await unlock.locator("form input:not([type=password])").first().fill(IT);
    await unlock.locator("form input[type=password]").fill(passwordOf(IT));
    await unlock.locator("form input[type=password]").press("Enter");
    await expect(unlock.locator(".unlock-qr")).toBeVisible({ timeout: 30_000 });
    await look(unlock, "set-up-zh");
    await unlock.getByText("English").click();
    await look(unlock, "set-up-en");
    await unlock.getByText("中文").click();
    secret = Secret.fromBase32(((await unlock.locator(".unlock-secret").textContent()) ?? "").replaceAll(" ", "")).bytes;
    await unlock.locator("form button[type=submit]").click();
    await unlock.getByRole("checkbox").check();
    await look(unlock, "codes-zh");
    await unlock.locator("input.unlock-code").fill("000000");
    await unlock.locator("input.unlock-code").press("Enter");
    await expect(unlock.getByRole("alert")).toBeVisible({ timeout: 30_000 });
    await look(unlock, "set-up-wrong-zh");
    await unlock.locator("input.unlock-code").fill(await freshCode());
    await unlock.locator("input.unlock-code").press("Enter");
    const desk = await workstation.window("desk", 60_000);
    await desk.locator(".strip").waitFor({ timeout: 30_000 });
  });

  test("recovery on IT's desk: becoming a holder", async () => {
    const desk = await workstation.window("desk");
    await desk.getByRole("button", { name: "数据恢复" }).or(desk.getByRole("tab", { name: "数据恢复" })).first().click();
    await expect(desk.getByText("恢复保管人", { exact: true })).toBeVisible();
    await look(desk, "recovery-zh");
    await desk.keyboard.press("Control+b");
    const fields = desk.locator("[role=dialog] input[type=password]");
    await fields.nth(0).fill("seven quiet rivers at night");
    await fields.nth(1).fill("seven quiet rivers at night");
    await fields.nth(2).fill(await freshCode());
    await look(desk, "become-zh");
    await desk.keyboard.press("Control+Enter");
    await expect(desk.getByText(/已设为保管人/)).toBeVisible({ timeout: 30_000 });
    await desk.getByRole("button", { name: "English" }).click();
    await look(desk, "recovery-en");
    await desk.keyboard.press("Control+b");
    await look(desk, "become-en");
    await desk.keyboard.press("Escape");
    await desk.getByRole("button", { name: "中文" }).click();
  });

  test("my password may be known: from the account to the unlock window, changed with a code, and a line on IT's desk", async () => {
    const desk = await workstation.window("desk");
    await desk.locator(".who").first().click();
    await expect(desk.getByRole("dialog")).toBeVisible();
    await look(desk, "account-zh");
    await desk.getByRole("dialog").getByRole("button", { name: /我的密码可能泄露/ }).click();
    const unlock = await workstation.window("unlock");
    await expect(unlock.getByText("密码可能泄露:立即更换")).toBeVisible({ timeout: 20_000 });
    const fields = unlock.locator("form input[type=password]");
    await fields.nth(0).fill(passwordOf(IT));
    await fields.nth(1).fill("passwordpassword");
    await fields.nth(2).fill("passwordpassword");
    await look(unlock, "known-zh");
    await fields.nth(2).press("Enter");
    await expect(unlock.getByRole("alert")).toBeVisible({ timeout: 30_000 });
    await look(unlock, "known-weak-zh");
    await unlock.getByText("English").click();
    await look(unlock, "known-weak-en");
    await unlock.getByText("中文").click();
    const again = unlock.locator("form input[type=password]");
    await again.nth(0).fill(passwordOf(IT));
    await again.nth(1).fill(NEXT_PASSWORD);
    await again.nth(2).fill(NEXT_PASSWORD);
    await again.nth(2).press("Enter");
    await expect(unlock.locator("input.unlock-code")).toBeVisible({ timeout: 30_000 });
    await look(unlock, "code-zh");
    await unlock.locator("input.unlock-code").fill(await freshCode());
    await unlock.locator("input.unlock-code").press("Enter");
    const changed = await workstation.window("desk", 60_000);
    await changed.locator(".strip").waitFor({ timeout: 30_000 });
    await expect(changed.getByText(/报告密码可能泄露/)).toBeVisible({ timeout: 20_000 });
    await look(changed, "alarm-zh");
    await changed.getByRole("button", { name: "English" }).click();
    await look(changed, "alarm-en");
  });
});
