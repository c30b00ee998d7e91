/** The column mapping as a table the administrator can correct: one row per column of the file. */
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";

export type Mapping = DeskOutput<"import.preview">["mapping"];

export interface MappingRow {
  readonly index: number;
  readonly header: string;
  /** Canonical field, or null when the column is not imported. */
  readonly field: string | null;
  /** Up to three sample values (masked by the centre). */
  readonly samples: readonly string[];
}

/** One row per heading, in the order of the file. */
export function mappingRows(mapping: Pick<Mapping, "headers" | "fields">, sample: readonly (readonly string[])[]): MappingRow[] {
  const fieldAt = new Map(Object.entries(mapping.fields).map(([field, index]) => [index, field]));
  return mapping.headers.map((header, index) => ({
    index, header, field: fieldAt.get(index) ?? null,
    samples: sample.map((row) => row[index] ?? "").filter((cell) => cell !== "").slice(0, 3),
  }));
}

/**
 * The mapping after a column was given a field (or none). A field belongs to one column, so the
 * column that had it before loses it; a column has one field, so its former field is free again.
 */
export function assignField(fields: Readonly<Record<string, number>>, index: number, field: string | null): Record<string, number> {
  const rest = Object.fromEntries(Object.entries(fields).filter(([name, at]) => at !== index && name !== field));
  return field === null ? rest : { ...rest, [field]: index };
}

/** Fields that can be chosen: those in use (a bank's own ones too) and those the kind knows, each once. */
export function choosableFields(mapping: Pick<Mapping, "fields">, known: readonly string[]): string[] {
  return [...new Set([...known, ...Object.keys(mapping.fields)])];
}

/** Did the administrator change anything against what the centre suggested? */
export function mappingChanged(suggested: Readonly<Record<string, number>>, edited: Readonly<Record<string, number>>): boolean {
  const keys = new Set([...Object.keys(suggested), ...Object.keys(edited)]);
  return [...keys].some((key) => suggested[key] !== edited[key]);
}
