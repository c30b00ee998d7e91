/**
 * Structured clone over a text channel (CDP binding payloads are strings). `makeCodec` is also injected into pages
 * by its source text, so it must use nothing from outside its own body.
 */

export type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

/** Lets a bridge carry what structured clone refuses; without it functions and promises throw. */
export type CodecHooks = {
  readonly encodeFunction: (fn: (...args: unknown[]) => unknown) => number;
  readonly decodeFunction: (id: number) => unknown;
  readonly encodePromise: (promise: Promise<unknown>) => number;
  readonly decodePromise: (id: number) => unknown;
};

export type Codec = {
  /** A JSON-able tree. Throws Error("An object could not be cloned.") as Electron does. */
  toTree(value: unknown): Tree;
  fromTree(tree: Tree): unknown;
};

export type Base64 = { encode(bytes: Uint8Array): string; decode(text: string): Uint8Array };

export function makeCodec(base64: Base64, hooks?: CodecHooks): Codec {
  const refuse = (): Error => new Error("An object could not be cloned.");
  const toStringTag = Object.prototype.toString;
  const errorNames = ["EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError"];
  const views: Record<string, unknown> = {
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
    Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView,
  };

  function encodeNumber(value: number): Tree {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return ["n", Object.is(value, -0) ? "-0" : String(value)];
  }

  function encodeBuffer(view: ArrayBufferView): Tree {
    const bytes = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
    return ["T", toStringTag.call(view).slice(8, -1), base64.encode(bytes)];
  }

  function encodeObject(value: object, seen: Map<object, number>): Tree {
    const tag = toStringTag.call(value).slice(8, -1);
    if (Array.isArray(value)) {
      const out: Tree[] = ["A"];
      for (let index = 0; index < value.length; index += 1) {
        out.push(index in value ? encode(value[index], seen) : ["H"]);
      }
      return out;
    }
    if (value instanceof Date) return ["D", encodeNumber(value.getTime())];
    if (value instanceof RegExp) return ["X", value.source, value.flags];
    if (value instanceof Map) {
      const entries: Tree[] = [];
      value.forEach((item, key) => entries.push([encode(key, seen), encode(item, seen)]));
      return ["M", entries];
    }
    if (value instanceof Set) {
      const items: Tree[] = [];
      value.forEach((item) => items.push(encode(item, seen)));
      return ["S", items];
    }
    if (value instanceof ArrayBuffer) return ["B", base64.encode(new Uint8Array(value))];
    if (ArrayBuffer.isView(value)) return encodeBuffer(value);
    if (value instanceof Error || tag === "Error") {
      const error = value as Error;
      const cause: Tree[] = "cause" in error ? [encode(error.cause, seen)] : [];
      return ["E", String(error.name), String(error.message), String(error.stack ?? ""), ...cause];
    }
    if (tag === "Boolean" || tag === "Number" || tag === "String" || tag === "BigInt") {
      return ["P", encode((value as { valueOf(): unknown }).valueOf(), seen)];
    }
    if (tag !== "Object" && !hooks) throw refuse();
    const out: { [key: string]: Tree } = {};
    for (const key of Object.keys(value)) {
      const item = encode((value as Record<string, unknown>)[key], seen);
      Object.defineProperty(out, key, { value: item, enumerable: true, writable: true, configurable: true });
    }
    return out;
  }

  function encode(value: unknown, seen: Map<object, number>): Tree {
    if (value === null || typeof value === "boolean" || typeof value === "string") return value;
    if (value === undefined) return ["u"];
    if (typeof value === "number") return encodeNumber(value);
    if (typeof value === "bigint") return ["b", value.toString()];
    if (typeof value === "symbol") throw refuse();
    if (typeof value === "function") {
      if (!hooks) throw refuse();
      return ["F", hooks.encodeFunction(value as (...args: unknown[]) => unknown)];
    }
    if (hooks && value instanceof Promise) return ["Q", hooks.encodePromise(value)];
    const known = seen.get(value);
    if (known !== undefined) return ["R", known];
    seen.set(value, seen.size);
    return encodeObject(value, seen);
  }

  function decodeError(parts: Tree[], made: unknown[]): Error {
    const name = String(parts[1]);
    const scope = globalThis as unknown as Record<string, new (message: string) => Error>;
    const kind = errorNames.includes(name) ? scope[name] : undefined;
    const error = kind ? new kind(String(parts[2])) : new Error(String(parts[2]));
    made.push(error);
    if (!kind && name !== "Error") Object.defineProperty(error, "name", { value: name, configurable: true });
    Object.defineProperty(error, "stack", { value: parts[3], configurable: true, writable: true });
    if (parts.length > 4) {
      Object.defineProperty(error, "cause", { value: decode(parts[4] as Tree, made), configurable: true });
    }
    return error;
  }

  function decodeView(name: string, text: string): unknown {
    const bytes = base64.decode(text);
    const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const view = views[name] as new (buffer: ArrayBuffer) => unknown;
    return new view(copy);
  }

  function decodeTagged(parts: Tree[], made: unknown[]): unknown {
    const keep = <T>(value: T): T => (made.push(value), value);
    switch (parts[0]) {
      case "u": return undefined;
      case "n": return Number(parts[1]);
      case "b": return BigInt(parts[1] as string);
      case "R": return made[parts[1] as number];
      case "F": return hooks?.decodeFunction(parts[1] as number);
      case "Q": return hooks?.decodePromise(parts[1] as number);
      case "D": return keep(new Date(decode(parts[1] as Tree, []) as number));
      case "X": return keep(new RegExp(String(parts[1]), String(parts[2])));
      case "B": return keep((decodeView("Uint8Array", String(parts[1])) as Uint8Array).buffer);
      case "T": return keep(decodeView(String(parts[1]), String(parts[2])));
      case "P": return keep(Object(decode(parts[1] as Tree, [])));
      case "E": return decodeError(parts, made);
      case "A": {
        const out = keep(new Array<unknown>(parts.length - 1));
        for (let index = 1; index < parts.length; index += 1) {
          const item = parts[index] as Tree;
          if (!(Array.isArray(item) && item[0] === "H")) out[index - 1] = decode(item, made);
        }
        return out;
      }
      case "M": {
        const out = keep(new Map<unknown, unknown>());
        for (const entry of parts[1] as Tree[][]) {
          out.set(decode(entry[0] as Tree, made), decode(entry[1] as Tree, made));
        }
        return out;
      }
      case "S": {
        const out = keep(new Set<unknown>());
        for (const item of parts[1] as Tree[]) out.add(decode(item, made));
        return out;
      }
      default: throw new Error("Unreadable message");
    }
  }

  function decode(tree: Tree, made: unknown[]): unknown {
    if (tree === null || typeof tree !== "object") return tree;
    if (Array.isArray(tree)) return decodeTagged(tree, made);
    const out: Record<string, unknown> = {};
    made.push(out);
    for (const key of Object.keys(tree)) {
      const value = decode(tree[key] as Tree, made);
      if (key === "__proto__") Object.defineProperty(out, key, { value, enumerable: true, writable: true, configurable: true });
      else out[key] = value;
    }
    return out;
  }

  function cloned(value: unknown): unknown {
    if (hooks || value === null || (typeof value !== "object" && typeof value !== "function")) return value;
    try {
      return structuredClone(value);
    } catch {
      throw refuse();
    }
  }

  return {
    toTree: (value) => encode(cloned(value), new Map()),
    fromTree: (tree) => decode(tree, []),
  };
}

/**
 * Cuts a text into parts the DevTools protocol moves fast (a megabyte in one piece takes five times as long), never
 * within a surrogate pair. Injected into pages too.
 */
export function splitText(text: string): string[] {
  const size = 32_768;
  if (text.length <= size) return [text];
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = from + size;
    const last = text.charCodeAt(to - 1);
    if (last >= 0xd800 && last <= 0xdbff) to += 1;
    parts.push(text.slice(from, to));
    from = to;
  }
  return parts;
}

/** The codec on the Node side. */
export const nodeCodec: Codec = makeCodec({
  encode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
  decode: (text) => new Uint8Array(Buffer.from(text, "base64")),
});
