import fc from "fast-check";
import { expect, it } from "vitest";
import { hitsOf, pieces, type Found } from "../../../renderer/search/hits.ts";

it("walks each case and then its notes, in the order they were found", () => {
  const note = (entryId: string) => ({ entryId, type: "note.added", at: 0, userName: "", pending: false, snippet: "", marks: [] });
  const row = (caseId: string) => ({ caseId }) as Found["cases"][number]["row"];
  const found: Found = { cases: [{ row: row("a"), named: true, notes: [] }, { row: row("b"), named: false, notes: [note("n1"), note("n2")] }], more: false, ready: 100 };
  expect(hitsOf(found).map((h) => [h.kind, h.key, h.caseId])).toEqual([["case", "a", "a"], ["case", "b", "b"], ["note", "n1", "b"], ["note", "n2", "b"]]);
});

it("cuts a snippet at its marks without losing a character (property)", () => {
  const marked = fc.array(fc.tuple(fc.string({ maxLength: 5 }), fc.boolean()), { maxLength: 8 }).map((parts) => {
    let at = 0;
    const marks = parts.flatMap(([text, on]): [number, number][] => {
      const from = at;
      at += text.length;
      return on && text !== "" ? [[from, at]] : [];
    });
    return { snippet: parts.map(([text]) => text).join(""), marks };
  });
  fc.assert(fc.property(marked, (note) => {
    const cut = pieces(note);
    expect(cut.map((p) => p.text).join("")).toBe(note.snippet);
    expect(cut.filter((p) => p.marked).map((p) => p.text)).toEqual(note.marks.map(([a, b]) => note.snippet.slice(a, b)));
  }));
});
