/** An answer's body is unpacked as it comes, and bounded both as sent and unpacked. */
import { Readable } from "node:stream";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decoded, linesOf, ProtocolError, whole } from "../../../electron/bridge/body.ts";

type Response = Parameters<typeof decoded>[0];
/** A response whose body comes in pieces of `size` bytes. */
function response(bytes: Buffer, encoding?: string, size = 7): Response {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  const body = Object.assign(Readable.from(pieces), { dump: async () => undefined });
  return { headers: encoding === undefined ? {} : { "content-encoding": encoding }, body: body as unknown as Response["body"] };
}

const TEXT = Array.from({ length: 300 }, (_, i) => `[${i},"逾期账户 🀄"]`).join("\n");
const PACKED: [string | undefined, (text: string) => Buffer][] = [["zstd", (t) => zstdCompressSync(t)], ["gzip", (t) => gzipSync(t)], [undefined, (t) => Buffer.from(t)]];

describe("the body of an answer", () => {
  it.each(PACKED)("packed with %s is the same lines, wherever the pieces end", async (encoding, pack) => {
    for (const size of [1, 3, 64, 100_000]) expect(await linesOf(decoded(response(pack(`${TEXT}\n`), encoding, size)))).toEqual(TEXT.split("\n"));
  });

  it.each(PACKED)("packed with %s is refused beyond what may be sent, and beyond what it may unpack to", async (encoding, pack) => {
    const sent = pack(TEXT);
    const read = (most: { sent: number; plain: number }) => whole(decoded(response(sent, encoding), most));
    const plain = Buffer.byteLength(TEXT);
    expect((await read({ sent: sent.length, plain })).toString("utf8")).toBe(TEXT);
    await expect(read({ sent: sent.length - 1, plain })).rejects.toThrow(ProtocolError);
    await expect(read({ sent: sent.length, plain: plain - 1 })).rejects.toThrow(ProtocolError);
  });

  it("in a packing nobody asked for is refused", async () => {
    await expect(whole(decoded(response(Buffer.from("x"), "br")))).rejects.toThrow(ProtocolError);
  });

  it("that is torn is an error, never a shorter answer", async () => {
    for (const [encoding, pack] of PACKED.slice(0, 2)) await expect(whole(decoded(response(pack(TEXT).subarray(0, -5), encoding)))).rejects.toThrow();
  });
});
