import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EVENTUALLY } from "./eventually.ts";
import { type Host, NO_CHROMIUM, type Probe, skipWithout, startHost } from "./host.ts";

describe("one window of the evaluation host", { timeout: 30_000 }, () => {
  let host: Host;
  beforeEach(skipWithout(NO_CHROMIUM));
  beforeAll(async () => {
    if (NO_CHROMIUM === undefined) host = await startHost();
  }, 60_000);
  afterAll(() => host?.stop(), 30_000);

  describe("the preload's world", () => {
    it("exposes its API before the first script of the page", async () => {
      const page = await host.main();
      const seen = await page.evaluate(() => window.seenAtStart);
      expect(seen).toEqual({ probe: "object", keys: ["invoke", "send", "on", "twice", "fails", "later", "facts"] });
    });

    it("is invisible: the page finds nothing of the host but what was exposed", async () => {
      const page = await host.main();
      const found = await page.evaluate(() => {
        const clean = document.createElement("iframe");
        document.body.append(clean);
        const usual = new Set(Object.getOwnPropertyNames(clean.contentWindow));
        clean.remove();
        const extra = Object.getOwnPropertyNames(window).filter((name) => !usual.has(name) && !/^\d+$/.test(name));
        const bindings = ["hostPreload", "hostGuard", "hostReceive", "require", "process", "ipcRenderer", "electron"];
        return { extra, bindings: bindings.filter((name) => name in window) };
      });
      expect(found.bindings).toEqual([]);
      expect(found.extra.sort()).toEqual(["here", "probe", "seenAtStart"].filter((name) => found.extra.includes(name)));
      expect(found.extra).toContain("probe");
    });

    it("cannot be reached by a page that replaces the builtins the bridge uses", async () => {
      const page = await host.main();
      const stolen = await page.evaluate(async () => {
        const caught: string[] = [];
        const dispatch = EventTarget.prototype.dispatchEvent;
        const listen = EventTarget.prototype.addEventListener;
        EventTarget.prototype.dispatchEvent = function (event) {
          caught.push(`dispatch ${event.type} on ${String(this)}`);
          return dispatch.call(this, event);
        };
        EventTarget.prototype.addEventListener = function (...args: Parameters<typeof listen>) {
          caught.push(`listen ${args[0]}`);
          listen.apply(this, args);
        };
        try {
          await window.probe.invoke("echo", 1);
          window.probe.twice((n) => n);
        } finally {
          EventTarget.prototype.dispatchEvent = dispatch;
          EventTarget.prototype.addEventListener = listen;
        }
        return caught;
      });
      expect(stolen).toEqual([]);
    });

    it("freezes what it exposes, and nobody can take its place", async () => {
      const page = await host.main();
      const result = await page.evaluate(() => {
        const before = window.probe;
        const attempts = [
          () => Object.assign(window.probe, { invoke: () => 1 }),
          () => Object.assign(window, { probe: 1 }),
          () => Object.defineProperty(window, "probe", { value: 1 }),
        ];
        delete (window as { probe?: Probe }).probe;
        const refused = attempts.map((attempt) => {
          try {
            attempt();
            return "worked";
          } catch (error) {
            return (error as Error).name;
          }
        });
        return { refused, same: window.probe === before, frozen: Object.isFrozen(window.probe) && Object.isFrozen(window.probe.facts) };
      });
      expect(result).toEqual({ refused: ["TypeError", "TypeError", "TypeError"], same: true, frozen: true });
    });

    it("calls back, answers synchronously, keeps promises and error classes", async () => {
      const page = await host.main();
      const result = await page.evaluate(async () => {
        let error: unknown;
        try {
          window.probe.fails();
        } catch (caught) {
          error = caught;
        }
        const { value } = await window.probe.later(new Map([["k", 1n]]));
        return { sum: window.probe.twice((n) => n * 10), error: error instanceof TypeError && error.message, later: (value as Map<string, bigint>).get("k") === 1n };
      });
      expect(result).toEqual({ sum: 30, error: "told you", later: true });
    });

    it("hears main until it unsubscribes", async () => {
      const page = await host.main();
      const heard = await page.evaluate(async () => {
        const got: unknown[] = [];
        let wake = (): void => undefined;
        const off = window.probe.on("pushed", (payload) => {
          got.push(payload);
          wake();
        });
        const first = new Promise<void>((resolve) => (wake = resolve));
        await window.probe.invoke("push", { at: new Date(7) });
        await first;
        off();
        await window.probe.invoke("push", "again");
        await window.probe.invoke("echo", 0);
        return got.map((each) => (each as { at: Date }).at.getTime());
      });
      expect(heard).toEqual([7]);
    });

    it("gets its arguments and runs before the document has a body", async () => {
      const page = await host.main();
      expect(await page.evaluate(() => window.probe.facts)).toEqual({ argv: ["--role=collector"], documentAtStart: "loading", bodyAtStart: true });
    });
  });

  describe("messages", () => {
    it("survive as structured clones", async () => {
      const page = await host.main();
      const back = await page.evaluate(async () => {
        const self: Record<string, unknown> = { when: new Date(5), map: new Map([[1, new Set(["x"])]]), gone: undefined, big: 12345678901234567890n, bytes: new Uint8Array([1, 2, 255]), nan: Number.NaN, text: "李\ud800 🀄", error: new RangeError("r") };
        self["self"] = self;
        const out = (await window.probe.invoke("echo", self)) as typeof self;
        return [
          (out["when"] as Date).getTime(), (out["map"] as Map<number, Set<string>>).get(1)?.has("x"), "gone" in out && out["gone"] === undefined,
          out["big"] === 12345678901234567890n, out["bytes"] instanceof Uint8Array && [...out["bytes"]].join(), Number.isNaN(out["nan"]),
          out["text"] === "李\ud800 🀄", out["error"] instanceof RangeError, out["self"] === out,
        ];
      });
      expect(back).toEqual([5, true, true, true, "1,2,255", true, true, true, true]);
    });

    it("refuse functions, in both directions, with Electron's words", async () => {
      const page = await host.main();
      const errors = await page.evaluate(async () => {
        const message = (error: Error): string => error.message;
        return [
          await window.probe.invoke("echo", () => 1).catch(message),
          await window.probe.invoke("echo", { deep: [() => 1] }).catch(message),
          await window.probe.invoke("function").catch(message),
        ];
      });
      expect(errors).toEqual(["An object could not be cloned.", "An object could not be cloned.", "Error invoking remote method 'function': Error: An object could not be cloned."]);
      expect(await host.command("send")).toBe("Failed to serialize arguments");
    });

    it("bring main's errors back as Electron words them", async () => {
      const page = await host.main();
      const errors = await page.evaluate(() => Promise.all(["fails", "nobody"].map((channel) => window.probe.invoke(channel).catch((error: Error) => error.message))));
      expect(errors).toEqual(["Error invoking remote method 'fails': RangeError: too far", "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'"]);
    });

    it("carry a megabyte", async () => {
      const page = await host.main();
      const length = await page.evaluate(async () => ((await window.probe.invoke("echo", new Uint8Array(1_000_000).fill(7))) as Uint8Array).length);
      expect(length).toBe(1_000_000);
    });

    it("know their sender: the app's URL, its origin, the main frame", async () => {
      const page = await host.main();
      expect(await page.evaluate(() => window.probe.invoke("who"))).toEqual({ url: "app://workstation/", origin: "app://workstation", main: true, parent: null, top: "app://workstation/", id: 1 });
    });
  });

  describe("the protocol", () => {
    it("delivers status, headers and body as given, and sees the app's URLs", async () => {
      const page = await host.main();
      const response = await page.evaluate(async () => {
        const echo = await fetch("/echo?x=1", { method: "POST", body: "abc" });
        const self = await fetch("/");
        return { status: echo.status, body: await echo.text(), method: echo.headers.get("x-method"), fixture: self.headers.get("x-fixture"), policy: self.headers.get("content-security-policy") };
      });
      expect(response).toMatchObject({ status: 201, body: "ABC", method: "POST", fixture: "delivered" });
      expect(response.policy).toContain("sandbox allow-scripts allow-same-origin allow-forms");
      const requests = await host.seen("request");
      expect(requests.map((each) => each["url"])).toContain("app://workstation/echo?x=1");
      expect(requests.every((each) => String(each["url"]).startsWith("app://workstation/"))).toBe(true);
    });

    it("enforces the policy of the header: no print, no pop-up, no inline script", async () => {
      const page = await host.main();
      const result = await page.evaluate(async () => {
        let prints = 0;
        addEventListener("beforeprint", () => (prints += 1));
        window.print();
        document.execCommand("print");
        const script = document.createElement("script");
        script.textContent = "window.inline = true";
        document.head.append(script);
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { prints, inline: "inline" in window, opened: window.open("/second") };
      });
      expect(result).toEqual({ prints: 0, inline: false, opened: null });
      expect((await host.seen("console")).some((each) => String(each["message"]).includes("allow-modals"))).toBe(true);
    });
  });

  describe("ways out", () => {
    it("no request leaves: fetch, worker, image, socket, address literal", async () => {
      const page = await host.main();
      const results = await page.evaluate(async () => {
        const failing = (url: string): Promise<string> => fetch(url).then(() => "out", () => "blocked");
        const worker = new Promise<string>((resolve) => {
          const made = new Worker("/worker.js");
          made.onmessage = (event: MessageEvent<string>) => resolve(event.data);
          made.onerror = () => resolve("worker refused");
        });
        const socket = new Promise<string>((resolve) => {
          const made = new WebSocket("ws://127.0.0.1:9/");
          made.onopen = () => resolve("out");
          made.onerror = () => resolve("blocked");
        });
        return Promise.all([failing("https://example.com/"), failing("http://127.0.0.1:9/"), worker, socket]);
      });
      expect(results).toEqual(["blocked", "blocked", "blocked", "blocked"]);
      expect((await host.seen("foreign")).map((each) => each["url"])).toContain("https://example.com/");
    });

    it.each([
      ["another host", "https://example.com/"],
      ["the app itself", "/second"],
      ["an empty page", "about:blank"],
      ["a blob", "blob:"],
      ["another program", "mailto:a@example.com"],
    ])("a navigation to %s is put to will-navigate and prevented", async (_what, url) => {
      const page = await host.main();
      const before = (await host.seen("will-navigate")).length;
      await page.evaluate((to) => {
        location.href = to === "blob:" ? URL.createObjectURL(new Blob(["<p>x"], { type: "text/html" })) : to;
      }, url);
      await expect.poll(async () => (await host.seen("will-navigate")).length, EVENTUALLY).toBe(before + 1);
      expect(await page.evaluate(() => [document.title, location.pathname])).toEqual(["Fixture · evaluation host", "/"]);
      expect((await host.seen("will-frame-navigate")).at(-1)).toMatchObject({ isMainFrame: true });
    });

    it("every permission is denied, except what the app's handlers grant", async () => {
      const page = await host.main();
      const states = await page.evaluate(() =>
        Promise.all(
          ["geolocation", "notifications", "camera", "microphone", "midi", "clipboard-write", "clipboard-read"].map(async (name) =>
            `${name} ${(await navigator.permissions.query({ name: name as PermissionName })).state}`),
        ),
      );
      expect(states).toEqual(["geolocation denied", "notifications denied", "camera denied", "microphone denied", "midi denied", "clipboard-write denied", "clipboard-read granted"]);
      expect((await host.seen("permission-check")).map((each) => each["permission"])).toContain("geolocation");
    });

    it("no worker outlives its page: service and shared workers do not start", async () => {
      const page = await host.main();
      const results = await page.evaluate(async () => {
        const service = await navigator.serviceWorker.register("/page.js").then(() => "registered", () => "refused");
        const shared = await new Promise<string>((resolve) => {
          const made = new SharedWorker("/shared.js");
          made.port.onmessage = () => resolve("alive");
          made.onerror = () => resolve("refused");
          setTimeout(() => resolve("silent"), 1_000);
        });
        return { service, sharedIsAlive: shared === "alive" };
      });
      expect(results).toEqual({ service: "refused", sharedIsAlive: false });
    });

    it("pickers and device APIs are gone", async () => {
      const page = await host.main();
      const found = await page.evaluate(() => ["showSaveFilePicker", "showOpenFilePicker", "showDirectoryPicker"].filter((name) => name in window).concat(["usb", "hid", "serial"].filter((name) => name in navigator)));
      expect(found).toEqual([]);
    });
  });

  describe("the rest of the API", () => {
    it("refuses by name what it does not implement, and lets the app put its own refusal there", async () => {
      expect(await host.command("unsupported")).toEqual([
        "build/electron-host: webContents.print is not implemented by the evaluation host",
        "build/electron-host: webContents.executeJavaScript is not implemented by the evaluation host",
        "build/electron-host: shell.openExternal is not implemented by the evaluation host",
        "build/electron-host: webPreferences.nodeIntegration = true is not possible here",
        expect.stringContaining("add Nonsense to DISABLED_BLINK_FEATURES"),
        "replaced",
      ]);
    });

    it("makes no session before ready, and tells of each before anybody uses it", async () => {
      expect(await host.seen("early")).toEqual([{ name: "early", message: "Session can only be received when app is ready" }]);
      expect(await host.seen("session-created")).toEqual([{ name: "session-created", before: false }, { name: "session-created", before: false }]);
    });

    it("keeps secrets, and says that it keeps them weakly", async () => {
      expect(await host.command("storage")).toEqual({ same: "机密", plain: false, asynchronous: { result: "机密", shouldReEncrypt: false }, backend: "evaluation_host_weak" });
    });

    it("forks a utility process that answers in structured clones and dies by kill() in the middle of work", async () => {
      const page = await host.main();
      const result = await page.evaluate(async () => {
        const { reply, code, pidAfter, took } = (await window.probe.invoke("command", ["vault"])) as { reply: { echo: { when: Date; list: Map<number, Uint8Array>; big: bigint }; type: string; args: string[]; secret: string; pid: number }; code: number; pidAfter?: number; took: number };
        return { when: reply.echo.when.getTime(), bytes: [...(reply.echo.list.get(1) ?? [])], big: reply.echo.big === 10n, type: reply.type, args: reply.args, secret: reply.secret, pid: reply.pid > 0, code, pidAfter, quick: took < 5_000 };
      });
      expect(result).toEqual({ when: 0, bytes: [1, 2], big: true, type: "utility", args: ["--one"], secret: "yes", pid: true, code: 15, pidAfter: undefined, quick: true });
    });

    it("tells main of keys, and of what a test makes the machine do", async () => {
      const page = await host.main();
      await page.keyboard.press("Control+p");
      await expect.poll(async () => (await host.seen("input")).map((each) => `${each["type"]} ${each["key"]}`), EVENTUALLY).toContain("keyDown p");
      await host.control({ cmd: "powerMonitor", event: "suspend" });
      expect(await host.seen("suspend")).toHaveLength(1);
      await host.control({ cmd: "idle", seconds: 901 });
      expect(await host.command("idle")).toBe(901);
    });

    it("follows the page's title and labels it", async () => {
      const page = await host.main();
      await page.evaluate(() => (document.title = "Case 12"));
      await expect.poll(async () => ((await host.command("windows")) as { title: string }[])[0]?.title, EVENTUALLY).toBe("Case 12 · evaluation host");
      expect(await page.title()).toBe("Case 12 · evaluation host");
      await page.evaluate(() => (document.title = "Fixture"));
      await expect.poll(async () => page.title(), EVENTUALLY).toBe("Fixture · evaluation host");
    });

    it("gives the page the size asked for, and zooms as a browser does", async () => {
      const page = await host.main();
      const view = (): Promise<number[]> => page.evaluate(() => [innerWidth, innerHeight, devicePixelRatio]);
      await expect.poll(view, EVENTUALLY).toEqual([1000, 700, 1]);
      await host.command("size", [1366, 768]);
      await expect.poll(view, EVENTUALLY).toEqual([1366, 768, 1]);
      await host.command("zoom", 2);
      await expect.poll(view, EVENTUALLY).toEqual([683, 384, 2]);
      await host.command("zoom", 1);
      await expect.poll(view, EVENTUALLY).toEqual([1366, 768, 1]);
    });

    it("answers an open dialog from the test's queue, else as cancelled", async () => {
      await host.control({ cmd: "openDialog", paths: ["/tmp/bank.xlsx"] });
      expect(await host.command("dialog")).toEqual({ canceled: false, filePaths: ["/tmp/bank.xlsx"] });
      expect(await host.command("dialog")).toEqual({ canceled: true, filePaths: [] });
    });

    it("survives a rejection nobody handled, and says it", async () => {
      await host.command("reject");
      await expect.poll(() => host.output(), EVENTUALLY).toContain("Unhandled rejection in main: Error: nobody waits");
      expect(await host.command("idle")).toBeTypeOf("number");
    });

    it("labels its windows", async () => {
      expect(await host.command("windows")).toEqual([{ id: 1, url: "app://workstation/", title: "Fixture · evaluation host", visible: true }]);
      expect(host.output()).toContain("This is the evaluation host, not Electron");
      expect(host.output().match(/This is the evaluation host/g)).toHaveLength(1);
    });
  });
});
