/**
 * What this machine says of its networks: own addresses, the interface its route tables choose, and the
 * address the kernel itself would speak from. The last holds on every system and knows routing policies;
 * the tables are read on Linux beside it. On Windows only the kernel's answer is asked, and nobody has
 * run it there yet.
 */
import { createSocket } from "node:dgram";
import { isIPv4 } from "node:net";
import { networkInterfaces, type NetworkInterfaceInfo } from "node:os";
import { leavesBy, readRoutes } from "./linux-routes.ts";

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

export interface Network {
  interfaces(): Interfaces;
  /** The interface the route tables choose; null = no route, undefined = no table is read on this system. */
  routeTo(address: string): string | null | undefined;
  /** The own address the kernel would speak from, or null when it knows no way. Sends nothing. */
  sourceFor(address: string): Promise<string | null>;
}

/** Any port: a datagram socket that is only connected sends nothing. */
const PORT = 9;

export const machineNetwork: Network = { interfaces: networkInterfaces, routeTo: (address) => (process.platform === "linux" ? leavesBy(readRoutes(), address) : undefined), sourceFor };

function sourceFor(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv4(address) ? "udp4" : "udp6");
    const answer = (source: string | null) => {
      socket.close();
      resolve(source);
    };
    socket.once("error", () => answer(null));
    socket.connect(PORT, address, () => answer(socket.address().address));
  });
}
