import { createHash } from "node:crypto";
import { z } from "zod";
import { FILE_KINDS } from "../../../shared/protocol/desk.ts";
import { EXTRA_PREFIX, REQUIRED, fieldLabel, type FileKind } from "./fields.ts";
import { fieldOfHeading, normaliseHeading } from "./heading.ts";

/** Canonical field -> 0-based column, as saved per bank. */
export const FieldMappingSchema = z.record(z.string(), z.number().int().nonnegative());
export type FieldMapping = z.infer<typeof FieldMappingSchema>;

export interface SuggestedMapping {
  readonly kind: FileKind;
  readonly headers: readonly string[];
  readonly fields: FieldMapping;
  /** Headings nobody knows, or that name a field another column already gives: kept under their heading. */
  readonly unmapped: readonly string[];
  /** Labels of what is required and not there; alternatives joined by "/". */
  readonly missingRequired: readonly string[];
  /** 0 to 1: the share of headings understood, halved for each requirement not met. */
  readonly confidence: number;
}

/** @returns labels of the requirements that a mapping leaves open. */
export function missingRequired(kind: FileKind, fields: FieldMapping): string[] {
  return REQUIRED[kind]
    .filter((anyOf) => !anyOf.some((field) => fields[field] !== undefined))
    .map((anyOf) => anyOf.map((field) => fieldLabel(kind, field)).join("/"));
}

/**
 * Suggests which column holds which field.
 * @param headers the header row's texts, by column
 */
export function suggestMapping(headers: readonly string[], kind: FileKind): SuggestedMapping {
  const fields: FieldMapping = {};
  const unmapped: string[] = [];
  let known = 0;
  let named = 0;
  headers.forEach((heading, column) => {
    if (heading.trim() === "") return;
    named += 1;
    const field = fieldOfHeading(heading, kind);
    if (field !== undefined && fields[field] === undefined) {
      fields[field] = column;
      known += 1;
    } else unmapped.push(heading);
  });
  const missing = missingRequired(kind, fields);
  const confidence = named === 0 ? 0 : known / named / 2 ** missing.length;
  return { kind, headers: [...headers], fields, unmapped, missingRequired: missing, confidence };
}

/** @returns how many headings name a typed field of the kind; what finds header row and kind. */
export function typedMatches(mapping: SuggestedMapping): number {
  return Object.keys(mapping.fields).filter((field) => !field.startsWith(EXTRA_PREFIX)).length;
}

/** @returns the kind whose requirements the headings meet best; undefined where no kind fits at all. */
export function detectKind(headers: readonly string[]): SuggestedMapping | undefined {
  const suggestions = FILE_KINDS.map((kind) => suggestMapping(headers, kind));
  const complete = suggestions.find((mapping) => mapping.missingRequired.length === 0);
  if (complete) return complete;
  const best = suggestions.reduce((a, b) => (rank(b) > rank(a) ? b : a));
  return typedMatches(best) > 0 ? best : undefined;
}

function rank(mapping: SuggestedMapping): number {
  return typedMatches(mapping) - 5 * mapping.missingRequired.length;
}

/** @returns a fingerprint of the header row: a saved mapping holds for files with the same one. */
export function headersHash(headers: readonly string[]): string {
  return createHash("sha256").update(headers.map(normaliseHeading).join("\u001f").replace(/\u001f+$/, "")).digest("hex");
}
