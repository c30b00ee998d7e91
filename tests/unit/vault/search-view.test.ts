import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "../../../db/search/fold.ts";
import { queryOf } from "../../../db/search/terms.ts";
import { marksOf, snippetOf } from "../../../electron/vault/views/search-view.ts";

const query = (text: string) => queryOf(fold(text))!;
const marked = (question: string, text: string): string[] => {
  const { snippet, marks } = snippetOf(query(question), text);
  return marks.map(([a, b]) => snippet.slice(a, b));
};

describe("the marks", () => {
  it("stand on what was asked for, however it is written", () => {
    expect(marked("abc", "输入ＡＢＣ完毕")).toEqual(["ＡＢＣ"]);
    expect(marked("银行 投诉", "要投诉银行")).toEqual(["投诉银行"]);
    expect(marked("𠮷", "在𠮷野家见面")).toEqual(["𠮷"]);
  });

  it("cover a character whole of which only a part was asked for", () => {
    expect(marked("f", "ﬁn")).toEqual(["ﬁ"]);
    expect(marked("e", "cafe\u0301")).toEqual(["e"]);
  });

  it("lie inside the text, in order and apart (property)", () => {
    const text = fc.string({ unit: fc.constantFrom(..."还款ab𠮷😍ﬁＡ 1"), minLength: 1, maxLength: 300 });
    fc.assert(fc.property(text, text, (q, t) => {
      fc.pre(q.trim() !== "");
      const { snippet, marks } = snippetOf(query(q), t);
      let last = 0;
      for (const [a, b] of marks) {
        expect(a >= last && b > a && b <= snippet.length).toBe(true);
        last = b;
      }
    }));
  });
});

describe("a snippet", () => {
  it("shows the surroundings of the first match and says what it leaves out", () => {
    const { snippet, marks } = snippetOf(query("证明"), `${"甲".repeat(100)}证明${"乙".repeat(200)}`);
    expect(snippet).toBe(`…${"甲".repeat(24)}证明${"乙".repeat(94)}…`);
    expect(marks).toEqual([[25, 27]]);
  });

  it("never shows a number that masking hides, nor where in it the match was", () => {
    const { snippet, marks } = snippetOf(query("1234567"), "电话 13812345678 已停机");
    expect(snippet).toBe("电话 138****5678 已停机");
    expect(marks).toEqual([]);
    expect(marksOf(query("5678"), snippet)).toEqual([[10, 14]]);
  });
});
