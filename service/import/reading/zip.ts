import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { crc32, createInflateRaw } from "node:zlib";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { FileRefusal } from "./file-refusal.ts";
import { READ_LIMITS } from "./limits.ts";

/** An opened zip container. Part names are compared without case, as Excel does. */
export interface Container {
  has(name: string): boolean;
  names(): readonly string[];
  /** Streams a part as text. @throws FileRefusal `zip-bomb`, `damaged-workbook` */
  text(name: string): AsyncGenerator<string, void, undefined>;
  close(): void;
}

function damaged(why: string): FileRefusal {
  return new FileRefusal("damaged-workbook", { why });
}

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => {
      if (error) reject(damaged("zip"));
      else resolve(zip);
    });
  });
}

function readEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    zip.on("entry", (entry: Entry) => {
      const name = entry.fileName.toLowerCase();
      if (entries.has(name)) return reject(damaged("zip: duplicate part"));
      entries.set(name, entry);
      if (entries.size > READ_LIMITS.zipEntries) return reject(new FileRefusal("zip-bomb"));
      zip.readEntry();
    });
    zip.on("end", () => resolve(entries));
    zip.on("error", () => reject(damaged("zip directory")));
    zip.readEntry();
  });
}

const STORED = 0;
const DEFLATED = 8;
/** Pieces of this size keep inflating and parsing busy side by side; larger ones were slower. */
const CHUNK_BYTES = 64 * 1024;

/** Opens a part's packed bytes and inflates them here. @throws FileRefusal for other packings and encryption */
function openPart(zip: ZipFile, entry: Entry): Promise<Readable> {
  const encrypted = (entry.generalPurposeBitFlag & 1) !== 0;
  if (encrypted) throw new FileRefusal("encrypted");
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) throw damaged(entry.fileName);
  const options = entry.compressionMethod === DEFLATED ? { decompress: false } : {};
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, options, (error, packed) => {
      if (error) return reject(damaged(entry.fileName));
      if (entry.compressionMethod === STORED) return resolve(packed);
      const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
      packed.on("error", (fault: Error) => inflate.destroy(fault));
      inflate.on("close", () => packed.destroy());
      resolve(packed.pipe(inflate));
    });
  });
}

/** Counts what really comes out, not what the directory claims. */
function guardSize(entry: Entry, bytes: number): void {
  const ratio = bytes / Math.max(entry.compressedSize, 1);
  const inflated = bytes > READ_LIMITS.ratioGraceBytes && ratio > READ_LIMITS.partRatio;
  if (bytes > READ_LIMITS.partBytes || inflated) throw new FileRefusal("zip-bomb");
}

async function* partText(zip: ZipFile, entry: Entry): AsyncGenerator<string, void, undefined> {
  guardSize(entry, entry.uncompressedSize);
  const stream = await openPart(zip, entry);
  let decoder: StringDecoder | undefined;
  let bytes = 0;
  let checksum = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      guardSize(entry, bytes);
      checksum = crc32(chunk, checksum);
      decoder ??= new StringDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? "utf16le" : "utf8");
      yield decoder.write(chunk);
    }
    if (bytes !== entry.uncompressedSize || checksum !== entry.crc32) throw damaged(entry.fileName);
    if (decoder) yield decoder.end();
  } catch (error) {
    throw error instanceof FileRefusal ? error : damaged(entry.fileName);
  } finally {
    stream.destroy();
  }
}

/**
 * Opens a zip container and reads its directory.
 * @throws FileRefusal `damaged-workbook`, `zip-bomb`
 */
export async function openContainer(path: string): Promise<Container> {
  const zip = await openZip(path);
  let entries: Map<string, Entry>;
  try {
    entries = await readEntries(zip);
  } catch (error) {
    zip.close();
    throw error;
  }
  return {
    has: (name) => entries.has(name.toLowerCase()),
    names: () => [...entries.keys()],
    async *text(name) {
      const entry = entries.get(name.toLowerCase());
      if (!entry) throw damaged(name);
      yield* partText(zip, entry);
    },
    close: () => zip.close(),
  };
}
