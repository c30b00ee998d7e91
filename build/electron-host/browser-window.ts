/** `BrowserWindow`: a window of Chromium and what the app may do to it. */
import { EventEmitter } from "node:events";
import type Electron from "electron";
import { makeEvent } from "./events.ts";
import { installUnsupported } from "./unsupported.ts";
import { UNSUPPORTED } from "./unsupported-names.ts";
import { withSuffix } from "./urls.ts";
import { HostWebContents } from "./web-contents.ts";
import { checkPreferences, sessionOf } from "./web-preferences.ts";
import { fitWindow, setWindowState, type WindowState } from "./window-geometry.ts";

const windows = new Map<number, HostBrowserWindow>();
let lastId = 0;
let focused: HostBrowserWindow | null = null;

type Hooks = {
  readonly mayCreate: () => boolean;
  readonly created: (window: HostBrowserWindow) => void;
  readonly contentsCreated: (contents: HostWebContents) => void;
  readonly closed: () => void;
  readonly closeRefused: () => void;
  readonly focus: (window: HostBrowserWindow, isFocused: boolean) => void;
};
let hooks: Hooks | undefined;

/** Connects windows to the app's own events. */
export function setWindowHooks(value: Hooks): void {
  hooks = value;
}

function setFocused(window: HostBrowserWindow): void {
  focused = window;
}

type Size = { width: number; height: number };

export class HostBrowserWindow extends EventEmitter {
  readonly id: number;
  readonly webContents: HostWebContents;
  #destroyed = false;
  #closing = false;
  #visible: boolean;
  #title: string;
  #bounds: Electron.Rectangle;
  #minimum: Size;
  #state: WindowState = "normal";
  #contentProtection = false;
  #background: string;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (hooks?.mayCreate() !== true) throw new Error("Cannot create BrowserWindow before app is ready");
    const preferences = options.webPreferences ?? {};
    checkPreferences(preferences);
    lastId += 1;
    this.id = lastId;
    this.#visible = options.show !== false;
    this.#title = withSuffix(options.title ?? "Electron");
    this.#background = options.backgroundColor ?? "#FFFFFF";
    this.#minimum = { width: options.minWidth ?? 0, height: options.minHeight ?? 0 };
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    windows.set(this.id, this);
    this.webContents = new HostWebContents({
      session: sessionOf(preferences),
      width: this.#bounds.width,
      height: this.#bounds.height,
      preload: preferences.preload,
      additionalArguments: preferences.additionalArguments ?? [],
      preloadInSubFrames: preferences.nodeIntegrationInSubFrames === true,
    });
    this.#watch();
    if (preferences.zoomFactor) this.webContents.setZoomFactor(preferences.zoomFactor);
    hooks.contentsCreated(this.webContents);
    hooks.created(this);
    if (this.#visible) this.#gainFocus();
  }

  #watch(): void {
    this.webContents.once("destroyed", () => this.#gone());
    this.webContents.on("-unload-kept", () => {
      this.#closing = false;
      hooks?.closeRefused();
    });
    this.webContents.once("did-finish-load", () => {
      this.emit("ready-to-show");
      // Chromium opened it on screen; one that its app does not show yet is minimised, as by `hide`.
      if (!this.#visible) void this.#setState("minimized");
    });
    this.webContents.on("page-title-updated", (_event, title: string, explicit: boolean) => {
      const event = makeEvent();
      this.emit("page-title-updated", event, title, explicit);
      if (!event.defaultPrevented) this.#title = withSuffix(title);
    });
    void this.#fit();
  }

  async #fit(): Promise<void> {
    const attached = await HostWebContents.whenAttached(this.webContents);
    if (attached !== undefined && !this.#destroyed) await fitWindow(attached, this.#bounds);
  }

  async #setState(state: WindowState): Promise<void> {
    this.#state = state;
    const attached = await HostWebContents.whenAttached(this.webContents);
    if (attached !== undefined && !this.#destroyed) await setWindowState(attached, state);
  }

  #alive(): void {
    if (this.#destroyed) throw new TypeError("Object has been destroyed");
  }

  loadURL(url: string, options?: Electron.LoadURLOptions): Promise<void> {
    this.#alive();
    return this.webContents.loadURL(url, options);
  }

  reload(): void {
    this.webContents.reload();
  }

  // ---- closing

  /** Asks: `close` and the page's `beforeunload` may object. */
  close(): void {
    if (this.#destroyed) return;
    const event = makeEvent();
    this.emit("close", event);
    if (event.defaultPrevented) {
      hooks?.closeRefused();
      return;
    }
    this.#closing = true;
    this.webContents.close();
  }

  /** Ends the window at once: no `close`, but `closed`. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#closing = true;
    HostWebContents.destroy(this.webContents);
  }

  #gone(): void {
    if (this.#destroyed) return;
    // Closed from outside (the person, or Chromium): too late to object, but the app hears of it.
    if (!this.#closing) this.emit("close", makeEvent());
    this.#destroyed = true;
    windows.delete(this.id);
    if (focused === this) focused = null;
    this.emit("closed");
    hooks?.closed();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  // ---- visibility and focus

  show(): void {
    this.#alive();
    const was = this.#visible;
    this.#visible = true;
    if (!was) this.emit("show");
    this.focus();
  }

  showInactive(): void {
    this.#alive();
    this.#visible = true;
    this.emit("show");
  }

  /** The app sees the window as hidden; Chromium has no hidden windows, so it is minimised. */
  hide(): void {
    this.#alive();
    if (!this.#visible) return;
    this.#visible = false;
    void this.#setState("minimized");
    this.#loseFocus();
    this.emit("hide");
  }

  focus(): void {
    this.#alive();
    if (this.#state === "minimized") void this.#setState("normal");
    this.webContents.focus();
    this.#gainFocus();
  }

  blur(): void {
    this.#loseFocus();
  }

  #gainFocus(): void {
    if (focused === this) return;
    focused?.blur();
    setFocused(this);
    this.emit("focus");
    hooks?.focus(this, true);
  }

  #loseFocus(): void {
    if (focused !== this) return;
    focused = null;
    this.emit("blur");
    hooks?.focus(this, false);
  }

  isVisible(): boolean {
    return this.#visible;
  }

  isFocused(): boolean {
    return focused === this;
  }

  // ---- size and state

  maximize(): void {
    void this.#setState("maximized");
    this.emit("maximize");
  }

  unmaximize(): void {
    void this.#setState("normal");
    this.emit("unmaximize");
  }

  minimize(): void {
    void this.#setState("minimized");
    this.emit("minimize");
  }

  restore(): void {
    void this.#setState("normal");
    this.emit("restore");
  }

  isMaximized(): boolean {
    return this.#state === "maximized";
  }

  isMinimized(): boolean {
    return this.#state === "minimized";
  }

  setFullScreen(flag: boolean): void {
    void this.#setState(flag ? "fullscreen" : "normal");
  }

  isFullScreen(): boolean {
    return this.#state === "fullscreen";
  }

  getBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }

  setBounds(bounds: Partial<Electron.Rectangle>, _animate?: boolean): void {
    const wished = { ...this.#bounds, ...bounds };
    this.#bounds = {
      ...wished,
      width: Math.max(wished.width, this.#minimum.width),
      height: Math.max(wished.height, this.#minimum.height),
    };
    void this.#fit();
    this.emit("resize");
  }

  getSize(): number[] {
    return [this.#bounds.width, this.#bounds.height];
  }

  setSize(width: number, height: number, _animate?: boolean): void {
    this.setBounds({ width, height });
  }

  getContentBounds(): Electron.Rectangle {
    return this.getBounds();
  }

  getContentSize(): number[] {
    return this.getSize();
  }

  setMinimumSize(width: number, height: number): void {
    this.#minimum = { width, height };
  }

  getMinimumSize(): number[] {
    return [this.#minimum.width, this.#minimum.height];
  }

  center(): void {}

  // ---- looks

  setTitle(title: string): void {
    this.#title = withSuffix(title);
  }

  getTitle(): string {
    return this.#title;
  }

  get title(): string {
    return this.#title;
  }

  set title(title: string) {
    this.setTitle(title);
  }

  setBackgroundColor(color: string): void {
    this.#background = color;
  }

  getBackgroundColor(): string {
    return this.#background;
  }

  /** Remembered only: a stock Chromium cannot hide a window from screen capture. */
  setContentProtection(enable: boolean): void {
    this.#contentProtection = enable;
  }

  isContentProtected(): boolean {
    return this.#contentProtection;
  }

  setMenu(menu: unknown): void {
    if (menu !== null) throw new Error("build/electron-host: BrowserWindow.setMenu takes only null here");
  }

  removeMenu(): void {}
  setMenuBarVisibility(_visible: boolean): void {}
  setAutoHideMenuBar(_hide: boolean): void {}
  setIcon(_icon: unknown): void {}
  setSkipTaskbar(_skip: boolean): void {}
  setResizable(_resizable: boolean): void {}
  setMaximizable(_maximizable: boolean): void {}
  setMinimizable(_minimizable: boolean): void {}
  flashFrame(_flag: boolean): void {}
  moveTop(): void {}

  static getAllWindows(): HostBrowserWindow[] {
    return [...windows.values()];
  }

  static getFocusedWindow(): HostBrowserWindow | null {
    return focused;
  }

  static fromId(id: number): HostBrowserWindow | null {
    return windows.get(id) ?? null;
  }

  static fromWebContents(contents: HostWebContents): HostBrowserWindow | null {
    return [...windows.values()].find((window) => window.webContents === contents) ?? null;
  }
}

installUnsupported(HostBrowserWindow, "BrowserWindow", UNSUPPORTED.browserWindow.statics);
installUnsupported(
  HostBrowserWindow.prototype, "BrowserWindow", UNSUPPORTED.browserWindow.methods, UNSUPPORTED.browserWindow.properties,
);
