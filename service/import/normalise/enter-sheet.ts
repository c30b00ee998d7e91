import { basename } from "node:path";
import { KIND_LABELS, REQUIRED, fieldLabel, type FileKind } from "../mapping/fields.ts";
import { findHeader, type FoundHeader } from "../mapping/find-header.ts";
import { headersHash } from "../mapping/suggest.ts";
import { FileRefusal } from "../reading/file-refusal.ts";
import type { RawRow } from "../reading/types.ts";
import type { SheetSummary } from "./import-types.ts";
import type { JudgeContext } from "./judge.ts";
import { notice, type Pass } from "./pass.ts";
import { planRows } from "./row.ts";
import type { RecallRecord } from "./schemas.ts";
import { recallTypeOf } from "./vocabulary.ts";

/** From the first rows of a sheet to a plan for reading the rest, or the reason why not. */

function kindWords(expected: FileKind, found: FileKind): Record<string, string> {
  return {
    expected: KIND_LABELS[expected].zh,
    expectedEn: KIND_LABELS[expected].en,
    found: KIND_LABELS[found].zh,
    foundEn: KIND_LABELS[found].en,
  };
}

/** Labels of what a header needs, for the refusal of a file that has none. */
export function wantedColumns(kind: FileKind): string {
  return REQUIRED[kind].map((anyOf) => anyOf.map((field) => fieldLabel(kind, field)).join("/")).join("、");
}

/** What a recall list says of itself: a title above the header, the sheet's or the file's name. */
function listTypeOf(header: FoundHeader, pass: Pass): RecallRecord["type"] | undefined {
  const fileName = pass.options.fileName ?? basename(pass.path);
  return [...header.titles, header.row.sheet, fileName].map(recallTypeOf).find((type) => type !== undefined);
}

/** @throws FileRefusal where the first header found cannot carry an import */
function assertUsable(header: FoundHeader, pass: Pass, listType: RecallRecord["type"] | undefined): void {
  const { kind: expected } = pass.options;
  const { mapping } = header;
  const missing = mapping.missingRequired.filter((label) => !(label === "类型" && listType));
  if (missing.length === 0) return;
  if (expected && !pass.options.mapping) {
    const detected = findHeader([header.row], {})?.mapping;
    if (detected && detected.kind !== expected && detected.missingRequired.length === 0) {
      throw new FileRefusal("wrong-kind", kindWords(expected, detected.kind));
    }
  }
  throw new FileRefusal("missing-column", { columns: missing.join("、") });
}

/** Settles what a sheet's header means for the pass. @returns undefined where the sheet is left out. */
export function enterSheet(head: readonly RawRow[], pass: Pass, sheet: SheetSummary): { header: FoundHeader; context: JudgeContext } | undefined {
  const { summary, options } = pass;
  const first = summary.mapping === undefined;
  const wish = { kind: summary.kind ?? options.kind, fields: options.mapping };
  const header = findHeader(head, first ? wish : sameHeader(head, pass) ? wish : { kind: summary.kind });
  if (!header) {
    notice(pass, "sheet-no-header", { sheet: sheet.name });
    return undefined;
  }
  const { mapping } = header;
  const listType = mapping.kind === "recalls" ? listTypeOf(header, pass) : undefined;
  if (first) assertUsable(header, pass, listType);
  else if (mapping.missingRequired.some((label) => !(label === "类型" && listType))) {
    notice(pass, "sheet-other-kind", { sheet: sheet.name });
    return undefined;
  }
  if (first) {
    summary.kind = mapping.kind;
    summary.mapping = mapping;
    summary.headersHash = headersHash(mapping.headers);
  }
  sheet.headerRow = header.row.row;
  return { header, context: { plan: planRows(mapping), tally: pass.tally, listType, ...pass.shared } };
}

/** A confirmed mapping holds for further sheets that have the same header. */
function sameHeader(head: readonly RawRow[], pass: Pass): boolean {
  const found = findHeader(head, { kind: pass.summary.kind });
  return found !== undefined && headersHash(found.mapping.headers) === pass.summary.headersHash;
}
