import fs from "node:fs";
import os from "node:os";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EVENTUALLY } from "./eventually.ts";
import { type Host, NO_CHROMIUM, skipWithout, startHost } from "./host.ts";

describe("windows of the evaluation host, with Playwright attached", { timeout: 40_000 }, () => {
  let host: Host;
  beforeEach(skipWithout(NO_CHROMIUM));
  beforeAll(async () => {
    if (NO_CHROMIUM === undefined) host = await startHost();
  }, 60_000);
  afterAll(() => host?.stop(), 30_000);

  it("a second window has its own session, and both answer", async () => {
    const id = await host.command<number>("open-second");
    const second = await host.page(/\/second$/);
    const first = await host.main();
    expect(await host.command("windows")).toContainEqual({ id, url: "app://workstation/second", title: "Second · evaluation host", visible: true });
    expect(await second.evaluate(() => window.probe.invoke("who"))).toMatchObject({ id, url: "app://workstation/second", main: true });
    await first.evaluate(() => localStorage.setItem("who", "first"));
    expect(await second.evaluate(() => localStorage.getItem("who"))).toBeNull();
  });

  it("a test may open a page of its own (axe does), which is no window of the app and has no network", async () => {
    const own = await host.browser.contexts()[0]?.newPage();
    expect(await own?.evaluate(() => typeof window.probe)).toBe("undefined");
    await expect(own?.goto("https://workstation.app.invalid/")).rejects.toThrow("ERR_NAME_NOT_RESOLVED");
    await own?.close();
    expect(await host.command<unknown[]>("windows")).toHaveLength(2);
  });

  it("a window closed by the person is closed for main too", async () => {
    const second = await host.page(/\/second$/);
    await second.close();
    await expect.poll(async () => (await host.seen("closed")).map((each) => each["id"]), EVENTUALLY).toEqual([2]);
    expect(await host.command<unknown[]>("windows")).toHaveLength(1);
  });

  it("the preload stays out of sub-frames, and a sub-frame is a frame of its own where it is let in", async () => {
    const addFrame = async (): Promise<void> => {
      const frame = document.createElement("iframe");
      frame.src = "/frame";
      document.body.append(frame);
      await new Promise((resolve) => (frame.onload = resolve));
    };
    const first = await host.main();
    await first.evaluate(addFrame);
    expect(await first.frames()[1]?.evaluate(() => typeof window.probe)).toBe("undefined");

    const id = await host.command<number>("frames");
    const page = await host.page(/\?frames$/);
    await page.evaluate(addFrame);
    const inside = page.frames()[1];
    expect(await inside?.evaluate(() => window.probe.invoke("who"))).toEqual({
      id, url: "app://workstation/frame", origin: "app://workstation", main: false,
      parent: "app://workstation/?frames", top: "app://workstation/?frames",
    });
    expect(await page.evaluate(() => window.probe.invoke("who"))).toMatchObject({ main: true, parent: null });
    await page.close();
  });

  it("main hears of every frame that is made, the window's own too", async () => {
    const page = await host.main();
    const before = await host.seen("frame-created");
    expect(before.filter((each) => each["main"] === true).length).toBeGreaterThan(0);
    await page.evaluate(() => void document.body.append(document.createElement("iframe")));
    await expect.poll(async () => (await host.seen("frame-created")).slice(before.length), EVENTUALLY).toEqual([{ name: "frame-created", main: false }]);
  });

  it("the clipboard that main writes is the one a page would paste from; clearing it leaves nothing", async () => {
    const pages = () => host.browser.contexts().flatMap((context) => context.pages()).length;
    const before = pages();
    expect(await host.command("clipboard", "案件 HB-1")).toEqual(["案件 HB-1", "案件 HB-1, as an item", ""]);
    expect(pages()).toBeLessThanOrEqual(before + 1);
  });

  it("what the app puts in the place of a module's method stays there; the rest still refuses", async () => {
    expect(await host.command("close-module")).toEqual(["closed by the app", "function"]);
  });

  it("the default session counts as one that keeps files, and the resolver is set after ready only", async () => {
    expect(await host.command("settings")).toEqual({ persistent: [true, false, true], early: "configureHostResolver can only be called after the ready event" });
  });

  it("a message of a document that has gone since has no sender frame", async () => {
    const page = await host.main();
    await page.evaluate(() => void window.probe.invoke("stale"));
    await host.later("reload");
    await expect.poll(async () => (await host.seen("stale"))[0], EVENTUALLY).toEqual({ name: "stale", before: "app://workstation/", frame: null });
  });

  it("every window destroyed and a new one made: interception, preload and Playwright go on", async () => {
    const before = await host.main();
    await host.later("swap");
    const page = await host.page(/\?swapped$/);
    await page.waitForFunction(() => typeof window.probe === "object" && document.readyState === "complete");
    expect(before.isClosed()).toBe(true);
    expect(await page.evaluate(() => window.probe.invoke("who"))).toMatchObject({ url: "app://workstation/?swapped", main: true });
    expect(await page.evaluate(() => fetch("/echo", { method: "POST", body: "x" }).then((each) => each.text()))).toBe("X");
    expect(await page.evaluate(() => fetch("https://example.com/").catch(() => "blocked"))).toBe("blocked");
    const asked = (await host.seen("will-navigate")).length;
    await page.evaluate(() => void (location.href = "https://example.com/"));
    await expect.poll(async () => (await host.seen("will-navigate")).length, EVENTUALLY).toBe(asked + 1);
    expect(page.url()).toContain("?swapped");
  });

  describe("without the policy's sandbox", () => {
    it("main loads what it wants without being asked", async () => {
      const asked = (await host.seen("will-navigate")).length;
      await host.later("load", "app://workstation/open");
      await (await host.page(/\/open$/)).waitForSelector("#file");
      expect((await host.seen("result")).at(-1)).toMatchObject({ of: "load", value: "loaded" });
      expect(await host.seen("will-navigate")).toHaveLength(asked);
    });

    it("a download is announced and never happens", async () => {
      const open = await host.page(/\/open$/);
      const folder = fs.readdirSync(os.homedir());
      await open.click("#file");
      await expect.poll(() => host.seen("will-download"), EVENTUALLY).toEqual([{ name: "will-download", url: "app://workstation/file", file: "x.txt" }]);
      expect(fs.readdirSync(os.homedir())).toEqual(folder);
    });

    it("window.open is null and a link with target=_blank opens nothing; main hears of both", async () => {
      const open = await host.page(/\/open$/);
      expect(await open.evaluate(() => window.open("/second"))).toBeNull();
      await open.click("#blank");
      await expect.poll(async () => (await host.seen("window-open")).map((each) => each["url"]), EVENTUALLY).toEqual(["app://workstation/second", "app://workstation/second"]);
      await expect.poll(() => host.browser.contexts().flatMap((context) => context.pages()).length, EVENTUALLY).toBe(1);
    });
  });

  it("a crashed renderer is reported, and its window can be replaced", async () => {
    const page = await host.main();
    const crashed = page.waitForEvent("crash");
    await host.later("crash");
    await crashed;
    await expect.poll(() => host.output(), EVENTUALLY).toMatch(/window \d+ lost its renderer: crashed/);
    expect(await (await host.page(/\?again$/)).title()).toContain("Fixture");
  });

  it("a load that fails says how", async () => {
    await host.later("load", "https://example.com/");
    await expect.poll(() => host.output(), EVENTUALLY).toContain("result of load: ERR_BLOCKED_BY_CLIENT (-20) loading 'https://example.com/'");
  });
});
