/**
 * What a test may ask the running main process: what happens when one of Electron's own calls is made there, what
 * the app's handlers answer, what it has set. On Electron the same is asked through its test driver.
 */
import process from "node:process";
import { getHeapSnapshot, setFlagsFromString } from "node:v8";
import { app, HostApp } from "./app.ts";
import { HostBrowserWindow } from "./browser-window.ts";
import { clipboard } from "./clipboard.ts";
import { makeEvent } from "./events.ts";
import * as electron from "./main-module.ts";
import { RecordedSession } from "./recorded-session.ts";
import { HostSession } from "./session.ts";
import { webContents } from "./web-contents.ts";
import { HostWebRequest } from "./web-request.ts";

export type Question =
  /** Calls a method on every object of a kind. */
  | { readonly ask: "call"; readonly on: string; readonly name: string; readonly args?: readonly unknown[] }
  /** Emits an event on every object of a kind, with a callback as last argument when `callback`. */
  | { readonly ask: "emit"; readonly on: string; readonly name: string; readonly args: readonly unknown[]; readonly callback: boolean }
  /** Asks a handler of the pages' session. */
  | { readonly ask: "handler"; readonly name: string; readonly args: readonly unknown[] }
  /** What the app has set. */
  | { readonly ask: "facts" }
  /** Whether anything main can still reach holds a text of printable ASCII, given in pieces: a heap snapshot is searched, after a collection. */
  | { readonly ask: "reachable"; readonly pieces: readonly string[] };

type Target = Record<string, unknown> & NodeJS.EventEmitter;

const pageSessions = (): HostSession[] => [...new Set(webContents.getAllWebContents().map((contents) => contents.session))];

/** The objects of a kind that are there now. */
function targets(kind: string): Target[] {
  const lists: Readonly<Record<string, () => unknown[]>> = {
    contents: () => webContents.getAllWebContents(),
    frame: () => webContents.getAllWebContents().flatMap((contents) => contents.mainFrame.framesInSubtree),
    window: () => HostBrowserWindow.getAllWindows(),
    session: pageSessions,
    report: () => [process.report],
  };
  const found = lists[kind]?.() ?? [(electron as unknown as Record<string, unknown>)[kind]];
  if (found.length === 0 || found.includes(undefined)) throw new Error(`there is no ${kind}`);
  return found as Target[];
}

async function outcome(act: () => unknown): Promise<string> {
  try {
    await act();
    return "returned";
  } catch (error) {
    return `threw: ${(error as Error).message}`;
  }
}

function emit(target: Target, name: string, args: readonly unknown[], callback: boolean): { prevented: boolean; answers: unknown[] } {
  const event = makeEvent();
  const answers: unknown[] = [];
  target.emit(name, event, ...args, ...(callback ? [(...answer: unknown[]) => answers.push(answer)] : []));
  return { prevented: event.defaultPrevented, answers };
}

/** A snapshot cuts long strings short unless told otherwise. */
const WHOLE_STRINGS = "--heap-snapshot-string-limit=1000000000";

/** The question is in memory while it is asked: its pieces come together outside the heap only. */
async function reachable(pieces: readonly string[]): Promise<boolean> {
  setFlagsFromString(WHOLE_STRINGS);
  const bytes = Buffer.concat(pieces.map((piece) => Buffer.from(piece, "latin1")));
  let tail = Buffer.alloc(0);
  let found = false;
  for await (const chunk of getHeapSnapshot()) {
    const part = Buffer.concat([tail, Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string, "utf8")]);
    found ||= part.includes(bytes);
    tail = part.subarray(Math.max(0, part.length - bytes.length + 1));
  }
  return found;
}

/** The first answer of a handler that answers by callback. */
const byCallback = (call: (callback: (answer: unknown) => void) => void): Promise<unknown> => new Promise(call);

async function askHandler(name: string, args: readonly unknown[]): Promise<unknown> {
  const [session] = pageSessions();
  const [contents] = webContents.getAllWebContents();
  if (session === undefined || contents === undefined) throw new Error("there is no page");
  const { check, request } = HostSession.permissionHandlers(session);
  const recorded = RecordedSession.recordedOf(session);
  const [first] = args as [never];
  const handlers: Readonly<Record<string, () => unknown>> = {
    check: () => check?.(contents, first, "app://workstation", { isMainFrame: true }) ?? "no handler",
    request: () => request === null ? "no handler" : byCallback((callback) => request(contents, first, callback, { isMainFrame: true, requestingUrl: "app://workstation/" })),
    device: () => recorded.device?.(first) ?? "no handler",
    usbProtectedClasses: () => recorded.usbProtectedClasses?.(first) ?? "no handler",
    bluetoothPairing: () => recorded.bluetoothPairing ? byCallback((callback) => recorded.bluetoothPairing?.(first, callback)) : "no handler",
    beforeRequest: () => HostWebRequest.allows(session.webRequest, { id: 0, url: first, method: "GET", resourceType: "xhr", referrer: "", timestamp: 0, uploadData: [] }),
    displayMedia: () => recorded.displayMedia ?? null,
  };
  const handler = handlers[name];
  if (handler === undefined) throw new Error(`there is no handler ${name}`);
  return handler();
}

function setOn(session: HostSession): { readonly dictionaryUrl: string | null; readonly proxy: string } {
  const { dictionaryUrl, proxy } = RecordedSession.recordedOf(session);
  return { dictionaryUrl: dictionaryUrl ?? null, proxy: [proxy?.proxyRules, proxy?.proxyBypassRules].filter(Boolean).join(" ") };
}

async function facts(): Promise<object> {
  return {
    windows: HostBrowserWindow.getAllWindows().map((window) => ({ protected: window.isContentProtected(), title: window.getTitle() })),
    sessions: pageSessions().map((session) => ({
      persistent: session.isPersistent(), spellChecker: session.isSpellCheckerEnabled(), ...setOn(session),
    })),
    contents: webContents.getAllWebContents().map((contents) => ({ webrtc: contents.getWebRTCIPHandlingPolicy(), devTools: contents.isDevToolsOpened() })),
    app: HostApp.recordedOf(app),
    clipboard: await clipboard.readText(),
  };
}

/** Answers one question. Rejects when there is nothing to ask. */
export async function probe(question: Question): Promise<unknown> {
  switch (question.ask) {
    case "call":
      return Promise.all(targets(question.on).map((target) => outcome(() => (target[question.name] as (...args: unknown[]) => unknown)(...(question.args ?? [])))));
    case "emit":
      return targets(question.on).map((target) => emit(target, question.name, question.args, question.callback));
    case "handler":
      return askHandler(question.name, question.args);
    case "facts":
      return facts();
    case "reachable":
      return reachable(question.pieces);
  }
}
