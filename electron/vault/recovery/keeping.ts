/** The envelope beside the outbox it opens (`recovery.json`): what was sealed, and whether the centre has it. It holds no secret. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { replaceFile, syncFolder } from "../../../db/durable-file.ts";
import { EnvelopeSchema, HOLDERS_NEEDED, type Envelope, type Holder } from "../../../shared/protocol/recovery.ts";
import type { UserFolder } from "../user-folder.ts";
import { sealEnvelope, type Whose } from "./sealing.ts";

const FILE = "recovery.json";
const KEPT = ".kept-";
const DONE = ".recovered-";
const FileSchema = z.object({ v: z.literal(1), envelope: EnvelopeSchema, holders: z.string(), posted: z.boolean() });
type Kept = z.infer<typeof FileSchema>;

/** A folder that was put aside, with the envelope that opens its outbox. */
export interface KeptFolder {
  readonly path: string;
  readonly envelope: Envelope;
  readonly posted: boolean;
}

function read(path: string): Kept | null {
  const file = join(path, FILE);
  if (!existsSync(file)) return null;
  try {
    const parsed = FileSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const write = (path: string, kept: Kept): void => replaceFile(join(path, FILE), JSON.stringify(kept));

/** Names a set of holders and their keys. */
const setOf = (holders: readonly Holder[]): string => createHash("sha256").update(holders.map((h) => `${h.id} ${h.publicKey}`).sort().join("\n")).digest("hex");

/** Seals the outbox's key when there is no envelope of this generation for the present holders. With too few of them, what is there stays. The caller zeroes the key. */
export async function sealIfDue(folder: UserFolder, key: Uint8Array, dekId: string, whose: Whose, holders: readonly Holder[]): Promise<void> {
  if (holders.length < HOLDERS_NEEDED) return;
  const before = read(folder.path);
  const set = setOf(holders);
  if (before?.envelope.dekId === dekId && before.holders === set) return;
  write(folder.path, { v: 1, envelope: await sealEnvelope(key, dekId, whose, holders), holders: set, posted: false });
}

/** The envelope of a folder that the centre has not been given yet. */
export function unposted(path: string): Envelope | null {
  const kept = read(path);
  return kept && !kept.posted ? kept.envelope : null;
}

export function markPosted(path: string, envelopeId: string): void {
  const kept = read(path);
  if (kept && kept.envelope.id === envelopeId) write(path, { ...kept, posted: true });
}

/** Folders of this user that were put aside with an envelope and are not recovered yet, the oldest first. */
export function keptFolders(folder: UserFolder): KeptFolder[] {
  const prefix = `${basename(folder.path)}${KEPT}`;
  return readdirSync(dirname(folder.path)).filter((name) => name.startsWith(prefix)).sort().flatMap((name) => {
    const path = join(dirname(folder.path), name);
    const kept = read(path);
    return kept ? [{ path, envelope: kept.envelope, posted: kept.posted }] : [];
  });
}

/** Everything in it has been taken over: it gets another name, so that nobody asks for it again. */
export function markRecovered(path: string): void {
  renameSync(path, path.replace(KEPT, DONE));
  syncFolder(dirname(path));
}
