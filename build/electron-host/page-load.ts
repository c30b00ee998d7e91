/** Loading of one page: what `loadURL` promises, and the events around it. */
import { type Attached } from "./browser.ts";
import type { FrameTree } from "./frames.ts";
import { makeEvent } from "./events.ts";
import { toChromium } from "./urls.ts";

const NET_ERRORS: Readonly<Record<string, number>> = {
  ERR_ABORTED: -3, ERR_FAILED: -2, ERR_BLOCKED_BY_CLIENT: -20, ERR_ADDRESS_UNREACHABLE: -109,
  ERR_NAME_NOT_RESOLVED: -105, ERR_BLOCKED_BY_RESPONSE: -27, ERR_INVALID_URL: -300, ERR_UNKNOWN_URL_SCHEME: -302,
};

type Emit = (name: string, ...args: unknown[]) => void;

export type PageLoad = {
  /** Loads a URL; rejects with Chromium's error as Electron does. */
  load(url: string): Promise<void>;
  reload(): void;
  /** True, once, when this URL is being loaded by the app itself and not by the page. */
  isOwn(url: string): boolean;
  /** The main frame's document `loaderId` has finished. */
  finished(loaderId: string): void;
  /** True between the start and the end of a load. */
  isLoading(): boolean;
  /** The page has gone. */
  abort(): void;
};

type Current = {
  readonly url: string;
  readonly isReload: boolean;
  readonly result: PromiseWithResolvers<void>;
  loaderId?: string;
};

/** `ready` gives the attached target, or undefined when the window could not be opened. */
export function makePageLoad(ready: () => Promise<Attached | undefined>, tree: FrameTree, emit: Emit): PageLoad {
  let current: Current | undefined;
  let expected: string | undefined;
  let lastFinished: string | undefined;
  let loading = false;
  let everLoaded = false;

  function setLoading(now: boolean): void {
    if (loading === now) return;
    loading = now;
    emit(now ? "did-start-loading" : "did-stop-loading");
  }

  function fail(load: Current, code: string): void {
    const { processId, routingId } = tree.main();
    if (current === load) {
      current = undefined;
      setLoading(false);
    }
    emit("did-fail-load", makeEvent(), NET_ERRORS[code] ?? -2, code, load.url, true, processId, routingId);
    load.result.reject(loadError(code, load.url));
  }

  function succeed(): void {
    const { processId, routingId } = tree.main();
    setLoading(false);
    emit("did-frame-finish-load", makeEvent(), true, processId, routingId);
    emit("did-finish-load");
    current?.result.resolve();
    current = undefined;
  }

  function begin(url: string, isReload: boolean): Current {
    current?.result.reject(loadError("ERR_ABORTED", current.url));
    const load: Current = { url, isReload, result: Promise.withResolvers<void>() };
    everLoaded = true;
    load.result.promise.catch(() => undefined);
    current = load;
    expected = url;
    setLoading(true);
    return load;
  }

  async function load(url: string): Promise<void> {
    const attached = await ready();
    if (attached === undefined) throw loadError("ERR_FAILED", url);
    const mine = begin(url, false);
    const reply = await attached.session
      .send("Page.navigate", { url: toChromium(url) })
      .catch((): { errorText: string; loaderId?: string } => ({ errorText: "net::ERR_FAILED" }));
    if (expected === url) expected = undefined;
    if (reply.errorText) fail(mine, reply.errorText.replace(/^net::/, "").split(" ")[0] ?? "ERR_FAILED");
    else if (reply.loaderId === undefined && current === mine) succeed(); // within the same document
    else {
      mine.loaderId = reply.loaderId;
      if (lastFinished === reply.loaderId && current === mine) succeed();
    }
    await mine.result.promise;
  }

  return {
    load,
    reload: () => {
      begin(tree.main().url, true);
      void ready().then((attached) => attached?.session.post("Page.reload", { ignoreCache: true }));
    },
    isOwn: (url) => {
      if (expected === undefined || normal(expected) !== normal(url)) return false;
      expected = undefined;
      return true;
    },
    finished: (loaderId) => {
      lastFinished = loaderId;
      if (!everLoaded || tree.showsError()) return;
      // While Chromium has not named the document of our own load, this may be the one before it.
      if (current === undefined || current.isReload || current.loaderId === loaderId) succeed();
    },
    isLoading: () => loading,
    abort: () => current?.result.reject(loadError("ERR_ABORTED", current.url)),
  };
}

function normal(url: string): string {
  return toChromium(url).replace(/#.*$/, "").replace(/\/$/, "");
}

function loadError(code: string, url: string): Error {
  const errno = NET_ERRORS[code] ?? -2;
  return Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { code, errno, url });
}
