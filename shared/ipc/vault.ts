/**
 * Messages between main and the vault process. Main keeps no record data: it hands over the
 * identity of the machine and the password once, then forwards checked calls and answers.
 */
import type { ChannelName, CopyableField, PushBody, PushName, Answer } from "./contract.ts";
import type { PostureFact } from "../model/posture.ts";
import type { CentreHead, JournalLine } from "../protocol/chain.ts";
import type { Me } from "../protocol/session.ts";
import type { Refusal } from "../protocol/errors.ts";

/**
 * Arguments for the engine of the vault's process. Left alone it lets what is young grow to 100 MB during a first
 * load, for no gain in time; with 4 MB (a half-space) the process holds a quarter less at its highest.
 */
export const VAULT_ENGINE_ARGS = ["--max-semi-space-size=4"] as const;

/** The workstation's identity; the private key never leaves the machine. */
export interface DeviceIdentity {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly caPem: string;
  /** The centre's order key, pinned at enrolment; null on a machine enrolled before there was one, until its first sign-in on line. */
  readonly orderKey: string | null;
}

/** What IT's provisioning file says about the centre and the VPN. */
export interface BridgeSettings {
  /** `https://host:port` */
  readonly serviceUrl: string;
  /** CIDR ranges that count as VPN; the bridge binds its sockets to an own address in one of them. */
  readonly vpnRanges: readonly string[];
  /** Name of the VPN's interface. Absent: any interface without a hardware address, which a tunnel is. */
  readonly vpnInterface?: string | undefined;
  /** Name servers inside the VPN; needed when the centre is written as a name, and the only ones asked. */
  readonly vpnDns?: readonly string[] | undefined;
  /** What this program is, said with every request: a build that is out of service is answered 426 (`shared/release/standing.ts`). */
  readonly build?: string | undefined;
}

export type ToVault =
  | {
      t: "signIn";
      n: number;
      /** Folder of this workstation's profile; the vault keeps `users/<userNo>/` below it. */
      profileDir: string;
      identity: DeviceIdentity;
      bridge: BridgeSettings;
      /** 32 bytes from `safeStorage`, zeroed by the vault after use. */
      deviceSecret: Uint8Array;
      userNo: string;
      password: string;
      newPassword?: string | undefined;
      /** The second factor, where the centre demands it. */
      code?: string | undefined;
      /** With `newPassword`: the old one may be known to somebody else. */
      mayBeKnown?: boolean | undefined;
      appVersion: string;
      /** The machine's posture as main has read it. */
      facts: readonly PostureFact[];
    }
  | { t: "call"; n: number; channel: ChannelName; input: unknown }
  /** Streams a file the administrator picked in main to the centre (`POST /desk/imports/upload`); answers `UploadOutput`. */
  | { t: "upload"; n: number; path: string; name: string }
  /** Asks for the value of a copyable field; answers `{ value }`. It goes to the clipboard, not to a page. */
  | { t: "copyable"; n: number; caseId: string; field: CopyableField }
  /** Calls of windows that main has refused since it last said so, by code. */
  | { t: "refused"; counts: Readonly<Record<string, number>> }
  /** What the machine's journal has for the centre: lines not taken yet, and what it keeps of the centre's trail. */
  | { t: "journal"; lines: readonly JournalLine[]; remembered: CentreHead | null };

export type FromVault =
  | { t: "signedIn"; n: number; answer: Answer<{ me: Me; offline: boolean; training: boolean }> }
  | { t: "answer"; n: number; answer: Answer<unknown> }
  | { t: "push"; push: PushName; body: PushBody<PushName> }
  /** Something for the machine's journal. */
  | { t: "note"; what: string; facts: JournalLine["facts"] }
  /** The centre has taken the journal's lines up to `taken`; the end of its trail is to be kept there. */
  | { t: "anchored"; taken: number; head: CentreHead }
  /** The centre's order key, heard at the first sign-in of a machine that had none pinned. */
  | { t: "pin"; orderKey: string }
  /** The vault demands a lock (lease over, revoked, damaged outbox); the reason is shown at the unlock screen. */
  | { t: "lock"; reason: Refusal };
