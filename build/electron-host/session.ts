/** `session`: storage, policy handlers and requests of a group of windows. */
import type Electron from "electron";
import { browserSession, createContext, disposeContext, onDownload } from "./browser.ts";
import { makeEvent } from "./events.ts";
import { denyEverything } from "./permissions.ts";
import { HostProtocol, type ProtocolHandler } from "./protocol.ts";
import { RecordedSession } from "./recorded-session.ts";
import { installUnsupported, unsupportedError } from "./unsupported.ts";
import { UNSUPPORTED } from "./unsupported-names.ts";
import { toApp } from "./urls.ts";
import { HostWebRequest } from "./web-request.ts";
import { fromFrameId, HostWebContents } from "./web-contents.ts";

type Handler<K extends "setPermissionCheckHandler" | "setPermissionRequestHandler"> = NonNullable<Parameters<Electron.Session[K]>[0]>;
type WithHost<A> = A extends [unknown, ...infer Rest] ? Rest : never;

/** Electron's handlers, told of the host's own page. */
export type PermissionCheck = (
  webContents: HostWebContents | null,
  ...rest: WithHost<Parameters<Handler<"setPermissionCheckHandler">>>
) => boolean;
export type PermissionRequest = (
  webContents: HostWebContents,
  ...rest: WithHost<Parameters<Handler<"setPermissionRequestHandler">>>
) => void;
export type PermissionName = Parameters<PermissionCheck>[1];

export class HostSession extends RecordedSession {
  readonly protocol = new HostProtocol();
  readonly webRequest = new HostWebRequest();
  readonly #name: string;
  readonly #contents = new Set<HostWebContents>();
  #context: Promise<string | undefined> | undefined;
  #check: PermissionCheck | null = null;
  #request: PermissionRequest | null = null;
  #spellChecker = true;

  constructor(name: string) {
    super();
    this.#name = name;
  }

  /** The browser context of this session, made on first use. Not Electron API. */
  static contextOf(session: HostSession): Promise<string | undefined> {
    session.#context ??= createContext(RecordedSession.recordedOf(session).proxy).then(async (context) => {
      await forbidDownloads(context);
      await denyEverything(context);
      return context;
    });
    return session.#context;
  }

  static add(session: HostSession, contents: HostWebContents): void {
    session.#contents.add(contents);
  }

  static remove(session: HostSession, contents: HostWebContents): void {
    session.#contents.delete(contents);
  }

  static permissionHandlers(session: HostSession): {
    readonly check: PermissionCheck | null;
    readonly request: PermissionRequest | null;
  } {
    return { check: session.#check, request: session.#request };
  }

  setPermissionCheckHandler(handler: PermissionCheck | null): void {
    this.#check = handler;
  }

  setPermissionRequestHandler(handler: PermissionRequest | null): void {
    this.#request = handler;
  }

  /** As Electron names it: the default session too. The host keeps nothing of either. */
  isPersistent(): boolean {
    return this.#name === "" || this.#name.startsWith("persist:");
  }

  getStoragePath(): string | null {
    return null;
  }

  setSpellCheckerEnabled(enable: boolean): void {
    this.#spellChecker = enable;
  }

  isSpellCheckerEnabled(): boolean {
    return this.#spellChecker;
  }

  /** Every origin of the app in this session loses its storage; with no window open the whole context goes. */
  async clearStorageData(options?: Electron.ClearStorageDataOptions): Promise<void> {
    const open = [...this.#contents];
    if (open.length > 0) {
      await Promise.all(open.map((contents) => HostWebContents.clearStorage(contents, options?.origin)));
      return;
    }
    const context = await this.#context;
    if (context === undefined) return;
    this.#context = undefined;
    await disposeContext(context);
  }

  async clearData(): Promise<void> {
    await this.clearStorageData();
  }

  async clearCache(): Promise<void> {
    await Promise.all([...this.#contents].map((contents) => HostWebContents.clearCache(contents)));
  }
}

installUnsupported(HostSession.prototype, "session", UNSUPPORTED.session.methods, UNSUPPORTED.session.properties);

async function forbidDownloads(browserContextId: string | undefined): Promise<void> {
  await browserSession()?.send("Browser.setDownloadBehavior", { behavior: "deny", browserContextId, eventsEnabled: true });
}

const sessions = new Map<string, HostSession>();
let ready = false;
let announce: (session: HostSession) => void = () => undefined;

/** From now on sessions may be asked for. */
export function enableSessions(): void {
  ready = true;
}

/** Registers who is told of new sessions (`app`'s `session-created`). */
export function onSessionCreated(listener: (session: HostSession) => void): void {
  announce = listener;
}

/** As in Electron: sessions come into being after `ready`, and `session-created` tells of each. */
function open(name: string): HostSession {
  if (!ready) throw new Error("Session can only be received when app is ready");
  const known = sessions.get(name);
  if (known) return known;
  const made = new HostSession(name);
  sessions.set(name, made);
  announce(made);
  return made;
}

/** The module `session`. */
export const session = {
  get defaultSession(): HostSession {
    return open("");
  },
  /** The session of a partition. `persist:` partitions are kept in memory too: the host stores nothing. */
  fromPartition(partition: string, _options?: Electron.FromPartitionOptions): HostSession {
    return open(partition);
  },
  fromPath(): never {
    throw unsupportedError("session.fromPath");
  },
};

/** The module `protocol`: that of the default session, made when it is first needed. */
export const protocol = {
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]): void => HostProtocol.prototype.registerSchemesAsPrivileged(schemes),
  handle: (scheme: string, handler: ProtocolHandler): void => session.defaultSession.protocol.handle(scheme, handler),
  unhandle: (scheme: string): void => session.defaultSession.protocol.unhandle(scheme),
  isProtocolHandled: (scheme: string): boolean => session.defaultSession.protocol.isProtocolHandled(scheme),
};
installUnsupported(protocol, "protocol", UNSUPPORTED.protocol.methods);

/** The item of `will-download`. Chromium has refused the download already, whatever the listener does. */
function downloadItem(url: string, fileName: string): object {
  return {
    getURL: () => url,
    getFilename: () => fileName,
    getMimeType: () => "",
    getURLChain: () => [url],
    getTotalBytes: () => 0,
    getReceivedBytes: () => 0,
    getState: () => "cancelled" as const,
    hasUserGesture: () => false,
    isPaused: () => false,
    canResume: () => false,
    cancel: () => undefined,
    setSavePath: () => undefined,
    getSavePath: () => "",
    on: () => undefined,
    once: () => undefined,
  };
}

onDownload(({ frameId, url, suggestedFilename }) => {
  const contents = fromFrameId(frameId);
  contents?.session.emit("will-download", makeEvent(), downloadItem(toApp(url), suggestedFilename), contents);
});
