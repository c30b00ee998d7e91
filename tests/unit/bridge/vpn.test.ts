import { describe, expect, it } from "vitest";
import { createBridge } from "../../../electron/bridge/client.ts";
import { leavesBy, parseRoutes4, parseRoutes6 } from "../../../electron/bridge/linux-routes.ts";
import type { Interfaces, Network } from "../../../electron/bridge/network.ts";
import { createVpnCheck, parseRanges, type Link } from "../../../electron/bridge/vpn.ts";
import { createWatch } from "../../../electron/bridge/watch.ts";
import { refusal } from "../../../shared/protocol/errors.ts";
import { HelloOutput } from "../../../shared/protocol/sync.ts";

const TUNNEL = "00:00:00:00:00:00";
const CARD = "2a:03:49:12:5a:1f";
const CENTRE = "10.8.0.1";

const entry = (address: string, mac: string, internal = false) =>
  ({ address, family: address.includes(":") ? "IPv6" : "IPv4", netmask: "", mac, internal, cidr: null, scopeid: 0 }) as NonNullable<Interfaces[string]>[number];
const WG = { wg0: [entry("10.8.3.4", TUNNEL)] };
const HOUSE = { eth0: [entry("192.168.1.7", CARD)] };

/** A machine whose tunnel is up and whose route leads through it, unless told otherwise. */
const machine = (over: Partial<{ interfaces: Interfaces; route: string | null | undefined; source: string | null }> = {}): Network => ({
  interfaces: () => over.interfaces ?? { ...HOUSE, ...WG },
  routeTo: () => ("route" in over ? over.route : "wg0"),
  sourceFor: () => Promise.resolve(over.source === undefined ? "10.8.3.4" : over.source),
});
const judge = (network: Network, to = CENTRE, settings: { vpnInterface?: string } = {}) => createVpnCheck({ vpnRanges: ["10.8.0.0/16", "fd00:8::/32"], ...settings }, network).look(to);
const code = (link: Link) => (link.up ? "up" : link.refusal.code);

describe("the VPN check", () => {
  it("opens the way from our address, on the VPN's interface, when the route leads through it", async () => {
    expect(await judge(machine())).toEqual({ up: true, address: "10.8.3.4", by: "wg0", to: CENTRE });
    const six = machine({ interfaces: { wg0: [entry("10.8.3.4", TUNNEL), entry("fd00:8::9", TUNNEL)] }, source: "fd00:8::9" });
    expect(await judge(six, "fd00:8::1")).toMatchObject({ up: true, address: "fd00:8::9" });
  });

  it.each([
    ["no interface is inside the VPN", machine({ interfaces: { ...HOUSE, lo: [entry("127.0.0.1", TUNNEL, true)] } }), CENTRE, "vpn_down"],
    ["there is no interface at all", machine({ interfaces: {} }), CENTRE, "vpn_down"],
    ["our address is of the other family", machine(), "fd00:8::1", "vpn_down"],
    ["two interfaces own an address in the range", machine({ interfaces: { ...WG, eth1: [entry("10.8.0.77", CARD)] } }), CENTRE, "vpn_two"],
    ["the address is on a network card", machine({ interfaces: { eth0: [entry("10.8.3.4", CARD)] }, route: "eth0" }), CENTRE, "vpn_wrong_interface"],
    ["the table leads another way", machine({ route: "eth0" }), CENTRE, "vpn_wrong_route"],
    ["no route leads there", machine({ route: null }), CENTRE, "vpn_wrong_route"],
    ["a policy that the table does not show leads another way", machine({ source: "192.168.1.7" }), CENTRE, "vpn_wrong_route"],
    ["the system knows no way", machine({ source: null }), CENTRE, "vpn_wrong_route"],
    ["the system has no table to read and would speak from elsewhere", machine({ route: undefined, source: "192.168.1.7" }), CENTRE, "vpn_wrong_route"],
    ["the centre lies outside", machine(), "203.0.113.5", "vpn_wrong_address"],
  ])("closes it when %s", async (_, network, to, expected) => {
    expect(code(await judge(network, to))).toBe(expected);
  });

  it("takes the interface that IT names, and no other", async () => {
    expect(code(await judge(machine(), CENTRE, { vpnInterface: "wg0" }))).toBe("up");
    expect(code(await judge(machine(), CENTRE, { vpnInterface: "wg1" }))).toBe("vpn_wrong_interface");
    const tap = { interfaces: { tap0: [entry("10.8.3.4", CARD)] }, route: "tap0" };
    expect(code(await judge(machine(tap), CENTRE, { vpnInterface: "tap0" }))).toBe("up");
  });

  it("refuses a range that is not CIDR instead of opening more than was meant", () => {
    for (const range of ["10.8.0.0", "10.8.0.0/33", "0.0.0.0/", "vpn", "fd00::/129", "10.8.0.0/-1"]) expect(() => parseRanges([range]), range).toThrow(/CIDR/);
  });
});

describe("the kernel's route tables", () => {
  const four = parseRoutes4(`Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	0101A8C0	0003	0	0	100	00000000	0	0	0
eth1	00000000	0101A8C0	0003	0	0	50	00000000	0	0	0
eth0	0001A8C0	00000000	0001	0	0	100	00FFFFFF	0	0	0
wg0	0000080A	00000000	0001	0	0	0	0000FFFF	0	0	0
eth0	0100080A	0101A8C0	0007	0	0	0	FFFFFFFF	0	0	0
*	0009080A	00000000	0200	0	0	0	00FFFFFF	0	0	0
`);
  const six = parseRoutes6(`fd000008000000000000000000000000 20 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001      wg0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000003 00000000 00000003     eth0
fd000008000000000000000000000009 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000002 00000000 80200001       lo
`);
  it.each([
    ["10.8.3.4", "wg0"], ["10.8.0.1", "eth0"], ["10.8.9.7", null], ["192.168.1.20", "eth0"], ["203.0.113.5", "eth1"],
    ["fd00:8::1", "wg0"], ["fd00:8:0:0:1::9%wg0", "wg0"], ["2001:db8::10.8.0.1", "eth0"],
  ])("choose for %s by the longest prefix, then the metric: %s", (address, expected) => {
    expect(leavesBy({ v4: four, v6: six }, address)).toBe(expected);
  });
  it("lead nowhere when they are empty", () => {
    expect(leavesBy({ v4: [], v6: [] }, CENTRE)).toBeNull();
  });
});

describe("the watch", () => {
  const UP: Link = { up: true, address: "10.8.3.4", by: "wg0", to: CENTRE };
  const DOWN: Link = { up: false, refusal: refusal("vpn_down") };
  const watched = (first: Link) => {
    const state = { link: first, cuts: [] as Link[], told: [] as string[] };
    const watch = createWatch({ look: () => Promise.resolve(state.link), cut: (link) => state.cuts.push(link) });
    watch.follow((link) => state.told.push(code(link)));
    return { state, watch };
  };
  const within = async (what: () => boolean) => {
    for (const end = Date.now() + 2_000; !what(); ) {
      if (Date.now() > end) throw new Error("not within two seconds");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  it("notices a loss by itself within two seconds, and cuts what is open", async () => {
    const { state, watch } = watched(UP);
    await within(() => state.told.includes("up"));
    state.link = DOWN;
    await within(() => state.told.at(-1) === "vpn_down");
    expect(state.cuts).toEqual([DOWN]);
    watch.stop();
  });

  it("lets nothing pass after a change until a second look finds the same", async () => {
    const { state, watch } = watched(UP);
    expect(code(await watch.now())).toBe("up");
    state.link = { ...UP, by: "wg1" };
    expect(code(await watch.now())).toBe("network_changed");
    expect(state.cuts.map(code)).toEqual(["network_changed"]);
    await within(() => state.told.at(-1) === "up");
    expect(await watch.now()).toMatchObject({ by: "wg1" });
    state.link = DOWN;
    await watch.now();
    state.link = UP;
    expect(code(await watch.now())).toBe("network_changed");
    watch.stop();
  });

  it("takes a look that fails for a closed way", async () => {
    const watch = createWatch({ look: () => Promise.reject(new Error("no table")), cut: () => undefined });
    expect(code(await watch.now())).toBe("vpn_down");
    watch.stop();
  });
});

describe("a bridge without VPN", () => {
  it("refuses by name and opens no socket", async () => {
    const bridge = createBridge({ settings: { serviceUrl: "https://127.0.0.1:9", vpnRanges: ["10.8.0.0/16"] }, caPem: "", network: { interfaces: () => HOUSE } });
    const answer = await bridge.json({ method: "POST", path: "/sync/hello", body: "{}" }, HelloOutput);
    expect(answer).toMatchObject({ ok: false, status: 0, refusal: { code: "vpn_down" } });
    await bridge.close();
  });

  it("asks no name server when the centre is a name and the VPN has none to ask", async () => {
    const loopback = { interfaces: () => ({ lo: [entry("127.0.0.1", TUNNEL, true)] }) };
    const bridge = createBridge({ settings: { serviceUrl: "https://centre.example:9", vpnRanges: ["127.0.0.0/8"] }, caPem: "", network: loopback });
    expect(await bridge.json({ method: "POST", path: "/sync/hello", body: "{}" }, HelloOutput)).toMatchObject({ ok: false, refusal: { code: "vpn_wrong_address" } });
    await bridge.close();
  });
});
