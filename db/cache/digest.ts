/**
 * What the cache holds of a stream, by range of ids, computed from its own rows only (SYNC.md 3.1: a digest
 * is compared, never taken over). Sets are those the centre means: what hangs on a case counts with the case.
 */
import { createHash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import type { DocKind } from "../../shared/model/documents.ts";
import { DIGEST_RANGES } from "../../shared/protocol/sync.ts";
import type { CacheContext } from "./context.ts";

interface RevisionRow {
  readonly id: string;
  readonly rev: number;
}
interface Slice {
  readonly bit: number;
  /** Persons after `from` up to `to`; the whole for kinds that are small. */
  readonly from: string;
  readonly to: string;
}

/** Id and revision of the rows of a kind that a stream holds. History is read by person, so it comes in slices. */
const ROWS: Record<DocKind, string> = {
  colleague: "SELECT id, rev FROM colleague WHERE streams & @bit",
  person: "SELECT p.id, p.rev FROM person p WHERE EXISTS (SELECT 1 FROM kase k WHERE k.person_id = p.id AND k.streams & @bit)",
  case: "SELECT id, rev FROM kase WHERE streams & @bit",
  promise: "SELECT p.id, p.rev FROM promise p JOIN kase k ON k.id = p.case_id WHERE p.own = 0 AND k.streams & @bit",
  warning: "SELECT id, rev FROM warning WHERE doc IS NOT NULL AND streams & @bit",
  stop: "SELECT id, rev FROM stop WHERE streams & @bit",
  form: "SELECT id, rev FROM form WHERE streams & @bit",
  entry: "SELECT e.id, 1 AS rev FROM entry e JOIN kase k ON k.id = e.case_id WHERE e.person_id > @from AND e.person_id <= @to AND k.streams & @bit",
};
const PERSONS_A_SLICE = 200;
const AFTER_ALL = "g";

/** The range a row falls into: the last two hex digits of its id. */
export const rangeOf = (id: string): number => Number.parseInt(id.slice(-2), 16);

const weightOf = ({ id, rev }: RevisionRow): number => createHash("md5").update(`${id}:${rev}`).digest().readUInt32BE(0);

export type Digester = ReturnType<typeof createDigester>;

/** Computes digests over an opened cache. */
export function createDigester({ db }: CacheContext) {
  const rowsOf = Object.fromEntries(Object.entries(ROWS).map(([kind, sql]) => [kind, db.prepare<[Partial<Slice>], RevisionRow>(sql)])) as unknown as Record<DocKind, { all(slice: Partial<Slice>): RevisionRow[] }>;
  const persons = db.prepare<[], string>("SELECT id FROM person ORDER BY id").pluck() as { all(): string[] };

  /** Rows this version cannot read are held all the same. */
  const unread = db.prepare<[string, string], RevisionRow>("SELECT id, rev FROM unread WHERE stream = ? AND kind = ?");

  function* slices(kind: DocKind, bit: number): Generator<Partial<Slice>> {
    if (kind !== "entry") return yield { bit };
    const ids = persons.all();
    let from = "";
    for (let i = PERSONS_A_SLICE - 1; i < ids.length; i += PERSONS_A_SLICE) {
      yield { bit, from, to: ids[i]! };
      from = ids[i]!;
    }
    yield { bit, from, to: AFTER_ALL };
  }

  return {
    /** `"<rows> <sum>"` per range, in slices between which others may work; nothing may be pulled meanwhile. */
    ranges: async (kind: DocKind, stream: string, bit: number): Promise<string[]> => {
      const counts = new Float64Array(DIGEST_RANGES);
      const sums = new Float64Array(DIGEST_RANGES);
      const add = (row: RevisionRow) => {
        const range = rangeOf(row.id);
        counts[range] = counts[range]! + 1;
        sums[range] = sums[range]! + weightOf(row);
      };
      unread.all(stream, kind).forEach(add);
      for (const slice of slices(kind, bit)) {
        rowsOf[kind].all(slice).forEach(add);
        await breathe();
      }
      return Array.from(counts, (n, i) => `${n} ${sums[i]}`);
    },
    /** Ids of the rows of one range. */
    idsIn: (kind: DocKind, stream: string, bit: number, range: number): string[] =>
      [...unread.all(stream, kind), ...[...slices(kind, bit)].flatMap((slice) => rowsOf[kind].all(slice))].filter((row) => rangeOf(row.id) === range).map((row) => row.id),
  };
}
