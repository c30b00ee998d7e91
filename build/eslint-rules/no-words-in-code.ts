// All words on screen come from renderer/i18n, so that both languages are complete and a word changes in one
// place (DESIGN.md 7). Chinese in a literal is always a word; Latin letters only where they are shown as text.
import { rule, type Listeners, type SyntaxNode } from "./syntax.ts";

/** Ideographs, kana, Chinese punctuation, full-width letters and digits; a lone sign such as ＋ is none of these. */
const CJK = /[\u3001-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01\uff08\uff09\uff0c\uff10-\uff1b\uff1f\uff21-\uff5a]/;
/** A word between tags; shorter runs are units and symbols. */
const SHOWN_WORD = /[A-Za-z]{3,}/;

export const noWordsInCode = rule(
  "words on screen come from renderer/i18n",
  {
    cjk: "\"{{text}}\" is a word in code: put it into renderer/i18n and ask useWords() for it",
    shown: "\"{{text}}\" is shown as it stands in the code: put it into renderer/i18n and ask useWords() for it",
  },
  (report, option): Listeners => {
    const allowed = new Set((option.allow as string[] | undefined) ?? []);
    const checkCjk = (node: SyntaxNode, text: unknown) => {
      if (typeof text === "string" && CJK.test(text) && !allowed.has(text.trim())) report(node, "cjk", { text: shorten(text) });
    };
    return {
      Literal: (node) => checkCjk(node, node.value),
      TemplateElement: (node) => checkCjk(node, (node.value as { cooked?: string }).cooked),
      JSXText(node) {
        const text = String(node.value);
        if (CJK.test(text)) checkCjk(node, text);
        else if (SHOWN_WORD.test(text) && !allowed.has(text.trim()) && !isKeyCap(node)) report(node, "shown", { text: shorten(text) });
      },
    };
  },
  { allow: { type: "array", items: { type: "string" } } },
);

/** The name on a key (`Enter`, `Ctrl`) is the same in every language. */
function isKeyCap(node: SyntaxNode): boolean {
  const opening = node.parent?.openingElement as SyntaxNode | undefined;
  const name = (opening?.name as SyntaxNode | undefined)?.name;
  return name === "kbd" || name === "Kbd";
}

function shorten(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length > 30 ? `${line.slice(0, 30)}…` : line;
}
