/** A whole workstation against a running centre, in process: enrolled over the wire, its vault behind `call`. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHANNELS, type ChannelInput, type ChannelOutput } from "../../shared/ipc/contract.ts";
import type { BridgeSettings, DeviceIdentity } from "../../shared/ipc/vault.ts";
import type { PostureFact } from "../../shared/model/posture.ts";
import type { CentreHead } from "../../shared/protocol/chain.ts";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { enrolDevice } from "../../electron/bridge/enrol.ts";
import type { Network } from "../../electron/bridge/network.ts";
import type { Timers } from "../../electron/vault/clock.ts";
import type { VaultChannel } from "../../electron/vault/handlers/types.ts";
import { FLOOR } from "../../electron/vault/keys.ts";
import type { SignInMessage } from "../../electron/vault/unlock.ts";
import { createVault, type Vault } from "../../electron/vault/vault.ts";
import type { Service } from "../../service/app.ts";
import { SYSTEM } from "../../service/app.ts";
import { issueEnrolmentCode } from "../../service/pki/enrol.ts";
import { PASSWORD } from "./service.ts";

export const LOOPBACK = ["127.0.0.0/8"] as const;

export interface Machine {
  readonly profileDir: string;
  identity: DeviceIdentity;
  readonly deviceSecret: Buffer;
  settings: BridgeSettings;
  remove(): void;
}

/** Enrols a machine with a fresh one-time code. */
export async function enrolMachine(service: Service, url: string, name = "PC-1"): Promise<Machine> {
  const { code } = await service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, name));
  return enrolWithCode({ url, caPem: service.authority.certificatePem }, code, name);
}

/** Enrols a machine at a centre that may be another process, with a code issued there. */
export async function enrolWithCode({ url, caPem }: { url: string; caPem: string }, code: string, name: string, settings: BridgeSettings = { serviceUrl: url, vpnRanges: [...LOOPBACK] }): Promise<Machine> {
  const identity = await enrolDevice(settings, caPem, code, name, "test");
  const profileDir = mkdtempSync(join(tmpdir(), "lockdesk-machine-"));
  return { profileDir, identity, deviceSecret: randomBytes(32), settings, remove: () => rmSync(profileDir, { recursive: true, force: true }) };
}

export interface Station {
  readonly vault: Vault;
  readonly pushes: { push: string; body: unknown }[];
  readonly locks: Refusal[];
  /** What main would keep in the machine's journal. */
  readonly anchored: { taken: number; head: CentreHead }[];
  readonly notes: string[];
  /** Order keys the vault asked to pin. */
  readonly pins: string[];
  signIn(userNo: string, password?: string, newPassword?: string, more?: Pick<SignInMessage, "code" | "mayBeKnown">): ReturnType<Vault["signIn"]>;
  ok<C extends VaultChannel>(channel: C, input: ChannelInput<C>): Promise<ChannelOutput<C>>;
  /** Waits until something holds; throws with `what` when it does not within the time. */
  until(what: string, holds: () => boolean | Promise<boolean>, ms?: number): Promise<void>;
  close(): Promise<void>;
}

/** A vault on a machine, locked. */
export function startStation(machine: Machine, options: { network?: Partial<Network>; pollMs?: number; timers?: Timers; facts?: readonly PostureFact[] } = {}): Station {
  const pushes: Station["pushes"] = [];
  const locks: Refusal[] = [];
  const anchored: Station["anchored"] = [];
  const notes: string[] = [];
  const pins: string[] = [];
  const vault = createVault({
    push: (push, body) => void pushes.push({ push, body }), lock: (reason) => void locks.push(reason), pin: (orderKey) => void pins.push(orderKey), cost: FLOOR, pollMs: options.pollMs ?? 500,
    journal: { anchored: (taken, head) => void anchored.push({ taken, head }), note: (what) => void notes.push(what) },
    ...(options.timers ? { timers: options.timers } : {}),
    ...(options.network ? { network: options.network } : {}),
  });
  return {
    vault, pushes, locks, anchored, notes, pins,
    signIn: (userNo, password = PASSWORD, newPassword, more = {}) =>
      vault.signIn({
        profileDir: machine.profileDir, identity: machine.identity, bridge: machine.settings, deviceSecret: Buffer.from(machine.deviceSecret), userNo, password,
        ...(newPassword === undefined ? {} : { newPassword }), ...more, appVersion: "0.0.0-test", facts: options.facts ?? [],
      }),
    ok: async (channel, input) => {
      const answer = await vault.call(channel, input);
      if (!answer.ok) throw new Error(`${channel} refused: ${answer.refusal.code} ${answer.refusal.issues.join("; ")}`);
      return CHANNELS[channel].output.parse(answer.value) as ChannelOutput<typeof channel>;
    },
    until: async (what, holds, ms = 15_000) => {
      const end = Date.now() + ms;
      while (!(await holds())) {
        if (Date.now() > end) throw new Error(`did not come: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
    close: () => vault.close(),
  };
}
