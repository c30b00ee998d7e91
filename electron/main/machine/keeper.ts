/**
 * Keeps the machine in the centre's hand: beats, carries out orders, lets keys go whose grace is over. One place
 * decides when a wipe begins: never while something may still be sent and the order asks to send it first.
 */
import { judgePosture, withFacts } from "../../../shared/model/posture.ts";
import { refusal } from "../../../shared/protocol/errors.ts";
import type { ReleaseSaid } from "../../../shared/release/report.ts";
import type { Order, Receipt } from "../../../shared/protocol/device.ts";
import { z } from "zod";
import { createBridge } from "../../bridge/client.ts";
import { signByDevice } from "../../trust/signed.ts";
import { openTimeMark } from "../../trust/time-mark.ts";
import { bridgeSettings, type Provision } from "../config.ts";
import { destroySecret, forgetMachine, openMachine, pinOrderKey } from "../device.ts";
import { note } from "../journal.ts";
import { log } from "../log.ts";
import type { Workstation } from "../workstation.ts";
import { localUsers } from "./files.ts";
import { beat, type Beat } from "./heartbeat.ts";
import type { FactReader } from "./facts.ts";
import type { Unsent } from "./unsent.ts";
import { beginWipe, carryOut, receiptHanded, resumeCount, shredUser, wipeState } from "./wipe.ts";

export interface KeeperDeps {
  readonly profileDir: string;
  readonly provision: Provision;
  readonly version: string;
  readonly packaged: boolean;
  readonly workstation: () => Workstation;
  readonly unsent: Unsent;
  readonly facts: FactReader;
  /** The centre has release documents of this number. */
  readonly release: (newest: number) => void;
  /** The build that runs, and how its updating stands. */
  readonly said: () => ReleaseSaid;
}

export interface Keeper {
  /** Beats now, and from then on by itself. */
  start(): void;
  /** Something has changed that may let a waiting wipe begin. */
  look(): void;
  /** Before this machine is enrolled anew: what a wipe has left to do and to say. False when it is not done. */
  settle(): Promise<boolean>;
  /** The device secret goes: too many wrong passwords. */
  spend(): Promise<void>;
  /** A wipe has begun, or waits for what is unsent. */
  busy(): boolean;
  stop(): void;
}

const jittered = (ms: number): number => ms * (0.8 + Math.random() * 0.4);

export function createKeeper(deps: KeeperDeps): Keeper {
  const { profileDir, provision, workstation, unsent } = deps;
  let timer: NodeJS.Timeout | null = null;
  let waiting: Order | null = null;
  let wiping = false;
  let stopped = false;

  async function once(): Promise<void> {
    const wipeBegun = wipeState(profileDir);
    if (wipeBegun && !wipeBegun.handed) return finishWipe();
    const machine = await openMachine(profileDir, deps.packaged).catch(() => null);
    if (!machine) return;
    const { identity, deviceSecret } = machine;
    const mark = deviceSecret ? openTimeMark(profileDir, identity.deviceId, deviceSecret) : null;
    deviceSecret?.fill(0);
    const result = await beat({
      profileDir, settings: bridgeSettings(provision), version: deps.version, identity, mark, facts: deps.facts.read, locked: () => workstation().me() === null,
      unsent: unsent.of, waits: () => waiting?.orderId ?? null, release: deps.said, pin: (orderKey) => pin(orderKey),
    });
    await obey(result);
  }

  function pin(orderKey: string): void {
    if (provision.orderKey === undefined || provision.orderKey === orderKey) pinOrderKey(profileDir, orderKey);
  }

  async function obey(result: Beat): Promise<void> {
    deps.facts.vpn(result.failed === null || !result.failed.startsWith("vpn_"));
    if (result.refusedOrder) note("wipe.refused", { why: result.refusedOrder });
    if (result.failed === null) {
      if (waiting && !result.order) workstation().say(null);
      waiting = result.order?.mode === "flush-then-wipe" ? result.order : null;
    }
    if (result.release !== null) deps.release(result.release);
    if (result.order?.mode === "wipe-now") return wipe(result.order);
    look();
    for (const { userNo, folder } of result.due) {
      if (workstation().me()?.me.no === userNo) continue;
      note("lease.shredded", { files: shredUser(folder), unsent: unsent.of(userNo).unsent ?? -1 });
    }
    const bad = result.policy && workstation().me() ? judgePosture(result.policy.facts, await deps.facts.read()).refuse : [];
    if (bad.length === 0) return;
    note("posture.refused", { names: bad.join(" ").slice(0, 200) });
    await workstation().lock(withFacts(refusal("posture_refused"), bad));
  }

  /** An order that asks to send first begins when nothing of anybody is left, and says so until then. */
  function look(): void {
    if (!waiting || wiping) return;
    const left = localUsers(profileDir).some(({ userNo }) => unsent.of(userNo).unsent !== 0);
    if (!left) void wipe(waiting);
    else if (!workstation().me()) workstation().say(refusal("wipe_waits"));
  }

  async function wipe(order: Order): Promise<void> {
    if (wiping) return;
    wiping = true;
    await workstation().bar(refusal("wiping"));
    note("wipe.begun", { order: order.orderId, mode: order.mode });
    log("warn", "wipe.begun", { mode: order.mode });
    const lost = localUsers(profileDir).reduce((sum, { userNo }) => sum + (unsent.of(userNo).unsent ?? 0), 0);
    beginWipe(profileDir, order, lost, Date.now());
    await finishWipe();
  }

  /** Goes on with a wipe that was begun, and hands its receipt over; what fails is tried again with the next beat. */
  async function finishWipe(): Promise<void> {
    wiping = true;
    if (!wipeState(profileDir)?.receipt) await destroyAll();
    await handOver();
    wiping = false;
    waiting = null;
  }

  async function destroyAll(): Promise<void> {
    await workstation().bar(refusal("wiping"));
    const sign = async (receipt: Receipt) => signByDevice("receipt", receipt, (await openMachine(profileDir, deps.packaged)).identity.keyPem);
    await carryOut({ profileDir, destroySecret: () => destroySecret(profileDir), sign, now: Date.now });
    workstation().free(refusal("wiped"));
  }

  /** The receipt goes to the centre, and when it is there (or will never be taken) the device's own key goes too. */
  async function handOver(): Promise<void> {
    const state = wipeState(profileDir);
    if (!state?.receipt || state.handed) return;
    const { identity } = await openMachine(profileDir, deps.packaged);
    const bridge = createBridge({ settings: bridgeSettings(provision), caPem: identity.caPem, identity });
    try {
      const answer = await bridge.json({ method: "POST", path: "/device/receipt", body: JSON.stringify(state.receipt) }, z.object({}));
      if (!answer.ok && answer.refusal.code !== "not_found") return;
      receiptHanded(profileDir);
      forgetMachine(profileDir);
    } finally {
      await bridge.close();
    }
  }

  function again(ms: number): void {
    if (stopped) return;
    timer = setTimeout(() => {
      once().catch((error: unknown) => log("error", "heartbeat.failed", { name: error instanceof Error ? error.message.slice(0, 80) : "unknown" })).finally(() => again(jittered(provision.heartbeatSeconds * 1000)));
    }, ms);
  }

  return {
    start: () => {
      resumeCount(profileDir);
      again(0);
    },
    look,
    settle: async () => {
      if (!wiping && wipeState(profileDir)) await finishWipe();
      return wipeState(profileDir)?.handed ?? true;
    },
    spend: async () => {
      await destroySecret(profileDir);
      note("secret.destroyed");
    },
    busy: () => wiping || waiting !== null,
    stop: () => {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}
