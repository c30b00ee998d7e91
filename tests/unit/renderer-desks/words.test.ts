import { describe, expect, it } from "vitest";
import { en } from "../../../renderer/i18n/en/index.ts";
import { zhCN } from "../../../renderer/i18n/zh-CN/index.ts";

type Tree = { readonly [key: string]: string | Tree };
const DESKS = ["unlock", "supervisor", "administrator", "it", "clerk", "complaint", "report"] as const;

/** `a.b.c` → text for every leaf. */
function leaves(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === "string" ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`)));
}
const holes = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? "").sort();

/** PRODUCT.md 3: never on screen. */
const FORBIDDEN = ["个案经理", "提交成功了", "队列", "租约", "外呼尝试", "处置码", "挂起", "隔离", "破碎的承诺"];

describe.each(DESKS)("the words of %s", (desk) => {
  const zh = leaves(zhCN[desk]);
  const english = new Map(leaves(en[desk]));

  it("have the same keys in both languages, none empty", () => {
    expect(zh.map(([key]) => key).sort()).toEqual([...english.keys()].sort());
    expect([...zh, ...english].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("fill in the same values in both languages", () => {
    expect(zh.filter(([key, text]) => holes(text).join() !== holes(english.get(key) ?? "").join())).toEqual([]);
  });

  it("hold no forbidden word and no bare 客户", () => {
    expect(zh.filter(([, text]) => FORBIDDEN.some((word) => text.includes(word)) || /客户(?!投诉|反馈|服务|部)/.test(text))).toEqual([]);
  });

  it("leave no Chinese sentence in English", () => {
    const allowed = /工号|姓名|组别|岗位|分机|承诺书日期|地区|林知夏|A 组|信控员|年月日/g;
    expect([...english].filter(([, text]) => /[一-鿿]{2,}/.test(text.replace(allowed, "")))).toEqual([]);
  });
});
