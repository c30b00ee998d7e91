/** What main itself can no longer do, what its handlers answer, and what it has set (rows 4 to 34). */
import { called, inMain, type Try } from "./try.ts";

/** Methods that are closed on every object of a kind: row, kind, names. */
const CLOSED: readonly (readonly [number | null, string, readonly string[]])[] = [
  [5, "contents", ["print", "printToPDF", "getPrintersAsync"]],
  [5, "frame", ["printToPDF"]],
  [6, "Menu", ["setApplicationMenu"]],
  [7, "Menu", ["buildFromTemplate"]],
  [11, "contents", ["downloadURL"]],
  [11, "session", ["downloadURL", "createInterruptedDownload", "setDownloadPath"]],
  [12, "contents", ["savePage", "capturePage", "beginFrameSubscription", "copyImageAt", "copyVideoFrameAt", "saveVideoFrameAs"]],
  [12, "frame", ["copyVideoFrameAt", "saveVideoFrameAs"]],
  [12, "window", ["capturePage"]],
  [13, "dialog", ["showSaveDialog", "showSaveDialogSync"]],
  [15, "contents", ["startDrag"]],
  [17, "contents", ["copy", "cut"]],
  [18, "window", ["setContentProtection"]],
  [19, "desktopCapturer", ["getSources"]],
  [19, "session", ["setDisplayMediaRequestHandler"]],
  [21, "contents", ["openDevTools", "toggleDevTools", "inspectElement", "setDevToolsWebContents", "executeJavaScript", "executeJavaScriptInIsolatedWorld", "takeHeapSnapshot"]],
  [21, "frame", ["executeJavaScript"]],
  [27, "shell", ["openExternal", "openPath", "showItemInFolder", "trashItem", "writeShortcutLink"]],
  [27, "app", ["relaunch", "setAsDefaultProtocolClient", "setUserTasks", "setJumpList"]],
  [29, "crashReporter", ["start"]],
  [29, "contentTracing", ["startRecording"]],
  [29, "netLog", ["startLogging"]],
  [29, "report", ["writeReport"]],
  [36, "app", ["addRecentDocument", "setBadgeCount"]],
  [37, "autoUpdater", ["setFeedURL", "checkForUpdates", "quitAndInstall"]],
];

/** Rows whose permission a page could ask for: Electron's names. */
const PERMISSIONS: readonly (readonly [number | null, string])[] = [
  [9, "web-printing"], [14, "fileSystem"], [17, "clipboard-read"], [17, "clipboard-sanitized-write"], [19, "display-capture"], [20, "media"], [20, "geolocation"],
  [20, "midi"], [20, "midiSysex"], [20, "hid"], [20, "serial"], [20, "usb"], [36, "notifications"], [null, "fullscreen"], [null, "openExternal"], [null, "unknown"],
];

interface Emitted {
  readonly prevented: boolean;
  readonly answers: readonly (readonly unknown[])[];
}
const emitted = (answer: unknown): string => {
  const [first] = answer as Emitted[];
  return `${first?.prevented ? "prevented" : "let through"} ${JSON.stringify(first?.answers)}`;
};

interface MainFacts {
  readonly windows: readonly { protected: boolean; title: string }[];
  readonly sessions: readonly { persistent: boolean; spellChecker: boolean; dictionaryUrl: string | null; proxy: string }[];
  readonly contents: readonly { webrtc: string; devTools: boolean }[];
  readonly app: { readonly resolver: unknown; readonly recentCleared: boolean; readonly menuAtReady: string };
}
const fact = (row: number, name: string, expect: string, read: (facts: MainFacts) => unknown): Try =>
  inMain(row, name, expect, { ask: "facts" }, (answer) => JSON.stringify(read(answer as MainFacts)));

const key = (name: string, row: number, input: object): Try =>
  inMain(row, `${name} as main hears it`, "prevented []", { ask: "emit", on: "contents", name: "before-input-event", callback: false, args: [{ type: "keyUp", control: false, meta: false, shift: false, ...input }] }, emitted);

export const MAIN: readonly Try[] = [
  ...CLOSED.flatMap(([row, on, names]) => names.map((name) => called(row, on, name))),
  ...PERMISSIONS.flatMap(([row, name]) => [
    inMain(row, `the permission ${name}, asked for`, "false", { ask: "handler", name: "request", args: [name] }),
    inMain(row, `the permission ${name}, looked up`, "false", { ask: "handler", name: "check", args: [name] }),
  ]),
  key("Ctrl+P", 4, { control: true, key: "p" }),
  key("Ctrl+S", 4, { control: true, key: "S" }),
  key("Ctrl+C", 17, { control: true, key: "c" }),
  key("Ctrl+Insert", 17, { control: true, key: "Insert" }),
  key("Shift+Delete", 17, { shift: true, key: "Delete" }),
  key("F12", 21, { key: "F12" }),
  inMain(8, "a webview", "prevented []", { ask: "emit", on: "contents", name: "will-attach-webview", callback: false, args: [{}, {}] }, emitted),
  inMain(8, "a redirect of a page", "prevented []", { ask: "emit", on: "contents", name: "will-redirect", callback: false, args: ["https://example.com/", false, true] }, emitted),
  inMain(11, "a download that begins all the same", "prevented []", { ask: "emit", on: "session", name: "will-download", callback: false, args: [{}] }, emitted),
  inMain(14, "a restricted path in a file picker", 'let through [["deny"]]', { ask: "emit", on: "session", name: "file-system-access-restricted", callback: true, args: [{ path: "/etc" }] }, emitted),
  inMain(20, "choosing a USB device", "prevented [[]]", { ask: "emit", on: "session", name: "select-usb-device", callback: true, args: [{ deviceList: [{ deviceId: "1" }] }] }, emitted),
  inMain(20, "choosing a HID device", "prevented [[]]", { ask: "emit", on: "session", name: "select-hid-device", callback: true, args: [{ deviceList: [{ deviceId: "1" }] }] }, emitted),
  inMain(20, "choosing a serial port", 'prevented [[""]]', { ask: "emit", on: "session", name: "select-serial-port", callback: true, args: [[{ portId: "1" }], null] }, emitted),
  inMain(20, "choosing a Bluetooth device", 'prevented [[""]]', { ask: "emit", on: "contents", name: "select-bluetooth-device", callback: true, args: [[{ deviceId: "1" }]] }, emitted),
  inMain(20, "the right to a device", "false", { ask: "handler", name: "device", args: [{ deviceType: "usb" }] }),
  inMain(20, "protected classes of USB", '["hid"]', { ask: "handler", name: "usbProtectedClasses", args: [{ protectedClasses: ["hid"] }] }, JSON.stringify),
  inMain(20, "pairing over Bluetooth", '{"confirmed":false}', { ask: "handler", name: "bluetoothPairing", args: [{ deviceId: "1" }] }, JSON.stringify),
  inMain(19, "a handler that would share the screen", "null", { ask: "handler", name: "displayMedia", args: [] }),
  inMain(31, "main's verdict on a request to another machine", "false", { ask: "handler", name: "beforeRequest", args: ["https://10.0.0.1/"] }),
  inMain(31, "main's verdict on a request to a name beside ours", "false", { ask: "handler", name: "beforeRequest", args: ["app://workstation.example.com/"] }),
  inMain(31, "main's verdict on a request for a file", "false", { ask: "handler", name: "beforeRequest", args: ["file:///etc/passwd"] }),
  inMain(36, "a page's title over the window", "prevented []", { ask: "emit", on: "window", name: "page-title-updated", callback: false, args: ["marker", true] }, emitted),
  fact(6, "the menu at `ready`", '"none"', ({ app }) => app.menuAtReady),
  fact(18, "windows kept out of pictures of the screen", "[true]", ({ windows }) => windows.map((window) => window.protected)),
  fact(28, "the spell checker and its dictionaries", '[[false,"app://none/"]]', ({ sessions }) => sessions.map((session) => [session.spellChecker, session.dictionaryUrl])),
  fact(30, "the engine's resolver", '{"enableBuiltInResolver":false,"secureDnsMode":"off","enableAdditionalDnsQueryTypes":false}', ({ app }) => app.resolver),
  fact(32, "the engine's WebRTC policy", '["disable_non_proxied_udp"]', ({ contents }) => contents.map((each) => each.webrtc)),
  fact(32, "the proxy that pages stand behind", '["socks5://127.0.0.1:1 <-loopback>"]', ({ sessions }) => sessions.map((session) => session.proxy)),
  fact(34, "sessions of pages that keep files", "[false]", ({ sessions }) => sessions.map((session) => session.persistent)),
  fact(36, "the system's recent documents cleared", "true", ({ app }) => app.recentCleared),
  {
    name: "a record's name in the window's title", row: 36, aim: "main", expect: "untouched",
    run: async ({ page, workstation }) => {
      await page.evaluate(() => (document.title = "marker of a record"));
      await page.waitForTimeout(200);
      const { windows } = (await workstation.probe({ ask: "facts" })) as MainFacts;
      return windows.some((window) => window.title.includes("marker")) ? "shown" : "untouched";
    },
  },
  {
    name: "a record's words in the machine's log and journal", row: 36, aim: "main", expect: "none",
    run: async ({ own, foreign, writtenText }) => [own.caseNo, own.name, ...foreign.secrets].filter((word) => writtenText().includes(word)).join(" ") || "none",
  },
];
