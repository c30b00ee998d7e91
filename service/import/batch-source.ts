/** The file behind a batch: an upload kept in the database, or a path the operator names. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { asc, eq, sql } from "drizzle-orm";
import type { Ctx } from "../context.ts";
import { upload, uploadChunk } from "../db/schema.ts";
import { refuse, RefusalError } from "../../shared/protocol/errors.ts";
import { FileRefusal } from "./reading/file-refusal.ts";
import { openTable } from "./reading/open-table.ts";
import type { Table } from "./reading/types.ts";

export interface Source {
  /** The file opened, once for whoever looks and whoever reads. Throws FileRefusal. */
  readonly table: () => Promise<Table>;
  readonly fileName: string;
  /** SHA-256 of the bytes, hex. */
  readonly fileHash: string;
  readonly uploadId: string | null;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new FileRefusal(missing ? "file-not-found" : "file-unreadable", { why: String((error as NodeJS.ErrnoException).code) });
  }
  return hash.digest("hex");
}

const opener = (path: string): (() => Promise<Table>) => {
  let opened: Promise<Table> | null = null;
  return () => (opened ??= openTable(path));
};

/** A file on the service's own disk. */
export async function sourceAt(path: string): Promise<Source> {
  return { table: opener(path), fileName: basename(path), fileHash: await hashFile(path), uploadId: null };
}

/** Runs `fn` with an upload written out to a private temporary file, which is gone afterwards. */
export async function withUpload<T>(ctx: Ctx, uploadId: string, fn: (source: Source) => Promise<T>): Promise<T> {
  const [meta] = await ctx.tx.select().from(upload).where(eq(upload.id, uploadId));
  if (!meta) refuse("not_found", ["uploadId"]);
  if (meta.bytes < 0) refuse("conflict", ["uploadId: 上传尚未完成 / the upload is not complete"]);
  const dir = await mkdtemp(join(tmpdir(), "lockdesk-import-"));
  try {
    const path = join(dir, "file");
    await writeOut(ctx, uploadId, path);
    return await fn({ table: opener(path), fileName: meta.name, fileHash: await hashFile(path), uploadId });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Chunk by chunk: the file is never whole in memory. */
async function writeOut(ctx: Ctx, uploadId: string, path: string): Promise<void> {
  const numbers = await ctx.tx.select({ n: uploadChunk.n }).from(uploadChunk).where(eq(uploadChunk.uploadId, uploadId)).orderBy(asc(uploadChunk.n));
  const file = await open(path, "wx", 0o600);
  try {
    for (const { n } of numbers) {
      const [part] = await ctx.tx.select({ content: uploadChunk.content }).from(uploadChunk).where(sql`${uploadChunk.uploadId} = ${uploadId} AND ${uploadChunk.n} = ${n}`);
      if (part) await file.write(part.content);
    }
  } finally {
    await file.close();
  }
}

/** Forgets an upload: once a batch is confirmed, the records are the truth and the raw file is a leak waiting. */
export async function dropUpload(ctx: Ctx, uploadId: string): Promise<void> {
  await ctx.tx.delete(uploadChunk).where(eq(uploadChunk.uploadId, uploadId));
}

/** Turns a refusal of the whole file into the product's one form of refusal. */
export async function asRefusal<T>(fn: () => Promise<T>): Promise<T> {
  try {
    return await fn();
  } catch (error) {
    if (error instanceof FileRefusal) throw new RefusalError({ code: "bad_file", zh: error.zh, en: error.en, issues: [error.code] });
    throw error;
  }
}
