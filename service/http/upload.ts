/** A bank's file on its way in: raw bytes, streamed into the database in pieces, so that any instance can import it. */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { refuse } from "../../shared/protocol/errors.ts";
import type { Actor, RecordScope } from "../context.ts";
import type { Service } from "../app.ts";

export const MAX_UPLOAD = 200 * 1024 * 1024;
const PIECE = 1024 * 1024;

/**
 * Stores an upload piece by piece, each in its own transaction, so that a slow sender holds nothing.
 * Until all have arrived its `bytes` is -1; a broken upload is removed. Refuses `too_large`.
 */
export async function storeUpload(service: Service, actor: Extract<Actor, { kind: "user" }>, records: RecordScope, name: string, bytes: AsyncIterable<Buffer>): Promise<{ uploadId: string; bytes: number }> {
  const uploadId = randomUUID();
  await service.run(actor, (ctx) => ctx.tx.execute(sql`INSERT INTO upload (id, name, bytes, by, at) VALUES (${uploadId}, ${name}, -1, ${actor.me.id}, ${ctx.now})`), records);
  let total = 0;
  let n = 0;
  try {
    for await (const piece of pieces(bytes)) {
      total += piece.length;
      if (total > MAX_UPLOAD) refuse("too_large");
      const index = n++;
      await service.run(actor, (ctx) => ctx.tx.execute(sql`INSERT INTO upload_chunk (upload_id, n, content) VALUES (${uploadId}, ${index}, ${piece})`), records);
    }
    await service.run(actor, async (ctx) => {
      await ctx.tx.execute(sql`UPDATE upload SET bytes = ${total} WHERE id = ${uploadId}`);
      await ctx.audit({ action: "import.uploaded", ref: uploadId, detail: { bytes: total } });
    }, records);
    return { uploadId, bytes: total };
  } catch (error) {
    await service.run(actor, (ctx) => ctx.tx.execute(sql`DELETE FROM upload WHERE id = ${uploadId}`), records).catch(() => undefined);
    throw error;
  }
}

async function* pieces(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const part of bytes) {
    held.push(part);
    size += part.length;
    if (size >= PIECE) {
      yield Buffer.concat(held);
      held = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(held);
}
