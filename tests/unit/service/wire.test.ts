/** Runs of lines leave packed as the caller accepts, whatever their length, and unpack to the same lines. */
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import fastify from "fastify";
import { describe, expect, it } from "vitest";
import { sendLines } from "../../../service/sync/wire.ts";

const SHORT = ["[1]", "[2]"];
const MIDDLE = Array.from({ length: 200 }, (_, i) => `[${i},"案件"]`);
/** Beyond one piece and beyond what is packed whole; runs of several lines, characters of several bytes. */
const LONG = Array.from({ length: 4_000 }, (_, i) => `[${i},"逾期账户的沟通记录"]\n[${i},"next"]`);

async function sent(runs: readonly string[], accept: string): Promise<{ encoding: string | undefined; text: string }> {
  const app = fastify();
  app.get("/", (request, reply) => sendLines(request, reply, runs));
  const answer = await app.inject({ url: "/", headers: { "accept-encoding": accept } });
  await app.close();
  const encoding = answer.headers["content-encoding"] as string | undefined;
  const unpack = encoding === "zstd" ? zstdDecompressSync : encoding === "gzip" ? gunzipSync : (b: Buffer) => b;
  return { encoding, text: unpack(answer.rawPayload).toString("utf8") };
}

describe("lines on the wire", () => {
  it.each([["middle", MIDDLE], ["long", LONG]])("packs a %s answer as the caller accepts, zstd first", async (_name, runs) => {
    for (const [accept, encoding] of [["gzip, zstd", "zstd"], ["gzip", "gzip"], ["br", undefined]] as const) expect(await sent(runs, accept)).toEqual({ encoding, text: `${runs.join("\n")}\n` });
  });

  it("sends a short answer as it is", async () => {
    expect(await sent(SHORT, "zstd")).toEqual({ encoding: undefined, text: "[1]\n[2]\n" });
  });
});
