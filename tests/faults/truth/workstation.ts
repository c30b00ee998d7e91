/** The vault as its own process, the way main starts it: spoken to by messages, killed at any moment. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Answer } from "../../../shared/ipc/contract.ts";
import type { FromVault, ToVault } from "../../../shared/ipc/vault.ts";
import type { Machine } from "../../support/workstation.ts";
import { PASSWORD } from "../../support/service.ts";

const ROOT = join(import.meta.dirname, "../../..");
const ENTRY = join(ROOT, "electron/vault/main.ts");
const PORT = join(ROOT, "tests/integration/vault/children/port.mjs");
const GONE: Answer<never> = { ok: false, refusal: { code: "gone", zh: "", en: "the vault's process has ended", issues: [] } };

type Asked = ToVault extends infer M ? (M extends { n: number } ? Omit<M, "n"> : never) : never;

export interface VaultProcess {
  readonly child: ChildProcess;
  /** Resolves with a refusal `gone` when the process ends first. */
  ask(message: Asked): Promise<Answer<unknown>>;
  call(channel: string, input: unknown): Promise<Answer<unknown>>;
  signIn(userNo: string): Promise<Answer<unknown>>;
  alive(): boolean;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts one; `env` may name a fail point at which it kills itself (`LOCKDESK_FAILPOINT=name:n`). */
export function startVaultProcess(machine: Machine, env: Record<string, string> = {}): VaultProcess {
  const child = fork(ENTRY, [], { cwd: ROOT, execArgv: ["--import", PORT], serialization: "advanced", stdio: ["ignore", "ignore", "ignore", "ipc"], env: { ...process.env, NODE_NO_WARNINGS: "1", ...env } });
  const waiting = new Map<number, (answer: Answer<unknown>) => void>();
  child.on("message", (message: FromVault) => {
    // As main does: a stay that is over ends the process that holds the keys.
    if (message.t === "lock") child.kill("SIGKILL");
    if (message.t !== "signedIn" && message.t !== "answer") return;
    waiting.get(message.n)?.(message.answer);
    waiting.delete(message.n);
  });
  const end = () => {
    for (const answer of waiting.values()) answer(GONE);
    waiting.clear();
  };
  child.once("exit", end);
  child.on("error", end);
  const alive = () => child.exitCode === null && child.signalCode === null;
  const killOnExit = () => child.kill("SIGKILL");
  process.once("exit", killOnExit);
  child.once("exit", () => process.off("exit", killOnExit));
  let next = 1;
  const ask = (message: Asked): Promise<Answer<unknown>> =>
    new Promise((resolve) => {
      if (!alive() || !child.connected) return resolve(GONE);
      const n = next++;
      waiting.set(n, resolve);
      child.send({ ...message, n } as ToVault, (error) => error && resolve(GONE));
    });
  return {
    child, ask, alive,
    call: (channel, input) => ask({ t: "call", channel, input } as Asked),
    signIn: (userNo) =>
      ask({
        t: "signIn", profileDir: machine.profileDir, identity: machine.identity, bridge: machine.settings, deviceSecret: Uint8Array.from(machine.deviceSecret), userNo, password: PASSWORD, appVersion: "faults",
      } as Asked),
    kill: async () => {
      if (!alive()) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
