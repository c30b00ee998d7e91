/** What the tries say about the table of ways out: pure. */
import { ROWS, type Proof } from "./rows.ts";
import type { Outcome } from "./tries/index.ts";

/** One line of `npm run redteam -- --json`. */
export interface RowLine {
  readonly row: number;
  readonly way: string;
  readonly layer: string;
  /** All tries held, and they are enough to prove it. */
  readonly closed: boolean;
  readonly proof: Proof;
  /** The host that ran the tries; null when nothing could be tried. */
  readonly host: string | null;
  readonly guards: readonly string[];
  readonly tries: number;
  /** Names of tries that found a way out. */
  readonly open: readonly string[];
  readonly rest?: string;
}

export interface Totals {
  readonly rows: number;
  readonly closed: number;
  readonly host: number;
  readonly unit: number;
  readonly needsElectron: number;
  readonly needsOs: number;
  readonly tries: number;
  readonly held: number;
  /** Names of tries that found a way out, and of rows whose proof is missing. */
  readonly open: readonly string[];
  readonly notMade: readonly string[];
}

const provable = (proof: Proof): boolean => proof === "host" || proof === "unit";

/** A line per row, in the table's order. */
export function rowLines(outcomes: readonly Outcome[], host: string): RowLine[] {
  return ROWS.map(({ row, way, layer, guards, proof, rest }) => {
    const mine = outcomes.filter((outcome) => outcome.row === row);
    const open = mine.filter((outcome) => outcome.state === "open").map((outcome) => outcome.name);
    const made = mine.filter((outcome) => outcome.state === "held").length;
    return { row, way, layer, closed: provable(proof) && made > 0 && open.length === 0, proof, host: mine.length > 0 ? host : null, guards, tries: mine.length, open, ...(rest ? { rest } : {}) };
  });
}

/** The last line. */
export function totals(lines: readonly RowLine[], outcomes: readonly Outcome[]): Totals {
  const count = (proof: Proof) => lines.filter((line) => line.proof === proof).length;
  const unproved = lines.filter((line) => provable(line.proof) && !line.closed && line.open.length === 0).map((line) => `row ${line.row}`);
  return {
    rows: lines.length, closed: lines.filter((line) => line.closed).length, host: count("host"), unit: count("unit"), needsElectron: count("needs-electron"), needsOs: count("needs-os"),
    tries: outcomes.length, held: outcomes.filter((outcome) => outcome.state === "held").length,
    open: [...outcomes.filter((outcome) => outcome.state === "open").map((outcome) => `${outcome.name}: ${outcome.got}`), ...unproved],
    notMade: outcomes.filter((outcome) => outcome.state === "not made").map((outcome) => `${outcome.name}: ${outcome.got}`),
  };
}
