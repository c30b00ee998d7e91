/**
 * Peers measured in the same run: PouchDB 9 on LevelDB against express-pouchdb, as both are shipped. They are
 * installed when a bench first needs them, into `peers/` alone, from its own lockfile. A peer that cannot be
 * had is a sentence, not a failure.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNpm, NPM_CI } from "../../build/bootstrap/npm.mjs";
import { firstWord, startChild, type Child } from "../../build/launch/processes.ts";
import type { AnyDoc } from "../support/vault.ts";

const FOLDER = join(import.meta.dirname, "peers");
const SEED_MS = 180_000;
const RUN_MS = 300_000;

/** What a bench says of the peer it cannot run. */
export const NO_POWERSYNC = "PowerSync is not measured: the package registry has its client and not its service (@powersync/service-core), and a client alone loads nothing";

export interface PouchDb {
  /** Milliseconds until a new client holds every document of the seed. */
  load(): Promise<number>;
  /** Milliseconds until documents saved at a client are acknowledged one by one. */
  push(docs: readonly object[]): Promise<number>;
  close(): Promise<void>;
}

/** Starts PouchDB's server with these documents on it; the reason instead when it cannot be had. */
export async function startPouchDb(seed: readonly AnyDoc[]): Promise<PouchDb | { reason: string }> {
  const missing = await install();
  if (missing !== null) return { reason: `PouchDB is not measured: ${missing}` };
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-bench-pouch-"));
  const lines = (name: string, docs: readonly object[]): string => {
    const file = join(dir, name);
    writeFileSync(file, docs.map((doc) => JSON.stringify(doc)).join("\n"));
    return file;
  };
  const files = seed.length > 0 ? [lines("seed.jsonl", seed.map(({ kind, doc }) => ({ _id: `${kind}:${doc.id}`, kind, ...doc })))] : [];
  const server = startChild(process.execPath, [join(FOLDER, "pouch-server.mjs"), dir, ...files]);
  const url = String((await heard(server, "ready", SEED_MS))["url"]);
  const client = async (what: "load" | "push", ...more: string[]): Promise<Record<string, unknown>> => {
    const own = mkdtempSync(join(dir, "client-"));
    return heard(startChild(process.execPath, [join(FOLDER, "pouch-client.mjs"), what, url, own, ...more]), "done", RUN_MS);
  };
  return {
    load: async () => {
      const { ms, written } = await client("load");
      if (written !== seed.length) throw new Error(`PouchDB loaded ${String(written)} of ${seed.length} documents`);
      return Number(ms);
    },
    push: async (docs) => Number((await client("push", lines("push.jsonl", docs)))["ms"]),
    close: async () => {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function heard(child: Child, word: string, ms: number): Promise<Record<string, unknown>> {
  const found = firstWord(child, word, ms);
  child.process.stderr?.resume();
  return found;
}

/** Null when the peers are installed; else why they cannot be. */
async function install(): Promise<string | null> {
  if (existsSync(join(FOLDER, "node_modules", ".package-lock.json"))) return null;
  const npm = findNpm({ env: process.env, execPath: process.execPath, platform: process.platform });
  if (!npm) return "npm was not found";
  process.stderr.write("installing the peers (46 MB, tests/bench/peers) …\n");
  const child = spawn(npm.file, [...npm.args, ...NPM_CI], { cwd: FOLDER, env: npm.env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  const code = await new Promise<number>((done) => {
    child.once("error", () => done(127));
    child.once("close", (status) => done(status ?? 1));
  });
  if (code === 0) return null;
  rmSync(join(FOLDER, "node_modules"), { recursive: true, force: true });
  return `npm ci in tests/bench/peers ended with ${code}: ${said.split("\n").find((line) => line.includes("npm error")) ?? "no reason given"}`;
}
