import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeCodec, nodeCodec, splitText } from "../../../build/electron-host/structured-clone.ts";

const overTheWire = (value: unknown): unknown => nodeCodec.fromTree(JSON.parse(JSON.stringify(nodeCodec.toTree(value))));

const leaf = fc.oneof(
  fc.string({ unit: "binary" }), fc.double(), fc.bigInt(), fc.boolean(), fc.constantFrom(undefined, null, -0, NaN, "__proto__"),
  fc.date({ noInvalidDate: false }), fc.uint8Array(), fc.float64Array(), fc.bigInt64Array(),
);
const tree = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, tie("list"), tie("record"), tie("map"), tie("set")),
  list: fc.array(tie("value"), { maxLength: 5 }),
  record: fc.dictionary(fc.oneof(fc.string(), fc.constant("__proto__")), tie("value"), { maxKeys: 5 }),
  map: fc.array(fc.tuple(leaf, tie("value")), { maxLength: 4 }).map((entries) => new Map(entries)),
  set: fc.array(leaf, { maxLength: 4 }).map((items) => new Set(items)),
})).value;

describe("structured clone over text", () => {
  it("gives what the platform's own structuredClone gives", () => {
    const property = fc.property(tree, (value) => {
      expect(overTheWire(value)).toStrictEqual(structuredClone(value));
    });
    fc.assert(property, { numRuns: 300 });
  });

  it("keeps shared references shared and cycles closed", () => {
    const part = new Map<string, unknown>();
    const whole: Record<string, unknown> = { a: part, b: part, list: [new Date(1)] };
    part.set("whole", whole);
    const back = overTheWire(whole) as typeof whole;
    expect(back["a"]).toBe(back["b"]);
    expect((back["a"] as typeof part).get("whole")).toBe(back);
  });

  it("keeps holes, boxed values, regular expressions and class names of errors", () => {
    const back = overTheWire([new Array<number>(3), Object(5), /a"b/giu, new RangeError("far", { cause: new TypeError("deep") })]) as [unknown[], object, RegExp, RangeError];
    expect(0 in back[0]).toBe(false);
    expect(back[0]).toHaveLength(3);
    expect(back[1].valueOf()).toBe(5);
    expect(String(back[2])).toBe('/a"b/giu');
    expect(back[3]).toBeInstanceOf(RangeError);
    expect(back[3].cause).toBeInstanceOf(TypeError);
  });

  it("sends only the bytes a view shows, not the buffer behind it", () => {
    const secret = Buffer.from("secret-secret");
    const back = overTheWire(new Uint8Array(secret.buffer, secret.byteOffset, 2)) as Uint8Array;
    expect(back.buffer.byteLength).toBe(2);
  });

  it.each([[() => 1], [Symbol("x")], [{ deep: [() => 1] }], [new WeakMap()], [Promise.resolve(1)]])("refuses %o in Electron's words", (value) => {
    expect(() => nodeCodec.toTree(value)).toThrow("An object could not be cloned.");
  });

  it("does not let a message set a prototype", () => {
    const back = overTheWire(JSON.parse('{"__proto__":{"polluted":true}}')) as object;
    expect("polluted" in back).toBe(false);
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });

  it("is injected into pages by its source: it needs nothing from outside", () => {
    const rebuilt = new Function(`return ${makeCodec.toString()}`)() as typeof makeCodec;
    const base64 = { encode: (bytes: Uint8Array) => Buffer.from(bytes).toString("base64"), decode: (text: string) => new Uint8Array(Buffer.from(text, "base64")) };
    const codec = rebuilt(base64);
    const value = { map: new Map([[1n, new Uint8Array([1, 2])]]), when: new Date(3) };
    expect(codec.fromTree(codec.toTree(value))).toStrictEqual(value);
  });
});

describe("cutting long texts", () => {
  it("loses nothing and never cuts a character in two", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), fc.integer({ min: 0, max: 40_000 }), (end, pad) => {
        const text = "a".repeat(pad) + "𠮷".repeat(20_000) + end;
        const parts = splitText(text);
        expect(parts.join("")).toBe(text);
        for (const part of parts.slice(0, -1)) expect(part.charCodeAt(part.length - 1) & 0xfc00).not.toBe(0xd800);
      }),
      { numRuns: 30 },
    );
  });
});
