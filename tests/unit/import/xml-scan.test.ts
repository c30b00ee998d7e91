import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileRefusal } from "../../../service/import/reading/file-refusal.ts";
import { createXmlScanner, resolveEntities, type ScanHandlers } from "../../../service/import/reading/xml-scan.ts";
import { createXmlReader, localName } from "../../../service/import/reading/xml.ts";

/** `xml:space` stands in the files too and is wished by nobody. */
const ATTRIBUTES = ["r", "s", "t"];
const WISHED = new Map([["row", ATTRIBUTES], ["c", ATTRIBUTES], ["v", ["t"]], ["t", []]]);

/** Writes down what a reader tells; pieces of one text are joined. */
function recorder(): { log: string[]; handlers: ScanHandlers } {
  const log: string[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") log.push(`text ${JSON.stringify(text)}`);
    text = "";
  };
  const handlers: ScanHandlers = {
    open(name, values) {
      flush();
      const wishes = WISHED.get(name) ?? [];
      log.push(`open ${name} ${JSON.stringify(wishes.map((wish, i) => [wish, values[i] ?? null]))}`);
    },
    text(piece) {
      text += piece;
    },
    close(name) {
      flush();
      log.push(`close ${name}`);
    },
  };
  return { log, handlers };
}

function scan(xml: string, cuts: readonly number[] = []): string[] {
  const { log, handlers } = recorder();
  const scanner = createXmlScanner({ part: "p", elements: WISHED }, handlers);
  let from = 0;
  for (const at of [...cuts.filter((cut) => cut < xml.length).sort((a, b) => a - b), xml.length]) {
    scanner.write(xml.slice(from, at));
    from = at;
  }
  scanner.end();
  return log;
}

/** What the full parser tells, reduced to what a scanner is asked for. */
function parseAll(xml: string): string[] {
  const { log, handlers } = recorder();
  const open: boolean[] = [];
  const reader = createXmlReader("p", {
    open(name, attributes) {
      open.push(WISHED.has(localName(name)));
      if (open.at(-1)) handlers.open?.(name, (WISHED.get(name) ?? []).map((wish) => attributes[wish]));
    },
    text(piece) {
      if (open.at(-1)) handlers.text?.(piece);
    },
    close(name) {
      if (open.pop()) handlers.close?.(name);
    },
  });
  reader.write(xml);
  reader.end();
  return log;
}

const name = fc.constantFrom("row", "c", "v", "t", "x:c", "x:t", "sheetData", "is", "ext");
const written = fc.constantFrom("a", "值", "1 &lt; 2", "&amp;", "&#20010;", "&#x4E2A;", " ", "\n", "\r\n", "'", "𠮷", "=>");
const text = fc.array(written, { maxLength: 5 }).map((pieces) => pieces.join(""));
const value = fc.array(fc.constantFrom("A1", "a>b", "&quot;", "&#20010;", "'", "/", "=", ""), { maxLength: 3 }).map((pieces) => pieces.join(""));
const attributes = fc.dictionary(fc.constantFrom("r", "s", "t", "xml:space"), value, { maxKeys: 3 }).map((all) =>
  Object.entries(all).map(([key, content], at) => (at % 2 === 0 ? ` ${key}="${content}"` : `\n ${key} = '${content.replaceAll("'", "&apos;")}'`)).join(""),
);
const aside = fc.constantFrom("", "", "", "<!-- a <c> b -->", "<?pi x>y?>", "<![CDATA[1 < 2 & <c>]]>");
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    fc.tuple(name, attributes, fc.array(fc.oneof(tie("tree"), aside), { maxLength: 4 }), fc.constantFrom("", " ")).map(([tag, attrs, inner, space]) =>
      inner.length === 0 ? `<${tag}${attrs}${space}/>` : `<${tag}${attrs}${space}>${inner.join("")}</${tag}${space}>`,
    ),
  ),
}));
const document = fc.tuple(fc.constantFrom("", "\uFEFF", "<?xml version=\"1.0\"?>\n"), fc.array(tree, { maxLength: 5 })).map(([prolog, inner]) => `${prolog}<worksheet>${inner.join("")}</worksheet>\n`);

describe("the scanner of sheets", () => {
  it("tells what a full XML parser tells, however the text is cut", () => {
    fc.assert(
      fc.property(document, fc.array(fc.nat(300), { maxLength: 5 }), (xml, cuts) => {
        expect(scan(xml, cuts)).toEqual(parseAll(xml));
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ["<a><c></a></c>", "damaged-workbook"],
    ["<a><c>", "damaged-workbook"],
    ["<a></a><a></a>", "damaged-workbook"],
    ["</a>", "damaged-workbook"],
    ["<a><c r=1></c></a>", "damaged-workbook"],
    ["<a><c r></c></a>", "damaged-workbook"],
    ["<a><c r=\"1></c></a>", "damaged-workbook"],
    ["<a><v>&nbsp;</v></a>", "damaged-workbook"],
    ["<a><v>&#0;</v></a>", "damaged-workbook"],
    ["<a><v>&#1114112;</v></a>", "damaged-workbook"],
    ["<a><v>&#x;</v></a>", "damaged-workbook"],
    ["<a><v>& </v></a>", "damaged-workbook"],
    ["<a><!-- open </a>", "damaged-workbook"],
    ["<a><! x></a>", "damaged-workbook"],
    ["", "damaged-workbook"],
    ["text", "damaged-workbook"],
    ["<!DOCTYPE a><a/>", "unsafe-workbook"],
    ["<a><![CDATA[ ]]", "damaged-workbook"],
  ])("refuses %j", (xml, code) => {
    const attempt = (): string[] => scan(xml);
    expect(attempt).toThrow(FileRefusal);
    expect(attempt).toThrow(expect.objectContaining({ code }) as Error);
  });

  it("resolves the entities XML has and no others", () => {
    expect(resolveEntities("&lt;&gt;&amp;&quot;&apos;&#65;&#x41;&#x1F600;", "p")).toBe("<>&\"'AA😀");
    expect(() => resolveEntities("&toString;", "p")).toThrow(FileRefusal);
  });
});
