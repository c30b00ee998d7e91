/**
 * Main's side of the vault process: start, hand over identity and password once, forward calls,
 * and kill. Killing is the only reliable memory wipe (DESIGN.md 2): SIGTERM, SIGKILL after 250 ms.
 */
import { join } from "node:path";
import { utilityProcess, type UtilityProcess } from "electron";
import type { Answer, ChannelName, CopyableField, PushBody, PushName } from "../../shared/ipc/contract.ts";
import { VAULT_ENGINE_ARGS, type FromVault, type ToVault } from "../../shared/ipc/vault.ts";
import { refusal, type Refusal } from "../../shared/protocol/errors.ts";
import { handover, keepHead, note } from "./journal.ts";
import { log } from "./log.ts";
import type { RefusalLog } from "./refusal-log.ts";

const KILL_AFTER_MS = 250;

export type SignInMessage = Omit<Extract<ToVault, { t: "signIn" }>, "t" | "n">;
export type SignedIn = Extract<FromVault, { t: "signedIn" }>["answer"];

export interface VaultEvents {
  push(push: PushName, body: PushBody<PushName>): void;
  /** An order key to pin, on a machine that has none. */
  pin(orderKey: string): void;
  /** The vault asks to be locked, or died by itself. */
  lock(reason: Refusal): void;
}

export interface Vault {
  signIn(message: SignInMessage): Promise<SignedIn>;
  call(channel: ChannelName, input: unknown): Promise<Answer<unknown>>;
  upload(path: string, name: string): Promise<Answer<unknown>>;
  copyable(caseId: string, field: CopyableField): Promise<Answer<{ value: string }>>;
  /** Hands over what was refused since the last time, and what the machine's journal has for the centre. */
  report(refusals: Pick<RefusalLog, "take">): void;
  /** Resolves when no process holds the key any more. */
  kill(): Promise<void>;
}

const journalMessage = (): ToVault => ({ t: "journal", ...handover() });

/** Starts a vault process. */
export function startVault(events: VaultEvents): Vault {
  const child = utilityProcess.fork(join(import.meta.dirname, "../vault/vault.js"), [], { serviceName: "lockdesk-vault", stdio: ["ignore", "inherit", "inherit"], execArgv: [...VAULT_ENGINE_ARGS] });
  const waiting = new Map<number, (answer: Answer<unknown>) => void>();
  let next = 1;
  let dying = false;

  const ended = new Promise<void>((resolve) => {
    child.once("exit", (code) => {
      for (const settle of waiting.values()) settle({ ok: false, refusal: refusal("locked") });
      waiting.clear();
      if (!dying) {
        log("error", "vault.died", { code });
        events.lock(refusal("internal", ["vault"]));
      }
      resolve();
    });
  });

  child.on("message", (message: FromVault) => {
    switch (message.t) {
      case "signedIn":
      case "answer":
        waiting.get(message.n)?.(message.answer);
        waiting.delete(message.n);
        return;
      case "push":
        events.push(message.push, message.body);
        return;
      case "note":
        note(message.what, message.facts);
        return;
      case "anchored":
        keepHead(message.head, message.taken);
        child.postMessage(journalMessage());
        return;
      case "pin":
        events.pin(message.orderKey);
        return;
      case "lock":
        events.lock(message.reason);
        return;
    }
  });

  const ask = (build: (n: number) => ToVault): Promise<Answer<unknown>> => {
    if (dying) return Promise.resolve({ ok: false, refusal: refusal("locked") });
    const n = next++;
    return new Promise((resolve) => {
      waiting.set(n, resolve);
      child.postMessage(build(n));
    });
  };

  return {
    signIn: (message) => {
      child.postMessage(journalMessage());
      return ask((n) => ({ t: "signIn", n, ...message })) as Promise<SignedIn>;
    },
    call: (channel, input) => ask((n) => ({ t: "call", n, channel, input })),
    upload: (path, name) => ask((n) => ({ t: "upload", n, path, name })),
    copyable: (caseId, field) => ask((n) => ({ t: "copyable", n, caseId, field })) as Promise<Answer<{ value: string }>>,
    report: (refusals) => {
      const counts = dying ? {} : refusals.take();
      if (Object.keys(counts).length > 0) child.postMessage({ t: "refused", counts } satisfies ToVault);
      if (!dying) child.postMessage(journalMessage());
    },
    kill: () => {
      dying = true;
      return killAndWait(child, ended);
    },
  };
}

async function killAndWait(child: UtilityProcess, ended: Promise<void>): Promise<void> {
  const pid = child.pid;
  child.kill();
  const timer = setTimeout(() => {
    if (pid !== undefined) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // already gone
      }
    }
  }, KILL_AFTER_MS);
  await ended;
  clearTimeout(timer);
}
