import { fillText, type FileRefusal, type RefusalDetail } from "../reading/file-refusal.ts";
import type { Table } from "../reading/types.ts";
import { NOTICES, type NoticeCode } from "./codes.ts";
import type { Tally } from "./collect.ts";
import type { ImportSummary, ReadOptions } from "./import-types.ts";
import type { JudgeContext } from "./judge.ts";
import { createSeen } from "./seen.ts";

/** State of one pass over a file that spans its sheets. */
export interface Pass {
  readonly options: ReadOptions;
  readonly table: Table;
  readonly summary: ImportSummary;
  readonly tally: Tally;
  readonly shared: Pick<JudgeContext, "seen" | "seenOthers">;
  /** Why the first sheet with a header could not be used; thrown if no other sheet can. */
  pending?: FileRefusal;
}

function newSummary(table: Table, bank: string): ImportSummary {
  return {
    bank,
    format: table.format,
    encoding: table.encoding,
    delimiter: table.delimiter,
    sheets: table.sheets.map(({ name, hidden }) => ({ name, hidden, rows: 0 })),
    rows: 0,
    accepted: 0,
    refused: 0,
    refusedByCode: {},
    normalised: {},
    warnings: {},
    notices: [],
    controlRead: { count: 0, fen: 0 },
    controlAccepted: { count: 0, fen: 0 },
  };
}

/** Starts a pass: nothing read, nothing counted. */
export function newPass(table: Table, options: ReadOptions): Pass {
  const summary = newSummary(table, options.bank);
  const tally: Tally = { normalised: summary.normalised, warnings: summary.warnings };
  return { options, table, summary, tally, shared: { seen: createSeen(), seenOthers: createSeen() } };
}

/** Notes in the summary that something was left unread, and why. */
export function notice(pass: Pass, code: NoticeCode, detail: RefusalDetail): void {
  const words = NOTICES[code];
  pass.summary.notices.push({ code, zh: fillText(words.zh, detail), en: fillText(words.en, detail) });
}
