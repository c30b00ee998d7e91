/** `webContents`: one page, its loading, its messages and its events. */
import { EventEmitter } from "node:events";
import type Electron from "electron";
import { type Attached, closeTarget, openTarget } from "./browser.ts";
import { makeEvent } from "./events.ts";
import { type HostWebFrame, makeFrameTree } from "./frames.ts";
import { deliver, encodeForRenderer } from "./ipc.ts";
import { preparePage, type PageTarget, type PageOptions, type PreloadContext } from "./page-target.ts";
import type { FromGuard, FromPreload } from "./page/worlds.ts";
import { applyPermissions } from "./permissions.ts";
import { noteActivity } from "./power-monitor.ts";
import { HostSession, setContentsSource } from "./session.ts";
import { hostLog } from "./settings.ts";
import { installUnsupported } from "./unsupported.ts";
import { UNSUPPORTED } from "./unsupported-names.ts";
import { isAppUrl, toApp, toChromium } from "./urls.ts";

export type OpenHandler = (details: Electron.HandlerDetails) => { readonly action: string };

const all = new Map<number, HostWebContents>();
let lastId = 0;
setContentsSource(() => [...all.values()]);

const NET_ERRORS: Readonly<Record<string, number>> = {
  ERR_ABORTED: -3, ERR_FAILED: -2, ERR_BLOCKED_BY_CLIENT: -20, ERR_ADDRESS_UNREACHABLE: -109,
  ERR_NAME_NOT_RESOLVED: -105, ERR_BLOCKED_BY_RESPONSE: -27, ERR_INVALID_URL: -300, ERR_UNKNOWN_URL_SCHEME: -302,
};

export type ContentsOptions = PageOptions & {
  readonly session: HostSession;
  readonly width: number;
  readonly height: number;
};

export class HostWebContents extends EventEmitter {
  readonly id: number;
  readonly session: HostSession;
  readonly #tree = makeFrameTree((lastId + 1) * 1_000, (cdpId, channel, args) => this.#sendToFrame(cdpId, channel, args));
  readonly #ready: Promise<Attached | undefined>;
  #page: PageTarget | undefined;
  #attached: Attached | undefined;
  #destroyed = false;
  #crashed = false;
  #loading = false;
  #zoom = 1;
  #userAgent = "";
  #focused = false;
  #openHandler: OpenHandler | null = null;
  /** URLs this process itself is loading: they are not put to `will-navigate`. */
  #ownLoad: string | undefined;
  /** The last document that came through the front door; the way back from one that did not. */
  #lastGood: string | undefined;
  #loadResult: PromiseWithResolvers<void> | undefined;

  constructor(options: ContentsOptions) {
    super();
    lastId += 1;
    this.id = lastId;
    this.session = options.session;
    all.set(this.id, this);
    HostSession.add(options.session, this);
    this.#ready = this.#open(options).catch((error: Error) => {
      if (!this.#destroyed) {
        hostLog(`window ${this.id} could not be opened: ${error.message}`);
        this.#gone();
      }
      return undefined;
    });
  }

  async #open(options: ContentsOptions): Promise<Attached | undefined> {
    const context = await HostSession.contextOf(this.session);
    if (this.#destroyed) return undefined;
    const attached = await openTarget(context, options, {
      gone: () => this.#gone(),
      crashed: () => this.#onCrash(),
      opened: (url) => this.#askOpenHandler({ url: toApp(url), frameName: "", features: "" }),
    });
    if (this.#destroyed) {
      closeTarget(attached.targetId);
      return undefined;
    }
    this.#attached = attached;
    this.#watch(attached);
    const policy = {
      session: this.session,
      webContentsId: this.id,
      mayNavigate: (request: { url: string; frameId: string; isRedirect: boolean }) => this.#mayNavigate(request),
    };
    this.#page = await preparePage(attached.session, options, this.#tree, policy, {
      fromPreload: (preload, message) => this.#fromPreload(preload, message),
      fromGuard: (frameId, message) => this.#fromGuard(frameId, message),
      committed: (frameId, isMain) => this.#committed(frameId, isMain),
    });
    return attached;
  }

  // ---- loading

  /** Loads a page; rejects with Chromium's error as Electron does. */
  async loadURL(url: string, _options?: Electron.LoadURLOptions): Promise<void> {
    this.#alive();
    const attached = await this.#ready;
    if (attached === undefined) throw loadError("ERR_FAILED", url);
    this.#loadResult?.reject(loadError("ERR_ABORTED", this.#ownLoad ?? url));
    const result = Promise.withResolvers<void>();
    result.promise.catch(() => undefined);
    this.#loadResult = result;
    this.#ownLoad = url;
    this.#setLoading(true);
    const { errorText } = await attached.session
      .send("Page.navigate", { url: toChromium(url) })
      .catch((error: Error) => ({ errorText: `net::ERR_FAILED ${error.message}` }));
    if (this.#loadResult === result) this.#ownLoad = undefined;
    if (errorText) this.#failLoad(errorText.replace(/^net::/, ""), url);
    await result.promise;
  }

  #failLoad(reason: string, url: string): void {
    const code = reason.split(" ")[0] ?? "ERR_FAILED";
    this.#setLoading(false);
    this.emit("did-fail-load", makeEvent(), NET_ERRORS[code] ?? -2, code, url, true, this.mainFrame.processId, this.mainFrame.routingId);
    this.#loadResult?.reject(loadError(code, url));
    this.#loadResult = undefined;
  }

  #setLoading(loading: boolean): void {
    if (this.#loading === loading) return;
    this.#loading = loading;
    this.emit(loading ? "did-start-loading" : "did-stop-loading");
  }

  reload(): void {
    this.#alive();
    this.#ownLoad = this.getURL();
    this.#attached?.session.post("Page.reload", { ignoreCache: false });
  }

  reloadIgnoringCache(): void {
    this.reload();
  }

  stop(): void {
    this.#attached?.session.post("Page.stopLoading");
  }

  isLoading(): boolean {
    return this.#loading;
  }

  isLoadingMainFrame(): boolean {
    return this.#loading;
  }

  isWaitingForResponse(): boolean {
    return this.#loading && this.#ownLoad !== undefined;
  }

  getURL(): string {
    this.#alive();
    return this.#tree.main().url === "about:blank" && this.#lastGood === undefined ? "" : this.#tree.main().url;
  }

  getTitle(): string {
    return this.#title;
  }

  #title = "";

  // ---- navigation policy

  #mayNavigate(request: { readonly url: string; readonly frameId: string; readonly isRedirect: boolean }): boolean {
    const isMainFrame = request.frameId === this.#tree.mainId();
    if (isMainFrame && !request.isRedirect && this.#ownLoad !== undefined && sameDocument(this.#ownLoad, request.url)) {
      return true;
    }
    return this.#askNavigation(request.url, request.frameId, isMainFrame, request.isRedirect);
  }

  #askNavigation(url: string, frameId: string, isMainFrame: boolean, isRedirect: boolean): boolean {
    const frame = this.#tree.get(frameId) ?? null;
    const details = { url, isSameDocument: false, isMainFrame, frame, initiator: frame };
    const ask = (name: string): boolean => {
      const event = makeEvent({ ...details });
      this.emit(name, event, url, false, isMainFrame, frame?.processId ?? 0, frame?.routingId ?? 0);
      return !event.defaultPrevented;
    };
    if (isRedirect) return ask("will-redirect");
    return ask("will-frame-navigate") && (!isMainFrame || ask("will-navigate"));
  }

  /** A document arrived. One that no rule let in (its URL needs no request) is taken back. */
  #committed(frameId: string, isMain: boolean): void {
    const frame = this.#tree.get(frameId);
    if (!isMain || frame === undefined) return;
    const foreign = !isAppUrl(frame.url) && this.#lastGood !== undefined && !frame.url.startsWith("chrome-error:");
    if (foreign && this.#ownLoad !== frame.url && !this.#askNavigation(frame.url, frameId, true, false)) {
      hostLog(`took window ${this.id} back from ${frame.url}`);
      this.loadURL(this.#lastGood as string).catch(() => undefined);
      return;
    }
    if (isAppUrl(frame.url)) {
      this.#lastGood = frame.url;
      void applyPermissions(this, frame.url).catch((error: Error) => hostLog(error.message));
    }
    this.emit("did-navigate", makeEvent(), frame.url, 200, "OK");
  }

  /** The page wants to leave for a URL that needs no request; it has been stopped, the app decides. */
  #requested(frameId: string, url: string): void {
    if (!this.#askNavigation(toApp(url), frameId, true, false)) return;
    if (!/^(about|data|blob):/i.test(url)) {
      hostLog(`not followed: ${url}`);
      return;
    }
    this.loadURL(url).catch(() => undefined);
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  #askOpenHandler(details: { readonly url: string; readonly frameName: string; readonly features: string }): void {
    const referrer = { url: this.#tree.main().url, policy: "strict-origin-when-cross-origin" as const };
    const answer = this.#openHandler?.({ ...details, url: toApp(details.url), disposition: "new-window", referrer });
    if (answer?.action === "deny") return;
    hostLog(`window.open(${details.url}) denied: the host opens no further windows for a page`);
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
    const main = this.#tree.mainId();
    this.#sendToFrame(main ?? "", channel, args);
  }

  #sendToFrame(cdpId: string, channel: string, args: unknown[]): void {
    const a = encodeForRenderer(args);
    for (const context of this.#page?.contexts(cdpId) ?? []) context.post({ k: "event", ch: channel, a });
  }

  #fromPreload(context: PreloadContext, message: FromPreload): void {
    const frame = this.#tree.get(context.frameId);
    if (frame === undefined || this.#destroyed) return;
    if (message.k === "preload-error") {
      const error = Object.assign(new Error(message.message), { stack: message.stack });
      this.emit("preload-error", makeEvent(), frame.url, error);
      return;
    }
    deliver({ contents: this, frame, isCurrent: context.isCurrent, reply: context.post }, message);
  }

  #fromGuard(frameId: string, message: FromGuard): void {
    if (message.k === "input") this.emit("before-input-event", makeEvent(), message.input);
    else if (message.k === "context-menu") this.emit("context-menu", makeEvent(), message.params);
    else if (message.k === "navigate") this.#requested(frameId, message.url);
    else if (message.k === "open") this.#askOpenHandler(message);
    else noteActivity();
  }

  // ---- life

  #watch({ session }: Attached): void {
    session.on("Page.domContentEventFired", () => this.emit("dom-ready", makeEvent()));
    session.on("Page.loadEventFired", () => this.#onLoad());
    session.on("Page.javascriptDialogOpening", ({ type }) => this.#onDialog(type));
    session.on("Page.navigatedWithinDocument", ({ frameId, url }) => {
      const frame = this.#tree.get(frameId);
      if (frame) frame.url = toApp(url);
      const isMain = frameId === this.#tree.mainId();
      this.emit("did-navigate-in-page", makeEvent(), toApp(url), isMain, frame?.processId ?? 0, frame?.routingId ?? 0);
    });
    session.on("Inspector.targetCrashed", () => this.#onCrash());
    session.on("Runtime.consoleAPICalled", ({ type, args, stackTrace }) => {
      const text = args.map((arg) => String(arg.value ?? arg.description ?? "")).join(" ");
      const top = stackTrace?.callFrames[0];
      this.#onConsole(type, text, (top?.lineNumber ?? 0) + 1, top?.url ?? "");
    });
    session.on("Log.entryAdded", ({ entry }) => this.#onConsole(entry.level, entry.text, entry.lineNumber ?? 0, entry.url ?? ""));
  }

  #onConsole(type: string, message: string, lineNumber: number, source: string): void {
    const level = ({ error: "error", assert: "error", warning: "warning", debug: "debug", verbose: "debug" } as const)[
      type as "error"
    ] ?? "info";
    const numeric = { debug: 0, info: 1, warning: 2, error: 3 }[level];
    const sourceId = toApp(source);
    const event = makeEvent({ message, level, lineNumber, sourceId, frame: this.#tree.main() });
    this.emit("console-message", event, numeric, message, lineNumber, sourceId);
  }

  #onLoad(): void {
    const isApp = !this.#tree.main().url.startsWith("chrome-error:");
    if (this.#lastGood === undefined && this.#loadResult === undefined) return;
    this.#setLoading(false);
    if (!isApp) return;
    void this.#refreshTitle();
    this.emit("did-frame-finish-load", makeEvent(), true, this.mainFrame.processId, this.mainFrame.routingId);
    this.emit("did-finish-load");
    this.#loadResult?.resolve();
    this.#loadResult = undefined;
  }

  async #refreshTitle(): Promise<void> {
    const info = await this.#attached?.session.send("Target.getTargetInfo").catch(() => undefined);
    const title = info?.targetInfo.title ?? "";
    if (title === "" || title === this.#title) return;
    this.#title = title;
    this.emit("page-title-updated", makeEvent(), title, true);
  }

  /** Dialogs of a page are not shown here; a `beforeunload` objection cancels, as in Electron. */
  #onDialog(type: string): void {
    let accept = type === "alert";
    if (type === "beforeunload") {
      const event = makeEvent();
      this.emit("will-prevent-unload", event);
      accept = event.defaultPrevented;
    }
    this.#attached?.session.post("Page.handleJavaScriptDialog", { accept });
  }

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
    this.#loadResult?.reject(loadError("ERR_ABORTED", this.#ownLoad ?? ""));
    this.emit("destroyed");
  }

  /** Closes the page; `beforeunload` may object. */
  close(_options?: Electron.CloseOpts): void {
    if (this.#destroyed) return;
    const attached = this.#attached;
    if (attached === undefined) return this.destroy();
    attached.session.send("Page.close").catch(() => closeTarget(attached.targetId));
  }

  /** Ends the page at once. Not in Electron's documentation; BrowserWindow.destroy uses it. */
  destroy(): void {
    const attached = this.#attached;
    if (this.#destroyed) return;
    this.#gone();
    if (attached !== undefined) closeTarget(attached.targetId);
  }

  // ---- the rest

  focus(): void {
    this.#focused = true;
    this.#attached?.session.post("Page.bringToFront");
  }

  isFocused(): boolean {
    return this.#focused;
  }

  getType(): "window" {
    return "window";
  }

  getProcessId(): number {
    return this.mainFrame.processId;
  }

  getOSProcessId(): number {
    return 0;
  }

  /** Zoom as a browser does it: fewer CSS pixels, each larger. */
  setZoomFactor(factor: number): void {
    if (!(factor > 0)) throw new TypeError("'zoomFactor' must be a double greater than 0.0");
    this.#zoom = factor;
    void this.#applyZoom(factor).catch(() => undefined);
  }

  async #applyZoom(factor: number): Promise<void> {
    const attached = await this.#ready;
    if (attached === undefined) return;
    if (factor === 1) return attached.session.post("Emulation.clearDeviceMetricsOverride");
    await attached.session.send("Emulation.clearDeviceMetricsOverride");
    const { cssLayoutViewport: view } = await attached.session.send("Page.getLayoutMetrics");
    attached.session.post("Emulation.setDeviceMetricsOverride", {
      width: Math.round(view.clientWidth / factor),
      height: Math.round(view.clientHeight / factor),
      deviceScaleFactor: factor,
      mobile: false,
    });
  }

  getZoomFactor(): number {
    return this.#zoom;
  }

  setZoomLevel(level: number): void {
    this.setZoomFactor(1.2 ** level);
  }

  getZoomLevel(): number {
    return Math.log(this.#zoom) / Math.log(1.2);
  }

  get zoomFactor(): number {
    return this.#zoom;
  }

  set zoomFactor(factor: number) {
    this.setZoomFactor(factor);
  }

  get zoomLevel(): number {
    return this.getZoomLevel();
  }

  set zoomLevel(level: number) {
    this.setZoomLevel(level);
  }

  async setVisualZoomLevelLimits(_minimum: number, _maximum: number): Promise<void> {}

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

  /** The host launches Chromium with the strictest policy; anything laxer is refused. */
  setWebRTCIPHandlingPolicy(policy: string): void {
    if (policy !== "disable_non_proxied_udp") throw new Error(`build/electron-host: WebRTC policy '${policy}' is not possible here`);
  }

  getWebRTCIPHandlingPolicy(): string {
    return "disable_non_proxied_udp";
  }

  isDevToolsOpened(): boolean {
    return false;
  }

  closeDevTools(): void {}

  isOffscreen(): boolean {
    return false;
  }

  // ---- for the host's own modules

  hasFrame(cdpId: string): boolean {
    return this.#tree.get(cdpId) !== undefined;
  }

  async clearOriginStorage(origin?: string): Promise<void> {
    const attached = await this.#ready;
    const target = toChromium(origin ?? this.#tree.main().origin);
    if (!target.startsWith("http")) return;
    await attached?.session.send("Storage.clearDataForOrigin", { origin: new URL(target).origin, storageTypes: "all" });
  }

  async clearHttpCache(): Promise<void> {
    const attached = await this.#ready;
    await attached?.session.send("Network.clearBrowserCache");
  }

  whenAttached(): Promise<Attached | undefined> {
    return this.#ready;
  }
}

installUnsupported(HostWebContents.prototype, "webContents", UNSUPPORTED.webContents.methods, UNSUPPORTED.webContents.properties);

function sameDocument(left: string, right: string): boolean {
  const normal = (url: string): string => toChromium(url).replace(/#.*$/, "").replace(/\/$/, "");
  return normal(left) === normal(right);
}

function loadError(code: string, url: string): Error {
  const errno = NET_ERRORS[code] ?? -2;
  return Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { code, errno, url });
}

/** The module `webContents`. */
export const webContents = {
  getAllWebContents: (): HostWebContents[] => [...all.values()],
  fromId: (id: number): HostWebContents | undefined => all.get(id),
  fromFrame: (frame: HostWebFrame): HostWebContents | undefined =>
    [...all.values()].find((contents) => contents.hasFrame(frame.frameToken)),
  getFocusedWebContents: (): HostWebContents | null => [...all.values()].find((contents) => contents.isFocused()) ?? null,
};
