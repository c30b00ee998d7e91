/**
 * Opens a connection: the centre's address found, the way to it judged, the socket bound to our VPN address,
 * TLS 1.3 with the pinned authority and this device's certificate. Keeps hold of every open socket, so that
 * all can be cut at once.
 */
import { connect as openSocket, isIPv4, type Socket } from "node:net";
import { Agent, buildConnector } from "undici";
import type { DeviceIdentity } from "../../shared/ipc/vault.ts";
import { LinkError } from "./link-error.ts";
import type { Link } from "./vpn.ts";

const CONNECT_MS = 4_000;
const KEEP_ALIVE_MS = 30_000;
const HTTPS = 443;

export interface LineDeps {
  readonly caPem: string;
  /** Absent only while enrolling. */
  readonly identity?: Pick<DeviceIdentity, "keyPem" | "certificatePem"> | undefined;
  /** The way to the centre, found and judged now. */
  readonly link: () => Promise<Link>;
}

export interface Line {
  readonly agent: Agent;
  /** Ends every connection at once. What the system still holds of them is thrown away, not sent. */
  cut(reason: LinkError): void;
}

export function createLine({ caPem, identity, link }: LineDeps): Line {
  const sockets = new Set<Socket>();
  const secure = buildConnector({
    ca: caPem, cert: identity?.certificatePem, key: identity?.keyPem, minVersion: "TLSv1.3", maxVersion: "TLSv1.3", rejectUnauthorized: true, timeout: CONNECT_MS,
  });
  const agent = new Agent({
    keepAliveTimeout: KEEP_ALIVE_MS, pipelining: 1,
    connect: (target, done) => {
      link().then((found) => {
        if (!found.up) throw new LinkError(found.refusal);
        const httpSocket = socketFrom(found, Number(target.port) || HTTPS);
        sockets.add(httpSocket);
        httpSocket.once("close", () => sockets.delete(httpSocket));
        secure({ ...target, httpSocket }, done);
      }).catch((error: unknown) => done(error as Error, null));
    },
  });
  return {
    agent,
    cut: (reason) => {
      for (const socket of sockets) socket.resetAndDestroy();
      void agent.destroy(reason);
    },
  };
}

const socketFrom = ({ to, address }: Extract<Link, { up: true }>, port: number): Socket =>
  openSocket({ host: to, port, localAddress: address, family: isIPv4(to) ? 4 : 6, autoSelectFamily: false, noDelay: true });
