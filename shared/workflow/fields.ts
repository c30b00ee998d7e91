/** Fields of a step's form as data: the desk draws them, the same data make the schema that demands them. */
import { z } from "zod";

/** A field demanded, or not allowed, when another has one of some values. */
export interface When {
  readonly field: string;
  readonly in: readonly string[];
}
/** What a value of a kind looks like; the others are free text, or one of the options. */
const PATTERNS = {
  /** 2026-11-23 15:30, local time. */
  time: { pattern: /^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d$/, needs: "格式 2026-11-23 15:30 / as 2026-11-23 15:30" },
  /** Yuan with at most two decimals. */
  amount: { pattern: /^\d{1,8}(\.\d{1,2})?$/, needs: "金额(元),最多两位小数 / yuan, at most two decimals" },
  count: { pattern: /^\d{1,3}$/, needs: "0–999 的整数 / a whole number from 0 to 999" },
  /** Ids of colleagues, a space between them. */
  people: { pattern: /^[0-9a-f-]{36}( [0-9a-f-]{36}){0,9}$/, needs: "从名单中选择同事 / colleagues from the list" },
  /** Id of a team. */
  team: { pattern: /^[0-9a-f-]{36}$/, needs: "从名单中选择组别 / a team from the list" },
} as const;
export type FieldKind = "line" | "text" | "choice" | keyof typeof PATTERNS;

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly max: number;
  readonly options: readonly string[];
  readonly required: boolean | When;
  readonly forbidden?: When;
}

type Rest = { readonly required?: boolean | When; readonly forbidden?: When };
const field = (name: string, kind: Field["kind"], max: number, options: readonly string[], { required = true, forbidden }: Rest): Field =>
  ({ name, kind, max, options, required, ...(forbidden ? { forbidden } : {}) });

export const line = (name: string, rest: Rest = {}): Field => field(name, "line", 60, [], rest);
export const prose = (name: string, rest: Rest = {}): Field => field(name, "text", 500, [], rest);
export const choice = (name: string, options: readonly string[], rest: Rest = {}): Field => field(name, "choice", 40, options, rest);

export const typed = (name: string, kind: keyof typeof PATTERNS, rest: Rest = {}): Field => field(name, kind, kind === "people" ? 400 : 40, [], rest);

export type Values = Readonly<Record<string, string>>;

const holds = (when: When, values: Values): boolean => when.in.includes(values[when.field] ?? "");

/** True when the field must be filled in, given the others. */
export const isRequired = ({ required }: Field, values: Values): boolean => (typeof required === "boolean" ? required : holds(required, values));
/** True when the field has no place here, given the others. */
export const isForbidden = ({ forbidden }: Field, values: Values): boolean => forbidden !== undefined && holds(forbidden, values);

/** What is wrong with how a value is written; null = nothing, or it is empty. */
export function patternFault(field: Field, value: string): string | null {
  const rule = field.kind in PATTERNS ? PATTERNS[field.kind as keyof typeof PATTERNS] : null;
  return rule === null || value === "" || rule.pattern.test(value) ? null : rule.needs;
}

/** The schema of a form: text in every field, empty where nothing is said. */
export function bodyOf(fields: readonly Field[]) {
  const shape = Object.fromEntries(fields.map((f) => [f.name, f.kind === "choice" ? z.enum(["", ...f.options]).default("") : z.string().trim().max(f.max).default("")]));
  return z.strictObject(shape).superRefine((body, ctx) => {
    const values = body as Values;
    for (const f of fields) {
      const value = values[f.name] ?? "";
      if (value === "" && isRequired(f, values)) ctx.addIssue({ code: "custom", path: [f.name], message: "必填 / needed" });
      const fault = patternFault(f, value);
      if (fault) ctx.addIssue({ code: "custom", path: [f.name], message: fault });
      if (value !== "" && isForbidden(f, values)) ctx.addIssue({ code: "custom", path: [f.name], message: "此处应留空 / must be empty here" });
    }
  });
}
