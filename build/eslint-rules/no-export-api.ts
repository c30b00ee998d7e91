// P4: nothing leaves. Each call by which a page, a file or a database can be carried out of the program, and each
// call that would undo a guard, may be named in its one guard file only; the table says which and why.
import { relative } from "node:path";
import { rule, writtenName, type Listeners } from "./syntax.ts";

interface Ban {
  /** What it opens (numbers: SECURITY.md, ways out). */
  readonly way: string;
  /** The one file that may name it. */
  readonly guard: string;
}

const lockdown = (file: string, way: string): Ban => ({ way, guard: `electron/main/lockdown/${file}.ts` });
const database = (way: string): Ban => ({ way, guard: "db/guard.ts" });

/** Name of the member -> the way out that it opens and the file that closes it. */
export const EXPORT_APIS: Readonly<Record<string, Ban>> = {
  // what carries something out
  print: lockdown("printing", "printing (5)"),
  printToPDF: lockdown("printing", "printing to a file (5)"),
  getPrintersAsync: lockdown("printing", "printing (5)"),
  buildFromTemplate: lockdown("menu", "a menu with roles (7)"),
  downloadURL: lockdown("downloads", "download (11)"),
  createInterruptedDownload: lockdown("downloads", "download (11)"),
  setDownloadPath: lockdown("downloads", "download (11)"),
  savePage: lockdown("saving", "saving the page (12)"),
  capturePage: lockdown("saving", "a picture of the page (12)"),
  beginFrameSubscription: lockdown("saving", "pictures of the page (12)"),
  showSaveDialog: lockdown("save-dialogs", "a save dialog (13)"),
  showSaveDialogSync: lockdown("save-dialogs", "a save dialog (13)"),
  startDrag: lockdown("drag-out", "dragging a file out (15)"),
  clipboard: lockdown("clipboard", "the clipboard (17)"),
  desktopCapturer: lockdown("screen", "recording the screen (19)"),
  openDevTools: lockdown("dev-tools", "developer tools (21)"),
  toggleDevTools: lockdown("dev-tools", "developer tools (21)"),
  inspectElement: lockdown("dev-tools", "developer tools (21)"),
  executeJavaScript: lockdown("dev-tools", "running text as code in a page"),
  executeJavaScriptInIsolatedWorld: lockdown("dev-tools", "running text as code in a page"),
  takeHeapSnapshot: lockdown("dumps", "memory in a file (29)"),
  writeHeapSnapshot: lockdown("dumps", "memory in a file (29)"),
  setHeapSnapshotNearHeapLimit: lockdown("dumps", "memory in a file (29)"),
  writeReport: lockdown("dumps", "memory in a file (29)"),
  crashReporter: lockdown("dumps", "crash dumps (29)"),
  contentTracing: lockdown("dumps", "a trace of the engine (29)"),
  netLog: lockdown("dumps", "a log of the engine's network (29)"),
  openExternal: lockdown("other-programs", "another program (27)"),
  openPath: lockdown("other-programs", "another program (27)"),
  showItemInFolder: lockdown("other-programs", "another program (27)"),
  relaunch: lockdown("other-programs", "a start with other switches (27)"),
  addRecentDocument: lockdown("names", "a name in the system's list (36)"),
  Notification: lockdown("names", "words outside the window (36)"),
  autoUpdater: lockdown("updates", "code from elsewhere (37)"),
  serialize: database("a clear copy of a database (38)"),
  backup: database("a clear copy of a database (38)"),
  rekey: database("changing a database's key (38)"),
  loadExtension: database("foreign code in a database (38)"),
  // what would undo a guard
  setApplicationMenu: lockdown("menu", "the menu (6)"),
  setWindowOpenHandler: lockdown("navigation", "new windows"),
  setPermissionRequestHandler: lockdown("permissions", "permissions (9, 14, 17, 19, 20)"),
  setPermissionCheckHandler: lockdown("permissions", "permissions (9, 14, 17, 19, 20)"),
  setDevicePermissionHandler: lockdown("devices", "devices (20)"),
  setUSBProtectedClassesHandler: lockdown("devices", "devices (20)"),
  setBluetoothPairingHandler: lockdown("devices", "devices (20)"),
  setDisplayMediaRequestHandler: lockdown("screen", "recording the screen (19)"),
  setContentProtection: lockdown("screen", "screenshots (18)"),
  setSpellCheckerEnabled: lockdown("spelling", "dictionaries from a public server (28)"),
  setSpellCheckerDictionaryDownloadURL: lockdown("spelling", "dictionaries from a public server (28)"),
  configureHostResolver: lockdown("dns", "names looked up (30)"),
  onBeforeRequest: lockdown("network", "requests of a page (31): only one listener survives"),
  setWebRTCIPHandlingPolicy: lockdown("webrtc", "WebRTC (32)"),
  appendSwitch: lockdown("command-line", "switches of the engine (24)"),
  setProxy: lockdown("webrtc", "WebRTC (32)"),
};

/** SQL that writes a second database. Short words, so only where a text reads like a statement. */
const EXPORT_SQL = /\bATTACH\s+(DATABASE\b|['"?:@$]|\w+\s+AS\b)|\bVACUUM\b[^;]*\bINTO\b|\bPRAGMA\s+(hex)?(re)?key\b/i;
const SQL_GUARD = "db/guard.ts";

export const noExportApi = rule(
  "calls that can carry data out of the program are named only in the file that closes them",
  {
    member: "`{{name}}` opens a way out ({{way}}): only {{guard}} may name it (P4)",
    sql: `this SQL writes a copy of the database ({{sql}}): it belongs nowhere but in ${SQL_GUARD} (P4)`,
  },
  (report, _option, filename): Listeners => {
    const here = relative(process.cwd(), filename).replaceAll("\\", "/");
    const checkName = (node: Parameters<typeof report>[0], name: string | undefined) => {
      const ban = name !== undefined && Object.hasOwn(EXPORT_APIS, name) ? EXPORT_APIS[name] : undefined;
      if (name !== undefined && ban && here !== ban.guard) report(node, "member", { name, way: ban.way, guard: ban.guard });
    };
    const checkText = (node: Parameters<typeof report>[0], text: unknown) => {
      const found = typeof text === "string" && here !== SQL_GUARD ? EXPORT_SQL.exec(text) : null;
      if (found) report(node, "sql", { sql: found[0] });
    };
    return {
      MemberExpression: (node) => checkName(node, writtenName(node.property, node.computed)),
      "ObjectPattern > Property": (node) => checkName(node, writtenName(node.key, node.computed)),
      ImportSpecifier: (node) => checkName(node, writtenName(node.imported, false)),
      "Literal": (node) => checkText(node, node.value),
      TemplateElement: (node) => checkText(node, (node.value as { cooked?: string }).cooked),
    };
  },
);
