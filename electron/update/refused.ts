/** Why the update client stops, as a code with words; and what the library's plain errors mean in our codes. */
import { DownloadHTTPError, DownloadLengthMismatchError, ExpiredMetadataError, PersistError } from "tuf-js/dist/error.js";
import { refusal, type Refusal } from "../../shared/protocol/errors.ts";
import type { UpdateRefusalCode } from "../../shared/release/refusals.ts";

export class UpdateRefused extends Error {
  readonly refusal: Refusal;
  constructor(code: UpdateRefusalCode, issues: string[] = []) {
    super(`${code}${issues.length ? `: ${issues.join("; ")}` : ""}`);
    this.name = "UpdateRefused";
    this.refusal = refusal(code, issues);
  }
}

/**
 * The library's sentences, in the order of their weight. Its errors are plain and, for snapshot and targets, wrapped into
 * one another's text, so that the text is all there is; a sentence that is not known falls to `update_malformed`, which
 * refuses as well.
 */
const SENTENCES: readonly (readonly [RegExp, UpdateRefusalCode])[] = [
  [/\broot was signed by \d+\/\d+ keys/, "update_root_unsigned"],
  [/was signed by \d+\/\d+ keys|multiple signatures found/, "update_unsigned"],
  [/is expired/, "update_stale"],
  [/less than current|Expected version \d+, got|does not match snapshot version|Missing file .* in new snapshot/, "update_rolled_back"],
  [/Expected (hash|length)|version doesn't match timestamp/, "update_mixed"],
  [/Max length reached/, "update_too_long"],
  [/Failed to persist/, "update_disk"],
];

/** Whatever was thrown, as a refusal. Never throws. */
export function asRefused(error: unknown): UpdateRefused {
  if (error instanceof UpdateRefused) return error;
  if (error instanceof PersistError) return new UpdateRefused("update_disk");
  if (error instanceof ExpiredMetadataError) return new UpdateRefused("update_stale", [error.message]);
  if (error instanceof DownloadLengthMismatchError) return new UpdateRefused("update_too_long");
  if (error instanceof DownloadHTTPError) return new UpdateRefused("update_answer", [`http: ${error.statusCode}`]);
  const text = error instanceof Error ? error.message : String(error);
  const code = SENTENCES.find(([sentence]) => sentence.test(text))?.[1];
  if (code) return new UpdateRefused(code, [text.slice(0, 160)]);
  if (error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code))) return new UpdateRefused("update_disk", [String(error.code)]);
  return new UpdateRefused("update_malformed", [text.slice(0, 160)]);
}
