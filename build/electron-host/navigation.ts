/** Who may go where: the app's navigation events, and documents that arrive without a request. */
import type Electron from "electron";
import { makeEvent } from "./events.ts";
import type { FrameTree } from "./frames.ts";
import type { PageLoad } from "./page-load.ts";
import { hostLog } from "./settings.ts";
import { isAppUrl, toApp } from "./urls.ts";

type Emit = (name: string, ...args: unknown[]) => void;
type OpenRequest = { readonly url: string; readonly frameName: string; readonly features: string };

export type OpenHandler = (details: Electron.HandlerDetails) => { readonly action: string };

export type Navigation = {
  /** For each request of a document; false keeps the document that is there. */
  mayNavigate(request: { readonly url: string; readonly frameId: string; readonly isRedirect: boolean }): boolean;
  /** The page wants to leave for a URL that needs no request. It has been stopped; the app decides. */
  requested(frameId: string, url: string): void;
  /** A document is there. One that no rule let in is taken back; true when it may stay. */
  committed(frameId: string): boolean;
  /** A page asks for a window. None is ever opened; the app's handler hears of it. */
  askOpen(request: OpenRequest): void;
  setOpenHandler(handler: OpenHandler): void;
};

export function makeNavigation(tree: FrameTree, load: PageLoad, emit: Emit): Navigation {
  let openHandler: OpenHandler | undefined;
  let lastGood: string | undefined;
  let granted: string | undefined;

  function ask(url: string, frameId: string, isRedirect: boolean): boolean {
    const isMainFrame = frameId === tree.mainId();
    const frame = tree.get(frameId) ?? null;
    const details = { url, isSameDocument: false, isMainFrame, frame, initiator: frame };
    const one = (name: string): boolean => {
      const event = makeEvent({ ...details });
      emit(name, event, url, false, isMainFrame, frame?.processId ?? 0, frame?.routingId ?? 0);
      return !event.defaultPrevented;
    };
    if (isRedirect) return one("will-redirect");
    return one("will-frame-navigate") && (!isMainFrame || one("will-navigate"));
  }

  function open(url: string): void {
    granted = url;
    load.load(url).catch(() => undefined);
  }

  return {
    mayNavigate: ({ url, frameId, isRedirect }) => {
      if (frameId === tree.mainId() && !isRedirect && load.isOwn(url)) return true;
      return ask(url, frameId, isRedirect);
    },
    requested: (frameId, url) => {
      if (!ask(toApp(url), frameId, false)) return;
      if (/^(about|data|blob):/i.test(url)) open(url);
      else hostLog(`not followed: ${url}`);
    },
    committed: (frameId) => {
      const frame = tree.get(frameId);
      if (frameId !== tree.mainId() || frame === undefined || tree.showsError()) return true;
      const { url } = frame;
      if (isAppUrl(url)) lastGood = url;
      const cameByRequest = isAppUrl(url) || /^https?:/i.test(url);
      if (cameByRequest || lastGood === undefined || granted === url || load.isOwn(url)) return true;
      if (ask(url, frameId, false)) return true;
      hostLog(`took the page back from ${url}`);
      open(lastGood);
      return false;
    },
    askOpen: (request) => {
      const referrer = { url: tree.main().url, policy: "strict-origin-when-cross-origin" as const };
      const url = toApp(request.url);
      const answer = openHandler?.({ ...request, url, disposition: "new-window", referrer });
      if (answer?.action !== "deny") hostLog(`window.open(${url}) denied: the host opens no window for a page`);
    },
    setOpenHandler: (handler) => {
      openHandler = handler;
    },
  };
}
