/**
 * Memory of a first load: how far the process that loads rises above what it held before, in MB. The vault runs
 * as its own process, as in the field; beside it a bare process loads the same rows in pages of the same size.
 */
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { firstWord, startChild } from "../../build/launch/processes.ts";
import { SNAPSHOT_PAGE } from "../../shared/protocol/sync.ts";
import { startVaultProcess } from "../support/vault-process.ts";
import { COLLECTING, forgetPeak, heldMb, residentMb } from "./resident.ts";
import type { Stack } from "./stack.ts";

const LOAD_MS = 180_000;
const FLOOR = join(import.meta.dirname, "children/paged-floor.ts");

export interface Rise {
  /** Held before the load, resident at its highest during it, and the difference: MB. */
  readonly before: number;
  readonly peak: number;
  readonly rise: number;
}

const risen = (pid: number, before: number): Rise => {
  const peak = residentMb(pid, "VmHWM");
  return { before, peak, rise: peak - before };
};

/** The vault's process while it loads a whole portfolio. What unlocking takes (Argon2id) is not counted. */
export async function vaultRise(stack: Stack): Promise<Rise> {
  const machine = await stack.machine();
  const vault = startVaultProcess(machine, { execArgv: COLLECTING });
  try {
    await vault.call("queue.counts", {}); // answers that it is locked: it runs, and has read all its code
    const before = await heldMb(vault.pid);
    const answer = await vault.signIn(stack.agency.lin.no);
    if (!answer?.ok) throw new Error("the vault did not open");
    forgetPeak(vault.pid);
    for (const end = Date.now() + LOAD_MS; ; ) {
      const status = (await vault.call("sync.status", {})) as { ok: true; value: { connected: boolean; loading: unknown; lastSyncAt: number | null } };
      if (status.value.connected && status.value.loading === null && status.value.lastSyncAt !== null) break;
      if (Date.now() > end) throw new Error("the vault did not load");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return risen(vault.pid, before);
  } finally {
    await vault.kill();
    machine.remove();
  }
}

/** A bare process that loads the same lines page by page. */
export async function floorRise(lines: readonly string[]): Promise<Rise> {
  const pages: Buffer[] = [];
  for (let i = 0; i < lines.length; i += SNAPSHOT_PAGE) pages.push(zstdCompressSync(lines.slice(i, i + SNAPSHOT_PAGE).join("\n")));
  const server = createServer((request, response) => response.end(pages[Number(request.url?.slice(1))]));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-bench-floor-"));
  const { port } = server.address() as { port: number };
  const child = startChild(process.execPath, [...COLLECTING, FLOOR, `http://127.0.0.1:${port}`, String(pages.length), join(dir, "floor.db")], { NODE_NO_WARNINGS: "1" }, "pipe");
  try {
    await firstWord(child, "idle", LOAD_MS);
    const pid = child.process.pid ?? 0;
    const before = await heldMb(pid);
    forgetPeak(pid);
    const loaded = firstWord(child, "loaded", LOAD_MS);
    child.process.stdin?.write("go\n");
    await loaded;
    return risen(pid, before);
  } finally {
    await child.stop();
    server.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
