/**
 * Values that fit a zod schema, and values that do not, made from the schema itself: a channel or route that
 * is added is tested without another line.
 */
import fc from "fast-check";
import { z } from "zod";

interface Json {
  readonly type?: string | string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Json[];
  readonly oneOf?: readonly Json[];
  readonly allOf?: readonly Json[];
  readonly properties?: Readonly<Record<string, Json>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Json;
  readonly propertyNames?: Json;
  readonly items?: Json;
  readonly prefixItems?: readonly Json[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

const MOST_ITEMS = 4;

/** Values that fit, refinements included. */
export const fitting = (schema: z.ZodType): fc.Arbitrary<unknown> =>
  ofJson(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json).filter((value) => schema.safeParse(value).success);

const found = new WeakMap<z.ZodType, unknown>();

/** One value that fits, the same in every run, of characters that everything can hold. A copy: callers change it. */
export function oneFitting(schema: z.ZodType): unknown {
  if (!found.has(schema)) found.set(schema, findFitting(schema));
  return structuredClone(found.get(schema));
}

function findFitting(schema: z.ZodType): unknown {
  const values = fc.sample(fitting(schema), { numRuns: 50, seed: 20261123 });
  return values.find((value) => !/\\u(0000|d[89a-f])/.test(JSON.stringify(value) ?? "")) ?? values[0];
}

function ofJson(json: Json): fc.Arbitrary<unknown> {
  if (json.const !== undefined) return fc.constant(json.const);
  if (json.enum) return fc.constantFrom(...json.enum);
  const either = json.anyOf ?? json.oneOf;
  if (either) return fc.oneof(...either.map(ofJson));
  switch (json.type) {
    case "object":
      return ofObject(json);
    case "array":
      return json.prefixItems ? fc.tuple(...json.prefixItems.map(ofJson)) : fc.array(ofJson(json.items ?? {}), { minLength: json.minItems ?? 0, maxLength: Math.min(json.maxItems ?? MOST_ITEMS, Math.max(MOST_ITEMS, json.minItems ?? 0)) });
    case "string":
      return ofString(json);
    case "integer":
    case "number":
      return ofNumber(json);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function ofObject({ properties, required = [], additionalProperties, propertyNames }: Json): fc.Arbitrary<unknown> {
  const value = typeof additionalProperties === "object" ? ofJson(additionalProperties) : fc.jsonValue({ maxDepth: 1 });
  // A record over an enumeration names all of it.
  if (propertyNames?.enum) return fc.record(Object.fromEntries(propertyNames.enum.map((key) => [String(key), value])));
  if (!properties) return fc.dictionary(propertyNames ? (ofJson(propertyNames) as fc.Arbitrary<string>) : fc.stringMatching(/^[a-z]{1,8}$/), value, { maxKeys: 3 });
  return fc.record(Object.fromEntries(Object.entries(properties).map(([key, json]) => [key, ofJson(json)])), { requiredKeys: [...required] });
}

function ofString({ format, pattern, minLength = 0, maxLength = 40 }: Json): fc.Arbitrary<string> {
  if (format === "uuid") return fc.uuid();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const length = { minLength, maxLength: Math.min(maxLength, Math.max(40, minLength)) };
  // Characters that a database cannot hold (U+0000) and halves of characters too.
  return fc.oneof({ weight: 3, arbitrary: fc.string(length) }, { weight: 1, arbitrary: fc.string({ ...length, unit: fc.constantFrom("\u0000", "\ud800", "\udfff", "\u202e", "%", "_", "'", "\\", "员") }) });
}

function ofNumber({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Json): fc.Arbitrary<number> {
  const min = minimum ?? (exclusiveMinimum === undefined ? -1_000_000 : exclusiveMinimum + 1);
  const max = maximum ?? (exclusiveMaximum === undefined ? Number.MAX_SAFE_INTEGER : exclusiveMaximum - 1);
  return fc.integer({ min: Math.max(min, Number.MIN_SAFE_INTEGER), max: Math.min(max, Number.MAX_SAFE_INTEGER) });
}

/** Anything a page can send: data that fits something, data that fits nothing, and what only a structured clone can carry. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ maxDepth: 4, maxKeys: 6, withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true, withNullPrototype: true }),
  fc.jsonValue({ maxDepth: 6 }),
  fc.constantFrom<unknown>(undefined, null, Number.NaN, Number.POSITIVE_INFINITY, -0, "", "x".repeat(10_000), JSON.parse('{"__proto__":{"polluted":true}}')),
);

/** A fitting value with something wrong in it: a field too many, one missing, one exchanged. */
export const spoilt = (schema: z.ZodType): fc.Arbitrary<unknown> =>
  fc.tuple(fitting(schema), fc.constantFrom("surplus", "missing", "exchanged"), fc.nat(), anything).map(([value, how, n, other]) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return other;
    const keys = Object.keys(value);
    const key = keys[n % Math.max(1, keys.length)] ?? "x";
    if (how === "surplus") return { ...value, [`surplus${n % 7}`]: other };
    const { [key]: _, ...rest } = value as Record<string, unknown>;
    return how === "missing" ? rest : { ...rest, [key]: other };
  });
