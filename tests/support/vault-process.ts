/** The vault as main starts it: a process of its own, spoken to by messages only, that may die at any instant. */
import { fork } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { processConfig } from "../../build/vite.process.ts";
import type { Answer } from "../../shared/ipc/contract.ts";
import { VAULT_ENGINE_ARGS, type FromVault, type ToVault } from "../../shared/ipc/vault.ts";
import { PASSWORD } from "./service.ts";
import type { Machine } from "./workstation.ts";

const ROOT = join(import.meta.dirname, "../..");
const ENTRY = join(ROOT, "electron/vault/main.ts");
const PORT = join(ROOT, "tests/integration/vault/children/port.mjs");

type Asked = ToVault extends infer M ? (M extends { n: number } ? Omit<M, "n"> : never) : never;

export interface VaultProcess {
  readonly pid: number;
  /** Null when the process died before it answered. */
  ask(message: Asked): Promise<Answer<unknown> | null>;
  call(channel: Extract<Asked, { t: "call" }>["channel"], input: unknown): Promise<Answer<unknown> | null>;
  signIn(userNo: string): Promise<Answer<unknown> | null>;
  /** The signal it died of, once it is dead. */
  readonly died: Promise<NodeJS.Signals | null>;
  alive(): boolean;
  kill(): Promise<void>;
}

export interface VaultProcessOptions {
  /** Arms a place of `db/fail-points.ts`, as `name:n`. */
  readonly failPoint?: string;
  /** Further arguments for Node. */
  readonly execArgv?: readonly string[];
  /** What `bundleVault` gave: the program as it ships. Without it the sources run, and compile themselves first. */
  readonly bundle?: string;
}

let bundled: Promise<string> | null = null;

/** Bundles the vault as the build does, once a process; the path of the file, which goes when the process does. */
export function bundleVault(): Promise<string> {
  bundled ??= (async () => {
    mkdirSync(join(ROOT, "out"), { recursive: true });
    const dir = mkdtempSync(join(ROOT, "out/vault-under-test-"));
    process.once("exit", () => rmSync(dir, { recursive: true, force: true }));
    const config = processConfig("vault");
    await build({ ...config, build: { ...config.build, outDir: dir } });
    return join(dir, "vault.js");
  })();
  return bundled;
}

/** Starts one. As main does, it ends a process whose stay is over. */
export function startVaultProcess(machine: Machine, { failPoint, execArgv = [], bundle = ENTRY }: VaultProcessOptions = {}): VaultProcess {
  const child = fork(bundle, [], {
    cwd: ROOT, execArgv: [...VAULT_ENGINE_ARGS, "--import", PORT, ...execArgv], serialization: "advanced", stdio: ["ignore", "inherit", "ignore", "ipc"],
    env: { ...process.env, NODE_NO_WARNINGS: "1", ...(failPoint ? { LOCKDESK_FAILPOINT: failPoint } : {}) },
  });
  const waiting = new Map<number, (answer: Answer<unknown> | null) => void>();
  const killOnExit = () => child.kill("SIGKILL");
  process.once("exit", killOnExit);
  const died = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once("exit", (_code, signal) => {
      process.off("exit", killOnExit);
      for (const answer of waiting.values()) answer(null);
      waiting.clear();
      resolve(signal);
    });
  });
  child.on("message", (message: FromVault) => {
    if (message.t === "lock") child.kill("SIGKILL");
    if (message.t !== "signedIn" && message.t !== "answer") return;
    waiting.get(message.n)?.(message.answer);
    waiting.delete(message.n);
  });
  child.on("error", () => undefined);
  let next = 1;
  const alive = () => child.exitCode === null && child.signalCode === null && child.connected;
  const ask: VaultProcess["ask"] = (message) => {
    const n = next++;
    return new Promise((resolve) => {
      if (!alive()) return resolve(null);
      waiting.set(n, resolve);
      child.send({ ...message, n } as ToVault, (error) => error && resolve(null));
    });
  };
  return {
    pid: child.pid ?? 0, ask, died, alive,
    call: (channel, input) => ask({ t: "call", channel, input }),
    signIn: (userNo) =>
      ask({ t: "signIn", profileDir: machine.profileDir, identity: machine.identity, bridge: machine.settings, deviceSecret: Uint8Array.from(machine.deviceSecret), userNo, password: PASSWORD, appVersion: "test", facts: [] }),
    kill: async () => {
      child.kill("SIGKILL");
      await died;
    },
  };
}
