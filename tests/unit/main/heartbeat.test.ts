import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateKeyPairSync } from "node:crypto";
import { DAY, HOUR } from "../../../shared/model/time.ts";
import { HeartbeatSchema, type Heartbeat, type HeartbeatOutput, type Order, type Signed } from "../../../shared/protocol/device.ts";
import { NO_UPDATES, releaseSaid } from "../../../shared/release/report.ts";
import { refusal } from "../../../shared/protocol/errors.ts";
import type { z } from "zod";
import type { Bridge } from "../../../electron/bridge/client.ts";
import { beat, type BeatDeps } from "../../../electron/main/machine/heartbeat.ts";
import { readLease } from "../../../electron/trust/lease.ts";
import { openTimeMark } from "../../../electron/trust/time-mark.ts";
import { grant, TEST_ORDER_KEY } from "../../support/lease.ts";

type Answer = { ok: true; value: z.output<typeof HeartbeatOutput> } | { ok: false; status: number; refusal: ReturnType<typeof refusal> };
const deviceId = randomUUID();
const userId = randomUUID();
const keyPem = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const RELEASE = releaseSaid({ ...NO_UPDATES, phase: "current", checkedAt: 7, seen: { root: 1, timestamp: 4, snapshot: 3, targets: 2, rollout: 2 } }, { build: "a".repeat(64), platform: "linux-x64", ring: "pilot" });
const NOW = Date.UTC(2026, 10, 23);
const who = { userId, userNo: "A0101", deviceId };
let dir: string;
let folder: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-beat-"));
  folder = join(dir, "users", "A0101");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "slot.json"), JSON.stringify({ userNo: "A0101" }));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const mark = () => openTimeMark(dir, deviceId, Buffer.alloc(32, 1));
const holdLease = (at: number) => {
  const { signed, policy } = grant(who, at);
  writeFileSync(join(folder, "lease.json"), JSON.stringify({ lease: signed, policy }));
};
const orderFor = (said: Heartbeat, change: Partial<Order> = {}): Signed => TEST_ORDER_KEY.sign("order", JSON.stringify({ v: 1, orderId: randomUUID(), deviceId, mode: "wipe-now", issuedAt: NOW, answers: said.seq, ...change }));
const good = (change: Partial<z.output<typeof HeartbeatOutput>> = {}): Answer => ({ ok: true, value: { serverTime: NOW, orderKey: TEST_ORDER_KEY.publicKey, revoked: false, leases: [], policy: grant(who, NOW).policy, order: null, release: null, ...change } });
const OFFLINE: Answer = { ok: false, status: 0, refusal: refusal("offline") };

/** One beat against a centre that answers so. */
async function once(answers: ((said: Heartbeat) => Answer)[], change: Partial<BeatDeps> = {}) {
  const heard: Heartbeat[] = [];
  const bridge = {
    json: async ({ body }: { body: string }) => {
      const said = HeartbeatSchema.parse(JSON.parse((JSON.parse(body) as Signed).text));
      heard.push(said);
      const answer = answers[Math.min(heard.length, answers.length) - 1]!(said);
      return answer.ok ? { ...answer, sentAt: 0, receivedAt: 0 } : { ...answer, retryAfterMs: null };
    },
    close: async () => undefined,
  } as unknown as Bridge;
  const result = await beat({
    profileDir: dir, settings: { serviceUrl: "https://127.0.0.1:1", vpnRanges: [] }, version: "1.2.3", identity: { deviceId, deviceName: "PC", keyPem, certificatePem: "", caPem: "", orderKey: TEST_ORDER_KEY.publicKey },
    mark: mark(), facts: async () => [], locked: () => true, unsent: () => ({ unsent: 2, oldestAt: 5 }), waits: () => null, release: () => RELEASE, pin: () => undefined, openBridge: () => bridge, now: () => ({ wall: NOW, uptime: 100 }), ...change,
  });
  return { result, heard };
}

describe("a heartbeat", () => {
  it("says how the machine stands without any key, and renews the lease of a user who is away", async () => {
    holdLease(NOW - DAY);
    const { signed } = grant(who, NOW);
    const { result, heard } = await once([() => good({ leases: [signed] })]);
    expect(heard[0]).toMatchObject({ version: "1.2.3", locked: true, release: RELEASE, users: [{ userNo: "A0101", unsent: 2, oldestAt: 5, leaseNotAfter: NOW - DAY + 72 * HOUR }] });
    expect(readLease(folder, TEST_ORDER_KEY.publicKey, who)?.lease.issuedAt).toBe(NOW);
    expect(result).toMatchObject({ failed: null, order: null, refusedOrder: null, due: [] });
    expect(mark().read()).toMatchObject({ latest: NOW });
  });

  it("counts on from the number the centre says when its own is too low", async () => {
    const { heard, result } = await once([() => ({ ok: false, status: 409, refusal: refusal("conflict", ["seq: 9999999999999"]) }), () => good()]);
    expect(heard.map((h) => h.seq)[1]).toBe(10_000_000_000_000);
    expect(result.failed).toBeNull();
  });

  it("believes an order of the centre, for this device, as the answer to this heartbeat, and no other", async () => {
    expect((await once([(said) => good({ order: orderFor(said) })])).result).toMatchObject({ order: { mode: "wipe-now" }, refusedOrder: null });
    const bad: [string, (said: Heartbeat) => Signed][] = [
      ["another device", (said) => orderFor(said, { deviceId: randomUUID() })], ["not the answer to this heartbeat", (said) => orderFor(said, { answers: said.seq - 1 })],
      ["signature", (said) => ({ ...orderFor(said), signature: Buffer.alloc(64).toString("base64") })], ["signature", (said) => TEST_ORDER_KEY.sign("lease", orderFor(said).text)],
    ];
    for (const [why, order] of bad) expect((await once([(said) => good({ order: order(said) })])).result).toMatchObject({ order: null, refusedOrder: why });
  });

  it("pins the centre's order key when none is pinned", async () => {
    const pins: string[] = [];
    await once([() => good()], { identity: { deviceId, deviceName: "PC", keyPem, certificatePem: "", caPem: "", orderKey: null }, pin: (key) => void pins.push(key) });
    expect(pins).toEqual([TEST_ORDER_KEY.publicKey]);
  });

  it("lets keys go by the centre's own time when the grace is over and no lease came", async () => {
    holdLease(NOW - 11 * DAY);
    expect((await once([() => good()])).result.due).toMatchObject([{ userNo: "A0101" }]);
    const { signed } = grant(who, NOW);
    expect((await once([() => good({ leases: [signed] })])).result.due).toEqual([]);
    holdLease(NOW - 9 * DAY);
    expect((await once([() => good()])).result.due).toEqual([]);
  });

  it("off line, lets no key go by one look at a clock, however far ahead", async () => {
    holdLease(NOW);
    mark().see({ latest: NOW, offset: 0 }, true);
    for (const uptime of [100, 160, 50, 110]) {
      const { result } = await once([() => OFFLINE], { now: () => ({ wall: NOW + 400 * DAY, uptime }) });
      expect(result).toMatchObject({ failed: "offline", due: [] });
    }
    expect(mark().read()?.over["A0101"]).toMatchObject({ boots: 2 });
    expect(existsSync(join(folder, "lease.json"))).toBe(true);
  });

  it("counts nothing against a clock when the centre answered, even with a refusal", async () => {
    holdLease(NOW - 30 * DAY);
    mark().see({ latest: NOW, offset: 0 }, true);
    await once([() => ({ ok: false, status: 503, refusal: refusal("busy") })]);
    expect(mark().read()?.over).toEqual({});
  });
});
