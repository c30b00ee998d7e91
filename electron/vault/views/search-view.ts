/** What search shows of a hit: the masked text around the first match, and where the matches stand in it. */
import type { SearchNote } from "../../../shared/ipc/contract.ts";
import type { NoteHit } from "../../../db/search/find.ts";
import { foldWithOffsets } from "../../../db/search/fold.ts";
import type { Query } from "../../../db/search/terms.ts";
import { maskText } from "../../../shared/model/masking-text.ts";

/** Characters shown before and after the first match. */
const BEFORE = 24;
const AFTER = 96;

type Mark = readonly [from: number, to: number];

/** Where the words stand in a text, as UTF-16 offsets, in order, touching ones joined. */
export function marksOf(query: Query, text: string): Mark[] {
  const { folded, offsets } = foldWithOffsets(text);
  const found: Mark[] = [];
  for (const word of query.words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) found.push([offsets[at]!, endOf(offsets, at + word.length)]);
  }
  const joined: [number, number][] = [];
  for (const [from, to] of found.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** End in the text of what ends at `at` in its fold: a character matched in part counts whole. */
function endOf(offsets: readonly number[], at: number): number {
  const before = offsets[at - 1]!;
  return offsets.slice(at).find((offset) => offset > before) ?? offsets.at(-1)!;
}

/** The part of a text that is shown; cuts fall between whole characters. Nothing is marked where masking hides the match. */
export function snippetOf(query: Query, text: string): { snippet: string; marks: Mark[] } {
  const masked = maskText(text).replace(/\s+/gu, " ").trim();
  const marks = marksOf(query, masked);
  const first = marks[0]?.[0] ?? 0;
  const chars = [...masked];
  const firstChar = [...masked.slice(0, first)].length;
  const from = Math.max(0, firstChar - BEFORE);
  const to = Math.min(chars.length, firstChar + AFTER);
  const head = from > 0 ? "…" : "";
  const offset = chars.slice(0, from).join("").length - head.length;
  const body = chars.slice(from, to).join("");
  const end = offset + head.length + body.length;
  return {
    snippet: `${head}${body}${to < chars.length ? "…" : ""}`,
    marks: marks.filter(([, last]) => last <= end).map(([a, b]) => [a - offset, b - offset]),
  };
}

/** A hit as the window may see it. */
export function searchNote(query: Query, { entry, text, pending }: NoteHit): SearchNote {
  const { snippet, marks } = snippetOf(query, text);
  return { entryId: entry.id, type: entry.type, at: entry.at, userName: entry.userName, pending, snippet, marks: marks.map(([a, b]) => [a, b]) };
}

