/**
 * Who is at the other end. Every route but the public ones needs a certificate of our authority that
 * belongs to an enrolled, unrevoked device; most also need a session opened on that device (P5).
 */
import type { KeyObject } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { sql } from "drizzle-orm";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { accusedDesk, DESK, ownDesk } from "../../shared/access/desks.ts";
import type { Me } from "../../shared/protocol/session.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import type { Actor, Tx } from "../context.ts";
import type { Service } from "../app.ts";
import { tokenHash } from "../auth/session.ts";
import { rows } from "../db/query.ts";
import { ALL, collectorStream, deviceStream, teamStream } from "../records/audience.ts";

/** What a route demands: nothing, a machine that was enrolled once (revoked ones too: they must hear their orders), an enrolled device, or a signed-in user on it. */
export type Entrance = "public" | "machine" | "device" | "session";

declare module "fastify" {
  interface FastifyContextConfig {
    entrance?: Entrance;
    /** The route asks for the heads of the caller's streams: read with the session, since most polls ask for nothing else. */
    heads?: boolean;
  }
  interface FastifyRequest {
    deviceId: string;
    token: string;
    me: Me | null;
    heads: Heads;
  }
}

/** Where streams stand, by name; one that never had a change is missing. */
export type Heads = Readonly<Record<string, number>>;

interface Found {
  device_id: string;
  revoked_at: number | null;
  me: Me | null;
  heads: Heads | null;
}

/** Puts the guard before every route, before its body is read. */
export function installGuard(app: FastifyInstance, service: Pick<Service, "db" | "clock">): void {
  app.decorateRequest("deviceId", "");
  app.decorateRequest("token", "");
  app.decorateRequest("me", null);
  app.decorateRequest("heads");
  app.addHook("onRequest", async (request) => {
    const entrance = request.routeOptions.config.entrance ?? "session";
    if (entrance === "public") return;
    const fingerprint = fingerprintOf(request);
    if (fingerprint === null) return refuse("device_unknown");
    const token = /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const found = await identify(service.db, fingerprint, token, service.clock.now(), request.routeOptions.config.heads);
    if (!found) return refuse("device_unknown");
    if (found.revoked_at !== null && entrance !== "machine") return refuse("device_revoked");
    if (entrance === "session" && !found.me) return refuse("unauthenticated");
    Object.assign(request, { deviceId: found.device_id, token, me: found.me, heads: found.heads ?? {} });
  });
}

/** The public key of the certificate the connection has proved. */
export function deviceKeyOf(request: FastifyRequest): KeyObject {
  return (request.raw.socket as TLSSocket).getPeerX509Certificate()?.publicKey ?? refuse("device_unknown");
}

/** SHA-256 of the certificate the connection has proved, or null when it has none of our authority. */
function fingerprintOf(request: FastifyRequest): string | null {
  const socket = request.raw.socket as TLSSocket;
  if (!socket.authorized) return null;
  return socket.getPeerX509Certificate()?.fingerprint256.replaceAll(":", "").toLowerCase() ?? null;
}

/** Every stream a session may follow, desks of its posts and all; which of them it does, `streamsOfUser` says. */
const HEADS = sql`(SELECT json_object_agg(h.name, h.head) FROM stream h
  WHERE h.name = ANY(ARRAY[${ALL}, ${deviceStream("")}::text || d.id, ${collectorStream("")}::text || u.id, ${teamStream("")}::text || u.team_id, ${ownDesk("")}::text || u.id, ${accusedDesk("")}::text || u.id]
    || ARRAY(SELECT unnest(ARRAY[${DESK}::text || r, ${DESK}::text || r || ':' || u.region_code]) FROM unnest(u.roles) r)))`;
const NO_HEADS = sql`NULL::json`;

/** Device by certificate, and the user whose live session on it this token opens. One query per request. */
export async function identify(db: Pick<Tx, "execute">, fingerprint: string, token: string, now: number, heads = false): Promise<Found | null> {
  const [found] = await rows<Found>(
    db,
    sql`SELECT d.id AS device_id, d.revoked_at, CASE WHEN u.id IS NULL THEN NULL ELSE json_build_object('id', u.id, 'no', u.no, 'name', u.name, 'roles', u.roles,
          'teamId', u.team_id, 'teamName', coalesce(t.name, ''), 'regionCode', u.region_code, 'extension', u.extension) END AS me, ${heads ? HEADS : NO_HEADS} AS heads
        FROM device d LEFT JOIN session s ON s.token_hash = ${tokenHash(token)} AND s.device_id = d.id AND s.revoked_at IS NULL AND s.expires_at > ${now}
        LEFT JOIN app_user u ON u.id = s.user_id AND u.active LEFT JOIN team t ON t.id = u.team_id WHERE d.cert_fingerprint = ${fingerprint}`,
  );
  return found ?? null;
}

/** The signed-in user of a session route, as the actor of its unit of work. */
export function actorOf(request: FastifyRequest): Extract<Actor, { kind: "user" }> {
  return request.me ? { kind: "user", me: request.me, deviceId: request.deviceId } : refuse("unauthenticated");
}
