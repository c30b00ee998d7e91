/**
 * P4 on a real tunnel: the service in one network namespace, a workstation in another, WireGuard between
 * them, and tcpdump on every network that is not the tunnel.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it, type TestContext } from "vitest";
import { buildHouse, FAR, HOUSE_FAR, IMPOSTOR, NEAR, type House, type Outside } from "../../support/vpn/house.ts";
import { command, type Commanded } from "../../support/vpn/orders.ts";
import { whyNoTunnel } from "../../support/vpn/programs.ts";
import type { FarOrders } from "./far.ts";
import type { NearOrders } from "./near.ts";

const MARKER = "只在隧道里";
const missing = whyNoTunnel();

interface Stage {
  readonly house: House;
  readonly far: Commanded<FarOrders>;
  readonly near: Commanded<NearOrders>;
}
let stage: Stage | null = null;
let saved = 0;
const report: string[] = [];

beforeAll(async () => {
  if (missing !== null) return;
  const house = await buildHouse();
  try {
    const far = await command<FarOrders>(house.far, new URL("./far.ts", import.meta.url));
    const near = await command<NearOrders>(house.near, new URL("./near.ts", import.meta.url));
    stage = { house, far, near };
  } catch (error) {
    await house.remove();
    throw error;
  }
}, 120_000);

afterAll(async () => {
  if (!stage) return;
  await stage.near.order("end").catch(() => undefined);
  await stage.far.order("end").catch(() => undefined);
  await Promise.all([stage.near.end(), stage.far.end()]);
  await stage.house.remove();
  process.stdout.write(`${report.join("\n")}\n`);
});

beforeEach((context: TestContext) => {
  if (missing !== null) context.skip(missing);
});

const here = (): Stage => stage ?? expect.fail("no stage");

function said(scene: string, outside: Outside): Outside {
  report.push(JSON.stringify({ scene, tunnelPackets: outside.tunnel, otherPackets: outside.other, payloadBytesOutside: outside.payload, ...(outside.words.length > 0 ? { other: outside.words } : {}) }));
  return outside;
}

const note = async (): Promise<number> => here().near.order("note", `${MARKER} ${(saved += 1)}`);

interface Scene {
  readonly name: string;
  /** What the strip then says. */
  readonly says: string;
  readonly close: () => unknown;
  readonly open: () => unknown;
  /** The VPN itself is in order, only what answers in it is not: noticed at the next connection. */
  readonly vpnUp?: boolean;
}

/** The way is closed: it is noticed within 2 s, notes are saved and wait, whatever a person asks for, and nothing passes outside. Then it opens, and all arrives. */
async function play({ name, says, close, open, vpnUp = false }: Scene): Promise<void> {
  const { near, house } = here();
  await close();
  try {
    const noticedMs = await near.order("untilSaid", says);
    if (!vpnUp) expect(noticedMs, "noticed within 2 s").toBeLessThan(2_000);
    const before = (await near.order("status")).pending;
    for (let i = 1; i <= 3; i += 1) expect(await note()).toBe(before + i);
    for (let i = 0; i < 3; i += 1) await near.order("insist");
    const status = await near.order("status");
    expect(status).toMatchObject({ connected: false, pending: before + 3 });
    expect(status.vpn !== null).toBe(vpnUp);
    const outside = said(name, await house.outside());
    expect(outside.payload, outside.words.join(", ")).toBe(0);
    report.push(JSON.stringify({ scene: name, says, noticedMs, waiting: before + 3 }));
  } finally {
    await open();
  }
  await deliversAll(name);
}

/** Does something while notes are saved and sent without a pause, and goes on saving until `then` has passed. */
async function inStream(what: () => unknown, then: () => unknown): Promise<void> {
  let going = true;
  const stream = (async () => {
    while (going) await note();
  })();
  await sleep(150);
  await what();
  await then();
  await sleep(500);
  going = false;
  await stream;
}

const detour = (verb: "add" | "del"): void => here().house.ip("route", verb, `${FAR}/32`, "via", HOUSE_FAR);
const secondOwns = (verb: "add" | "del", address: string): void => here().house.ip("addr", verb, `${address}/24`, "dev", here().house.second);

/** The VPN's name server leads elsewhere from now on, and what is open is ended, so that it is asked. */
async function leadsTo(address: string): Promise<void> {
  const { house, far, near } = here();
  await far.order("answer", address);
  house.tunnel("down");
  await near.order("untilSaid", "vpn_down");
  house.tunnel("up");
}

/** The way is open again: everything arrives, once, and through the tunnel. */
async function deliversAll(scene: string): Promise<void> {
  const { near, far, house } = here();
  await near.order("untilSaid", "connected");
  await near.order("untilSent");
  expect(await far.order("count")).toMatchObject({ notes: saved, distinct: saved, houseAsked: 0 });
  const outside = said(`${scene}: after it returned`, await house.outside());
  expect(outside.payload, outside.words.join(", ")).toBe(0);
  expect(outside.tunnel).toBeGreaterThan(0);
}

describe("the bridge on a real tunnel", { timeout: 120_000 }, () => {
  it("enrols, signs in, loads and sends with the tunnel up, and the house sees the tunnel's packets only", async () => {
    const { house, near, far } = here();
    await house.outside();
    await near.order("begin", await far.order("enrolment"));
    for (let i = 0; i < 5; i += 1) await note();
    await near.order("untilSent");
    expect(await far.order("count")).toMatchObject({ notes: saved, distinct: saved, houseAsked: 0 });
    expect((await far.order("count")).asked).toBeGreaterThan(0);
    const outside = said("tunnel up", await house.outside());
    expect(outside).toMatchObject({ other: 0, payload: 0 });
    expect(outside.tunnel).toBeGreaterThan(20);
    expect((await near.order("status")).vpn).toMatchObject({ address: "10.8.0.2" });
  });

  it("would be seen if it let anything pass: the same bridge without the check speaks through the house", async () => {
    const { house, near } = here();
    detour("add");
    await near.order("untilSaid", "vpn_wrong_route");
    await house.outside();
    await near.order("unguarded");
    detour("del");
    const outside = said("no check (control)", await house.outside());
    expect(outside.payload).toBeGreaterThan(200);
    await near.order("untilSaid", "connected");
    await house.outside();
  });

  it("sends nothing when the tunnel is switched off and its address stays", () =>
    play({ name: "tunnel down", says: "vpn_down", close: () => here().house.tunnel("down"), open: () => here().house.tunnel("up") }));

  it("with the egress rule that IT sets, sends nothing even of what the system still held when the tunnel is switched off in the middle of a stream of notes", async () => {
    const { house, near } = here();
    house.ip("route", "add", "unreachable", "default", "table", "77", "metric", "4096");
    house.ip("rule", "add", "from", "10.8.0.0/16", "lookup", "77", "priority", "90");
    for (let round = 1; round <= 5; round += 1) {
      house.ip("route", "add", "10.8.0.0/24", "dev", house.tunnelName, "table", "77");
      await near.order("untilSaid", "connected");
      await inStream(() => house.tunnel("down"), () => near.order("untilSaid", "vpn_down"));
      expect(said(`switched off in mid-stream, egress rule (${round})`, await house.outside()).payload).toBe(0);
      house.tunnel("up");
    }
    house.ip("rule", "del", "priority", "90");
    await deliversAll("switched off in mid-stream, egress rule");
  });

  it("sends nothing when the tunnel's interface is gone, in the middle of a stream of notes", () =>
    play({ name: "tunnel gone in mid-stream", says: "vpn_down", close: () => inStream(() => here().house.endTunnel(), () => undefined), open: () => here().house.startTunnel() }));

  it("sends nothing when the route to the centre leads through the house", () =>
    play({ name: "wrong route", says: "vpn_wrong_route", close: () => detour("add"), open: () => detour("del") }));

  it("sends nothing when a routing policy leads another way than the table", () =>
    play({
      name: "routing policy", says: "vpn_wrong_route",
      close: () => {
        here().house.ip("route", "add", "default", "via", HOUSE_FAR, "table", "88");
        here().house.ip("rule", "add", "to", "10.8.0.0/24", "lookup", "88", "priority", "100");
      },
      open: () => here().house.ip("rule", "del", "priority", "100"),
    }));

  it("sends nothing when a second interface owns the same range", () =>
    play({ name: "second interface", says: "vpn_two", close: () => secondOwns("add", "10.8.0.77"), open: () => secondOwns("del", "10.8.0.77") }));

  it("sends nothing when only a network card owns an address of the range", () =>
    play({
      name: "address on a card", says: "vpn_wrong_interface",
      close: async () => {
        await here().house.endTunnel();
        secondOwns("add", NEAR);
      },
      open: async () => {
        secondOwns("del", NEAR);
        await here().house.startTunnel();
      },
    }));

  it("sends nothing to a server with another authority's certificate, though it is inside the VPN", async () => {
    const heard = async () => (await here().far.order("count")).impostor;
    const before = await heard();
    await play({ name: "forged certificate", says: "centre_untrusted", vpnUp: true, close: () => leadsTo(IMPOSTOR), open: () => here().far.order("answer", FAR) });
    const after = await heard();
    expect(after.met).toBeGreaterThan(before.met);
    expect(after.heard).toBe(0);
  });

  it("sends nothing when the name leads out of the VPN", async () => {
    const { impostor: before } = await here().far.order("count");
    await play({ name: "DNS answers another address", says: "vpn_wrong_address", vpnUp: true, close: () => leadsTo(HOUSE_FAR), open: () => here().far.order("answer", FAR) });
    expect((await here().far.order("count")).impostor).toEqual(before);
  });

  it("has shown nothing of a record or of the centre's name to the house in all this time", () => {
    for (const text of [MARKER, "centre", "note.added"]) expect(here().house.sawOutside(text)).toBe(false);
  });
});
