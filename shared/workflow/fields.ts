/** Fields of a step's form as data: the desk draws them, the same data make the schema that demands them. */
import { z } from "zod";

/** A field demanded, or not allowed, when another has one of some values. */
export interface When {
  readonly field: string;
  readonly in: readonly string[];
}
export interface Field {
  readonly name: string;
  readonly kind: "line" | "text" | "choice";
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

export type Values = Readonly<Record<string, string>>;

const holds = (when: When, values: Values): boolean => when.in.includes(values[when.field] ?? "");

/** True when the field must be filled in, given the others. */
export const isRequired = ({ required }: Field, values: Values): boolean => (typeof required === "boolean" ? required : holds(required, values));
/** True when the field has no place here, given the others. */
export const isForbidden = ({ forbidden }: Field, values: Values): boolean => forbidden !== undefined && holds(forbidden, values);

/** The schema of a form: text in every field, empty where nothing is said. */
export function bodyOf(fields: readonly Field[]) {
  const shape = Object.fromEntries(fields.map((f) => [f.name, f.kind === "choice" ? z.enum(["", ...f.options]).default("") : z.string().trim().max(f.max).default("")]));
  return z.strictObject(shape).superRefine((body, ctx) => {
    const values = body as Values;
    for (const f of fields) {
      const value = values[f.name] ?? "";
      if (value === "" && isRequired(f, values)) ctx.addIssue({ code: "custom", path: [f.name], message: "必填 / needed" });
      if (value !== "" && isForbidden(f, values)) ctx.addIssue({ code: "custom", path: [f.name], message: "此处应留空 / must be empty here" });
    }
  });
}
