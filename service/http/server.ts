/** The HTTPS server: TLS 1.3, client certificates asked of everybody and demanded by the guard, routes with schemas, OpenAPI made from them. */
import { Readable } from "node:stream";
import { constants, randomUUID } from "node:crypto";
import swagger from "@fastify/swagger";
import Fastify, { LogController, type FastifyInstance } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { refusal } from "../../shared/protocol/errors.ts";
import { machineRoutes } from "../machines/routes.ts";
import { syncRoutes } from "../sync/routes.ts";
import { deskRoutes } from "./desk-routes.ts";
import { HANDSHAKE, installGate } from "./gate.ts";
import { installGuard } from "./guard.ts";
import { health } from "./health.ts";
import type { House } from "./house.ts";
import { newRefusalLog } from "./refusal-log.ts";
import { answerError, statusOf } from "./refusals.ts";
import { refuseOldBuilds, releaseRoutes } from "../release/routes.ts";
import { sessionRoutes } from "./session-routes.ts";
import { mustBeText } from "./text.ts";

export interface TlsFiles {
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly caPem: string;
}

const BODY_LIMIT = 1024 * 1024;
/** The longest a sender may take over one request: a full upload on a slow line. */
const REQUEST_MS = 600_000;

/** Builds the server; it does not listen yet. Without `tls` it can only describe itself. */
export async function buildServer(house: House, tls: TlsFiles | null): Promise<FastifyInstance> {
  const settings = {
    loggerInstance: house.service.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MS,
    // A key named __proto__ in one event must not refuse the batch it came in.
    onProtoPoisoning: "remove" as const,
    onConstructorPoisoning: "remove" as const,
  };
  const app = (tls ? Fastify({ ...settings, https: tlsOptions(tls) }) : Fastify(settings)) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.decorateRequest("refusal", "");
  app.setNotFoundHandler((request, reply) => {
    request.refusal = "not_found";
    return reply.status(statusOf("not_found")).send(refusal("not_found"));
  });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0", info: { title: "Lockdesk central service", version: "1", description: "Every route but enrolment and health needs an enrolled device's client certificate (mutual TLS 1.3)." },
      components: { securitySchemes: { session: { type: "http", scheme: "bearer" } } }, security: [{ session: [] }],
    },
    transform: jsonSchemaTransform,
  });
  installGate(app, house.gate);
  installGuard(app, house.service);
  refuseOldBuilds(app, house);
  app.addHook("preHandler", async (request) => {
    if (!request.routeOptions.config.judgesText && typeof request.body === "object" && !(request.body instanceof Readable)) mustBeText(request.body);
  });
  logRequests(app, house);
  health(app, house);
  sessionRoutes(app, house);
  machineRoutes(app, house);
  syncRoutes(app, house);
  deskRoutes(app, house);
  releaseRoutes(app, house);
  app.get("/openapi.json", { config: { entrance: "device" }, schema: { hide: true } }, () => app.swagger());
  return app;
}

function tlsOptions({ keyPem, certificatePem, caPem }: TlsFiles) {
  return {
    key: keyPem, cert: certificatePem, ca: [caPem], minVersion: "TLSv1.3" as const,
    // Asked of all, demanded by the guard: a machine that enrols has no certificate yet.
    requestCert: true, rejectUnauthorized: false,
    // Every connection proves its certificate afresh; no ticket carries an old proof.
    secureOptions: constants.SSL_OP_NO_TICKET,
    ...HANDSHAKE,
  };
}

/** One line and one measurement per request: route, status, time and device. No bodies, no queries, no names. A refusal leaves its trace. */
function logRequests(app: FastifyInstance, { metrics, service }: House): void {
  const refusals = newRefusalLog(service);
  app.addHook("onClose", refusals.flush);
  app.addHook("onResponse", async (request, reply) => {
    const route = `${request.method} ${request.routeOptions.url ?? "?"}`;
    if (!request.routeOptions.config.uncounted) metrics.answered(route, reply.statusCode, reply.elapsedTime / 1000);
    if (request.refusal !== "") {
      metrics.refused(request.refusal);
      refusals.refused({ route, code: request.refusal, device: request.deviceId, user: request.me?.id ?? "" });
    }
    request.log.info({ route, status: reply.statusCode, ms: Math.round(reply.elapsedTime), device: request.deviceId || undefined }, "request");
  });
}
