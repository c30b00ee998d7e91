/**
 * The workstation's life: locked (unlock window, no key anywhere) or unlocked (desk window, vault
 * running). One place decides the passage, so that no path leaves a window or a key behind.
 * While locked the next desk waits ready: a vault process that has been told nothing, and a hidden desk
 * page that has asked who is there and has no answer yet. Starting both takes as long as deriving the key.
 */
import type { BrowserWindow } from "electron";
import type { Answer, PushBody } from "../../shared/ipc/contract.ts";
import type { PostureFact } from "../../shared/model/posture.ts";
import type { Me } from "../../shared/protocol/session.ts";
import { refusal, RefusalError, type Refusal } from "../../shared/protocol/errors.ts";
import { bridgeSettings, type Provision } from "./config.ts";
import { openIdentity, pinOrderKey } from "./device.ts";
import { wipeOurs } from "./lockdown/clipboard.ts";
import { forgetNow } from "./forget.ts";
import { log } from "./log.ts";
import { thisBuild } from "./updating.ts";
import type { Unsent } from "./machine/unsent.ts";
import { startVault, type Vault } from "./vault-host.ts";
import { openWindow } from "./windows.ts";

export interface WorkstationFacts {
  readonly profileDir: string;
  readonly provision: Provision;
  readonly appVersion: string;
  readonly packaged: boolean;
  readonly unsent: Unsent;
  readonly facts: () => Promise<readonly PostureFact[]>;
  /** The vault has told how many events wait. */
  readonly told: () => void;
  /** Too many wrong passwords: the device secret is to go. */
  readonly spend: () => Promise<void>;
}

export interface SignInInput {
  userNo: string;
  password: string;
  newPassword?: string | undefined;
  code?: string | undefined;
  mayBeKnown?: boolean | undefined;
}

/** What the unlock window opens with. */
export type UnlockStart = "signIn" | "passwordKnown";

interface Unlocked {
  readonly me: Me;
  readonly training: boolean;
  readonly vault: Vault;
}

export interface Workstation {
  me(): Unlocked | null;
  /** Who is there, as soon as somebody is. One asks at a time: an earlier question is answered with null. */
  entered(): Promise<Unlocked | null>;
  lastUserNo(): string;
  /** Why the last lock happened, for the unlock screen. */
  message(): Refusal | null;
  signIn(input: SignInInput): Promise<Answer<{ me: Me; offline: boolean }>>;
  lock(reason: Refusal | null, next?: UnlockStart): Promise<void>;
  /** Words on the unlock window; while unlocked they wait for the lock. */
  say(reason: Refusal | null): void;
  /** Locks, and lets nobody in until `free`. Resolves when no process holds a key. */
  bar(reason: Refusal): Promise<void>;
  free(reason: Refusal | null): void;
  start(): UnlockStart;
  focus(): void;
  /** The program ends: nobody reads the vault's end as a reason to lock. */
  end(): Promise<void>;
}

/** Starts locked, with the unlock window open. */
export function startWorkstation(facts: WorkstationFacts): Workstation {
  let unlocked: Unlocked | null = null;
  let lastUserNo = "";
  let message: Refusal | null = null;
  let start: UnlockStart = "signIn";
  let busy = false;
  let ended = false;
  let barred: Refusal | null = null;
  let opening: Vault | null = null;
  let waiter: ((now: Unlocked | null) => void) | null = null;
  /** What waits for the next to sign in; either may be missing. */
  let nextVault: Vault | null = null;
  let nextDesk: BrowserWindow | null = null;

  const newVault = (): Vault => {
    const vault = startVault({
      push: (push, body) => {
        if (push === "sync.status") {
          facts.unsent.told(body as PushBody<"sync.status">);
          facts.told();
        }
        if (unlocked?.vault === vault && !window.isDestroyed()) window.webContents.send("lockdesk.push", push, body);
      },
      pin: (orderKey) => {
        const { orderKey: pinned } = facts.provision;
        if (pinned === undefined || pinned === orderKey) pinOrderKey(facts.profileDir, orderKey);
      },
      lock: (reason) => {
        if (nextVault === vault) nextVault = null;
        if (unlocked?.vault === vault) void lock(reason);
      },
    });
    return vault;
  };

  /** What is there already is left alone. */
  const prepare = (): void => {
    if (unlocked || busy || barred || ended) return;
    nextVault ??= newVault();
    if (nextDesk && !nextDesk.isDestroyed()) return;
    const desk = openWindow("desk", true);
    nextDesk = desk;
    desk.once("closed", () => {
      if (nextDesk === desk) nextDesk = null;
    });
  };

  const openUnlock = (): BrowserWindow => {
    const opened = openWindow("unlock");
    opened.once("ready-to-show", prepare);
    // Closed by its user: a page that waits unseen must not keep the program alive.
    opened.once("closed", () => {
      if (window === opened) nextDesk?.destroy();
    });
    return opened;
  };
  let window: BrowserWindow = openUnlock();

  const showUnlock = (): void => {
    const old = window;
    window = openUnlock();
    old.destroy();
  };

  const showDesk = (): void => {
    const old = window;
    const waiting = nextDesk;
    nextDesk = null;
    // A page that crashed while nobody looked at it is no desk.
    const ready = waiting?.webContents.isCrashed() === false ? waiting : null;
    if (!ready) waiting?.destroy();
    window = ready ?? openWindow("desk");
    ready?.show();
    waiter?.(unlocked);
    waiter = null;
    old.destroy();
  };

  const lock = async (reason: Refusal | null, next: UnlockStart = "signIn"): Promise<void> => {
    const now = unlocked;
    if (!now) return;
    unlocked = null;
    message = reason;
    facts.unsent.closed();
    start = next;
    log("info", "lock", { reason: reason?.code ?? "user" });
    showUnlock();
    await Promise.all([now.vault.kill(), wipeOurs()]);
    void forgetNow();
  };

  const signIn = async (input: SignInInput): Promise<Answer<{ me: Me; offline: boolean }>> => {
    if (barred) return { ok: false, refusal: barred };
    if (busy || unlocked) return { ok: false, refusal: refusal("conflict") };
    busy = true;
    lastUserNo = input.userNo;
    const vault = nextVault ?? newVault();
    nextVault = null;
    opening = vault;
    try {
      const { identity, deviceSecret } = await openIdentity(facts.profileDir, facts.packaged);
      const answer = await vault.signIn({ profileDir: facts.profileDir, identity, bridge: { ...bridgeSettings(facts.provision), build: thisBuild(facts.appVersion) }, deviceSecret, appVersion: facts.appVersion, facts: await facts.facts(), ...input });
      deviceSecret.fill(0);
      if (!answer.ok || barred) {
        await vault.kill();
        if (!answer.ok && answer.refusal.code === "secret_destroyed") await facts.spend();
        return answer.ok ? { ok: false, refusal: barred ?? refusal("locked") } : answer;
      }
      facts.unsent.opened(answer.value.me.no);
      message = null;
      unlocked = { me: answer.value.me, training: answer.value.training, vault };
      // After the answer has reached the unlock window; it is destroyed with the password in it.
      setImmediate(() => {
        if (unlocked?.vault === vault) showDesk();
      });
      return { ok: true, value: { me: answer.value.me, offline: answer.value.offline } };
    } catch (error) {
      await vault.kill();
      if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
      log("error", "signIn.failed", { name: error instanceof Error ? error.name : "unknown" });
      return { ok: false, refusal: refusal("internal") };
    } finally {
      busy = false;
      opening = null;
      prepare();
    }
  };

  const say = (reason: Refusal | null): void => {
    if (message?.code === reason?.code) return;
    message = reason;
    if (!unlocked && !busy) showUnlock();
  };

  /** Nothing waits any more. */
  const unprepare = async (): Promise<void> => {
    const vault = nextVault;
    nextVault = null;
    nextDesk?.destroy();
    await vault?.kill();
  };

  return {
    me: () => unlocked,
    entered: () => {
      waiter?.(null);
      waiter = null;
      return unlocked ? Promise.resolve(unlocked) : new Promise((resolve) => (waiter = resolve));
    },
    lastUserNo: () => lastUserNo,
    message: () => message,
    start: () => start,
    signIn,
    lock,
    say,
    bar: async (reason) => {
      barred = reason;
      await Promise.all([lock(reason), opening?.kill(), unprepare()]);
      say(reason);
    },
    free: (reason) => {
      barred = null;
      say(reason);
      prepare();
    },
    focus: () => {
      window.show();
      window.focus();
    },
    end: async () => {
      const now = unlocked;
      unlocked = null;
      ended = true;
      facts.unsent.closed();
      await Promise.all([now?.vault.kill(), unprepare(), wipeOurs()]);
    },
  };
}
