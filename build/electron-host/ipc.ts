/** `ipcMain`, and the delivery of messages between main and the preload worlds. */
import { EventEmitter } from "node:events";
import { makeEvent } from "./events.ts";
import type { HostWebFrame } from "./frames.ts";
import type { FromPreload, ToPreload } from "./page/worlds.ts";
import { nodeCodec, type Tree } from "./structured-clone.ts";
import type { HostWebContents } from "./web-contents.ts";

export type InvokeEvent = {
  readonly type: "frame";
  readonly sender: HostWebContents;
  /** Null when the frame has gone or shows another document since. */
  readonly senderFrame: HostWebFrame | null;
  readonly processId: number;
  readonly frameId: number;
};

type Handler = (event: InvokeEvent, ...args: never[]) => unknown;

export class HostIpcMain extends EventEmitter {
  readonly #handlers = new Map<string, { readonly handler: Handler; readonly once: boolean }>();

  /** Answers `ipcRenderer.invoke(channel)`. Throws when the channel has a handler already. */
  handle(channel: string, handler: Handler): void {
    this.#add(channel, handler, false);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.#add(channel, handler, true);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  #add(channel: string, handler: Handler, once: boolean): void {
    if (typeof handler !== "function") throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`);
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, { handler, once });
  }

  /** Takes the handler for one call. */
  take(channel: string): Handler | undefined {
    const entry = this.#handlers.get(channel);
    if (entry?.once) this.#handlers.delete(channel);
    return entry?.handler;
  }
}

export const ipcMain = new HostIpcMain();
// As in Electron: a channel named "error" is a channel like any other.
ipcMain.on("error", () => undefined);

/** Where one message came from: alive until its document goes. */
export type Sender = {
  readonly contents: HostWebContents;
  readonly frame: HostWebFrame;
  readonly isCurrent: () => boolean;
  readonly reply: (message: ToPreload) => void;
};

function eventOf(sender: Sender): InvokeEvent {
  return makeEvent({
    type: "frame" as const,
    sender: sender.contents,
    get senderFrame() {
      return sender.isCurrent() ? sender.frame : null;
    },
    processId: sender.frame.processId,
    frameId: sender.frame.routingId,
  });
}

/** Hands a message of a preload world to its handler or listeners. */
export function deliver(sender: Sender, message: FromPreload): void {
  if (message.k === "preload-error") return;
  const args = nodeCodec.fromTree(message.a) as never[];
  if (message.k === "send") {
    ipcMain.emit(message.ch, eventOf(sender), ...args);
    return;
  }
  void answer(sender, message.ch, args).then((reply) => sender.reply({ k: "reply", id: message.id, ...reply }));
}

type Answer = { readonly ok: true; readonly v: Tree } | { readonly ok: false; readonly message: string };

async function answer(sender: Sender, channel: string, args: never[]): Promise<Answer> {
  try {
    const handler = ipcMain.take(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return { ok: true, v: nodeCodec.toTree(await handler(eventOf(sender), ...args)) };
  } catch (error) {
    return { ok: false, message: `Error invoking remote method '${channel}': ${String(error)}` };
  }
}

/** Arguments of `webContents.send` as a tree; throws as Electron does when they cannot be cloned. */
export function encodeForRenderer(args: unknown[]): Tree {
  try {
    return nodeCodec.toTree(args);
  } catch {
    throw new TypeError("Failed to serialize arguments");
  }
}
