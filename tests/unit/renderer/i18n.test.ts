import { describe, expect, it } from "vitest";
import { en } from "../../../renderer/i18n/en/index.ts";
import { zhCN } from "../../../renderer/i18n/zh-CN/index.ts";

type Tree = { readonly [key: string]: string | Tree };

/** Every leaf as `path -> words`. */
function leaves(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === "string" ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`)));
}
const zh = leaves(zhCN);
const english = leaves(en);
const holes = (words: string) => [...words.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();

/** PRODUCT.md 3: words that never appear; a bare 客户 says neither debtor nor bank. */
const FORBIDDEN = [/个案经理/, /提交成功了/, /队列/, /租约/, /外呼尝试/, /处置码/, /挂起/, /隔离/, /破碎的承诺/, /客户(?!投诉单|反馈确认单|端)/];

describe("words on screen", () => {
  it("zh-CN and en have the same keys", () => {
    expect(english.map(([k]) => k).sort()).toEqual(zh.map(([k]) => k).sort());
  });

  it("no key is empty in either language", () => {
    for (const [key, words] of [...zh, ...english]) expect(words.trim(), key).not.toBe("");
  });

  it("both languages fill in the same facts", () => {
    const other = new Map(english);
    for (const [key, words] of zh) expect(holes(other.get(key) ?? ""), key).toEqual(holes(words));
  });

  it("no forbidden word is used", () => {
    for (const [key, words] of zh) for (const word of FORBIDDEN) expect(words, key).not.toMatch(word);
  });

  it("English carries no Chinese, but where it quotes a form of writing", () => {
    const quoting = ["administrator.normalised.dateChinese", "it.bulk."];
    for (const [key, words] of english) if (!quoting.some((q) => key.startsWith(q))) expect(words, key).not.toMatch(/[\u4e00-\u9fff]/);
  });
});
