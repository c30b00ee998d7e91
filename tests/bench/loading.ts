/**
 * A first load and the least it can be, each in a fresh process: the vault, bundled as it ships, from a centre; a bare
 * process (`children/bare-load.ts`) that fetches the same rows, parses and inserts them, as one body or page by page.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { zstdCompressSync } from "node:zlib";
import { firstWord, startChild } from "../../build/launch/processes.ts";
import { CHANNELS, type ChannelOutput } from "../../shared/ipc/contract.ts";
import type { VaultChannel } from "../../electron/vault/handlers/types.ts";
import { bundleVault, startVaultProcess, type VaultProcess } from "../support/vault-process.ts";
import { watchMemory, type Rise } from "./memory.ts";
import { COLLECTING } from "./resident.ts";
import type { Stack } from "./stack.ts";

const LOAD_MS = 180_000;
/** Between two looks at how far a load is. */
const LOOK_MS = 20;
const BARE = join(import.meta.dirname, "children/bare-load.ts");

export interface Loaded {
  /** Until everything is on the workstation, ms. */
  readonly whole: number;
  /** Until the worklist shows all cases, ms. */
  readonly usable: number;
  readonly memory: Rise | null;
}

async function look<C extends "queue.counts" | "sync.status">(vault: VaultProcess, channel: C & VaultChannel): Promise<ChannelOutput<C>> {
  const answer = await vault.call(channel, {});
  if (!answer?.ok) throw new Error(`${channel}: ${answer?.refusal.code ?? "the vault died"}`);
  return CHANNELS[channel].output.parse(answer.value) as ChannelOutput<C>;
}

/** A whole portfolio of so many cases onto a fresh machine. What unlocking takes (Argon2id) is not counted. */
export async function loadVault(stack: Stack, cases: number): Promise<Loaded> {
  const machine = await stack.machine();
  const vault = startVaultProcess(machine, { bundle: await bundleVault(), execArgv: COLLECTING });
  try {
    await vault.call("queue.counts", {}); // answers that it is locked: it runs, and has read all its code
    const opened = await watchMemory(vault.pid);
    const answer = await vault.signIn(stack.agency.lin.no);
    if (!answer?.ok) throw new Error("the vault did not open");
    const risen = opened();
    const start = performance.now();
    for (let usable = 0; performance.now() - start < LOAD_MS; await sleep(LOOK_MS)) {
      if (usable === 0 && (await look(vault, "queue.counts")).counts.all === cases) usable = performance.now() - start;
      const status = await look(vault, "sync.status");
      if (status.connected && status.loading === null && status.lastSyncAt !== null) return { whole: performance.now() - start, usable, memory: risen() };
    }
    throw new Error("the vault did not load");
  } finally {
    await vault.kill();
    machine.remove();
  }
}

/** The bare process: fetches so many bodies of lines, one after the other, each packed and taken in with one transaction. */
export async function loadBare(bodies: readonly Buffer[]): Promise<{ whole: number; memory: Rise | null }> {
  const server = createServer((request, response) => response.end(bodies[Number(request.url?.slice(1))]));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-bench-bare-"));
  const child = startChild(process.execPath, [...COLLECTING, BARE, `http://127.0.0.1:${port}`, String(bodies.length), join(dir, "bare.db")], { NODE_NO_WARNINGS: "1" }, "pipe");
  try {
    await firstWord(child, "idle", LOAD_MS);
    const risen = (await watchMemory(child.process.pid ?? 0))();
    const loaded = firstWord(child, "loaded", LOAD_MS);
    child.process.stdin?.write("go\n");
    return { whole: Number((await loaded)["ms"]), memory: risen() };
  } finally {
    await child.stop();
    server.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Lines in packed bodies of so many. */
export const packed = (lines: readonly string[], each: number): Buffer[] =>
  Array.from({ length: Math.ceil(lines.length / each) }, (_, i) => zstdCompressSync(lines.slice(i * each, (i + 1) * each).join("\n")));
