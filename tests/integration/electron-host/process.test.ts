import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { spawn } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isAlive } from "../../../build/electron-host/chromium.ts";
import { EVENTUALLY } from "./eventually.ts";
import { descendants, exited, launch, type Launched, NO_CHROMIUM, skipWithout, startHost, temporaryFolder, until } from "./host.ts";

const cannotRun = process.platform === "linux" ? NO_CHROMIUM : "these tests read /proc, which only Linux has";

const profilesOf = (pid: number | undefined): string[] =>
  fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(`lockdesk-host-profile-${pid}-`));

const ready = (host: Launched): Promise<unknown> => until("host-ready", () => host.output().includes('"host-ready"'));

describe("processes of the evaluation host", { timeout: 60_000 }, () => {
  const started: Launched[] = [];
  const start = (...args: Parameters<typeof launch>): Launched => {
    const host = launch(...args);
    started.push(host);
    return host;
  };
  beforeEach(skipWithout(cannotRun));
  afterEach(() => {
    for (const { child } of started.splice(0)) child.kill("SIGKILL");
  });

  it("a second instance is turned away and the first hears of it; SIGTERM ends all of the first", async () => {
    const host = await startHost();
    const second = start(host.userData);
    expect(await exited(second.child)).toBe(3);
    expect(second.output()).toContain("second instance leaves");
    await expect.poll(async () => (await host.seen("second-instance")).length, EVENTUALLY).toBe(1);
    expect((await host.seen("second-instance"))[0]?.["argv"]).toContain(`--user-data-dir=${host.userData}`);

    const vault = await host.command<number>("keep-vault");
    const children = descendants(host.child.pid ?? 0);
    expect(children).toContain(vault);
    expect(children.length).toBeGreaterThan(3);
    await host.stop();
    await until("every child to end", () => children.every((pid) => !isAlive(pid)));
    expect(profilesOf(host.child.pid)).toEqual([]);
  });

  it("a killed host leaves nobody behind, and the next one clears its profile away", async () => {
    const host = await startHost();
    const vault = await host.command<number>("keep-vault");
    const children = descendants(host.child.pid ?? 0);
    host.child.kill("SIGKILL");
    await exited(host.child);
    await until("every child to end", () => [vault, ...children].every((pid) => !isAlive(pid)));
    expect(profilesOf(host.child.pid)).toHaveLength(1);
    const next = start(host.userData);
    await ready(next);
    expect(profilesOf(host.child.pid)).toEqual([]);
    // The second instance's lock was free again, too.
    next.child.kill("SIGINT");
    expect(await exited(next.child)).toBe(0);
    fs.rmSync(host.userData, { recursive: true, force: true });
  });

  it("a test runner that dies takes the host with it", async () => {
    const folder = temporaryFolder();
    const script = path.join(folder, "runner.mjs");
    const helper = path.join(import.meta.dirname, "host.ts");
    fs.writeFileSync(script, `const { launch } = await import(${JSON.stringify(helper)});
      const { child, output } = launch(${JSON.stringify(folder)});
      setInterval(() => output().includes("host-ready") && (console.log(child.pid), process.kill(process.pid, "SIGKILL")), 50);`);
    const runner = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    runner.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    await exited(runner);
    const pid = Number(text.trim());
    const family = [pid, ...descendants(pid)];
    expect(pid).toBeGreaterThan(0);
    await until("the host to follow", () => family.every((each) => !isAlive(each)));
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    [{ LOCKDESK_PRODUCTION: "1" }, undefined, 78, "refuses to run a production configuration (LOCKDESK_PRODUCTION is set)"],
    [{}, "/tmp/no-such-main.mjs", 64, "There is no main script at /tmp/no-such-main.mjs. Build the app first."],
    [{ LOCKDESK_CHROMIUM: "/nowhere/chromium" }, undefined, 1, "No Chromium found. Install the package chromium"],
  ])("says in one sentence why it will not start (%o)", async (env, script, code, sentence) => {
    const folder = temporaryFolder();
    const host = start(folder, env, script);
    expect(await exited(host.child)).toBe(code);
    expect(host.output()).toContain(sentence);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("on a display the windows are programs' windows: the size asked for, no address bar; the last one may close", async (context) => {
    const server = fs.existsSync("/usr/bin/Xvfb") ? "/usr/bin/Xvfb" : context.skip("no Xvfb on this machine (package xvfb)");
    const screen = spawn(server, ["-displayfd", "1", "-screen", "0", "1600x1000x24"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      let number = "";
      screen.stdout.on("data", (chunk: Buffer) => (number += chunk.toString()));
      await until("a display", () => number.includes("\n"));
      const host = await startHost({ LOCKDESK_HOST_HEADLESS: "0", DISPLAY: `:${number.trim()}`, WAYLAND_DISPLAY: "" });
      await host.command("open-second");
      for (const page of [await host.main(), await host.page(/\/second$/)]) {
        await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight, outerHeight - innerHeight < 40]), EVENTUALLY).toEqual([1000, 700, true]);
      }
      expect(await host.command("clipboard", "on a display")).toEqual(["on a display", "on a display, as an item", ""]);
      await (await host.page(/\/second$/)).close();
      await (await host.main()).close();
      await expect.poll(() => host.browser.contexts().flatMap((each) => each.pages()), EVENTUALLY).toEqual([]);
      expect(host.child.exitCode).toBeNull();
      await host.stop();
    } finally {
      screen.kill("SIGKILL");
    }
  });
});
