/**
 * The VPN check (P4): the bridge speaks only from an own address inside the VPN, on the VPN's own interface,
 * to an address inside the VPN to which the route leads through that interface. What does not fit, or is not
 * clear, is no connection: fail closed, with the reason and what to do.
 */
import { BlockList, isIP, isIPv4 } from "node:net";
import type { NetworkInterfaceInfo } from "node:os";
import type { BridgeSettings } from "../../shared/ipc/vault.ts";
import { refusal, type Refusal, type RefusalCode } from "../../shared/protocol/errors.ts";
import type { Interfaces, Network } from "./network.ts";

/** The way to the centre as it was found: open from this address by this interface, or closed and why. */
export type Link = { readonly up: true; readonly address: string; readonly by: string; readonly to: string } | { readonly up: false; readonly refusal: Refusal };

/** Ranges as a matcher. Throws on a range that is not CIDR: a typing error must not open the network. */
export function parseRanges(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits = ""] = range.split("/");
    const widest = isIPv4(address) ? 32 : 128;
    if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > widest) throw new Error(`not a CIDR range: ${range}`);
    list.addSubnet(address, Number(bits), isIPv4(address) ? "ipv4" : "ipv6");
  }
  return list;
}

const family = (address: string): "ipv4" | "ipv6" => (isIPv4(address) ? "ipv4" : "ipv6");
const closed = (code: RefusalCode, issues: string[] = []): Link => ({ up: false, refusal: refusal(code, issues) });
/** A tunnel has no hardware address; nor has the loopback, which an evaluation speaks over. */
const NO_HARDWARE = "00:00:00:00:00:00";

export interface VpnCheck {
  /** Judges the way to an address, now. Sends nothing. */
  look(to: string): Promise<Link>;
  /** True for an address inside the VPN. */
  inside(address: string): boolean;
}

/** Throws when a range cannot be read. */
export function createVpnCheck({ vpnRanges, vpnInterface }: Pick<BridgeSettings, "vpnRanges" | "vpnInterface">, network: Network): VpnCheck {
  const ranges = parseRanges(vpnRanges);
  const inside = (address: string) => isIP(address) !== 0 && ranges.check(address, family(address));

  /** The one interface of ours inside the VPN, or why there is none to speak from. */
  function ownInterface(all: Interfaces): { by: string; addresses: readonly NetworkInterfaceInfo[] } | Link {
    const owners = Object.entries(all).flatMap(([by, found]) => {
      const addresses = (found ?? []).filter((a) => inside(a.address));
      return addresses.length > 0 ? [{ by, addresses }] : [];
    });
    const [owner, other] = owners;
    if (!owner) return closed("vpn_down");
    if (other) return closed("vpn_two", owners.map((o) => o.by));
    const expected = vpnInterface === undefined ? owner.addresses.every((a) => a.mac === NO_HARDWARE) : owner.by === vpnInterface;
    return expected ? owner : closed("vpn_wrong_interface", [owner.by]);
  }

  return {
    inside,
    look: async (to) => {
      const all = network.interfaces();
      const owner = ownInterface(all);
      if ("up" in owner) return owner;
      if (!inside(to)) return closed("vpn_wrong_address", [to]);
      const own = owner.addresses.filter((a) => family(a.address) === family(to));
      if (own.length === 0) return closed("vpn_down", [family(to)]);
      const route = isOwn(all, to) ? loopback(all) : network.routeTo(to);
      if (route !== undefined && route !== owner.by) return closed("vpn_wrong_route", [route ?? "-"]);
      const source = await network.sourceFor(to);
      const address = own.find((a) => a.address === source)?.address;
      if (address === undefined) return closed("vpn_wrong_route", [source ?? "-"]);
      return { up: true, address, by: owner.by, to };
    },
  };
}

/** What is sent to an own address never leaves the machine. */
const isOwn = (all: Interfaces, address: string): boolean => address.startsWith("127.") || address === "::1" || Object.values(all).some((list) => list?.some((a) => a.address === address));
const loopback = (all: Interfaces): string | null => Object.entries(all).find(([, list]) => list?.some((a) => a.internal))?.[0] ?? null;
