/**
 * A Chrome DevTools Protocol client over a pipe (messages are JSON, ended by NUL). The pipe is also the life line:
 * Chromium quits when this process goes away, however it goes.
 */
import type { Readable, Writable } from "node:stream";
import type { Protocol } from "../../node_modules/playwright-core/types/protocol.d.ts";

export type { Protocol };
export type Commands = Protocol.CommandParameters;
export type Results = Protocol.CommandReturnValues;
export type Events = Protocol.Events;

/** One attached target, or the browser itself. */
export type CdpSession = {
  readonly id: string | undefined;
  /** Sends a command. Rejects with Chromium's message, or when the target is gone. */
  send<M extends keyof Commands & keyof Results>(method: M, params?: Commands[M]): Promise<Results[M]>;
  /** Sends a command whose failure means only that the target has gone meanwhile. */
  post<M extends keyof Commands & keyof Results>(method: M, params?: Commands[M]): void;
  on<E extends keyof Events>(event: E, listener: (params: Events[E]) => void): void;
};

export type CdpConnection = {
  readonly browser: CdpSession;
  session(id: string): CdpSession;
  /** Forgets a detached session: its pending commands are rejected. */
  drop(id: string): void;
  /** Resolves when Chromium closed the pipe. */
  readonly closed: Promise<void>;
  close(): void;
};

type Pending = {
  readonly sessionId: string | undefined;
  readonly method: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
};

type Message = {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
};

type Listener = (params: never) => void;

/** Connects over Chromium's `--remote-debugging-pipe` streams. */
export function connectPipe(write: Writable, read: Readable): CdpConnection {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Map<string, Listener[]>>();
  const sessions = new Map<string, CdpSession>();
  const closed = Promise.withResolvers<void>();
  let lastId = 0;
  let open = true;

  function rejectWhere(match: (entry: Pending) => boolean, reason: string): void {
    for (const [id, entry] of pending) {
      if (!match(entry)) continue;
      pending.delete(id);
      entry.reject(new Error(`${entry.method}: ${reason}`));
    }
  }

  function shut(): void {
    if (!open) return;
    open = false;
    rejectWhere(() => true, "Chromium is closed");
    closed.resolve();
  }

  function receive(message: Message): void {
    if (message.id !== undefined) {
      const entry = pending.get(message.id);
      pending.delete(message.id);
      if (message.error) entry?.reject(new Error(`${entry.method}: ${message.error.message}`));
      else entry?.resolve(message.result);
      return;
    }
    const byEvent = listeners.get(message.sessionId ?? "");
    for (const listener of byEvent?.get(message.method ?? "") ?? []) listener(message.params as never);
  }

  function makeSession(id: string | undefined): CdpSession {
    const key = id ?? "";
    const send: CdpSession["send"] = (method, params) => {
      if (!open) return Promise.reject(new Error(`${method}: Chromium is closed`));
      lastId += 1;
      const reply = Promise.withResolvers<unknown>();
      pending.set(lastId, { sessionId: id, method, resolve: reply.resolve, reject: reply.reject });
      write.write(`${JSON.stringify({ id: lastId, method, params: params ?? {}, sessionId: id })}\0`);
      return reply.promise as Promise<never>;
    };
    return {
      id,
      send,
      post: (method, params) => void send(method, params).catch(() => undefined),
      on: (event, listener) => {
        const byEvent = listeners.get(key) ?? new Map<string, Listener[]>();
        listeners.set(key, byEvent);
        byEvent.set(event, [...(byEvent.get(event) ?? []), listener as Listener]);
      },
    };
  }

  let rest: Buffer[] = [];
  read.on("data", (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(0, from); end >= 0; end = chunk.indexOf(0, from)) {
      const text = Buffer.concat([...rest, chunk.subarray(from, end)]).toString("utf8");
      rest = [];
      from = end + 1;
      receive(JSON.parse(text) as Message);
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  });
  for (const stream of [read, write]) {
    stream.on("error", shut);
    stream.on("close", shut);
  }
  read.on("end", shut);

  return {
    browser: makeSession(undefined),
    session: (id) => {
      const known = sessions.get(id) ?? makeSession(id);
      sessions.set(id, known);
      return known;
    },
    drop: (id) => {
      sessions.delete(id);
      listeners.delete(id);
      rejectWhere((entry) => entry.sessionId === id, "the target is gone");
    },
    closed: closed.promise,
    close: () => {
      write.destroy();
      read.destroy();
      shut();
    },
  };
}
