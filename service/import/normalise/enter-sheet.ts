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
  const fileName = pass.options.fileName ?? "";
  return [...header.titles, header.row.sheet, fileName].map(recallTypeOf).find((type) => type !== undefined);
}

const TYPE_LABEL = fieldLabel("recalls", "type");

function stillMissing(header: FoundHeader, listType: RecallRecord["type"] | undefined): string[] {
  return header.mapping.missingRequired.filter((label) => !(label === TYPE_LABEL && listType));
}

/** @returns why the header cannot carry an import; undefined where it can. */
function refusalOf(header: FoundHeader, pass: Pass, listType: RecallRecord["type"] | undefined): FileRefusal | undefined {
  const { kind: expected, mapping: confirmed } = pass.options;
  if (header.unfit.length > 0) {
    const columns = header.unfit.map((field) => fieldLabel(header.mapping.kind, field)).join("、");
    return new FileRefusal("mapping-mismatch", { columns });
  }
  const missing = stillMissing(header, listType);
  if (missing.length === 0) return undefined;
  const otherKind = confirmed ? undefined : wrongKind([header.row], expected);
  return otherKind ?? new FileRefusal("missing-column", { columns: missing.join("、") });
}

/** @returns the refusal of rows whose header is complete for another kind of file than was expected. */
export function wrongKind(head: readonly RawRow[], expected: FileKind | undefined): FileRefusal | undefined {
  const detected = expected && findHeader(head, {})?.mapping;
  if (!expected || !detected || detected.kind === expected || detected.missingRequired.length > 0) return undefined;
  return new FileRefusal("wrong-kind", kindWords(expected, detected.kind));
}

/** The first sheet with a usable header settles kind and mapping. */
function firstHeader(head: readonly RawRow[], pass: Pass): FoundHeader | undefined {
  const { kind, mapping } = pass.options;
  return findHeader(head, { kind, fields: mapping });
}

/** A confirmed mapping holds for further sheets that have the same header. */
function laterHeader(head: readonly RawRow[], pass: Pass): FoundHeader | undefined {
  const { kind, headersHash: known } = pass.summary;
  const plain = findHeader(head, { kind });
  const same = plain !== undefined && headersHash(plain.mapping.headers) === known;
  return same ? findHeader(head, { kind, fields: pass.options.mapping }) : plain;
}

export interface EnteredSheet {
  readonly header: FoundHeader;
  readonly context: JudgeContext;
}

/**
 * Settles what the first rows of a sheet mean for the pass. A sheet that cannot be used is left out with a
 * notice; its refusal is kept in `pass.pending`, to be thrown if no other sheet can be used either.
 */
export function enterSheet(head: readonly RawRow[], pass: Pass, sheet: SheetSummary): EnteredSheet | undefined {
  const { summary } = pass;
  const header = summary.mapping ? laterHeader(head, pass) : firstHeader(head, pass);
  if (!header) {
    if (!summary.mapping) pass.pending ??= wrongKind(head, pass.options.kind);
    notice(pass, "sheet-no-header", { sheet: sheet.name });
    return undefined;
  }
  const { mapping } = header;
  const listType = mapping.kind === "recalls" ? listTypeOf(header, pass) : undefined;
  const refusal = refusalOf(header, pass, listType);
  if (refusal) {
    pass.pending ??= refusal;
    notice(pass, "sheet-other-kind", { sheet: sheet.name });
    return undefined;
  }
  if (!summary.mapping) {
    summary.kind = mapping.kind;
    summary.mapping = mapping;
    summary.headersHash = headersHash(mapping.headers);
    if (listType) summary.listType = listType;
  }
  sheet.headerRow = header.row.row;
  return { header, context: { plan: planRows(mapping), tally: pass.tally, listType, ...pass.shared } };
}
