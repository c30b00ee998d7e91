import { isAscii, isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { FileRefusal } from "./file-refusal.ts";
import type { TextEncodingName } from "./types.ts";

/** Byte order marks, and the label the platform's decoder knows the encoding by. */
const BOMS: readonly (readonly [readonly number[], TextEncodingName])[] = [
  [[0xef, 0xbb, 0xbf], "utf-8-bom"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];
const DECODER_LABEL: Record<TextEncodingName, string> = {
  "utf-8": "utf-8",
  "utf-8-bom": "utf-8",
  "utf-16le": "utf-16le",
  "utf-16be": "utf-16be",
  gb18030: "gb18030",
};

const CHUNK_BYTES = 256 * 1024;

function byteOrderMark(head: Buffer): TextEncodingName | undefined {
  return BOMS.find(([bytes]) => bytes.every((byte, i) => head[i] === byte))?.[1];
}

/** @returns how many bytes at the end belong to a UTF-8 character that is not complete yet. */
function openTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}

/**
 * Reads the whole file once: a byte that is not UTF-8 on the last page decides as much as on the first.
 * @returns the encoding; without a mark and not UTF-8 it can only be GB18030 (decoded strictly later).
 * @throws FileRefusal `truncated-text` where UTF-8 text ends inside a character.
 */
export async function detectEncoding(path: string): Promise<TextEncodingName> {
  let tail: Buffer = Buffer.alloc(0);
  let first = true;
  let multibyte = false;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const mark = first ? byteOrderMark(chunk) : undefined;
    if (mark) return mark;
    first = false;
    const bytes = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk;
    const open = openTail(bytes);
    const whole = bytes.subarray(0, bytes.length - open);
    if (!isUtf8(whole)) return "gb18030";
    multibyte ||= !isAscii(whole);
    tail = bytes.subarray(bytes.length - open);
  }
  if (tail.length === 0) return "utf-8";
  if (multibyte) throw new FileRefusal("truncated-text");
  return "gb18030";
}

/**
 * Streams the file's text; every byte must decode.
 * @throws FileRefusal `unknown-encoding` for bytes that do not, `binary-content` for NUL characters.
 */
export async function* decodeFile(path: string, encoding: TextEncodingName): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(DECODER_LABEL[encoding], { fatal: true });
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) yield strict(() => decoder.decode(chunk, { stream: true }));
    yield strict(() => decoder.decode());
  } catch (error) {
    if (error instanceof FileRefusal) throw error;
    throw new FileRefusal("file-unreadable", { why: (error as NodeJS.ErrnoException).code ?? "unknown" });
  } finally {
    stream.destroy();
  }
}

function strict(decode: () => string): string {
  let text: string;
  try {
    text = decode();
  } catch {
    throw new FileRefusal("unknown-encoding");
  }
  if (text.includes("\0")) throw new FileRefusal("binary-content");
  return text;
}
