/** A listener on this machine that must hear nothing: HTTP, any TCP, and datagrams. Counts what arrives. */
import { createSocket } from "node:dgram";
import { createServer, type AddressInfo } from "node:net";

export interface Canary {
  readonly url: string;
  readonly host: string;
  readonly udp: string;
  /** Every connection and every datagram. */
  total(): number;
  close(): Promise<void>;
}

/** Opens the canary on free ports of the loopback interface. */
export async function openCanary(): Promise<Canary> {
  let arrivals = 0;
  const tcp = createServer((socket) => {
    arrivals += 1;
    socket.on("data", () => {
      socket.end("HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n");
    });
    socket.on("error", () => undefined);
  });
  const udp = createSocket("udp4", () => (arrivals += 1));
  await new Promise<void>((done) => tcp.listen(0, "127.0.0.1", done));
  await new Promise<void>((done) => udp.bind(0, "127.0.0.1", done));
  const host = `127.0.0.1:${(tcp.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    udp: `127.0.0.1:${udp.address().port}`,
    total: () => arrivals,
    close: async () => {
      udp.close();
      await new Promise((done) => tcp.close(done));
    },
  };
}
