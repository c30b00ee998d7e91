/**
 * How much a service takes on at once, and whether it takes on anything. Beyond the limit a request
 * is answered `busy` with a time to come again, spread by chance, instead of joining a queue that
 * only grows; readiness goes false before the door closes.
 */
import type { FastifyInstance, FastifyReply } from "fastify";
import { refuse } from "../../shared/protocol/errors.ts";

export interface Gate {
  /** Requests being worked on or waiting for a connection of the pool. */
  running: number;
  /** The service is about to end: not ready, every answer closes its connection. */
  draining: boolean;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Not counted: it asks next to nothing, or lives long and does nothing. */
    uncounted?: boolean;
    /** Looks itself at the texts of its body. */
    judgesText?: boolean;
  }
}

/** Ten connections work; the others wait their turn. At 10 ms a request the last of them waits 0.25 s. */
export const MOST_AT_ONCE = 256;
/** Two connections for each of a thousand workstations. What comes beyond is not even shaken hands with. */
const MOST_CONNECTIONS = 2_000;
const HANDSHAKE_MS = 20_000;

/** Shortest and longest time to come again after, seconds. */
const COME_AGAIN: Readonly<Record<number, readonly [number, number]>> = { 503: [1, 5], 429: [5, 15] };

export const newGate = (): Gate => ({ running: 0, draining: false });

/** Puts the gate before every other hook of the server. */
export function installGate(app: FastifyInstance, gate: Gate): void {
  app.server.maxConnections = MOST_CONNECTIONS;
  app.addHook("onRequest", async (request, reply) => {
    if (request.routeOptions.config.uncounted) return;
    if (gate.running >= MOST_AT_ONCE) refuse("busy", ["too many requests at once"]);
    gate.running += 1;
    reply.raw.once("close", () => (gate.running -= 1));
  });
  app.addHook("onSend", async (_request, reply) => {
    if (gate.draining) void reply.header("connection", "close");
  });
}

/** Says when to come again, spread by chance so that those refused together do not come back together. */
export function comeAgain(reply: FastifyReply, status: number): void {
  const range = COME_AGAIN[status];
  if (range) void reply.header("retry-after", String(seconds(...range)));
}

/** A whole number of seconds in a range, by chance. */
export const seconds = (from: number, to: number): number => from + Math.floor(Math.random() * (to - from + 1));

export const HANDSHAKE = { handshakeTimeout: HANDSHAKE_MS };
