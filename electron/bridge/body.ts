/** The body of an answer, read piece by piece: unpacked, and never more of it than an answer may be. */
import { pipeline, Transform, type Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { Dispatcher } from "undici";

/** Bytes of an answer: as they are sent, and unpacked. */
const LIMITS = { sent: 64 * 1024 * 1024, plain: 256 * 1024 * 1024 };

/** The answer is not what the protocol says; `issues` name where, without values. */
export class ProtocolError extends Error {
  readonly issues: string[];
  constructor(issues: string[]) {
    super("the answer does not fit the protocol");
    this.issues = issues;
  }
}

/** Plain bytes at a time. */
const PIECE = 32 * 1024;
const DECODERS: Readonly<Record<string, () => Transform>> = {
  zstd: () => createZstdDecompress({ chunkSize: PIECE }), gzip: () => createGunzip({ chunkSize: PIECE }),
};

/** The body as it was before it was packed, piece by piece. Throws when it is larger than any answer may be, packed or not. */
export async function* decoded({ headers, body }: Pick<Dispatcher.ResponseData, "headers" | "body">, most = LIMITS): AsyncGenerator<Buffer> {
  const encoding = String(headers["content-encoding"] ?? "identity");
  const unpack = DECODERS[encoding];
  if (!unpack && encoding !== "identity") {
    await body.dump();
    throw new ProtocolError([`content-encoding: ${encoding}`]);
  }
  const sent = limited(most.sent);
  const parts: Readable = unpack ? pipeline(body, sent, unpack(), () => undefined) : pipeline(body, sent, () => undefined);
  let bytes = 0;
  for await (const part of parts as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > most.plain) throw new ProtocolError(["body: too large"]);
    yield part;
  }
}

/** Lets so many bytes through and fails at the next. */
function limited(most: number): Transform {
  let bytes = 0;
  return new Transform({
    transform: (part: Buffer, _encoding, done) => {
      bytes += part.length;
      if (bytes > most) done(new ProtocolError(["body: too large"]));
      else done(null, part);
    },
  });
}

/** All of it as one buffer. */
export async function whole(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

/** Lines as they come: a page is never in memory as one text, which would be dear to throw away. */
export async function linesOf(parts: AsyncIterable<Buffer>): Promise<string[]> {
  const decoder = new StringDecoder("utf8");
  const lines: string[] = [];
  let rest = "";
  for await (const part of parts) {
    const found = (rest + decoder.write(part)).split("\n");
    rest = found.pop() ?? "";
    for (const line of found) if (line !== "") lines.push(line);
  }
  rest += decoder.end();
  return rest === "" ? lines : [...lines, rest];
}
