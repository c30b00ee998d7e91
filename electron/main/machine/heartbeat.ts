/**
 * The machine's heartbeat: locked or not, main tells the centre over the device channel how this workstation
 * stands, and hears leases, policy and orders. It needs no key to data. What is heard is believed only with the
 * centre's signature, for this device, as the answer to the heartbeat just sent.
 */
import { uptime } from "node:os";
import { statfs } from "node:fs/promises";
import { HeartbeatOutput, LeaseSchema, OrderSchema, PolicySchema, type Heartbeat, type Lease, type Order, type Policy } from "../../../shared/protocol/device.ts";
import type { ReleaseSaid } from "../../../shared/release/report.ts";
import type { PostureFact } from "../../../shared/model/posture.ts";
import type { BridgeSettings, DeviceIdentity } from "../../../shared/ipc/vault.ts";
import type { z } from "zod";
import { createBridge, type Bridge, type BridgeAnswer } from "../../bridge/client.ts";
import { lookAtGrace, overAtCentre } from "../../trust/grace.ts";
import { keepLease, readLease } from "../../trust/lease.ts";
import { openSigned, signByDevice } from "../../trust/signed.ts";
import type { TimeMark } from "../../trust/time-mark.ts";
import { localUsers, type LocalUser } from "./files.ts";
import type { Known } from "./unsent.ts";

type Said = z.output<typeof HeartbeatOutput>;

export interface BeatDeps {
  readonly profileDir: string;
  readonly settings: BridgeSettings;
  readonly version: string;
  readonly identity: DeviceIdentity;
  /** Null once the device secret is destroyed. */
  readonly mark: TimeMark | null;
  readonly facts: () => Promise<readonly PostureFact[]>;
  readonly locked: () => boolean;
  readonly unsent: (userNo: string) => Known;
  /** The order that waits for what is unsent. */
  readonly waits: () => string | null;
  readonly release: () => ReleaseSaid;
  readonly pin: (orderKey: string) => void;
  readonly openBridge?: (identity: DeviceIdentity) => Bridge;
  readonly now?: () => { wall: number; uptime: number };
}

/** What a beat came to. */
export interface Beat {
  /** Null when the centre answered; else the code of why not. */
  readonly failed: string | null;
  readonly order: Order | null;
  /** Why an order that came was not believed. */
  readonly refusedOrder: string | null;
  readonly policy: Policy | null;
  /** Number of the newest release at the centre; null when it publishes none, or was not heard. */
  readonly release: number | null;
  /** Users whose grace is over: their keys go now. */
  readonly due: readonly LocalUser[];
}

/** Higher than any before, over restarts too, as long as the clock goes forward; else the centre says the last. */
let seq = 0;

/** One heartbeat. Never throws for what the centre or the network does. */
export async function beat(deps: BeatDeps): Promise<Beat> {
  const now = (deps.now ?? (() => ({ wall: Date.now(), uptime: uptime() })))();
  const users = localUsers(deps.profileDir);
  const leases = users.flatMap(({ userNo, folder }) => heldBy(deps, userNo, folder) ?? []);
  const bridge = (deps.openBridge ?? ((identity) => createBridge({ settings: deps.settings, caPem: identity.caPem, identity })))(deps.identity);
  try {
    const facts = await deps.facts();
    seq = Math.max(seq + 1, now.wall);
    let answer = await say(deps, bridge, users, leases, facts);
    const last = answer.ok || answer.refusal.code !== "conflict" ? null : /^seq: (\d+)$/.exec(answer.refusal.issues[0] ?? "")?.[1];
    if (last) {
      seq = Number(last) + 1;
      answer = await say(deps, bridge, users, leases, facts);
    }
    return answer.ok ? heard(deps, users, leases, answer, now.wall) : unheard(deps, users, leases, answer, now);
  } finally {
    await bridge.close();
  }
}

const heldBy = ({ identity }: BeatDeps, userNo: string, folder: string): Lease | null =>
  identity.orderKey === null ? null : (readLease(folder, identity.orderKey, { userNo, deviceId: identity.deviceId })?.lease ?? null);

async function say(deps: BeatDeps, bridge: Bridge, users: readonly LocalUser[], leases: readonly Lease[], facts: readonly PostureFact[]): Promise<BridgeAnswer<Said>> {
  const said: Heartbeat = {
    v: 1, deviceId: deps.identity.deviceId, seq, version: deps.version, locked: deps.locked(), facts: [...facts], waits: deps.waits(), offsetMs: deps.mark?.read()?.offset ?? null,
    release: deps.release(),
    diskFreeMb: await statfs(deps.profileDir).then((disk) => Math.floor((disk.bavail * disk.bsize) / 2 ** 20), () => null),
    users: users.slice(0, 50).map(({ userNo }) => {
      const { unsent, oldestAt } = deps.unsent(userNo);
      return { userNo, unsent, oldestAt, leaseNotAfter: leases.find((lease) => lease.userNo === userNo)?.notAfter ?? null };
    }),
  };
  return bridge.json({ method: "POST", path: "/device/heartbeat", body: JSON.stringify(signByDevice("heartbeat", said, deps.identity.keyPem)), timeoutMs: 15_000 }, HeartbeatOutput);
}

function heard(deps: BeatDeps, users: readonly LocalUser[], leases: readonly Lease[], answer: Extract<BridgeAnswer<Said>, { ok: true }>, wall: number): Beat {
  const { value, sentAt, receivedAt } = answer;
  const { identity } = deps;
  if (identity.orderKey === null) deps.pin(value.orderKey);
  const orderKey = identity.orderKey ?? value.orderKey;
  deps.mark?.see({ latest: value.serverTime, offset: value.serverTime + (receivedAt - sentAt) / 2 - wall }, true);
  const renewed = new Set<string>();
  for (const signed of value.leases) {
    const lease = openSigned("lease", signed, orderKey, LeaseSchema);
    const user = lease && users.find(({ userNo }) => userNo === lease.userNo);
    if (user && keepLease(user.folder, { lease: signed, policy: value.policy }, orderKey, { userNo: user.userNo, deviceId: identity.deviceId })) renewed.add(user.userNo);
  }
  // The centre gave this user no lease, and its own time says the grace is over.
  const over = overAtCentre(leases, value.serverTime).filter((userNo) => !renewed.has(userNo));
  const order = value.order && openSigned("order", value.order, orderKey, OrderSchema);
  const why = value.order === null ? null : !order ? "signature" : order.deviceId !== identity.deviceId ? "another device" : order.answers !== seq ? "not the answer to this heartbeat" : null;
  return { failed: null, order: why === null ? order : null, refusedOrder: why, policy: openSigned("policy", value.policy, orderKey, PolicySchema), release: value.release, due: users.filter(({ userNo }) => over.includes(userNo)) };
}

/** The centre was asked in vain: the clock may speak, within the limits of `grace.ts`. */
function unheard(deps: BeatDeps, users: readonly LocalUser[], leases: readonly Lease[], { refusal, status }: Extract<BridgeAnswer<Said>, { ok: false }>, now: { wall: number; uptime: number }): Beat {
  const none: Beat = { failed: refusal.code, order: null, refusedOrder: null, policy: null, release: null, due: [] };
  const mark = deps.mark?.read();
  if (status !== 0 || !mark || !deps.mark) return none;
  const looked = lookAtGrace(mark, leases, now);
  deps.mark.write(looked.mark);
  return { ...none, due: users.filter(({ userNo }) => looked.due.includes(userNo)) };
}
