/** Which column holds what: suggested from the headings, corrected by a person, remembered per bank. */
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Ctx } from "../context.ts";
import { bankMapping } from "../db/schema.ts";
import type { MappingSchema } from "../../shared/protocol/desk.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { fieldSpec, type FieldType, type FileKind } from "./mapping/fields.ts";
import { headersHash, missingRequired, type FieldMapping, type SuggestedMapping } from "./mapping/suggest.ts";
import { maskValue } from "./normalise/collect.ts";
import { inspectFile, type FileInspection } from "./normalise/inspect.ts";
import type { Source } from "./batch-source.ts";

export type MappingView = z.output<typeof MappingSchema>;

export interface Look {
  readonly kind: FileKind;
  readonly inspection: FileInspection;
  readonly mapping: MappingView;
  /** What to read with: the person's or the bank's mapping; undefined = the suggestion. */
  readonly fields: FieldMapping | undefined;
  /** First data rows, masked. */
  readonly sample: string[][];
}

async function savedFor(ctx: Ctx, bankCode: string, kind: FileKind, hash: string): Promise<FieldMapping | undefined> {
  const [row] = await ctx.tx.select().from(bankMapping).where(and(eq(bankMapping.bankCode, bankCode), eq(bankMapping.kind, kind), eq(bankMapping.headersHash, hash)));
  return row?.fields;
}

/** Remembers how this bank's files with this header are read. */
export async function saveMapping(ctx: Ctx, bankCode: string, kind: FileKind, mapping: SuggestedMapping): Promise<void> {
  const row = { bankCode, kind, headersHash: headersHash(mapping.headers), fields: { ...mapping.fields } };
  await ctx.tx.insert(bankMapping).values(row).onConflictDoUpdate({ target: [bankMapping.bankCode, bankMapping.kind, bankMapping.headersHash], set: { fields: row.fields } });
}

/** Cells as a stranger may see them: each by the type of the field it is mapped to, anything else as text. */
function maskedSample(inspection: FileInspection, kind: FileKind, fields: FieldMapping): string[][] {
  const typeAt = new Map<number, FieldType>();
  for (const [field, column] of Object.entries(fields)) typeAt.set(column, fieldSpec(kind, field)?.type ?? "text");
  const width = inspection.mapping.headers.length;
  return inspection.sample.map((cells) => Array.from({ length: width }, (_, column) => maskValue(typeAt.get(column) ?? "text", cells[column] ?? "")));
}

/** Refuses a corrected mapping that names a column the file does not have. */
function mustFit(fields: FieldMapping, width: number): void {
  const wrong = Object.entries(fields).filter(([, column]) => column >= width);
  if (wrong.length > 0) refuse("bad_input", wrong.map(([field, column]) => `mapping.${field}: 没有第 ${column + 1} 列 / no column ${column + 1}`));
}

/** Looks at a file: kind, header, mapping (the given one, else the saved one, else the suggestion) and a masked sample. */
export async function look(ctx: Ctx, source: Source, bankCode: string, asked: { kind?: FileKind; mapping?: FieldMapping }): Promise<Look> {
  const inspection = await inspectFile(await source.table(), { fileName: source.fileName, ...(asked.kind ? { kind: asked.kind } : {}) });
  const kind = asked.kind ?? inspection.kind;
  const given = asked.mapping && Object.keys(asked.mapping).length > 0 ? asked.mapping : undefined;
  if (given) mustFit(given, inspection.mapping.headers.length);
  const saved = given ? undefined : await savedFor(ctx, bankCode, kind, inspection.headersHash);
  const fields = given ?? saved ?? inspection.mapping.fields;
  const used = new Set(Object.values(fields));
  const { headers } = inspection.mapping;
  const mapping: MappingView = {
    headers: [...headers], fields: { ...fields }, unmapped: headers.filter((h, i) => h !== "" && !used.has(i)), missing: missingRequired(kind, fields), saved: saved !== undefined,
  };
  return { kind, inspection, mapping, fields: given ?? saved, sample: maskedSample(inspection, kind, fields) };
}
