/** The documents as they came, kept beside: whoever installs checks them again from there. Installers are not among them. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Source } from "./source.ts";

/** Longer than any document; what is longer is not kept. */
const MOST = 1_000_000;
/** Names that cannot lead out of the folder. */
const NAME = /^(metadata|targets)(\/[A-Za-z0-9][\w.+~-]*)+$/;

export const mirrored = (source: Source, folder: string): Source => ({
  read: (path, from, take) => source.read(path, from, (piece) => {
    if (piece.status !== 200 || !path.endsWith(".json") || !NAME.test(path)) return take(piece);
    return take({ ...piece, parts: kept(piece.parts, join(folder, path)) });
  }),
});

async function* kept(parts: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const seen: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of parts) {
    bytes += part.length;
    if (bytes <= MOST) seen.push(part);
    yield part;
  }
  if (bytes > MOST) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, Buffer.concat(seen));
  renameSync(`${file}.new`, file);
}
