/**
 * The way between a page's own world and the preload's isolated world. Two worlds of one document share nothing but
 * DOM objects, so both hold the same MessagePort and speak through synchronous events on it. The port is handed
 * over before the first script of the page runs and is reachable from no page object.
 *
 * Injected into pages by source text: nothing from outside the function bodies may be used.
 */
import type { Base64, Codec, CodecHooks, Tree } from "../structured-clone.ts";

export type Bridge = {
  /** Defines `name` on the other world's `window`; throws when it is taken. */
  expose(name: string, value: unknown): void;
};

type MakeCodec = (base64: Base64, hooks?: CodecHooks) => Codec;

type Message =
  | { readonly k: "expose"; readonly name: string; readonly v: Tree }
  | { readonly k: "call"; readonly f: number; readonly a: Tree }
  | { readonly k: "reply"; readonly ok: boolean; readonly v: Tree }
  | { readonly k: "settle"; readonly p: number; readonly ok: boolean; readonly v: Tree }
  | { readonly k: "release"; readonly f: number };

export function makeBridge(makeCodec: MakeCodec, base64: Base64, port: MessagePort, out: string, into: string): Bridge {
  // Taken before the page can replace them.
  const apply = Reflect.apply;
  const dispatch = EventTarget.prototype.dispatchEvent;
  const detailOf = Object.getOwnPropertyDescriptor(CustomEvent.prototype, "detail")?.get as () => unknown;
  const { stringify, parse } = JSON;
  const { freeze, defineProperty, values } = Object;
  const HostEvent = CustomEvent;
  const HostPromise = Promise;

  const exported = new Map<number, (...args: unknown[]) => unknown>();
  const exportedIds = new WeakMap<object, number>();
  const imported = new Map<number, WeakRef<(...args: unknown[]) => unknown>>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  let reply: Message | undefined;

  const post = (message: Message): void => {
    apply(dispatch, port, [new HostEvent(out, { detail: stringify(message) })]);
  };

  const gone = new FinalizationRegistry<number>((id) => {
    if (imported.get(id)?.deref() !== undefined) return;
    imported.delete(id);
    post({ k: "release", f: id });
  });

  const codec: Codec = makeCodec(base64, {
    encodeFunction: (fn) => {
      const id = exportedIds.get(fn) ?? (lastId += 1);
      exportedIds.set(fn, id);
      exported.set(id, fn);
      return id;
    },
    decodeFunction: (id) => {
      const known = imported.get(id)?.deref();
      if (known) return known;
      const proxy = (...args: unknown[]): unknown => call(id, args);
      imported.set(id, new WeakRef(proxy));
      gone.register(proxy, id);
      return proxy;
    },
    encodePromise: (promise) => {
      lastId += 1;
      const p = lastId;
      promise.then(
        (value) => settle(p, true, value),
        (error: unknown) => settle(p, false, error),
      );
      return p;
    },
    decodePromise: (id) => {
      const resolvers = HostPromise.withResolvers<unknown>();
      waiting.set(id, resolvers);
      return resolvers.promise;
    },
  });

  function settle(p: number, ok: boolean, value: unknown): void {
    try {
      post({ k: "settle", p, ok, v: codec.toTree(value) });
    } catch (error) {
      post({ k: "settle", p, ok: false, v: codec.toTree(error) });
    }
  }

  function unwrap(message: Message | undefined): unknown {
    if (message?.k !== "reply") throw new Error("The other side of the context bridge is gone");
    if (message.ok) return codec.fromTree(message.v);
    throw codec.fromTree(message.v);
  }

  function request(message: Message): unknown {
    reply = undefined;
    post(message);
    const answer = reply;
    reply = undefined;
    return unwrap(answer);
  }

  function call(id: number, args: unknown[]): unknown {
    return request({ k: "call", f: id, a: codec.toTree(args) });
  }

  function answer(work: () => unknown): void {
    let message: Message;
    try {
      message = { k: "reply", ok: true, v: codec.toTree(work()) };
    } catch (error) {
      message = { k: "reply", ok: false, v: codec.toTree(error) };
    }
    post(message);
  }

  function deepFreeze<T>(value: T): T {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return value;
    if (ArrayBuffer.isView(value)) return value;
    for (const item of values(value)) deepFreeze(item);
    return freeze(value);
  }

  function define(name: string, value: unknown): void {
    if (name in window) throw new Error("Cannot bind an API on top of an existing property on the window object");
    defineProperty(window, name, { value: deepFreeze(value), enumerable: true });
  }

  port.addEventListener(into, (event) => {
    const message = parse(apply(detailOf, event, []) as string) as Message;
    if (message.k === "reply") reply = message;
    else if (message.k === "release") exported.delete(message.f);
    else if (message.k === "expose") answer(() => define(message.name, codec.fromTree(message.v)));
    else if (message.k === "settle") {
      const resolvers = waiting.get(message.p);
      waiting.delete(message.p);
      if (message.ok) resolvers?.resolve(codec.fromTree(message.v));
      else resolvers?.reject(codec.fromTree(message.v));
    } else {
      const target = exported.get(message.f);
      answer(() => {
        if (!target) throw new Error("The function is gone");
        return target(...(codec.fromTree(message.a) as unknown[]));
      });
    }
  });

  return { expose: (name, value) => void request({ k: "expose", name, v: codec.toTree(value) }) };
}

/** Base64 as pages have it; Uint8Array's own methods where Chromium has them. */
export function makePageBase64(): Base64 {
  type Modern = { toBase64?: () => string };
  const modern = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array };
  return {
    encode: (bytes) => {
      const own = (bytes as Modern).toBase64;
      if (own) return own.call(bytes);
      let text = "";
      for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
      return btoa(text);
    },
    decode: (text) =>
      modern.fromBase64 ? modern.fromBase64(text) : Uint8Array.from(atob(text), (char) => char.charCodeAt(0)),
  };
}
