/**
 * The one Chromium behind all windows: starts it, makes targets and browser contexts, and tells each window when its
 * target comes, crashes or goes.
 */
import { randomUUID } from "node:crypto";
import type { CdpSession, Events, Protocol } from "./cdp.ts";
import { type Chromium, launchChromium, type SwitchList } from "./chromium.ts";
import { hostLog, type HostSettings } from "./settings.ts";

export type Attached = { readonly targetId: string; readonly session: CdpSession };

export type TargetOwner = {
  /** The target has gone: closed by the user, by us, or with Chromium. */
  gone(): void;
  crashed(): void;
};

export type DownloadListener = (event: Events["Browser.downloadWillBegin"]) => void;

type State = {
  readonly chromium: Chromium;
  readonly settings: HostSettings;
  readonly owners: Map<string, TargetOwner>;
  readonly contexts: Set<string>;
  readonly awaited: Map<string, (targetId: string) => void>;
};

let state: State | undefined;
let starting: Promise<void> | undefined;
const downloadListeners = new Set<DownloadListener>();

function current(): State {
  if (state === undefined) throw new Error("Chromium is not running");
  return state;
}

/** Starts Chromium once. `onLost` is called when it ends without having been asked to. */
export function startBrowser(
  settings: HostSettings,
  switches: SwitchList,
  lang: string,
  onLost: () => void,
): Promise<void> {
  starting ??= (async () => {
    const chromium = await launchChromium(settings, switches, lang);
    state = { chromium, settings, owners: new Map(), contexts: new Set(), awaited: new Map() };
    watch(state);
    void chromium.connection.closed.then(() => {
      if (state === undefined) return;
      const owners = [...state.owners.values()];
      state = undefined;
      for (const owner of owners) owner.gone();
      onLost();
    });
    await chromium.connection.browser.send("Target.setDiscoverTargets", { discover: true });
  })();
  return starting;
}

function watch(active: State): void {
  const { browser, drop } = active.chromium.connection;
  browser.on("Target.targetCreated", ({ targetInfo }) => onTarget(active, targetInfo));
  browser.on("Target.targetInfoChanged", ({ targetInfo }) => onTarget(active, targetInfo));
  browser.on("Target.targetDestroyed", ({ targetId }) => {
    const owner = active.owners.get(targetId);
    active.owners.delete(targetId);
    owner?.gone();
  });
  browser.on("Target.targetCrashed", ({ targetId }) => active.owners.get(targetId)?.crashed());
  browser.on("Target.detachedFromTarget", ({ sessionId }) => drop(sessionId));
  browser.on("Browser.downloadWillBegin", (event) => {
    for (const listener of downloadListeners) listener(event);
  });
}

/** A page nobody asked for is a pop-up; it is closed. Pages without opener belong to a test's own client. */
function onTarget(active: State, info: Protocol.Target.TargetInfo): void {
  const { browser } = active.chromium.connection;
  if (info.type === "service_worker" || info.type === "shared_worker") {
    hostLog(`closed a ${info.type} (${info.url}): no scheme of the app allows it`);
    browser.post("Target.closeTarget", { targetId: info.targetId });
    return;
  }
  if (info.type !== "page" || active.owners.has(info.targetId)) return;
  const token = /#host-window-([0-9a-f-]{36})/.exec(info.url)?.[1];
  const claim = token === undefined ? undefined : active.awaited.get(token);
  if (claim !== undefined) {
    active.awaited.delete(token as string);
    claim(info.targetId);
    return;
  }
  const context = info.browserContextId ?? "";
  const openedByOurs = info.openerId !== undefined && active.owners.has(info.openerId);
  const inOurContext = active.contexts.has(context) && !pendingCreations.has(context);
  if (openedByOurs || inOurContext) browser.post("Target.closeTarget", { targetId: info.targetId });
}

/** Contexts in which we are just creating a target ourselves: its id is not known to us yet. */
const pendingCreations = new Map<string, number>();

/** A browser context of its own (storage in memory) behind the proxy; headed windows share the throw-away profile's. */
export async function createContext(proxy?: { readonly proxyRules?: string; readonly proxyBypassRules?: string }): Promise<string | undefined> {
  const active = current();
  if (!active.settings.headless) return undefined;
  const made = await active.chromium.connection.browser.send("Target.createBrowserContext", { proxyServer: proxy?.proxyRules, proxyBypassList: proxy?.proxyBypassRules });
  active.contexts.add(made.browserContextId);
  return made.browserContextId;
}

/** Ends a context with all its storage. */
export async function disposeContext(browserContextId: string): Promise<void> {
  const active = current();
  active.contexts.delete(browserContextId);
  await active.chromium.connection.browser.send("Target.disposeBrowserContext", { browserContextId });
}

/** Opens an empty window and attaches to it. */
export async function openTarget(
  browserContextId: string | undefined,
  size: { readonly width: number; readonly height: number },
  owner: TargetOwner,
): Promise<Attached> {
  const active = current();
  const { browser, session } = active.chromium.connection;
  const targetId = active.settings.headless
    ? await createHeadless(active, browserContextId, size)
    : await createAppWindow(active);
  active.owners.set(targetId, owner);
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
  return { targetId, session: session(sessionId) };
}

async function createHeadless(
  active: State,
  browserContextId: string | undefined,
  size: { readonly width: number; readonly height: number },
): Promise<string> {
  const context = browserContextId ?? "";
  pendingCreations.set(context, (pendingCreations.get(context) ?? 0) + 1);
  try {
    const made = await active.chromium.connection.browser.send("Target.createTarget", {
      url: "about:blank", newWindow: true, browserContextId, width: size.width, height: size.height,
    });
    return made.targetId;
  } finally {
    const left = (pendingCreations.get(context) ?? 1) - 1;
    if (left > 0) pendingCreations.set(context, left);
    else pendingCreations.delete(context);
  }
}

/** App mode has no tabs and no address bar, but only the command line opens such a window. */
async function createAppWindow(active: State): Promise<string> {
  const token = randomUUID();
  const claimed = Promise.withResolvers<string>();
  active.awaited.set(token, claimed.resolve);
  active.chromium.openAppWindow(`data:text/html,<title>Lockdesk</title>#host-window-${token}`);
  const timer = setTimeout(() => claimed.reject(new Error("Chromium opened no window within 15 s")), 15_000);
  try {
    return await claimed.promise;
  } finally {
    clearTimeout(timer);
    active.awaited.delete(token);
  }
}

/** Session of a child target (an out-of-process frame or a worker). */
export function childSession(sessionId: string): CdpSession {
  return current().chromium.connection.session(sessionId);
}

/** Closes a window's target; a `beforeunload` handler may object unless the caller destroys. */
export function closeTarget(targetId: string): void {
  state?.chromium.connection.browser.post("Target.closeTarget", { targetId });
}

/** The browser-wide session, when Chromium runs. */
export function browserSession(): CdpSession | undefined {
  return state?.chromium.connection.browser;
}

/** Calls the listener for every download Chromium is about to refuse. */
export function onDownload(listener: DownloadListener): void {
  downloadListeners.add(listener);
}

/** `http://127.0.0.1:PORT`, when a test asked for it. */
export function cdpUrl(): string | undefined {
  return state?.chromium.cdpUrl;
}

/** Ends Chromium; windows are not told. */
export async function stopBrowser(graceMs: number): Promise<void> {
  const active = state;
  state = undefined;
  await active?.chromium.close(graceMs);
}
