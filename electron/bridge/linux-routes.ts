/**
 * Which interface a packet would leave by, from the kernel's own tables: `/proc/net/route` and
 * `/proc/net/ipv6_route`. Longest prefix first, then the lower metric, as the kernel chooses. Tables that
 * only a routing policy names are not in these files; `network.ts` asks the kernel itself beside them.
 */
import { readFileSync } from "node:fs";
import { isIPv4 } from "node:net";

export interface Route {
  /** Interface; null for a route that refuses. */
  readonly by: string | null;
  readonly prefix: bigint;
  readonly bits: number;
  readonly metric: number;
}
export interface RouteTables {
  readonly v4: readonly Route[];
  readonly v6: readonly Route[];
}

const UP = 0x1;
const REJECT = 0x200;
/** An entry for an own address, which never leaves the machine. */
const LOCAL = 0x8000_0000;

const usable = (flags: number): boolean => (flags & UP) !== 0 && (flags & LOCAL) === 0;
const by = (name: string, flags: number): string | null => ((flags & REJECT) === 0 ? name : null);

/** `/proc/net/route`: addresses as hexadecimal in the machine's (little-endian) order. */
export function parseRoutes4(text: string): Route[] {
  return lines(text).slice(1).flatMap((f) => {
    const [name, destination, , flags, , , metric, mask] = f;
    if (name === undefined || destination === undefined || flags === undefined || mask === undefined) return [];
    const set = Number.parseInt(flags, 16);
    const bits = [...swapped(mask).toString(2)].filter((bit) => bit === "1").length;
    return (set & REJECT) !== 0 || usable(set) ? [{ by: by(name, set), prefix: swapped(destination), bits, metric: Number(metric ?? 0) }] : [];
  });
}

/** `/proc/net/ipv6_route`: addresses as 32 hexadecimal digits. */
export function parseRoutes6(text: string): Route[] {
  return lines(text).flatMap((f) => {
    const [destination, bits, , , , metric, , , flags, name] = f;
    if (destination === undefined || bits === undefined || metric === undefined || flags === undefined || name === undefined) return [];
    const set = Number.parseInt(flags, 16);
    return usable(set) ? [{ by: by(name, set), prefix: BigInt(`0x${destination}`), bits: Number.parseInt(bits, 16), metric: Number.parseInt(metric, 16) }] : [];
  });
}

/** The tables now. A machine without IPv6 has no such file. */
export function readRoutes(): RouteTables {
  return { v4: parseRoutes4(readFileSync("/proc/net/route", "utf8")), v6: parseRoutes6(optional("/proc/net/ipv6_route")) };
}

/** The interface the tables choose for an address; null when no route leads there. */
export function leavesBy({ v4, v6 }: RouteTables, address: string): string | null {
  const [routes, width, value] = isIPv4(address) ? [v4, 32, value4(address)] as const : [v6, 128, value6(address)] as const;
  const fitting = routes.filter(({ prefix, bits }) => value >> BigInt(width - bits) === prefix >> BigInt(width - bits));
  const [best] = fitting.toSorted((a, b) => b.bits - a.bits || a.metric - b.metric);
  return best?.by ?? null;
}

const lines = (text: string): string[][] => text.split("\n").filter((line) => line.trim() !== "").map((line) => line.trim().split(/\s+/));
const swapped = (hex: string): bigint => BigInt(`0x${(hex.match(/../g) ?? []).toReversed().join("")}`);
const value4 = (address: string): bigint => address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);

/** An IPv6 address as a number; a zone (`%eth0`) and an embedded IPv4 tail are understood. */
function value6(address: string): bigint {
  const bare = (address.split("%")[0] ?? "").replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => `${hex16(Number(a) * 256 + Number(b))}:${hex16(Number(c) * 256 + Number(d))}`);
  const [head = "", tail] = bare.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [left, right] = [groups(head), tail === undefined ? [] : groups(tail)];
  const all = [...left, ...Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => "0"), ...right];
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

const hex16 = (n: number): string => n.toString(16);

function optional(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
