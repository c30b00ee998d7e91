/**
 * The vault as a value: locked until a sign-in succeeds, then the one holder of key, data and sync.
 * `main.ts` puts it behind the process's port; tests and benches call it directly.
 */
import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Answer, ChannelName, CopyableField } from "../../shared/ipc/contract.ts";
import type { FromVault } from "../../shared/ipc/vault.ts";
import { refusal, refuse, type Refusal } from "../../shared/protocol/errors.ts";
import { UploadOutput } from "../../shared/protocol/desk.ts";
import { holdLock } from "../../db/lock.ts";
import { createBridge, type Bridge } from "../bridge/client.ts";
import type { Network } from "../bridge/network.ts";
import type { Push } from "./changes.ts";
import type { Timers } from "./clock.ts";
import { copyableField } from "./handlers/cases.ts";
import { answerCall, asRefusal } from "./handlers/index.ts";
import type { VaultChannel } from "./handlers/types.ts";
import { fileKey } from "./keys.ts";
import { errorFields, log } from "./log.ts";
import type { KdfCost } from "./primitives.ts";
import { openWorkspace, type OpenWorkspace } from "./open-workspace.ts";
import { sealIfDue } from "./recovery/keeping.ts";
import { vaultRefusal } from "./refusals.ts";
import { newJournalPost, type JournalPost } from "./sync/anchor.ts";
import { unlock, type SignInMessage, type Unlocked } from "./unlock.ts";
import { userFolder, type UserFolder } from "./user-folder.ts";
import type { Workspace } from "./workspace.ts";

type SignedIn = Extract<FromVault, { t: "signedIn" }>["answer"];

/** A killed predecessor's lock is free at once; a living one is given this long. */
const LOCK_WAIT_MS = 2_000;
const UPLOAD_MS = 300_000;

export interface VaultDeps {
  readonly push: Push;
  /** Asks main to lock, with the reason. */
  readonly lock: (reason: Refusal) => void;
  /** An order key to pin, on a machine that has none. */
  readonly pin?: (orderKey: string) => void;
  /** What goes to the machine's journal. */
  readonly journal?: Pick<JournalPost, "anchored" | "note">;
  /** Cost of the key derivation; never below the floor. */
  readonly cost?: KdfCost;
  readonly timers?: Timers;
  readonly network?: Partial<Network>;
  readonly pollMs?: number;
}

export interface Vault {
  signIn(message: SignInMessage): Promise<SignedIn>;
  call(channel: ChannelName, input: unknown): Promise<Answer<unknown>>;
  /** Streams a file to the centre (`POST /desk/imports/upload`). */
  upload(path: string, name: string): Promise<Answer<unknown>>;
  /** What can be done in an instant before the process ends: unused event numbers go back. */
  letGo(): void;
  /** The value of a copyable field, for main's clipboard. */
  copyable(caseId: string, field: CopyableField): Answer<{ value: string }>;
  /** Calls that main refused, by code: told to the centre with the next acknowledgement. */
  noteRefused(counts: Readonly<Record<string, number>>): void;
  /** What the machine's journal has for the centre; replaces what was handed over before. */
  takeJournal(waiting: Pick<JournalPost, "lines" | "remembered">): void;
  /** Everything is on disk already; this empties the journals and lets go. */
  close(): Promise<void>;
  /** The open workspace, for tests and benches; null while locked. */
  workspace(): Workspace | null;
}

/** A range nobody can read must not open the network: it counts as no VPN. */
function openBridge(options: Parameters<typeof createBridge>[0]): Bridge {
  try {
    return createBridge(options);
  } catch {
    return refuse("vpn_down", ["vpnRanges"]);
  }
}

/** While the data key is at hand: the outbox's key, sealed for IT (`recovery/`). A disk that refuses it is no reason to keep anybody out. */
async function sealForRecovery({ identity }: SignInMessage, folder: UserFolder, { dek, dekId, online }: Unlocked): Promise<void> {
  if (!online) return;
  const key = fileKey(dek, dekId, "outbox");
  try {
    await sealIfDue(folder, key, dekId, { userId: online.value.me.id, deviceId: identity.deviceId }, online.value.recovery.holders);
  } catch (error) {
    log("error", "recovery.seal", errorFields(error));
  } finally {
    key.fill(0);
  }
}

/** A locked vault. */
export function createVault(deps: VaultDeps): Vault {
  let open: OpenWorkspace | null = null;
  let release: (() => void) | null = null;
  let busy = false;
  const journal = newJournalPost(deps.journal ?? { anchored: () => undefined, note: () => undefined });

  async function signIn(message: SignInMessage): Promise<SignedIn> {
    if (open || busy) return { ok: false, refusal: refusal("conflict", ["signIn: already under way"]) };
    busy = true;
    let bridge: Bridge | null = null;
    try {
      mkdirSync(message.profileDir, { recursive: true, mode: 0o700 });
      // Asked of the system first: SQLite has one word for a folder that is read-only and one that is another's.
      accessSync(message.profileDir, constants.R_OK | constants.W_OK);
      release = holdLock(join(message.profileDir, "profile.lock"), LOCK_WAIT_MS);
      if (!release) return { ok: false, refusal: vaultRefusal("in_use") };
      bridge = openBridge({ settings: message.bridge, caPem: message.identity.caPem, identity: message.identity, ...(deps.network ? { network: deps.network } : {}) });
      open = await openUser(message, bridge);
      return { ok: true, value: { me: open.ws.me, offline: open.offline, training: open.training } };
    } catch (error) {
      await bridge?.close();
      release?.();
      release = null;
      return { ok: false, refusal: asRefusal(error, "signIn") };
    } finally {
      message.deviceSecret.fill(0);
      busy = false;
    }
  }

  async function openUser(message: SignInMessage, bridge: Bridge): Promise<OpenWorkspace> {
    const folder = userFolder(message.profileDir, message.userNo);
    const unlocked = await unlock({ message, folder, bridge, wall: deps.timers?.wall ?? Date.now, ...(deps.cost ? { cost: deps.cost } : {}) });
    await sealForRecovery(message, folder, unlocked);
    // After a change of password the new one is the one to sign in with again.
    const present = message.newPassword === undefined ? message : { ...message, password: message.newPassword };
    return openWorkspace({ message: present, folder, unlocked, bridge, push: deps.push, journal, over: deps.lock, ...(deps.pin ? { pin: deps.pin } : {}), ...(deps.timers ? { timers: deps.timers } : {}), ...(deps.pollMs === undefined ? {} : { pollMs: deps.pollMs }) });
  }

  return {
    signIn,
    call: async (channel, input) => {
      if (!open) return { ok: false, refusal: refusal("locked") };
      // The first call comes from a window: now there is somebody to read.
      open.attend();
      return answerCall(open.ws, channel as VaultChannel, input);
    },
    upload: async (path, name) => {
      const token = open?.ws.session.token() ?? null;
      if (!open) return { ok: false, refusal: refusal("locked") };
      if (token === null) return { ok: false, refusal: refusal("offline") };
      const answer = await open.ws.bridge.upload({ method: "POST", path: "/desk/imports/upload", query: { name }, token, timeoutMs: UPLOAD_MS }, path, UploadOutput);
      if (!answer.ok) open.ws.session.heard(answer);
      return answer.ok ? { ok: true, value: answer.value } : { ok: false, refusal: answer.refusal };
    },
    letGo: () => open?.letGo(),
    copyable: (caseId, field) => {
      if (!open) return { ok: false, refusal: refusal("locked") };
      try {
        return { ok: true, value: { value: copyableField(open.ws, caseId, field) } };
      } catch (error) {
        return { ok: false, refusal: asRefusal(error, "copyable") };
      }
    },
    noteRefused: (counts) => {
      for (const [code, n] of Object.entries(counts)) open?.ws.refusedCalls.set(code, (open.ws.refusedCalls.get(code) ?? 0) + n);
    },
    takeJournal: ({ lines, remembered }) => void Object.assign(journal, { lines, remembered }),
    close: async () => {
      await open?.close();
      open = null;
      release?.();
      release = null;
    },
    workspace: () => open?.ws ?? null,
  };
}
