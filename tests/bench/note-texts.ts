/** Notes of real length and vocabulary: sentences of the shared complaint posts where they are at hand, else the project's own few. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { WORDS } from "./documents.ts";

const POSTS = resolve(import.meta.dirname, "../../../shared/data/zh-complaints/heimao_finance_complaints_give.csv.gz");
const SHORTEST = 20;
const SPREAD = 60;

/** Whole numbers below `n`, the same in every run. */
export function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * n);
  };
}

/** Sentences and whether they are real ones. */
export function sentences(): { real: boolean; list: string[] } {
  if (!existsSync(POSTS)) return { real: false, list: [...WORDS] };
  const posts = gunzipSync(readFileSync(POSTS)).toString("utf8").split("\n").slice(1).map((line) => line.split(",").slice(3).join(","));
  return { real: true, list: posts.flatMap((post) => post.split(/(?<=[。！？；，])/u)).filter((s) => [...s].length >= 4) };
}

/** `count` notes of 20 to 80 characters and the end of their sentence. */
export function noteTexts(count: number): { real: boolean; notes: string[] } {
  const { real, list } = sentences();
  const roll = dice(20_261_123);
  const notes = Array.from({ length: count }, () => {
    const wanted = SHORTEST + roll(SPREAD);
    let at = roll(list.length);
    let note = "";
    while (note.length < wanted) note += list[(at += 1 + roll(3)) % list.length]!;
    return note;
  });
  return { real, notes };
}
