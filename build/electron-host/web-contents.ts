/** `webContents`: one page, its loading, its messages and its events. */
import { EventEmitter } from "node:events";
import type Electron from "electron";
import { type Attached, closeTarget, openTarget } from "./browser.ts";
import { makeEvent } from "./events.ts";
import { type HostWebFrame, makeFrameTree } from "./frames.ts";
import { deliver, encodeForRenderer } from "./ipc.ts";
import { makeNavigation, type OpenHandler } from "./navigation.ts";
import { makePageLoad } from "./page-load.ts";
import { type PageOptions, type PageTarget, preparePage, type PreloadContext } from "./page-target.ts";
import type { FromGuard, FromPreload } from "./page/worlds.ts";
import { applyPermissions } from "./permissions.ts";
import { noteActivity } from "./power-monitor.ts";
import { HostSession } from "./session.ts";
import { hostLog } from "./settings.ts";
import { installUnsupported } from "./unsupported.ts";
import { UNSUPPORTED } from "./unsupported-names.ts";
import { isAppUrl, toChromium } from "./urls.ts";
import { watchPage } from "./page-events.ts";
import { makeZoom } from "./zoom.ts";

const all = new Map<number, HostWebContents>();
let lastId = 0;

export type ContentsOptions = PageOptions & {
  readonly session: HostSession;
  readonly width: number;
  readonly height: number;
};

/** Numbers of renderer processes are invented; they only have to differ between windows. */
const PROCESS_NUMBER_STEP = 1_000;

export class HostWebContents extends EventEmitter {
  readonly id: number;
  readonly session: HostSession;
  readonly #ready: Promise<Attached | undefined>;
  readonly #emit = (name: string, ...args: unknown[]): void => void this.emit(name, ...args);
  readonly #tree = makeFrameTree((lastId + 1) * PROCESS_NUMBER_STEP, (frame, channel, args) => this.#post(frame, channel, args), (frame) => this.emit("frame-created", makeEvent(), { frame }));
  readonly #load = makePageLoad(() => this.#ready, this.#tree, this.#emit);
  readonly #navigation = makeNavigation(this.#tree, this.#load, this.#emit);
  readonly #zoom = makeZoom(() => this.#ready);
  #page: PageTarget | undefined;
  #attached: Attached | undefined;
  #destroyed = false;
  #crashed = false;
  #focused = false;
  #title = "";
  #userAgent = "";
  /** What the app has set; Chromium is started with the strictest, whatever it says. */
  #webrtc = "default";

  constructor(options: ContentsOptions) {
    super();
    lastId += 1;
    this.id = lastId;
    this.session = options.session;
    all.set(this.id, this);
    HostSession.add(options.session, this);
    this.#ready = this.#open(options).catch((error: Error) => {
      if (!this.#destroyed) hostLog(`window ${this.id} could not be opened: ${error.message}`);
      this.#gone();
      return undefined;
    });
  }

  async #open(options: ContentsOptions): Promise<Attached | undefined> {
    const context = await HostSession.contextOf(this.session);
    if (this.#destroyed) return undefined;
    const attached = await openTarget(context, options, {
      gone: () => this.#gone(),
      crashed: () => this.#onCrash(),
    });
    this.#attached = attached;
    if (this.#destroyed) {
      closeTarget(attached.targetId);
      return undefined;
    }
    watchPage(attached.session, this.#tree, this.#emit, {
      loaded: (loaderId) => this.#load.finished(loaderId),
      crashed: () => this.#onCrash(),
      opened: (request) => this.#navigation.askOpen(request),
    });
    const policy = {
      session: this.session,
      webContentsId: this.id,
      isMainFrame: (frameId: string) => frameId === this.#tree.mainId(),
      mayNavigate: this.#navigation.mayNavigate,
    };
    this.#page = await preparePage(attached.session, options, this.#tree, policy, {
      fromPreload: (preload, message) => this.#fromPreload(preload, message),
      fromGuard: (frameId, message) => this.#fromGuard(frameId, message),
      committed: (frameId) => this.#committed(frameId),
    });
    return attached;
  }

  #committed(frameId: string): void {
    const frame = this.#tree.get(frameId);
    if (!this.#navigation.committed(frameId) || frame === undefined) return;
    const isMain = frameId === this.#tree.mainId();
    this.emit("did-frame-navigate", makeEvent(), frame.url, 200, "OK", isMain, frame.processId, frame.routingId);
    if (!isMain) return;
    this.emit("did-navigate", makeEvent(), frame.url, 200, "OK");
    if (isAppUrl(frame.url)) void applyPermissions(this, frame.url).catch((error: Error) => hostLog(error.message));
  }

  // ---- loading

  /** Loads a page; rejects with Chromium's error as Electron does. */
  async loadURL(url: string, _options?: Electron.LoadURLOptions): Promise<void> {
    this.#alive();
    await this.#load.load(url);
  }

  reload(): void {
    this.#alive();
    this.#load.reload();
  }

  reloadIgnoringCache(): void {
    this.reload();
  }

  stop(): void {
    this.#attached?.session.post("Page.stopLoading");
  }

  isLoading(): boolean {
    return this.#load.isLoading();
  }

  isLoadingMainFrame(): boolean {
    return this.#load.isLoading();
  }

  getURL(): string {
    this.#alive();
    const { url } = this.#tree.main();
    return url === "about:blank" || url.includes("#host-window-") ? "" : url;
  }

  getTitle(): string {
    return this.#title;
  }

  #onTitle(frameId: string, title: string): void {
    if (frameId !== this.#tree.mainId() || title === this.#title) return;
    this.#title = title;
    this.emit("page-title-updated", makeEvent(), title, true);
  }

  /** Called for every window a page asks for. The host opens none, whatever the handler says. */
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#navigation.setOpenHandler(handler);
  }

  // ---- messages

  get mainFrame(): HostWebFrame {
    return this.#tree.main();
  }

  get focusedFrame(): HostWebFrame | null {
    return this.#focused ? this.#tree.main() : null;
  }

  /** Sends to the main frame's preload. Throws when the arguments cannot be cloned or the page is gone. */
  send(channel: string, ...args: unknown[]): void {
    this.#alive();
    this.#post(this.#tree.mainId() ?? "", channel, args);
  }

  #post(frameId: string, channel: string, args: unknown[]): void {
    const a = encodeForRenderer(args);
    for (const context of this.#page?.contexts(frameId) ?? []) context.post({ k: "event", ch: channel, a });
  }

  #fromPreload(context: PreloadContext, message: FromPreload): void {
    const frame = this.#tree.get(context.frameId);
    if (frame === undefined || this.#destroyed) return;
    if (message.k === "preload-error") {
      const error = Object.assign(new Error(message.message), { stack: message.stack });
      this.emit("preload-error", makeEvent(), message.path, error);
      return;
    }
    deliver({ contents: this, frame, isCurrent: context.isCurrent, reply: context.post }, message);
  }

  #fromGuard(frameId: string, message: FromGuard): void {
    if (this.#destroyed) return;
    if (message.k === "input") this.emit("before-input-event", makeEvent(), message.input);
    else if (message.k === "context-menu") this.emit("context-menu", makeEvent(), message.params);
    else if (message.k === "navigate") this.#navigation.requested(frameId, message.url);
    else if (message.k === "open") this.#navigation.askOpen(message);
    else if (message.k === "title") this.#onTitle(frameId, message.title);
    else noteActivity();
  }

  // ---- life

  #onCrash(): void {
    if (this.#crashed || this.#destroyed) return;
    this.#crashed = true;
    this.emit("render-process-gone", makeEvent(), { reason: "crashed", exitCode: 5 });
  }

  /** Ends the renderer process of this page. */
  forcefullyCrashRenderer(): void {
    this.#attached?.session.post("Page.crash");
  }

  isCrashed(): boolean {
    return this.#crashed;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  #alive(): void {
    if (this.#destroyed) throw new TypeError("Object has been destroyed");
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    all.delete(this.id);
    HostSession.remove(this.session, this);
    this.#load.abort();
    this.emit("destroyed");
  }

  /** Closes the page; `beforeunload` may object. */
  close(_options?: Electron.CloseOpts): void {
    const attached = this.#attached;
    if (attached === undefined || this.#crashed) return HostWebContents.destroy(this);
    attached.session.send("Page.close").catch(() => closeTarget(attached.targetId));
  }

  /** Ends the page at once. Not Electron API. */
  static destroy(contents: HostWebContents): void {
    contents.#gone();
    if (contents.#attached !== undefined) closeTarget(contents.#attached.targetId);
  }

  // ---- looks and focus

  focus(): void {
    this.#focused = true;
    this.#attached?.session.post("Page.bringToFront");
  }

  isFocused(): boolean {
    return this.#focused;
  }

  setZoomFactor(factor: number): void {
    this.#zoom.set(factor);
  }

  getZoomFactor(): number {
    return this.#zoom.get();
  }

  setZoomLevel(level: number): void {
    this.#zoom.set(1.2 ** level);
  }

  getZoomLevel(): number {
    return Math.log(this.#zoom.get()) / Math.log(1.2);
  }

  get zoomFactor(): number {
    return this.#zoom.get();
  }

  set zoomFactor(factor: number) {
    this.#zoom.set(factor);
  }

  get zoomLevel(): number {
    return this.getZoomLevel();
  }

  set zoomLevel(level: number) {
    this.setZoomLevel(level);
  }

  async setVisualZoomLevelLimits(_minimumLevel: number, _maximumLevel: number): Promise<void> {}

  // ---- what is fixed here

  getType(): "window" {
    return "window";
  }

  getProcessId(): number {
    return this.mainFrame.processId;
  }

  setUserAgent(userAgent: string): void {
    this.#userAgent = userAgent;
    void this.#ready.then((attached) => attached?.session.post("Emulation.setUserAgentOverride", { userAgent }));
  }

  getUserAgent(): string {
    return this.#userAgent;
  }

  setIgnoreMenuShortcuts(_ignore: boolean): void {}
  setBackgroundThrottling(_allowed: boolean): void {}
  setAudioMuted(_muted: boolean): void {}
  closeDevTools(): void {}

  isDevToolsOpened(): boolean {
    return false;
  }

  /** The host starts Chromium with the strictest policy; anything laxer is refused. */
  setWebRTCIPHandlingPolicy(policy: string): void {
    if (policy === "disable_non_proxied_udp") {
      this.#webrtc = policy;
      return;
    }
    throw new Error(`build/electron-host: WebRTC policy '${policy}' is not possible here`);
  }

  getWebRTCIPHandlingPolicy(): string {
    return this.#webrtc;
  }

  // ---- for the host's own modules; static, so that no app code finds them on the object

  static whenAttached(contents: HostWebContents): Promise<Attached | undefined> {
    return contents.#ready;
  }

  static hasFrame(contents: HostWebContents, cdpId: string): boolean {
    return contents.#tree.get(cdpId) !== undefined;
  }

  static async clearStorage(contents: HostWebContents, wished?: string): Promise<void> {
    const attached = await contents.#ready;
    const url = toChromium(wished ?? contents.#tree.main().origin);
    if (!url.startsWith("https:")) return;
    await attached?.session.send("Storage.clearDataForOrigin", { origin: new URL(url).origin, storageTypes: "all" });
  }

  static async clearCache(contents: HostWebContents): Promise<void> {
    const attached = await contents.#ready;
    await attached?.session.send("Network.clearBrowserCache");
  }
}

installUnsupported(HostWebContents.prototype, "webContents", UNSUPPORTED.webContents.methods, UNSUPPORTED.webContents.properties);

/** The module `webContents`. */
export const webContents = {
  getAllWebContents: (): HostWebContents[] => [...all.values()],
  fromId: (id: number): HostWebContents | undefined => all.get(id),
  fromFrame: (frame: HostWebFrame): HostWebContents | undefined => fromFrameId(frame.frameToken),
  getFocusedWebContents: (): HostWebContents | null => [...all.values()].find((contents) => contents.isFocused()) ?? null,
};
installUnsupported(webContents, "webContents", ["fromDevToolsTargetId"]);

/** The page that shows the frame with this CDP id. */
export function fromFrameId(cdpId: string): HostWebContents | undefined {
  return [...all.values()].find((contents) => HostWebContents.hasFrame(contents, cdpId));
}

