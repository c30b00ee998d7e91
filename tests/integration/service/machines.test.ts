import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { DAY, HOUR } from "../../../shared/model/time.ts";
import { HeartbeatOutput, LeaseSchema, OrderSchema, PolicySchema, type Heartbeat, type Receipt } from "../../../shared/protocol/device.ts";
import { openLease } from "../../../electron/trust/lease.ts";
import { openSigned, signByDevice } from "../../../electron/trust/signed.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { DEFAULT_POLICY, setPolicy } from "../../../service/machines/lease.ts";
import type { DeskOutput } from "../../../shared/protocol/desk.ts";
import { onEachEngine } from "../../support/engines.ts";
import { enrol, foundAgency, signIn, type TestDevice } from "../../support/service.ts";

const beat = (device: TestDevice, seq: number, over: Partial<Heartbeat> = {}): Heartbeat => ({
  v: 1, deviceId: device.deviceId, seq, version: "0.9.0", locked: true, users: [], diskFreeMb: 12_345, offsetMs: -250, facts: [], waits: null, release: null, ...over,
});
const NO_COUNTS = { secrets: 1, slots: 1, databases: 2, caches: 0, logs: 1, other: 0, folders: 2, failed: 0, unsent: 0 };

onEachEngine("the device channel", { service: { desk: deskHandlers } }, (engine) => {
  async function house(context: Parameters<typeof engine.running>[0]) {
    const { service, url } = engine.running(context);
    const agency = await foundAgency(service);
    const device = await enrol(service, url, `PC-${randomUUID().slice(0, 6)}`);
    const desk = await signIn(service, await enrol(service, url), agency.it);
    const say = <T = { code: string; issues: string[] }>(heartbeat: Heartbeat, keyPem = device.keyPem) => device.call<T>("POST", "/device/heartbeat", { body: signByDevice("heartbeat", heartbeat, keyPem) });
    const heard = async (heartbeat: Heartbeat) => HeartbeatOutput.parse((await say<unknown>(heartbeat)).body);
    const row = async () => {
      const { body } = await desk.device.call<DeskOutput<"device.list">>("GET", "/desk/devices?q=%7B%7D", { token: desk.token });
      return body.devices.find((d) => d.id === device.deviceId)!;
    };
    const ask = (path: string, body: object) => desk.device.call<{ code: string; orderId: string }>("POST", path, { token: desk.token, body });
    return { service, url, agency, device, say, heard, row, ask };
  }
  const acts = (service: Service, deviceId: string) =>
    service.run(SYSTEM, (ctx) => rows<{ action: string; device_id: string | null }>(ctx.tx, sql`SELECT action, device_id FROM audit WHERE ref = ${deviceId} ORDER BY day, n`)).then((found) => found.map((r) => r.action));

  it("keeps what a machine says of itself, with no user's session, and shows it to IT judged by the policy", async (context) => {
    const { service, agency, device, heard, row } = await house(context);
    await service.run(SYSTEM, (ctx) => setPolicy(ctx, { ...DEFAULT_POLICY, facts: { coreDumps: "refuse", removableMounts: "warn" } }));
    const facts: Heartbeat["facts"] = [{ name: "coreDumps", value: "on", source: "test" }, { name: "removableMounts", value: "none", source: "test" }];
    const answer = await heard(beat(device, 7, { facts, users: [{ userNo: agency.lin.no, unsent: 3, oldestAt: 1_000, leaseNotAfter: 9_000 }] }));
    expect(answer).toMatchObject({ revoked: false, order: null, orderKey: service.orderKey.publicKey });
    expect(await row()).toMatchObject({ version: "0.9.0", unsent: 3, oldestUnsentAt: 1_000, locked: true, leaseNotAfter: 9_000, diskFreeMb: 12_345, skewMs: -250, refused: ["coreDumps"], warned: [], order: null });
    await service.run(SYSTEM, (ctx) => setPolicy(ctx, DEFAULT_POLICY));
  });

  it("gives a lease to each user who may still work there, and none to a disabled one", async (context) => {
    const { service, agency, device, heard } = await house(context);
    await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE app_user SET active = false WHERE id = ${agency.zhou.id}`));
    const answer = await heard(beat(device, 1, { users: [agency.lin, agency.zhou].map((me) => ({ userNo: me.no, unsent: 0, oldestAt: null, leaseNotAfter: null })) }));
    expect(answer.leases).toHaveLength(1);
    const held = openLease({ lease: answer.leases[0]!, policy: answer.policy }, answer.orderKey, { userNo: agency.lin.no, deviceId: device.deviceId })!;
    expect([held.lease.notAfter - answer.serverTime, held.lease.shredAfter - held.lease.notAfter]).toEqual([72 * HOUR, 7 * DAY]);
    expect(openSigned("policy", answer.policy, service.orderKey.publicKey, PolicySchema)).toEqual(DEFAULT_POLICY);
    expect(openSigned("lease", answer.leases[0]!, service.orderKey.publicKey, LeaseSchema)?.userId).toBe(agency.lin.id);
  });

  it("refuses a heartbeat sent again, one signed by another key, one about another machine, and nonsense", async (context) => {
    const { service, url, device, say } = await house(context);
    expect((await say(beat(device, 5))).status).toBe(200);
    expect((await say(beat(device, 5))).body).toMatchObject({ code: "conflict", issues: ["seq: 5"] });
    expect((await say(beat(device, 4))).body.code).toBe("conflict");
    const other = await enrol(service, url);
    expect((await say(beat(device, 6), other.keyPem)).body).toMatchObject({ code: "bad_input", issues: ["signature"] });
    expect((await say({ ...beat(device, 6), deviceId: other.deviceId })).body.code).toBe("forbidden");
    expect((await say({ ...beat(device, 6), seq: -1 })).body).toMatchObject({ code: "bad_input" });
    const receiptForBeat = signByDevice("receipt", beat(device, 6), device.keyPem);
    expect((await device.call<{ code: string }>("POST", "/device/heartbeat", { body: receiptForBeat })).body.code).toBe("bad_input");
    expect((await say(beat(device, 6))).status).toBe(200);
  });

  it("hands an order over as the answer to one heartbeat, takes its receipt once, and leaves a trace of each step", async (context) => {
    const { service, device, heard, row, ask } = await house(context);
    const { body } = await ask("/desk/devices/wipe", { deviceId: device.deviceId, mode: "flush-then-wipe", reason: "送修" });
    expect(await row()).toMatchObject({ order: { id: body.orderId, mode: "flush-then-wipe", sentAt: null, doneAt: null, by: "吕航" } });
    const answer = await heard(beat(device, 10));
    const order = openSigned("order", answer.order!, service.orderKey.publicKey, OrderSchema);
    expect(order).toMatchObject({ orderId: body.orderId, deviceId: device.deviceId, mode: "flush-then-wipe", answers: 10 });
    await heard(beat(device, 11, { waits: body.orderId }));
    expect((await row()).order).toMatchObject({ waits: true });
    const receipt: Receipt = { v: 1, orderId: body.orderId, deviceId: device.deviceId, mode: "flush-then-wipe", startedAt: 1, finishedAt: 2, resumed: 1, counts: NO_COUNTS };
    const hand = (r: Receipt) => device.call<{ code: string }>("POST", "/device/receipt", { body: signByDevice("receipt", r, device.keyPem) });
    expect((await hand({ ...receipt, orderId: randomUUID() })).body.code).toBe("not_found");
    expect((await hand(receipt)).status).toBe(200);
    expect((await hand(receipt)).status).toBe(200);
    expect(await row()).toMatchObject({ revoked: true, unsent: 0, order: { waits: false, counts: NO_COUNTS, doneAt: expect.any(Number) as number } });
    expect((await heard(beat(device, 12))).order).toBeNull();
    expect((await acts(service, device.deviceId)).filter((a) => a.startsWith("device.wipe"))).toEqual(["device.wipeOrdered", "device.wipeSent", "device.wiped"]);
  });

  it("takes an order back, replaces one by another, and gives none for a machine that is not there", async (context) => {
    const { service, device, heard, ask } = await house(context);
    const order = (mode: string) => ask("/desk/devices/wipe", { deviceId: device.deviceId, mode, reason: "x" });
    await order("flush-then-wipe");
    const { body } = await order("wipe-now");
    expect(openSigned("order", (await heard(beat(device, 1))).order!, service.orderKey.publicKey, OrderSchema)).toMatchObject({ orderId: body.orderId, mode: "wipe-now" });
    expect((await ask("/desk/devices/wipe/withdraw", { deviceId: device.deviceId })).status).toBe(200);
    expect((await heard(beat(device, 2))).order).toBeNull();
    expect((await ask("/desk/devices/wipe/withdraw", { deviceId: device.deviceId })).body.code).toBe("not_found");
    expect((await ask("/desk/devices/wipe", { deviceId: randomUUID(), mode: "wipe-now", reason: "x" })).body.code).toBe("not_found");
  });

  it("still hears a revoked machine, gives it no lease, and orders its keys destroyed (P3)", async (context) => {
    const { service, agency, device, heard, ask } = await house(context);
    expect((await ask("/desk/devices/revoke", { deviceId: device.deviceId, reason: "丢失" })).status).toBe(200);
    const answer = await heard(beat(device, 1, { users: [{ userNo: agency.lin.no, unsent: 0, oldestAt: null, leaseNotAfter: null }] }));
    expect(answer).toMatchObject({ revoked: true, leases: [] });
    expect(openSigned("order", answer.order!, service.orderKey.publicKey, OrderSchema)).toMatchObject({ mode: "wipe-now", answers: 1 });
    expect((await device.call<{ code: string }>("POST", "/session", { body: { userNo: agency.lin.no, password: "x" } })).body.code).toBe("device_revoked");
  });
});
