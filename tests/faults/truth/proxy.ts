/** A TCP proxy on loopback that cuts, swallows and stalls: the network's part of SYNC.md 3.3. */
import { connect, createServer, type Socket } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/**
 * What happens to connections. `after` counts bytes from the moment the state is set, in the direction
 * named: `up` to the centre, `down` to the workstation.
 */
export type Weather =
  | { readonly kind: "fair" }
  /** Connections end after so many bytes. */
  | { readonly kind: "cut"; readonly way: "up" | "down"; readonly after: number }
  /** Bytes of one direction vanish, the connection stays open: half-open, or a partition of one way. */
  | { readonly kind: "swallow"; readonly way: "up" | "down" }
  /** Both directions are held back for so long, ms, then go on. */
  | { readonly kind: "stall"; readonly ms: number }
  /** Nobody gets through: connections are reset. */
  | { readonly kind: "down" };

export interface Proxy {
  readonly url: string;
  weather(now: Weather): void;
  close(): Promise<void>;
}

/** A proxy in front of a port of this machine. */
export async function startProxy(target: () => number): Promise<Proxy> {
  let now: Weather = { kind: "fair" };
  let budget = 0;
  const pairs = new Set<readonly [Socket, Socket]>();

  function carry(from: Socket, to: Socket, way: "up" | "down", end: () => void): void {
    from.on("data", (bytes: Buffer) => {
      if (now.kind === "swallow" && now.way === way) return;
      if (now.kind === "stall") return void setTimeout(() => to.writable && to.write(bytes), now.ms);
      if (now.kind !== "cut" || now.way !== way) return void (to.writable && to.write(bytes));
      const part = bytes.subarray(0, Math.max(0, budget));
      budget -= bytes.length;
      if (part.length > 0 && to.writable) to.write(part);
      if (budget <= 0) end();
    });
    from.on("error", end);
    from.on("close", end);
  }

  const server = createServer((near) => {
    if (now.kind === "down") return near.resetAndDestroy();
    const far = connect(target(), "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    carry(near, far, "up", end);
    carry(far, near, "down", end);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    weather: (next) => {
      now = next;
      budget = next.kind === "cut" ? next.after : 0;
      // Half-open connections do not heal by themselves: the peer finds out by its own time limit.
      if (next.kind === "down") for (const pair of [...pairs]) for (const socket of pair) socket.resetAndDestroy();
    },
    close: async () => {
      for (const pair of [...pairs]) for (const socket of pair) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
