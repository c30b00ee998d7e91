// A small app that uses every part of Electron the host has; the tests ask it what it saw.
import path from "node:path";
import { app, BrowserWindow, clipboard, ClipboardItem, dialog, ipcMain, powerMonitor, protocol, safeStorage, session, shell, utilityProcess } from "electron";

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "x-fixture": "delivered",
  "permissions-policy": "usb=(), geolocation=()",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self' app:; connect-src *; worker-src 'self'; sandbox allow-scripts allow-same-origin allow-forms",
};
const PAGES = {
  "/": "<!doctype html><title>Fixture</title><script src=/page.js></script><body><p id=here>here</p>",
  "/open": "<!doctype html><title>No sandbox</title><script src=/page.js></script><body><a id=blank target=_blank href=/second>x</a><a id=file download=x.txt href=/file>f</a>",
  "/second": "<!doctype html><title>Second</title><body>second",
  "/frame": "<!doctype html><title>Frame</title><script src=/page.js></script><body>frame",
};
const SCRIPT = "window.seenAtStart = { probe: typeof window.probe, keys: Object.keys(window.probe ?? {}) };";

const seen = [];
const note = (name, detail = {}) => seen.push({ name, ...detail });

function answer(request) {
  const url = new URL(request.url);
  note("request", { url: request.url, method: request.method });
  if (url.pathname === "/page.js") return new Response(SCRIPT, { headers: { "content-type": "text/javascript" } });
  if (url.pathname === "/file") {
    return new Response("secret", { headers: { "content-type": "text/plain", "content-disposition": "attachment; filename=secret.txt" } });
  }
  if (url.pathname === "/worker.js") return new Response("fetch('https://example.com/').then(() => postMessage('out'), (e) => postMessage('blocked'))", { headers: { "content-type": "text/javascript" } });
  if (url.pathname === "/shared.js") return new Response("onconnect = (e) => e.ports[0].postMessage('alive')", { headers: { "content-type": "text/javascript" } });
  if (url.pathname === "/redirect") return new Response(null, { status: 302, headers: { location: "app://workstation/second" } });
  if (url.pathname === "/echo") return request.text().then((text) => new Response(text.toUpperCase(), { status: 201, headers: { "x-method": request.method } }));
  const page = PAGES[url.pathname];
  if (page === undefined) return new Response("no", { status: 404 });
  const { "content-security-policy": policy, ...headers } = HEADERS;
  return new Response(page, { headers: url.pathname === "/open" ? headers : { ...headers, "content-security-policy": policy } });
}

protocol.registerSchemesAsPrivileged([
  { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: false } },
]);

app.on("session-created", (created) => note("session-created", { before: created.protocol.isProtocolHandled("app") }));
try {
  session.fromPartition("ws");
} catch (error) {
  note("early", { message: error.message });
}

try {
  app.configureHostResolver({ secureDnsMode: "off" });
} catch (error) {
  note("resolver-early", { message: error.message });
}

let allowNavigation = false;
app.on("web-contents-created", (_event, contents) => {
  contents.on("will-navigate", (event) => {
    note("will-navigate", { url: event.url });
    if (!allowNavigation) event.preventDefault();
  });
  contents.on("will-frame-navigate", (event) => note("will-frame-navigate", { url: event.url, isMainFrame: event.isMainFrame }));
  contents.on("will-redirect", (event) => note("will-redirect", { url: event.url }));
  contents.on("frame-created", (_e, { frame }) => note("frame-created", { main: frame === contents.mainFrame }));
  contents.setWindowOpenHandler((details) => {
    note("window-open", { url: details.url });
    return { action: "deny" };
  });
  contents.on("before-input-event", (_e, input) => note("input", { key: input.key, type: input.type }));
  contents.on("console-message", (event) => note("console", { level: event.level, message: event.message }));
  contents.on("render-process-gone", (_e, details) => {
    console.log(`window ${contents.id} lost its renderer: ${details.reason}`);
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
    makeWindow("ws").loadURL("app://workstation/?again");
  });
});
app.on("second-instance", (_event, argv) => note("second-instance", { argv }));
for (const name of ["suspend", "resume"]) powerMonitor.on(name, () => note(name));

function makeWindow(partition, extra = {}) {
  const window = new BrowserWindow({
    width: 1000,
    height: 700,
    title: "Fixture",
    show: false,
    webPreferences: {
      preload: path.join(import.meta.dirname, "preload.cjs"),
      sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, spellcheck: false, devTools: false,
      partition, additionalArguments: ["--role=collector"], disableBlinkFeatures: "FileSystemAccess,FileSystemAccessLocal,WebUSB,WebHID,Serial",
      ...extra,
    },
  });
  window.once("ready-to-show", () => window.show());
  window.on("closed", () => note("closed", { id: window.id }));
  return window;
}

ipcMain.handle("echo", (_event, input) => input);
ipcMain.handle("function", () => () => 1);
ipcMain.handle("fails", () => {
  throw new RangeError("too far");
});
ipcMain.handle("who", (event) => ({
  url: event.senderFrame?.url, origin: event.senderFrame?.origin, main: event.senderFrame === event.sender.mainFrame,
  parent: event.senderFrame?.parent?.url ?? null, top: event.senderFrame?.top?.url, id: event.sender.id,
}));
ipcMain.handle("stale", async (event) => {
  const before = event.senderFrame?.url;
  await new Promise((resolve) => event.sender.once("did-navigate", resolve));
  note("stale", { before, frame: event.senderFrame });
});
ipcMain.handle("seen", (_event, names) => seen.filter((entry) => !names || names.includes(entry.name)));
ipcMain.handle("allow-navigation", (_event, on) => void (allowNavigation = on));
ipcMain.handle("push", (event, payload) => event.sender.send("pushed", payload));
ipcMain.on("note", (_event, payload) => note("noted", { payload }));

const COMMANDS = {
  unsupported: () => {
    const caught = [];
    const contents = BrowserWindow.getAllWindows()[0].webContents;
    const tries = [() => contents.print(), () => contents.executeJavaScript("1"), () => shell.openExternal("https://example.com"), () => new BrowserWindow({ webPreferences: { nodeIntegration: true } }), () => new BrowserWindow({ webPreferences: { disableBlinkFeatures: "Nonsense" } })];
    for (const attempt of tries) {
      try {
        attempt();
        caught.push("nothing thrown");
      } catch (error) {
        caught.push(error.message);
      }
    }
    contents.print = () => {
      throw new Error("replaced");
    };
    try {
      contents.print();
    } catch (error) {
      caught.push(error.message);
    }
    return caught;
  },
  storage: async () => {
    const secret = safeStorage.encryptString("机密");
    const asynchronous = await safeStorage.decryptStringAsync(await safeStorage.encryptStringAsync("机密"));
    return { same: safeStorage.decryptString(secret), plain: secret.includes("机密"), asynchronous, backend: safeStorage.getSelectedStorageBackend() };
  },
  vault: () =>
    new Promise((resolve) => {
      const child = utilityProcess.fork(path.join(import.meta.dirname, "vault.mjs"), ["--one"], { serviceName: "vault", env: { ...process.env, FIXTURE: "yes" } });
      let reply;
      child.once("spawn", () => child.postMessage({ when: new Date(0), list: new Map([[1, new Uint8Array([1, 2])]]), big: 10n }));
      child.once("message", (message) => {
        reply = { ...message, pid: child.pid };
        child.postMessage("spin");
        setTimeout(() => child.kill(), 50);
      });
      const started = Date.now();
      child.once("exit", (code) => resolve({ reply, code, pidAfter: child.pid, took: Date.now() - started }));
    }),
  "keep-vault": () =>
    new Promise((resolve) => {
      const child = utilityProcess.fork(path.join(import.meta.dirname, "vault.mjs"), []);
      child.once("spawn", () => resolve(child.pid));
    }),
  clipboard: async (text) => {
    await clipboard.writeText(text);
    const written = await clipboard.readText();
    await clipboard.write([new ClipboardItem({ "text/plain": `${text}, as an item`, "application/x-unknown": new Blob(["x"]) })]);
    const item = await clipboard.readText();
    clipboard.clear();
    return [written, item, await clipboard.readText()];
  },
  "close-module": () => {
    Object.defineProperty(shell, "openPath", { configurable: false, writable: false, value: () => "closed by the app" });
    return [shell.openPath("/"), typeof shell.beep];
  },
  settings: async () => {
    const own = session.fromPartition("settings");
    return { persistent: [session.defaultSession.isPersistent(), own.isPersistent(), session.fromPartition("persist:x").isPersistent()], early: seen.find((entry) => entry.name === "resolver-early")?.message };
  },
  idle: () => powerMonitor.getSystemIdleTime(),
  windows: () => BrowserWindow.getAllWindows().map((window) => ({ id: window.id, url: window.webContents.getURL(), title: window.getTitle(), visible: window.isVisible() })),
  "open-second": async () => {
    const window = makeWindow("other");
    await window.loadURL("app://workstation/second");
    return window.id;
  },
  swap: async () => {
    const old = BrowserWindow.getAllWindows();
    for (const window of old) window.destroy();
    const window = makeWindow("ws");
    await window.loadURL("app://workstation/?swapped");
    return { id: window.id, destroyed: old.every((each) => each.isDestroyed()) };
  },
  load: async (url) => {
    try {
      await BrowserWindow.getAllWindows()[0].loadURL(url);
      return "loaded";
    } catch (error) {
      return error.message;
    }
  },
  frames: async () => {
    const window = makeWindow("ws", { nodeIntegrationInSubFrames: true });
    await window.loadURL("app://workstation/?frames");
    return window.id;
  },
  crash: () => BrowserWindow.getAllWindows().at(-1).webContents.forcefullyCrashRenderer(),
  send: () => {
    try {
      BrowserWindow.getAllWindows()[0].webContents.send("x", () => 1);
      return "sent";
    } catch (error) {
      return error.message;
    }
  },
  reload: () => BrowserWindow.getAllWindows()[0].webContents.reload(),
  clear: () => session.fromPartition("ws").clearStorageData(),
  zoom: (factor) => BrowserWindow.getAllWindows()[0].webContents.setZoomFactor(factor),
  size: ([width, height]) => BrowserWindow.getAllWindows()[0].setBounds({ width, height }),
  dialog: () => dialog.showOpenDialog({ properties: ["openFile"] }),
  reject: () => void Promise.reject(new Error("nobody waits")),
  quit: () => app.quit(),
};
// For commands that take the asking page away: answered first, done after.
ipcMain.handle("later", (_event, [name, input]) => {
  setTimeout(async () => {
    const value = await COMMANDS[name](input);
    note("result", { of: name, value });
    console.log(`result of ${name}: ${value}`);
  }, 50);
});
ipcMain.handle("command", (_event, [name, input]) => COMMANDS[name](input));

if (!app.requestSingleInstanceLock()) {
  console.log("second instance leaves");
  app.exit(3);
} else {
  app.on("window-all-closed", () => undefined);
  await Promise.resolve();
  app.whenReady().then(async () => {
    const ws = session.fromPartition("ws");
    for (const each of [ws, session.fromPartition("other")]) {
      each.protocol.handle("app", answer);
      each.on("will-download", (event, item) => {
        note("will-download", { file: item.getFilename(), url: item.getURL() });
        event.preventDefault();
      });
      each.setPermissionCheckHandler((_contents, permission) => {
        note("permission-check", { permission });
        return permission === "clipboard-read";
      });
      each.setPermissionRequestHandler((_contents, permission, callback) => callback(permission === "clipboard-read"));
      each.webRequest.onBeforeRequest((details, callback) => {
        if (!details.url.startsWith("app:")) note("foreign", { url: details.url });
        callback({ cancel: !details.url.startsWith("app:") });
      });
    }
    await makeWindow("ws").loadURL("app://workstation/");
  });
}
