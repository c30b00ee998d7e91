/**
 * What runs in a document before the page: the main world's end of the bridge, the preload's isolated world, and a
 * second isolated world that keeps Chromium from behaving like a browser. Injected by source text: nothing from
 * outside a function's body may be used.
 */
import type { Codec, Tree } from "../structured-clone.ts";
import type { Bridge } from "./bridge.ts";

/** Main world: takes the port from the preload's world and becomes the bridge's receiving end. */
export function mainWorld(nonce: string, connect: (port: MessagePort) => Bridge): void {
  window.addEventListener(
    `${nonce}-port`,
    (event) => {
      event.stopImmediatePropagation();
      const port = (event as MessageEvent).ports[0];
      if (port) connect(port);
    },
    { once: true, capture: true },
  );
}

/** Main world, every frame: `window.open` answers null, as Electron does when the handler denies. */
export function denyOpen(nonce: string): void {
  const dispatch = EventTarget.prototype.dispatchEvent;
  const target = window;
  const HostEvent = CustomEvent;
  const { apply } = Reflect;
  const { stringify } = JSON;
  const base = document;
  window.open = function open(url?: string | URL, frameName?: string, features?: string): null {
    let absolute = String(url ?? "");
    try {
      absolute = absolute === "" ? "about:blank" : new URL(absolute, base.baseURI).href;
    } catch {
      // The handler sees what the page wrote.
    }
    const detail = stringify({ url: absolute, frameName: String(frameName ?? ""), features: String(features ?? "") });
    apply(dispatch, target, [new HostEvent(`${nonce}-open`, { detail })]);
    return null;
  };
}

export type PreloadOptions = {
  readonly nonce: string;
  readonly binding: string;
  readonly receiver: string;
  readonly argv: readonly string[];
  readonly platform: string;
  readonly arch: string;
  readonly preloadPath: string;
};

type Outgoing =
  | { readonly k: "invoke"; readonly id: number; readonly ch: string; readonly a: Tree }
  | { readonly k: "send"; readonly ch: string; readonly a: Tree }
  | { readonly k: "preload-error"; readonly path: string; readonly message: string; readonly stack: string };

export type ToPreload =
  | { readonly k: "reply"; readonly id: number; readonly ok: true; readonly v: Tree }
  | { readonly k: "reply"; readonly id: number; readonly ok: false; readonly message: string }
  | { readonly k: "event"; readonly ch: string; readonly a: Tree };

export type FromPreload = Outgoing;

type PreloadModule = (
  require: (name: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  process: unknown,
) => void;

/** Isolated world: Electron's sandboxed-preload environment, then the preload itself. */
export function preloadWorld(
  options: PreloadOptions,
  codec: Codec,
  split: (text: string) => string[],
  connect: (port: MessagePort) => Bridge,
  preload: PreloadModule,
): void {
  type Listener = (event: unknown, ...args: unknown[]) => void;
  type Entry = { readonly listener: Listener; readonly once: boolean };
  const scope = globalThis as unknown as Record<string, unknown>;
  const binding = scope[options.binding] as (payload: string) => void;
  const listeners = new Map<string, Entry[]>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;

  function post(message: Outgoing): void {
    const text = JSON.stringify(message);
    const parts = split(text);
    parts.forEach((part, index) => binding((index < parts.length - 1 ? "+" : ".") + part));
  }

  function emit(channel: string, args: unknown[]): boolean {
    const entries = listeners.get(channel) ?? [];
    for (const entry of entries) {
      if (entry.once) remove(channel, entry.listener);
      entry.listener({ sender: ipcRenderer, ports: [] }, ...args);
    }
    return entries.length > 0;
  }

  function add(channel: string, listener: Listener, once: boolean): typeof ipcRenderer {
    if (typeof listener !== "function") throw new TypeError("The listener must be a function");
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }]);
    return ipcRenderer;
  }

  function remove(channel: string, listener: Listener): typeof ipcRenderer {
    const entries = listeners.get(channel) ?? [];
    const at = entries.findLastIndex((entry) => entry.listener === listener);
    if (at >= 0) listeners.set(channel, entries.toSpliced(at, 1));
    return ipcRenderer;
  }

  const missing = (name: string) => (): never => {
    throw new Error(`build/electron-host: ${name} is not implemented by the evaluation host`);
  };

  const ipcRenderer = {
    invoke: async (channel: string, ...args: unknown[]): Promise<unknown> => {
      lastId += 1;
      const id = lastId;
      const a = codec.toTree(args);
      const resolvers = Promise.withResolvers<unknown>();
      waiting.set(id, resolvers);
      post({ k: "invoke", id, ch: channel, a });
      return resolvers.promise;
    },
    send: (channel: string, ...args: unknown[]): void => post({ k: "send", ch: channel, a: codec.toTree(args) }),
    on: (channel: string, listener: Listener) => add(channel, listener, false),
    addListener: (channel: string, listener: Listener) => add(channel, listener, false),
    once: (channel: string, listener: Listener) => add(channel, listener, true),
    off: remove,
    removeListener: remove,
    removeAllListeners: (channel?: string) => {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return ipcRenderer;
    },
    listenerCount: (channel: string): number => (listeners.get(channel) ?? []).length,
    sendSync: missing("ipcRenderer.sendSync"),
    sendToHost: missing("ipcRenderer.sendToHost"),
    postMessage: missing("ipcRenderer.postMessage"),
  };

  let bridge: Bridge | undefined;
  function bridgeToPage(): Bridge {
    if (bridge) return bridge;
    const { port1 } = new MessageChannel();
    bridge = connect(port1);
    window.dispatchEvent(new MessageEvent(`${options.nonce}-port`, { ports: [port1] }));
    return bridge;
  }
  // At once, while no script of the page can listen.
  bridgeToPage();

  const electron = {
    ipcRenderer,
    contextBridge: {
      exposeInMainWorld: (name: string, api: unknown): void => bridgeToPage().expose(name, api),
      exposeInIsolatedWorld: missing("contextBridge.exposeInIsolatedWorld"),
      executeInMainWorld: missing("contextBridge.executeInMainWorld"),
    },
    webFrame: new Proxy({}, { get: (_target, name) => missing(`webFrame.${String(name)}`) }),
    webUtils: new Proxy({}, { get: (_target, name) => missing(`webUtils.${String(name)}`) }),
  };

  function requireModule(name: string): unknown {
    if (name === "electron" || name === "electron/renderer") return electron;
    throw new Error(`module not found: ${name}`);
  }

  let received = "";
  function receive(part: string, isLast: boolean): void {
    received += part;
    if (!isLast) return;
    const message = JSON.parse(received) as ToPreload;
    received = "";
    if (message.k === "event") {
      emit(message.ch, codec.fromTree(message.a) as unknown[]);
      return;
    }
    const resolvers = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) resolvers?.resolve(codec.fromTree(message.v));
    else resolvers?.reject(new Error(message.message));
  }
  Object.defineProperty(scope, options.receiver, { value: receive });

  const module = { exports: {} as unknown };
  const process = Object.freeze({
    type: "renderer", contextIsolated: true, sandboxed: true, isMainFrame: window === window.top,
    platform: options.platform, arch: options.arch, argv: [...options.argv], env: {}, versions: {},
  });
  try {
    preload(requireModule, module, module.exports, process);
  } catch (error) {
    const problem = error as Error;
    console.error(`Unable to load preload script: ${options.preloadPath}`);
    console.error(error);
    post({ k: "preload-error", path: options.preloadPath, message: String(problem.message ?? error), stack: String(problem.stack ?? "") });
  }
}

export type GuardOptions = { readonly nonce: string; readonly binding: string; readonly titleSuffix: string };

export type FromGuard =
  | { readonly k: "input"; readonly input: Record<string, unknown> }
  | { readonly k: "context-menu"; readonly params: Record<string, unknown> }
  | { readonly k: "navigate"; readonly url: string }
  | { readonly k: "open"; readonly url: string; readonly frameName: string; readonly features: string }
  | { readonly k: "title"; readonly title: string }
  | { readonly k: "active" };

/** Isolated world, every frame: reports keys, and stops what a browser does and Electron does not. */
export function guardWorld(options: GuardOptions): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const binding = scope[options.binding] as (payload: string) => void;
  const post = (message: FromGuard): void => binding(JSON.stringify(message));
  const isMain = window === window.top;

  // Shortcuts of the browser around the page, which Electron does not have. Cancelled after the page had its turn.
  const withControl = new Set([
    "p", "s", "o", "u", "n", "t", "w", "h", "j", "d", "l", "k", "e", "g", "f", "r", "+", "-", "=", "0",
  ]);
  const bare = new Set(["F1", "F3", "F5", "F6", "F7", "F11", "F12"]);
  const isBrowserShortcut = (event: KeyboardEvent): boolean =>
    bare.has(event.key) || ((event.ctrlKey || event.metaKey) && withControl.has(event.key.toLowerCase())) ||
    (event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight" || event.key === "Home"));

  const afterPage = (type: string, then: (event: Event) => void): void => {
    window.addEventListener(
      type,
      () => window.addEventListener(type, then, { once: true }),
      { capture: true },
    );
  };

  function modifiersOf(event: KeyboardEvent): string[] {
    const names: readonly (readonly [boolean, string])[] = [
      [event.shiftKey, "shift"], [event.ctrlKey, "control"], [event.altKey, "alt"], [event.metaKey, "meta"],
      [event.repeat, "isautorepeat"],
    ];
    return names.filter(([held]) => held).map(([, name]) => name);
  }

  const report = (event: KeyboardEvent): void => {
    const input = {
      type: event.type === "keydown" ? "keyDown" : "keyUp", key: event.key, code: event.code,
      isAutoRepeat: event.repeat, isComposing: event.isComposing, shift: event.shiftKey, control: event.ctrlKey,
      alt: event.altKey, meta: event.metaKey, location: event.location, modifiers: modifiersOf(event),
    };
    post({ k: "input", input });
  };
  window.addEventListener("keydown", (event) => event.isTrusted && report(event), { capture: true });
  window.addEventListener("keyup", (event) => event.isTrusted && report(event), { capture: true });
  afterPage("keydown", (event) => isBrowserShortcut(event as KeyboardEvent) && event.preventDefault());

  afterPage("contextmenu", (event) => {
    const mouse = event as MouseEvent;
    post({ k: "context-menu", params: { x: mouse.clientX, y: mouse.clientY, prevented: mouse.defaultPrevented } });
    mouse.preventDefault();
  });

  let lastActive = 0;
  const active = (): void => {
    const now = performance.now();
    if (now - lastActive < 1_000 && lastActive > 0) return;
    lastActive = now;
    post({ k: "active" });
  };
  for (const type of ["keydown", "mousedown", "mousemove", "wheel"]) {
    window.addEventListener(type, active, { capture: true, passive: true });
  }

  window.addEventListener(`${options.nonce}-open`, (event) => {
    post({ k: "open", ...(JSON.parse((event as CustomEvent<string>).detail) as { url: string; frameName: string; features: string }) });
  });

  if (!isMain) return;

  // Navigations that never become a network request would escape the host's interception.
  type NavigateEvent = Event & { destination: { url: string; sameDocument: boolean }; downloadRequest: string | null };
  const navigation = (window as unknown as { navigation?: EventTarget }).navigation;
  navigation?.addEventListener("navigate", (raw) => {
    const event = raw as NavigateEvent;
    if (event.destination.sameDocument || event.downloadRequest !== null || !event.cancelable) return;
    if (/^https?:/i.test(event.destination.url)) return;
    event.preventDefault();
    post({ k: "navigate", url: event.destination.url });
  });

  let told = "";
  const suffix = (): void => {
    const { title } = document;
    if (title === "" || title === told) return;
    if (!title.endsWith(options.titleSuffix)) {
      document.title = title + options.titleSuffix; // observed again
      return;
    }
    told = title;
    post({ k: "title", title: title.slice(0, -options.titleSuffix.length) });
  };
  const watchTitle = (): void => {
    new MutationObserver(suffix).observe(document.head ?? document.documentElement, {
      subtree: true, childList: true, characterData: true,
    });
    suffix();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watchTitle);
  else watchTitle();
}
