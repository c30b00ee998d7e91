/** Where release files come from: the centre through the bridge, or a folder that somebody handed over. Both are untrusted. */
import { createReadStream, statSync } from "node:fs";
import { join } from "node:path";
import type { Bridge } from "../bridge/client.ts";
import { UpdateRefused } from "./refused.ts";

export interface Piece {
  /** `200`, or `206` when the source began at `from`. */
  readonly status: number;
  readonly parts: AsyncIterable<Uint8Array>;
}

export interface Source {
  /** Reads `metadata/<name>` or `targets/<path>`; `take` reads what it wants and may throw. Throws `update_unreachable` and the like when there was no answer. */
  read<T>(path: string, from: number, take: (piece: Piece) => Promise<T>): Promise<T>;
}

/** The centre. Redirects are not followed: the bridge follows none, and an answer that asks for it is refused. */
export const centreSource = (bridge: Bridge): Source => ({
  async read(path, from, take) {
    let thrown: { error: unknown } | null = null;
    const answer = await bridge.raw({ method: "GET", path: `/release/${path}`, ...(from > 0 ? { from } : {}) }, async (status, parts) => {
      try {
        return await take({ status, parts: received(parts) });
      } catch (error) {
        thrown = { error };
        throw error;
      }
    });
    if (answer.ok) return answer.value;
    if (thrown !== null) throw (thrown as { error: unknown }).error;
    throw new UpdateRefused("update_unreachable", [answer.refusal.code, ...answer.refusal.issues]);
  },
});

/** Opened when it is read, not before: whoever asks may not want it. */
async function* bytesOf(file: string, start: number): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file, { start }) as AsyncIterable<Uint8Array>;
}

/** A line that breaks in the middle is no fault of what came over it. */
async function* received(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* parts;
  } catch (error) {
    throw new UpdateRefused("update_unreachable", [error instanceof Error && "code" in error ? String(error.code) : "cut"]);
  }
}

/** A folder with `metadata/` and `targets/`, as a published state has them. */
export const folderSource = (folder: string): Source => ({
  async read(path, from, take) {
    const file = join(folder, path);
    const there = path.split("/").every((name) => name !== ".." && name !== "") && (statSync(file, { throwIfNoEntry: false })?.isFile() ?? false);
    if (!there) return take({ status: 404, parts: (async function* () {})() });
    return take({ status: from > 0 ? 206 : 200, parts: bytesOf(file, from) });
  },
});
