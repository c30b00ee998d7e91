/**
 * What workstations update from: signed documents and installers, as files, for any enrolled device and without a session,
 * so that updates work when sign-in does not. A next key list that does not exist is 404, nothing else. And the hook that
 * puts a build out of service: 426 for everything but updating and handing over what is unsent.
 */
import { createReadStream, statSync } from "node:fs";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { refuse, RefusalSchema } from "../../shared/protocol/errors.ts";
import { HoldSchema } from "../../shared/release/documents.ts";
import { BUILD_HEADER } from "../../shared/release/standing.ts";
import type { House } from "../http/house.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Also for a build that is out of service. */
    anyBuild?: boolean;
  }
}

/** Routes that an old build keeps: what it needs to sign in, hand over its events, and hear orders. */
const ANY_BUILD: ReadonlySet<string> = new Set(["/device/enrol", "/device/heartbeat", "/device/receipt", "/session", "/session/second-factor", "/session/password", "/sync/push", "/sync/ack", "/sync/chain"]);

/** Puts the hook behind the guard. */
export function refuseOldBuilds(app: FastifyInstance, { releases }: House): void {
  app.addHook("onRequest", async (request) => {
    const { url, config } = request.routeOptions;
    if (!releases || config.entrance === "public" || config.anyBuild || ANY_BUILD.has(url ?? "")) return;
    const said = request.headers[BUILD_HEADER];
    if (releases.outOfService(typeof said === "string" ? said : undefined)) refuse("update_needed");
  });
}

const config = { entrance: "device", anyBuild: true } as const;

export function releaseRoutes(app: FastifyInstance, { releases }: House): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.get("/release/hold", { config, schema: { response: { 200: z.object({ hold: HoldSchema }), "4xx": RefusalSchema } } }, (request) => Promise.resolve({ hold: releases?.holdOf(request.deviceId) ?? null }));
  typed.get("/release/metadata/:name", { config, schema: { params: z.object({ name: z.string().max(60) }) } }, (request, reply) => sendFile(request, reply, releases?.file("metadata", request.params.name) ?? null));
  typed.get("/release/targets/*", { config, schema: { params: z.object({ "*": z.string().max(300) }) } }, (request, reply) => sendFile(request, reply, releases?.file("targets", request.params["*"]) ?? null));
}

/** Sends a file, from where a cut download goes on. */
async function sendFile(request: FastifyRequest, reply: FastifyReply, path: string | null): Promise<FastifyReply> {
  const size = path === null ? undefined : statSync(path, { throwIfNoEntry: false })?.size;
  if (path === null || size === undefined) return refuse("not_found");
  const from = Number(/^bytes=(\d{1,15})-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const partial = from > 0 && from < size;
  void reply.header("cache-control", "no-store").header("accept-ranges", "bytes").header("content-length", size - (partial ? from : 0)).type("application/octet-stream");
  if (partial) void reply.status(206).header("content-range", `bytes ${from}-${size - 1}/${size}`);
  return reply.send(createReadStream(path, { start: partial ? from : 0 }));
}
