/** `app`: life cycle, paths and the rules of quitting. */
import { EventEmitter } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { startBrowser, stopBrowser } from "./browser.ts";
import { killChromium } from "./chromium.ts";
import { HostBrowserWindow, setWindowHooks } from "./browser-window.ts";
import { appendedSwitches, commandLine } from "./command-line.ts";
import { HostMenu } from "./dialogs.ts";
import { makeEvent } from "./events.ts";
import { acquireLock, hasLock, releaseLock } from "./instance-lock.ts";
import { sealSchemes } from "./protocol.ts";
import { enableSafeStorage } from "./safe-storage.ts";
import { enableSessions, onSessionCreated } from "./session.ts";
import { hostLog, type HostSettings } from "./settings.ts";
import { installUnsupported } from "./unsupported.ts";
import { UNSUPPORTED } from "./unsupported-names.ts";
import { killUtilityProcesses } from "./utility-process.ts";

type Manifest = { readonly name?: string; readonly productName?: string; readonly version?: string };

const CHROMIUM_GRACE_MS = 400;

class HostApp extends EventEmitter {
  readonly commandLine = commandLine;
  readonly isPackaged = false;
  applicationMenu: null = null;
  userAgentFallback = "";
  readonly #ready = Promise.withResolvers<void>();
  readonly #paths = new Map<string, string>();
  readonly #root: string;
  readonly #manifest: Manifest;
  #isReady = false;
  #resolver: unknown = null;
  #recentCleared = false;
  #menuAtReady = "";
  #name: string;
  #phase: "running" | "closing" | "leaving" = "running";
  #exitCode = 0;

  constructor() {
    super();
    this.#root = findRoot(path.dirname(process.argv[1] ?? process.cwd()));
    this.#manifest = readManifest(this.#root);
    this.#name = this.#manifest.productName ?? this.#manifest.name ?? "Electron";
  }

  // ---- readiness

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  /** Starts Chromium and announces `ready`. Not Electron API: called by run.ts once the main script is loaded. */
  static async start(target: HostApp, settings: HostSettings): Promise<void> {
    if (target.#phase !== "running") return;
    sealSchemes();
    target.emit("will-finish-launching");
    await startBrowser(settings, appendedSwitches(), target.getLocale(), () => target.#onBrowserLost());
    if (HostApp.isLeaving(target)) return;
    enableSessions();
    enableSafeStorage(() => target.getPath("userData"));
    target.#isReady = true;
    target.#menuAtReady = HostMenu.present();
    target.emit("ready", makeEvent(), {});
    target.#ready.resolve();
  }

  static isLeaving(target: HostApp): boolean {
    return target.#phase === "leaving";
  }

  /** Lets the first window know whether it may come. */
  static canOpenWindows(target: HostApp): boolean {
    return target.#isReady && target.#phase !== "leaving";
  }

  /** A window closed: quit when it was the last and nobody wants to stay. At once, as in Electron. */
  static windowClosed(target: HostApp): void {
    if (HostBrowserWindow.getAllWindows().length > 0) return;
    if (target.#phase === "closing") {
      target.#finishQuit();
      return;
    }
    if (target.#phase === "running" && !target.emit("window-all-closed")) target.quit();
  }

  #onBrowserLost(): void {
    if (this.#phase === "leaving") return;
    hostLog("Chromium ended by itself; the app quits");
    this.exit(1);
  }

  // ---- the end

  /** `before-quit`, every window's `close`, `will-quit`, `quit`; each of the first three may be prevented. */
  quit(): void {
    if (this.#phase !== "running") return;
    const event = makeEvent();
    this.emit("before-quit", event);
    if (event.defaultPrevented) return;
    this.#phase = "closing";
    const windows = HostBrowserWindow.getAllWindows();
    if (windows.length === 0) {
      setImmediate(() => this.#finishQuit());
      return;
    }
    for (const window of windows) window.close();
  }

  /** A window stays: so does the app. */
  static closeRefused(target: HostApp): void {
    if (target.#phase === "closing") target.#phase = "running";
  }

  #finishQuit(): void {
    if (this.#phase !== "closing") return;
    const event = makeEvent();
    this.emit("will-quit", event);
    if (event.defaultPrevented) {
      this.#phase = "running";
      return;
    }
    this.#leave();
  }

  /** Closes everything without asking; `quit` is still announced. */
  exit(exitCode = 0): void {
    if (this.#phase === "leaving") return;
    this.#exitCode = exitCode;
    this.#phase = "closing";
    const windows = HostBrowserWindow.getAllWindows();
    this.#leave();
    for (const window of windows) window.destroy();
  }

  #leave(): void {
    this.#phase = "leaving";
    this.emit("quit", makeEvent(), this.#exitCode);
    killUtilityProcesses();
    releaseLock();
    void stopBrowser(CHROMIUM_GRACE_MS).finally(() => process.exit(this.#exitCode));
  }

  // ---- identity

  getName(): string {
    return this.#name;
  }

  setName(name: string): void {
    this.#name = name;
  }

  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
  }

  getVersion(): string {
    return this.#manifest.version ?? "0.0.0";
  }

  getAppPath(): string {
    return this.#root;
  }

  getLocale(): string {
    const wished = commandLine.getSwitchValue("lang");
    return wished || Intl.DateTimeFormat().resolvedOptions().locale;
  }

  getSystemLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }

  getPreferredSystemLanguages(): string[] {
    return [this.getSystemLocale()];
  }

  getLocaleCountryCode(): string {
    return new Intl.Locale(this.getSystemLocale()).region ?? "";
  }

  /** Throws for the folders of Electron the host does not know. */
  getPath(name: string): string {
    const known = this.#paths.get(name);
    if (known !== undefined) return known;
    const appData = process.env["APPDATA"] ?? process.env["XDG_CONFIG_HOME"] ?? path.join(os.homedir(), ".config");
    const defaults: Readonly<Record<string, () => string>> = {
      home: () => os.homedir(),
      appData: () => appData,
      userData: () => commandLine.getSwitchValue("user-data-dir") || path.join(appData, this.#name),
      sessionData: () => this.getPath("userData"),
      temp: () => os.tmpdir(),
      exe: () => process.execPath,
      module: () => process.execPath,
      logs: () => path.join(this.getPath("userData"), "logs"),
      crashDumps: () => path.join(this.getPath("userData"), "Crashpad"),
    };
    const make = defaults[name];
    if (make === undefined) throw new Error(`build/electron-host: app.getPath('${name}') is not implemented by the evaluation host`);
    return path.resolve(make());
  }

  setPath(name: string, value: string): void {
    if (!path.isAbsolute(value)) throw new Error("Path must be absolute");
    this.#paths.set(name, value);
  }

  setAppLogsPath(value?: string): void {
    const folder = value ?? this.getPath("logs");
    fs.mkdirSync(folder, { recursive: true });
    this.setPath("logs", folder);
  }

  // ---- one instance

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    return acquireLock(this.getPath("userData"), additionalData, (second) => {
      this.emit("second-instance", makeEvent(), second.argv, second.workingDirectory, second.additionalData);
    });
  }

  hasSingleInstanceLock(): boolean {
    return hasLock();
  }

  releaseSingleInstanceLock(): void {
    releaseLock();
  }

  /** Chromium resolves no name here at all; the app's wish is kept for a test's probe. */
  configureHostResolver(options: unknown): void {
    if (!this.#isReady) throw new Error("configureHostResolver can only be called after the ready event");
    this.#resolver = options;
  }

  /** What the app has set. Not Electron API. */
  static recordedOf(target: HostApp): { readonly resolver: unknown; readonly recentCleared: boolean; readonly menuAtReady: string } {
    return { resolver: target.#resolver, recentCleared: target.#recentCleared, menuAtReady: target.#menuAtReady };
  }

  // ---- taken note of; the host is that strict already, or has no such thing

  enableSandbox(): void {}
  setAppUserModelId(_id: string): void {}
  disableHardwareAcceleration(): void {}
  clearRecentDocuments(): void {
    this.#recentCleared = true;
  }
  setDesktopName(_name: string): void {}

  isHardwareAccelerationEnabled(): boolean {
    return false;
  }

  /** Asks for the foreground for the window in front. */
  focus(_options?: unknown): void {
    (HostBrowserWindow.getFocusedWindow() ?? HostBrowserWindow.getAllWindows()[0])?.focus();
  }
}

function findRoot(from: string): string {
  for (let dir = from; ; dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, "package.json"))) return dir;
    if (path.dirname(dir) === dir) return from;
  }
}

function readManifest(root: string): Manifest {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
  } catch {
    return {};
  }
}

export const app = new HostApp();
export { HostApp };
installUnsupported(app, "app", UNSUPPORTED.app.methods, UNSUPPORTED.app.properties);

onSessionCreated((created) => app.emit("session-created", created));
setWindowHooks({
  mayCreate: () => HostApp.canOpenWindows(app),
  created: (window) => app.emit("browser-window-created", makeEvent(), window),
  contentsCreated: (contents) => app.emit("web-contents-created", makeEvent(), contents),
  closed: () => HostApp.windowClosed(app),
  closeRefused: () => HostApp.closeRefused(app),
  focus: (window, isFocused) => app.emit(isFocused ? "browser-window-focus" : "browser-window-blur", makeEvent(), window),
});

process.on("exit", () => {
  killUtilityProcesses();
  releaseLock();
  killChromium();
});
