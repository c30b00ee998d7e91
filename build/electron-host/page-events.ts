/** Translates Chromium's page events into those of `webContents`. */
import type { CdpSession } from "./cdp.ts";
import { makeEvent } from "./events.ts";
import type { FrameTree } from "./frames.ts";
import { toApp } from "./urls.ts";

type Emit = (name: string, ...args: unknown[]) => void;

export type PageWatch = {
  readonly loaded: (loaderId: string) => void;
  readonly crashed: () => void;
  /** A link or form asked for a window (`window.open` itself never gets this far). */
  readonly opened: (request: { readonly url: string; readonly frameName: string; readonly features: string }) => void;
};

type Level = "debug" | "info" | "warning" | "error";
const LEVELS: Readonly<Record<string, Level>> = {
  error: "error", assert: "error", warning: "warning", debug: "debug", verbose: "debug",
};
const LEVEL_NUMBERS: Readonly<Record<Level, number>> = { debug: 0, info: 1, warning: 2, error: 3 };

/** Subscribes to a page's events before they are enabled. */
export function watchPage(session: CdpSession, tree: FrameTree, emit: Emit, watch: PageWatch): void {
  session.on("Page.domContentEventFired", () => emit("dom-ready", makeEvent()));
  session.on("Page.lifecycleEvent", ({ frameId, loaderId, name }) => {
    if (name !== "load" || frameId !== tree.mainId()) return;
    watch.loaded(loaderId);
  });
  session.on("Page.navigatedWithinDocument", ({ frameId, url }) => {
    const frame = tree.get(frameId);
    if (frame === undefined) return;
    frame.url = toApp(url);
    const isMain = frameId === tree.mainId();
    emit("did-navigate-in-page", makeEvent(), frame.url, isMain, frame.processId, frame.routingId);
  });
  session.on("Page.windowOpen", ({ url, windowName, windowFeatures }) =>
    watch.opened({ url, frameName: windowName, features: windowFeatures.join(",") }),
  );
  session.on("Inspector.targetCrashed", watch.crashed);
  session.on("Page.javascriptDialogOpening", ({ type }) => {
    session.post("Page.handleJavaScriptDialog", { accept: answerDialog(type, emit) });
  });
  watchConsole(session, tree, emit);
}

/** Dialogs of a page are not shown here. A `beforeunload` objection keeps the page, as in Electron. */
function answerDialog(type: string, emit: Emit): boolean {
  if (type !== "beforeunload") return type === "alert";
  const event = makeEvent();
  emit("will-prevent-unload", event);
  if (!event.defaultPrevented) emit("-unload-kept");
  return event.defaultPrevented;
}

function watchConsole(session: CdpSession, tree: FrameTree, emit: Emit): void {
  const tell = (type: string, message: string, lineNumber: number, source: string): void => {
    const level = LEVELS[type] ?? "info";
    const sourceId = toApp(source);
    const event = makeEvent({ message, level, lineNumber, sourceId, frame: tree.main() });
    emit("console-message", event, LEVEL_NUMBERS[level], message, lineNumber, sourceId);
  };
  session.on("Runtime.consoleAPICalled", ({ type, args, stackTrace }) => {
    const text = args.map((arg) => String(arg.value ?? arg.description ?? "")).join(" ");
    const top = stackTrace?.callFrames[0];
    tell(type, text, (top?.lineNumber ?? 0) + 1, top?.url ?? "");
  });
  session.on("Runtime.exceptionThrown", ({ exceptionDetails: details }) => {
    const text = details.exception?.description ?? details.text;
    tell("error", `Uncaught ${text}`, details.lineNumber + 1, details.url ?? "");
  });
  session.on("Log.entryAdded", ({ entry }) => tell(entry.level, entry.text, entry.lineNumber ?? 0, entry.url ?? ""));
}
