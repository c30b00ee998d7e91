/**
 * The VPN check: the bridge may speak only from an address of ours inside the configured ranges
 * (P4). No such address, no connection: fail closed, with the reason.
 */
import { BlockList, isIP, isIPv4 } from "node:net";
import { networkInterfaces, type NetworkInterfaceInfo } from "node:os";

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

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

/** Our own address inside the VPN, or null when the VPN is down. Asked anew for every connection. */
export function vpnAddress(ranges: BlockList, interfaces: Interfaces = networkInterfaces()): string | null {
  for (const addresses of Object.values(interfaces)) {
    const own = addresses?.find((a) => ranges.check(a.address, a.family === "IPv4" ? "ipv4" : "ipv6"));
    if (own) return own.address;
  }
  return null;
}
