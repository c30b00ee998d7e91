/**
 * Electron's archive for a platform: found or fetched, and never unpacked before its hash is the one that Electron's npm
 * package names, which our lockfile pins. The packager itself takes any archive it is pointed at without a look.
 */
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Platform } from "../../shared/release/documents.ts";
import { ReleaseFailure } from "../release/failure.ts";
import { entryOf } from "../release/request.ts";
import { electronArchive } from "../release/sbom.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** Archives that were brought here by hand or fetched before. */
export const ARCHIVES = join(ROOT, ".lockdesk/electron");
const RELEASES = "https://github.com/electron/electron/releases/download/";
const NO_ANSWER_MS = 15_000;

/** The checked archive, or why it cannot be had here. Throws `artifacts` when one lies here whose hash is another. */
export async function findArchive(platform: Platform, env: NodeJS.ProcessEnv, folder = ARCHIVES): Promise<{ path: string } | { missing: string }> {
  const { version, sha256 } = electronArchive(platform);
  const name = `electron-v${version}-${platform}.zip`;
  const path = join(folder, name);
  if (!existsSync(path)) {
    if (env["LOCKDESK_SKIP_ELECTRON_FETCH"] === "1") return { missing: `${path} is not there, and fetching is switched off` };
    const trouble = await fetchArchive(`${env["ELECTRON_MIRROR"] ?? RELEASES}v${version}/${name}`, path);
    if (trouble !== null) return { missing: trouble };
  }
  await demandChecksum(path, sha256);
  return { path };
}

/** Throws `artifacts` unless the file's SHA-256 is the one given. */
export async function demandChecksum(path: string, sha256: string): Promise<void> {
  const found = (await entryOf(path)).hashes.sha256;
  if (found !== sha256) throw new ReleaseFailure("artifacts", [`${path}: its SHA-256 is ${found}, Electron's package names ${sha256}: delete it and fetch it again`]);
}

/** Answers why it failed, null when the file is there. */
async function fetchArchive(url: string, path: string): Promise<string | null> {
  const part = `${path}.part`;
  mkdirSync(join(path, ".."), { recursive: true });
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(new Error("no answer within 15 s")), NO_ANSWER_MS);
  try {
    const answer = await fetch(url, { signal: waiting.signal });
    clearTimeout(timer);
    if (!answer.ok || answer.body === null) return `${new URL(url).host} answered ${answer.status}`;
    await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(part));
    renameSync(part, path);
    return null;
  } catch (error) {
    const { message, cause } = error as { message: string; cause?: { code?: string } };
    return `${new URL(url).host}: ${cause?.code ?? message}`;
  } finally {
    clearTimeout(timer);
    rmSync(part, { force: true });
  }
}
