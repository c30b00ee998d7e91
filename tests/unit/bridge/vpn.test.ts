import { describe, expect, it } from "vitest";
import { createBridge } from "../../../electron/bridge/client.ts";
import { parseRanges, vpnAddress, type Interfaces } from "../../../electron/bridge/vpn.ts";
import { HelloOutput } from "../../../shared/protocol/sync.ts";

const interfaces = (...addresses: string[]): Interfaces =>
  Object.fromEntries(addresses.map((address, i) => [`if${i}`, [{ address, family: address.includes(":") ? "IPv6" : "IPv4", netmask: "", mac: "", internal: false, cidr: null, scopeid: 0 } as NonNullable<Interfaces[string]>[number]]]));

describe("the VPN check", () => {
  const ranges = parseRanges(["10.8.0.0/16", "fd00:8::/32"]);
  it("finds our own address inside the ranges", () => {
    expect(vpnAddress(ranges, interfaces("192.168.1.7", "10.8.3.4"))).toBe("10.8.3.4");
    expect(vpnAddress(ranges, interfaces("192.168.1.7", "fd00:8::9"))).toBe("fd00:8::9");
  });
  it("finds none when the VPN is down, whatever other networks there are", () => {
    expect(vpnAddress(ranges, interfaces("192.168.1.7", "10.9.0.1", "fe80::1", "127.0.0.1"))).toBeNull();
    expect(vpnAddress(ranges, {})).toBeNull();
  });
  it("refuses a range that is not CIDR instead of opening more than was meant", () => {
    for (const range of ["10.8.0.0", "10.8.0.0/33", "0.0.0.0/", "vpn", "fd00::/129", "10.8.0.0/-1"]) expect(() => parseRanges([range]), range).toThrow(/CIDR/);
  });
});

describe("a bridge without VPN", () => {
  it("refuses by name and opens no socket", async () => {
    const bridge = createBridge({ settings: { serviceUrl: "https://127.0.0.1:9", vpnRanges: ["10.8.0.0/16"] }, caPem: "", interfaces: () => interfaces("192.168.1.7") });
    const answer = await bridge.json({ method: "POST", path: "/sync/hello", body: "{}" }, HelloOutput);
    expect(answer).toMatchObject({ ok: false, status: 0, refusal: { code: "vpn_down" } });
    await bridge.close();
  });
});
