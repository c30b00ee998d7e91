/**
 * The page is served with `require-trusted-types-for 'script'`. Libraries that write style text through
 * `innerHTML` need a `default` policy; ours lets plain text (CSS) through and refuses anything that
 * could be markup or script. Imported before React.
 */
interface PolicyFactory {
  createPolicy(name: string, rules: Record<"createHTML" | "createScript" | "createScriptURL", (text: string) => string>): unknown;
}

/** Passes text without `<`; throws on anything that could become an element. */
export function plainTextOnly(text: string): string {
  if (text.includes("<")) throw new TypeError("markup refused by the default Trusted Types policy");
  return text;
}

/** Scripts come from the bundle alone; none is ever made from a string. */
export function noScript(): never {
  throw new TypeError("script refused by the default Trusted Types policy");
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
factory?.createPolicy("default", { createHTML: plainTextOnly, createScript: noScript, createScriptURL: noScript });
