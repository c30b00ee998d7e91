/** Reads the head of an asar archive: its listing, and the hash that Electron compares with the one in the executable. */
import { hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { z } from "zod";

export interface AsarFile {
  readonly path: string;
  readonly size: number;
  /** Where its content begins in the archive; null when it lies beside the archive. */
  readonly at: number | null;
  /** SHA-256 of the content; null when the archive names none. */
  readonly sha256: string | null;
}

interface Folder {
  files: Record<string, Folder | z.infer<typeof LeafSchema>>;
}
const LeafSchema = z.object({ size: z.number().int().nonnegative(), offset: z.string().regex(/^\d+$/).optional(), unpacked: z.boolean().default(false), integrity: z.object({ algorithm: z.literal("SHA256"), hash: z.string() }).optional() });
const FolderSchema: z.ZodType<Folder> = z.object({ files: z.record(z.string(), z.lazy(() => z.union([FolderSchema, LeafSchema]))) });

/** Four lengths of four bytes each stand before the JSON (Chromium's pickle); the fourth is the JSON's. */
const PREFIX = 16;

/** The files of an archive by path, and the SHA-256 of its head as Electron takes it. Throws when it is none. */
export function readAsar(path: string): { files: AsarFile[]; headSha256: string } {
  const fd = openSync(path, "r");
  try {
    const prefix = Buffer.alloc(PREFIX);
    readSync(fd, prefix, 0, PREFIX, 0);
    const json = Buffer.alloc(prefix.readUInt32LE(12));
    readSync(fd, json, 0, json.length, PREFIX);
    return { files: [...walk(FolderSchema.parse(JSON.parse(json.toString("utf8"))), "", 8 + prefix.readUInt32LE(4))], headSha256: hash("sha256", json) };
  } finally {
    closeSync(fd);
  }
}

function* walk({ files }: Folder, below: string, base: number): Generator<AsarFile> {
  for (const [name, entry] of Object.entries(files)) {
    if ("files" in entry) yield* walk(entry, `${below}${name}/`, base);
    else yield { path: `${below}${name}`, size: entry.size, at: entry.unpacked ? null : base + Number(entry.offset ?? 0), sha256: entry.integrity?.hash ?? null };
  }
}

/** The content of one file. Throws when the archive does not hold it. */
export function readAsarFile(path: string, name: string): Buffer {
  const file = readAsar(path).files.find((entry) => entry.path === name);
  if (!file || file.at === null) throw new Error(`${name} is not in ${path}`);
  const fd = openSync(path, "r");
  try {
    const content = Buffer.alloc(file.size);
    readSync(fd, content, 0, file.size, file.at);
    return content;
  } finally {
    closeSync(fd);
  }
}
