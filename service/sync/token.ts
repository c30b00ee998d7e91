/** Snapshot tokens: where to go on, signed so that a workstation cannot write its own. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { refuse } from "../../shared/protocol/errors.ts";

export interface SyncSecrets {
  readonly token: Buffer;
}

const TokenSchema = z.object({
  /** Epoch and stream it belongs to, and the stream's head before the first page. */
  e: z.uuid(), s: z.string(), at: z.number().int(),
  /** Index into DOC_KINDS, and the last id sent of that kind; of history "person at id". */
  k: z.number().int(), a: z.string().nullable(),
  /** History: how many persons the last page held, so that the next one asks for as many. */
  p: z.number().int().positive().optional(),
});
export type SnapshotToken = z.infer<typeof TokenSchema>;

const sign = (secret: Buffer, text: string): Buffer => createHmac("sha256", secret).update(text).digest().subarray(0, 16);

export function writeToken({ token }: SyncSecrets, value: SnapshotToken): string {
  const text = Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${text}.${sign(token, text).toString("base64url")}`;
}

/** Reads a token. Refuses `bad_input` when it is not ours or is for another stream, `epoch_changed` when history has gone back since. */
export function readToken({ token }: SyncSecrets, value: string, stream: string, epoch: string): SnapshotToken {
  const [text = "", mark = ""] = value.split(".");
  const given = Buffer.from(mark, "base64url");
  const right = sign(token, text);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return refuse("bad_input", ["token"]);
  const parsed = TokenSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  if (parsed.s !== stream) refuse("bad_input", ["token: of another stream"]);
  if (parsed.e !== epoch) refuse("epoch_changed");
  return parsed;
}
