/**
 * The latest time this machine has seen, in a file of its profile, sealed with a key from the device secret: a
 * clock set back does not make a lease younger. Both main and vault keep it, whichever runs. The seal shows a
 * changed file, not an older one put back in its place; a lease's own date is the floor below that.
 */
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { replaceFile } from "../../db/durable-file.ts";

/** Running time in which a lease's grace has been found over, per staff number (`grace.ts`). */
const OverSchema = z.record(z.string(), z.object({ boots: z.number().int(), ranMs: z.number() }));
const MarkSchema = z.object({
  v: z.literal(1),
  /** Latest time seen, the centre's, UTC ms. */
  latest: z.number().int(),
  /** Centre minus wall clock, ms, as last known. */
  offset: z.number().int(),
  /** Seconds since the system started, at the last look; lower than before = it was started anew. */
  uptime: z.number().nonnegative(),
  over: OverSchema,
});
export type Mark = z.infer<typeof MarkSchema>;
const FileSchema = z.object({ mark: z.string(), mac: z.base64() });

export interface TimeMark {
  /** What is kept; null when there is nothing, or it is not what was written. */
  read(): Mark | null;
  /** Takes a time over. One from the centre itself (`heard`) may be earlier than what was seen: the centre is right. */
  see(time: { latest: number; offset: number }, heard: boolean): void;
  /** Replaces the whole mark. */
  write(mark: Mark): void;
}

export const markFile = (profileDir: string): string => join(profileDir, "time.json");

/** The key is derived at once; the caller may zero the device secret afterwards. */
export function openTimeMark(profileDir: string, deviceId: string, deviceSecret: Uint8Array): TimeMark {
  const key = Buffer.from(hkdfSync("sha256", deviceSecret, deviceId, "lockdesk/time-mark/v1", 32));
  const path = markFile(profileDir);
  const macOf = (text: string): Buffer => createHmac("sha256", key).update(text).digest();
  const read = (): Mark | null => {
    try {
      const { mark, mac } = FileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
      const [given, made] = [Buffer.from(mac, "base64"), macOf(mark)];
      return given.length === made.length && timingSafeEqual(given, made) ? MarkSchema.parse(JSON.parse(mark)) : null;
    } catch {
      return null;
    }
  };
  const write = (mark: Mark): void => {
    const text = JSON.stringify(mark);
    replaceFile(path, JSON.stringify({ mark: text, mac: macOf(text).toString("base64") }));
  };
  return {
    read, write,
    see: ({ latest, offset }, heard) => {
      const before = read();
      const at = Math.round(heard || !before ? latest : Math.max(latest, before.latest));
      write({ v: 1, uptime: before?.uptime ?? 0, over: before?.over ?? {}, latest: at, offset: Math.round(offset) });
    },
  };
}
