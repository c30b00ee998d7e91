/** A generated portfolio of any size: invented people, one case each, a history of calls and notes. */
import type { EntryDoc } from "../../shared/model/documents.ts";
import { LINE_RESULTS } from "../../shared/model/disposition.ts";
import { DAY } from "../../shared/model/time.ts";
import { COLLECTOR, makeCase, makeEntry, makePerson, MONDAY, type AnyDoc } from "../support/vault.ts";

const LINES = Object.keys(LINE_RESULTS).slice(1);
export const WORDS = ["无人接听,稍后再拨", "本人接听,称月底发薪后处理", "家属接听,已请转告", "约定明日上午回电", "承诺部分还款,待核实到账", "情绪平稳,要求核对利息明细"];

/** One history entry of case `n`. */
export function historyEntry(n: number, i: number): EntryDoc {
  const id = `00000000-0000-4000-9000-${(n * 1000 + i).toString(16).padStart(12, "0")}`;
  const at = MONDAY - DAY - i * 3_600_000 - n;
  const body = {
    callId: id, contactPointId: null, direction: "out", line: LINES[(n + i) % LINES.length], person: null, outcome: null, tags: [], identityStated: false,
    note: `${WORDS[(n + i) % WORDS.length]}。${WORDS[(n * 7 + i) % WORDS.length]}(第 ${i} 次)`, startedAt: at, endedAt: at + 30_000,
  };
  return makeEntry(n, { id, type: "call.logged", at, body });
}

/** Documents of `cases` cases with `perCase` entries each, in the order a snapshot sends them. */
export function portfolio(cases: number, perCase: number): AnyDoc[] {
  const range = Array.from({ length: cases }, (_, n) => n);
  const over = (n: number) => ({
    bucket: `M${1 + (n % 4)}`, placedFen: 100_000 + n * 37,
    work: { attempts: perCase, connected: 0, lastTouchedAt: MONDAY - DAY - n, lastLine: "A2" as const, lastPerson: null, lastOutcome: null, lastNote: "", followUpAt: n % 3 ? null : MONDAY + n * 1000, callbackAt: null },
  });
  return [
    ...range.map((n) => ({ kind: "person" as const, doc: makePerson(n) })),
    ...range.map((n) => ({ kind: "case" as const, doc: makeCase(n, over(n)) })),
    ...range.flatMap((n) => Array.from({ length: perCase }, (_, i) => ({ kind: "entry" as const, doc: historyEntry(n, i) }))),
  ];
}

export const OWNER = COLLECTOR;
