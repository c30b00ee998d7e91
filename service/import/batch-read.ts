/** One pass over a file, handed on in chunks: memory does not grow with the file. While the database takes one chunk in, the next is read. */
import type { CaseBatch, Counts } from "./batch-cases.ts";
import { noCounts, takeCases } from "./batch-cases.ts";
import { takeRepayments, type Row } from "./batch-repayments.ts";
import { takeRecalls } from "./batch-recalls.ts";
import type { Ctx } from "../context.ts";
import type { FileKind } from "./mapping/fields.ts";
import type { FieldMapping } from "./mapping/suggest.ts";
import type { ImportSummary, RecordItem } from "./normalise/import-types.ts";
import { readRecords } from "./normalise/read-records.ts";
import type { CaseRecord, RecallRecord, RepaymentRecord } from "./normalise/schemas.ts";
import type { Source } from "./batch-source.ts";

export const CHUNK_ROWS = 1000;

export type RefusedItem = Extract<RecordItem, { refusal: unknown }>;
type GoodItem = Extract<RecordItem, { record: unknown }>;

export interface Pass {
  readonly source: Source;
  readonly kind: FileKind;
  readonly mapping: FieldMapping | undefined;
  readonly mode: "check" | "apply";
  /** Is handed every refused row, in chunks. */
  readonly onRefused: (items: readonly RefusedItem[]) => Promise<void>;
}

/** Takes records of one kind in; the kinds differ only here. */
export async function takeRecords(ctx: Ctx, batch: CaseBatch, kind: FileKind, list: readonly Row<unknown>[], mode: "check" | "apply", counts: Counts): Promise<void> {
  switch (kind) {
    case "cases":
      return takeCases(ctx, batch, list.map((r) => r.record as CaseRecord), mode, counts);
    case "repayments":
      return takeRepayments(ctx, batch, list as readonly Row<RepaymentRecord>[], mode, counts);
    case "recalls":
      return takeRecalls(ctx, batch, list as readonly Row<RecallRecord>[], mode, counts);
  }
}

/** Reads the whole file and takes its records in. Throws FileRefusal where nothing of it may be imported. */
export async function runPass(ctx: Ctx, batch: CaseBatch, pass: Pass): Promise<{ summary: ImportSummary; counts: Counts }> {
  const reading = await readRecords(await pass.source.table(), {
    bank: batch.bankCode, kind: pass.kind, fileName: pass.source.fileName, ...(pass.mapping ? { mapping: pass.mapping } : {}),
  });
  const counts = noCounts();
  const take = async (good: readonly GoodItem[], refused: readonly RefusedItem[]) => {
    if (good.length > 0) await takeRecords(ctx, batch, pass.kind, good, pass.mode, counts);
    if (refused.length > 0) await pass.onRefused(refused);
  };
  let good: GoodItem[] = [];
  let refused: RefusedItem[] = [];
  let taking = Promise.resolve();
  try {
    for await (const item of reading) {
      if ("record" in item) good.push(item);
      else refused.push(item);
      if (good.length + refused.length < CHUNK_ROWS) continue;
      await taking;
      taking = take(good, refused);
      // A failure is thrown where the chunk is waited for; until then it is not unheard of.
      taking.catch(() => undefined);
      good = [];
      refused = [];
    }
  } finally {
    // Whatever stops the reading, no statement may still be under way when the transaction ends.
    await taking;
  }
  await take(good, refused);
  return { summary: reading.summary(), counts };
}
