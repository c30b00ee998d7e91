/**
 * The library's way to the outside, replaced: files come from a `Source`, never longer than allowed, never slower than a
 * floor, and an installer goes on where it was cut off. Redirects and odd answers are refused here.
 */
import { createWriteStream, mkdirSync, rmSync, statSync } from "node:fs";
import { once } from "node:events";
import { dirname } from "node:path";
import type { Fetcher } from "tuf-js";
import { DownloadHTTPError } from "tuf-js/dist/error.js";
import { RootSchema, rootFaults } from "../../shared/release/roles.ts";
import { keyId } from "../trust/release-key.ts";
import { UpdateRefused } from "./refused.ts";
import type { Piece, Source } from "./source.ts";

/** How slow is too slow. A metadata document in a minute; an installer never below the floor, measured over a while. */
export interface Patience {
  readonly documentMs: number;
  readonly silenceMs: number;
  readonly bytesPerSecond: number;
  readonly measuredOverMs: number;
}
export const PATIENCE: Patience = { documentMs: 60_000, silenceMs: 45_000, bytesPerSecond: 2_000, measuredOverMs: 120_000 };

/** Where the library believes the files to be; only the paths below count. */
export const BASE = { metadata: "release://metadata", targets: "release://targets" } as const;

export interface FetchOptions {
  readonly source: Source;
  /** A target's bytes so far, kept over restarts; it has no worth until its hash was checked. */
  readonly partFile: string;
  readonly patience?: Patience;
  readonly now?: () => number;
  /** Bytes of a target so far, for the screen. */
  readonly onProgress?: (bytes: number) => void;
}

export function newFetcher({ source, partFile, patience = PATIENCE, now = () => performance.now(), onProgress = () => undefined }: FetchOptions): Fetcher {
  const pathOf = (url: string): string => url.replace(/^release:\/\//, "");

  /** Gathers a document. */
  async function downloadBytes(url: string, most: number): Promise<Buffer> {
    const bytes = await source.read(pathOf(url), 0, async (piece) => {
      demandFile(piece);
      const parts: Uint8Array[] = [];
      let total = 0;
      for await (const part of paced(piece.parts, { silenceMs: patience.documentMs, endMs: patience.documentMs, floor: 0, overMs: 0 }, now)) {
        total += part.length;
        if (total > most) throw new UpdateRefused("update_too_long", [`more than ${most} bytes`]);
        parts.push(part);
      }
      return Buffer.concat(parts);
    });
    if (/\/\d+\.root\.json$/.test(url)) demandSoundRoot(bytes);
    return bytes;
  }

  /** Downloads a target, from where it was cut off; `handler` checks its hash and copies it. */
  async function downloadFile<T>(url: string, most: number, handler: (file: string) => Promise<T>): Promise<T> {
    mkdirSync(dirname(partFile), { recursive: true, mode: 0o700 });
    let have = statSync(partFile, { throwIfNoEntry: false })?.size ?? 0;
    if (have > most) rmSync(partFile);
    have = have > most ? 0 : have;
    if (have < most) await source.read(pathOf(url), have, (piece) => append(piece, have, most));
    try {
      return await handler(partFile);
    } finally {
      rmSync(partFile, { force: true });
    }
  }

  async function append(piece: Piece, from: number, most: number): Promise<void> {
    demandFile(piece);
    const start = piece.status === 206 ? from : 0;
    const out = createWriteStream(partFile, { flags: start > 0 ? "a" : "w", mode: 0o600 });
    let total = start;
    try {
      for await (const part of paced(piece.parts, { silenceMs: patience.silenceMs, endMs: Infinity, floor: patience.bytesPerSecond, overMs: patience.measuredOverMs }, now)) {
        total += part.length;
        if (total > most) throw new UpdateRefused("update_too_long", [`more than ${most} bytes`]);
        if (!out.write(part)) await once(out, "drain");
        onProgress(total);
      }
    } catch (error) {
      if (error instanceof UpdateRefused && error.refusal.code === "update_too_long") rmSync(partFile, { force: true });
      throw error;
    } finally {
      await new Promise<void>((done, failed) => out.end((error?: Error | null) => (error ? failed(error) : done())));
    }
  }

  return { downloadBytes, downloadFile };
}

/** Anything but a file: said before a byte of it is read. The library takes 403 and 404 of a next key list as "there is none". */
function demandFile({ status }: Piece): void {
  if (status === 200 || status === 206) return;
  if (status >= 300 && status < 400) throw new UpdateRefused("update_redirected", [`http: ${status}`]);
  throw new DownloadHTTPError("not found or not allowed", status);
}

/** A key list must be sound before the library counts its signatures: it does not ask whether two ids are one key. */
export function demandSoundRoot(bytes: Buffer): void {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new UpdateRefused("update_malformed", ["root: not JSON"]);
  }
  const parsed = RootSchema.safeParse(json);
  if (!parsed.success) throw new UpdateRefused("update_root_unsound", parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`).slice(0, 5));
  const faults = rootFaults(parsed.data, keyId);
  if (faults.length > 0) throw new UpdateRefused("update_root_unsound", faults);
}

interface Pace {
  /** The longest wait for the next bytes. */
  readonly silenceMs: number;
  /** The longest time for all of them. */
  readonly endMs: number;
  /** Bytes a second over the last `overMs`. */
  readonly floor: number;
  readonly overMs: number;
}

/** Hands parts on and gives up on one that drips. */
async function* paced(parts: AsyncIterable<Uint8Array>, pace: Pace, now: () => number): AsyncGenerator<Uint8Array> {
  const iterator = parts[Symbol.asyncIterator]();
  const began = now();
  let window = { at: began, bytes: 0 };
  try {
    for (;;) {
      const left = Math.min(pace.silenceMs, pace.endMs - (now() - began));
      const next = await within(iterator.next(), left);
      if (next.done) return;
      window.bytes += next.value.length;
      const passed = now() - window.at;
      if (pace.overMs > 0 && passed >= pace.overMs) {
        if ((window.bytes * 1000) / passed < pace.floor) throw new UpdateRefused("update_too_slow", [`${Math.round((window.bytes * 1000) / passed)} bytes/s`]);
        window = { at: now(), bytes: 0 };
      }
      yield next.value;
    }
  } finally {
    // Not awaited: a source that says nothing would not end either.
    void iterator.return?.().catch(() => undefined);
  }
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, failed) => {
    timer = setTimeout(() => failed(new UpdateRefused("update_too_slow", ["no more bytes in time"])), Math.max(0, ms));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

