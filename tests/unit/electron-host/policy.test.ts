import { describe, expect, it } from "vitest";
import { makeFrameTree } from "../../../build/electron-host/frames.ts";
import { makeNavigation } from "../../../build/electron-host/navigation.ts";
import { makePageLoad, type PageLoad } from "../../../build/electron-host/page-load.ts";
import { productionRefusal, readSettings } from "../../../build/electron-host/settings.ts";
import { installUnsupported, unsupportedModule } from "../../../build/electron-host/unsupported.ts";
import { addAppScheme } from "../../../build/electron-host/urls.ts";
import { checkPreferences } from "../../../build/electron-host/web-preferences.ts";
import { type BeforeRequestDetails, HostWebRequest } from "../../../build/electron-host/web-request.ts";

addAppScheme("app");

describe("the host's own rules", () => {
  it.each([
    ["LOCKDESK_PRODUCTION", "1"], ["LOCKDESK_PACKAGED", "yes"], ["ELECTRON_FORCE_IS_PACKAGED", "true"],
  ])("refuses production when %s is %s", (name, value) => {
    process.env[name] = value;
    try {
      expect(productionRefusal("/app/main.js")).toContain(`${name} is set`);
    } finally {
      delete process.env[name];
    }
    expect(productionRefusal("/app/main.js")).toBeUndefined();
  });

  it("refuses a packed main script", () => {
    expect(productionRefusal("/opt/Lockdesk/resources/app.asar/out/main.js")).toContain("inside an app.asar");
  });

  it("is headless exactly when there is no display or when told so", () => {
    const none = { DISPLAY: "", WAYLAND_DISPLAY: "" };
    if (process.platform === "linux") expect(readSettings(none).headless).toBe(true);
    expect(readSettings({ DISPLAY: ":0" }).headless).toBe(false);
    expect(readSettings({ DISPLAY: ":0", LOCKDESK_HOST_HEADLESS: "1" }).headless).toBe(true);
    expect(readSettings({ ...none, LOCKDESK_HOST_HEADLESS: "0" }).headless).toBe(false);
    expect(readSettings({ LOCKDESK_HOST_CDP: "yes" }).testDriven).toBe(false);
  });
});

describe("web preferences", () => {
  it.each([
    [{ nodeIntegration: true }], [{ contextIsolation: false }], [{ sandbox: false }], [{ webSecurity: false }], [{ webviewTag: true }], [{ plugins: true }],
  ])("%o is refused", (preferences) => {
    expect(() => checkPreferences(preferences)).toThrow("is not possible here");
  });

  it("refuses a preference it does not know, and a Blink feature it cannot switch off", () => {
    expect(() => checkPreferences({ offscreen: true })).toThrow("webPreferences.offscreen is not implemented");
    expect(() => checkPreferences({ enableBlinkFeatures: "X" })).toThrow("webPreferences.enableBlinkFeatures is not implemented");
    expect(() => checkPreferences({ disableBlinkFeatures: "WebUSB, Something" })).toThrow("add Something to DISABLED_BLINK_FEATURES");
    expect(() => checkPreferences({ disableBlinkFeatures: "FileSystemAccess,WebUSB", sandbox: true })).not.toThrow();
  });
});

describe("what is not implemented", () => {
  it("refuses on use, by name, and can be replaced", () => {
    const target: Record<string, unknown> = { own: () => 1 };
    installUnsupported(target, "thing", ["own", "print"], ["debugger"]);
    expect((target["own"] as () => number)()).toBe(1);
    expect(() => (target["print"] as () => void)()).toThrow("build/electron-host: thing.print is not implemented by the evaluation host");
    expect(() => target["debugger"]).toThrow("thing.debugger is not implemented");
    target["print"] = () => 2;
    target["debugger"] = 3;
    expect((target["print"] as () => number)()).toBe(2);
    expect(target["debugger"]).toBe(3);
  });

  it("whole modules refuse calls and construction", () => {
    const Tray = unsupportedModule<new (icon: string) => object>("Tray");
    expect(() => new Tray("x")).toThrow("new Tray is not implemented");
    expect(() => unsupportedModule<{ openExternal(url: string): void }>("shell").openExternal("x")).toThrow("shell.openExternal is not implemented");
  });
});

describe("webRequest.onBeforeRequest", () => {
  const details = (url: string): BeforeRequestDetails => ({ id: 1, url, method: "GET", resourceType: "xhr", referrer: "", timestamp: 0, uploadData: [] });

  it("lets pass what the listener lets pass, and has one listener at a time", async () => {
    const request = new HostWebRequest();
    request.onBeforeRequest((_details, callback) => callback({ cancel: true }));
    request.onBeforeRequest(({ url }, callback) => callback({ cancel: !url.startsWith("app:") }));
    expect(await HostWebRequest.allows(request, details("app://workstation/x"))).toBe(true);
    expect(await HostWebRequest.allows(request, details("https://example.com/"))).toBe(false);
    request.onBeforeRequest(null);
    expect(await HostWebRequest.allows(request, details("https://example.com/"))).toBe(true);
  });

  it("asks only for URLs of its filter, and refuses to redirect", async () => {
    const request = new HostWebRequest();
    request.onBeforeRequest({ urls: ["*://*.example.com/*"] }, (_details, callback) => callback({ redirectURL: "app://workstation/" }));
    expect(await HostWebRequest.allows(request, details("app://workstation/"))).toBe(true);
    await expect(HostWebRequest.allows(request, details("wss://a.example.com/x"))).rejects.toThrow("redirectURL is not implemented");
  });
});

describe("navigation", () => {
  const frameOf = (id: string, url: string, parentId?: string) => ({
    id, parentId, url, loaderId: "1", domainAndRegistry: "", securityOrigin: "https://workstation.app.invalid", mimeType: "text/html",
    secureContextType: "Secure" as const, crossOriginIsolatedContextType: "NotIsolated" as const, gatedAPIFeatures: [],
  });

  function setUp(prevent: readonly string[]) {
    const tree = makeFrameTree(1, () => undefined, () => undefined);
    tree.navigated(frameOf("main", "https://workstation.app.invalid/desk.html"));
    tree.navigated(frameOf("child", "https://workstation.app.invalid/frame.html", "main"));
    const asked: string[] = [];
    const loaded: string[] = [];
    const own = new Set<string>();
    const load = { ...makePageLoad(async () => undefined, tree, () => undefined), load: async (url: string) => void loaded.push(url), isOwn: (url: string) => own.delete(url) } satisfies PageLoad;
    const navigation = makeNavigation(tree, load, (name, event) => {
      asked.push(name);
      if (prevent.includes(name)) (event as { preventDefault(): void }).preventDefault();
    });
    return { navigation, asked, loaded, own, tree };
  }

  it("main's own load is not put to the app, the page's is, and each only once", () => {
    const { navigation, asked, own } = setUp(["will-navigate"]);
    own.add("app://workstation/desk.html");
    const request = { url: "app://workstation/desk.html", frameId: "main", isRedirect: false };
    expect(navigation.mayNavigate(request)).toBe(true);
    expect(asked).toEqual([]);
    expect(navigation.mayNavigate(request)).toBe(false);
    expect(asked).toEqual(["will-frame-navigate", "will-navigate"]);
  });

  it("a sub-frame is asked as a frame, a redirect as a redirect", () => {
    const { navigation, asked } = setUp(["will-redirect"]);
    expect(navigation.mayNavigate({ url: "app://workstation/x", frameId: "child", isRedirect: false })).toBe(true);
    expect(navigation.mayNavigate({ url: "app://workstation/x", frameId: "main", isRedirect: true })).toBe(false);
    expect(asked).toEqual(["will-frame-navigate", "will-redirect"]);
  });

  it("a document that came without a request is taken back to the last good one", () => {
    const { navigation, loaded, tree } = setUp(["will-frame-navigate"]);
    expect(navigation.committed("main")).toBe(true);
    tree.navigated(frameOf("main", "about:blank"));
    expect(navigation.committed("main")).toBe(false);
    expect(loaded).toEqual(["app://workstation/desk.html"]);
  });

  it("another program is never started, even when nobody prevents it", () => {
    const { navigation, loaded } = setUp([]);
    navigation.requested("main", "mailto:a@example.com");
    expect(loaded).toEqual([]);
    navigation.requested("main", "about:blank");
    expect(loaded).toEqual(["about:blank"]);
  });
});
