import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { fold, foldWithOffsets } from "../../../db/search/fold.ts";
import { loadSpelling, spelledKey, type Spell } from "../../../db/search/spelling.ts";
import { contains, queryOf, termsOf } from "../../../db/search/terms.ts";
import { textOf } from "../../../db/search/texts.ts";

/** Texts as people and machines write them: Chinese, extension planes, letters, signs, marks, lone surrogates. */
const char = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(..."还款逾期投诉银行电话林知夏催收承诺明天下午三点") },
  { weight: 2, arbitrary: fc.constantFrom(..."abcXYZ0123456789") },
  { weight: 1, arbitrary: fc.constantFrom("𠮷", "𪚥", "😍", "é", "e\u0301", "ﬁ", "Ａ", "İ", "ß", "Σ", " ", "\u3000", "\n", ",", "。", "\"", "'", "*", "-", "\u0000", "\ud800", "\udc00", "㈱", "가") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
);
const text = fc.array(char, { minLength: 2, maxLength: 60 }).map((chars) => chars.join(""));

/** Does the index let this text through for this question? What FTS5 does, said in a line. */
function letThrough(match: string, terms: Set<string>): boolean {
  return match.split(" AND ").every((part) => {
    const term = /^"(.*)"( \*)?$/su.exec(part)!;
    return term[2] ? [...terms].some((t) => t.startsWith(term[1]!)) : terms.has(term[1]!);
  });
}

describe("the fold", () => {
  it("of a part is a part of the fold (property)", () => {
    fc.assert(fc.property(text, text, (a, b) => {
      fc.pre(!/[\ud800-\udbff]$/.test(a) || !/^[\udc00-\udfff]/.test(b));
      expect(fold(a + b)).toBe(fold(a) + fold(b));
    }));
  });

  it("knows where every unit came from (property)", () => {
    fc.assert(fc.property(text, (a) => {
      const { folded, offsets } = foldWithOffsets(a);
      expect(folded).toBe(fold(a));
      expect(offsets).toHaveLength(folded.length + 1);
      expect(offsets.every((o, i) => o <= (offsets[i + 1] ?? a.length))).toBe(true);
    }));
  });

  it("makes wide, composed and capital letters equal to plain ones", () => {
    expect(fold("ＡＢＣ１２３")).toBe("abc123");
    expect(fold("É")).toBe(fold("e\u0301"));
    expect(fold("还款Σ")).toBe("还款σ");
  });
});

describe("the terms", () => {
  it("of a run of Chinese are its overlapping pairs and its last character", () => {
    expect([...termsOf("到期还款")]).toEqual(["到期", "期还", "还款", "款"]);
  });

  it("count a character of an extension plane as one", () => {
    expect([...termsOf("𠮷田")]).toEqual(["𠮷田", "田"]);
    expect(queryOf("𠮷")!.match).toBe('"𠮷" *');
  });

  it("never hold a character FTS5 would cut or read as its own syntax (property)", () => {
    fc.assert(fc.property(text, (a) => {
      for (const term of termsOf(fold(a))) expect(term).toMatch(/^[0-9a-z\u{80}-\u{10ffff}]{1,2}$/u);
    }));
  });

  it("let a text through for any part of it of one character or more (property)", () => {
    fc.assert(fc.property(text, fc.nat(), fc.integer({ min: 1, max: 20 }), (a, start, length) => {
      const chars = [...a];
      const from = start % chars.length;
      const query = queryOf(fold(chars.slice(from, from + length).join("")));
      fc.pre(query !== null);
      expect(letThrough(query!.match, termsOf(fold(a)))).toBe(true);
      expect(contains(query!, fold(a))).toBe(true);
    }), { numRuns: 500 });
  });

  it("of a question between white space are asked for together, and white space asks nothing", () => {
    expect(queryOf("银行 投诉")).toEqual({ words: ["银行", "投诉"], match: '"银行" AND "投诉"' });
    expect(queryOf(fold(" \u3000\n"))).toBeNull();
  });
});

describe("a name's spelling", () => {
  let spell: Spell;
  beforeAll(async () => {
    spell = await loadSpelling();
  });
  const found = (typed: string, name: string) => spell(name).includes(spelledKey(typed)!);

  it.each([
    ["lzx", "林知夏"], ["linzhixia", "林知夏"], ["LZX", "林知夏"], ["lin zhi", "林知夏"], ["zhixia", "林知夏"], ["zx", "林知夏"], ["ｌｚｘ", "林知夏"],
    ["sxx", "单雄信"], ["shan", "单雄信"], ["xxd", "解晓东"], ["zengzi", "曾子"], ["qiuying", "仇英"], ["oyrl", "欧阳若兰"], ["yuchi", "尉迟敬德"], ["lv", "吕布"], ["lü", "吕布"],
    ["yue", "任乐"], ["le", "任乐"],
  ])("%s finds %s", (typed, name) => expect(found(typed, name)).toBe(true));

  it("does not find a name by the middle of a syllable or by what is no pinyin", () => {
    expect(found("inzhi", "林知夏")).toBe(false);
    expect(spelledKey("林")).toBeNull();
    expect(spelledKey("138")).toBeNull();
  });
});

describe("the texts of an event", () => {
  it("are what somebody typed, not codes, ids or numbers to dial", () => {
    expect(textOf({ type: "call.logged", body: { note: "称月底还款", line: "A1" } })).toBe("称月底还款");
    expect(textOf({ type: "contact.added", body: { value: "13800138000", ownerName: "欧阳若兰", relation: "配偶" } })).toBe("配偶");
    expect(textOf({ type: "inbound.found", body: { query: "8622", message: "" } })).toBe("");
    expect(textOf({ type: "warning.filed", body: { form: { summary: "要求投诉", demand: "停止联系", explained: "", emotion: "agitated" } } })).toBe("要求投诉\n停止联系");
    expect(textOf({ type: "workflow.stepTaken", body: { workflow: "earlyWarning", step: "plan", body: { plan: "致电安抚", soother: "何静仪", pauseScope: "person" } } })).toBe("致电安抚\n何静仪");
    expect(textOf({ type: "of a newer program", body: { note: "x" } })).toBe("");
  });
});
