/** The vault as main starts it: a process of its own, spoken to by messages only, that may die at any instant. */
import { fork } from "node:child_process";
import { join } from "node:path";
import type { Answer } from "../../shared/ipc/contract.ts";
import type { FromVault, ToVault } from "../../shared/ipc/vault.ts";
import { PASSWORD } from "./service.ts";
import type { Machine } from "./workstation.ts";

const ENTRY = join(import.meta.dirname, "../../electron/vault/main.ts");
const PORT = join(import.meta.dirname, "../integration/vault/children/port.mjs");

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

/** Starts one; `failPoint` arms a place of `db/fail-points.ts`, as `name:n`; `execArgv` are further arguments for Node. */
export function startVaultProcess(machine: Machine, options: { failPoint?: string; execArgv?: readonly string[] } = {}): VaultProcess {
  const child = fork(ENTRY, [], {
    execArgv: ["--import", PORT, ...(options.execArgv ?? [])], serialization: "advanced", stdio: ["ignore", "inherit", "ignore", "ipc"],
    env: { ...process.env, ...(options.failPoint ? { LOCKDESK_FAILPOINT: options.failPoint } : {}) },
  });
  const waiting = new Map<number, (answer: Answer<unknown> | null) => void>();
  const died = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once("exit", (_code, signal) => {
      for (const answer of waiting.values()) answer(null);
      resolve(signal);
    });
  });
  child.on("message", (message: FromVault) => {
    if (message.t === "signedIn" || message.t === "answer") waiting.get(message.n)?.(message.answer);
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
