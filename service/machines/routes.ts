/** The device channel: what a workstation says and hears as a machine, locked or not, with no user's session. Its words are signed by the key of its certificate. */
import { verify, type KeyObject } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { RefusalSchema, refuse } from "../../shared/protocol/errors.ts";
import { HeartbeatOutput, HeartbeatSchema, ReceiptSchema, SignedSchema, signedText, type Purpose, type Signed } from "../../shared/protocol/device.ts";
import { SYSTEM } from "../context.ts";
import { deviceKeyOf } from "../http/guard.ts";
import type { House } from "../http/house.ts";
import { rateLimit } from "../http/rate-limit.ts";
import { takeHeartbeat } from "./heartbeat.ts";
import { keepReceipt } from "./orders.ts";

const refusals = { "4xx": RefusalSchema };

/** What the device signed for this purpose, about itself. Refuses `bad_input` and `forbidden`. */
function openOwn<S extends z.ZodType<{ deviceId: string }>>(purpose: Purpose, { text, signature }: Signed, request: FastifyRequest, key: KeyObject, schema: S): z.output<S> {
  if (!verify("sha256", Buffer.from(signedText(purpose, text)), key, Buffer.from(signature, "base64"))) refuse("bad_input", ["signature"]);
  const said = schema.safeParse(parse(text));
  if (!said.success) return refuse("bad_input", said.error.issues.map((i) => `text.${i.path.join(".")}: ${i.message}`));
  return said.data.deviceId === request.deviceId ? said.data : refuse("forbidden", ["deviceId"]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function machineRoutes(app: FastifyInstance, { service, releases }: House): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const beating = rateLimit(60, 60);

  typed.post("/device/heartbeat", { config: { entrance: "machine" }, schema: { body: SignedSchema, response: { 200: HeartbeatOutput, ...refusals } } }, async (request) => {
    beating.take(request.deviceId);
    const beat = openOwn("heartbeat", request.body, request, deviceKeyOf(request), HeartbeatSchema);
    const heard = await service.run(SYSTEM, (ctx) => takeHeartbeat(ctx, service.orderKey, beat, request.body), "none");
    return { ...heard, release: releases?.newest() ?? null };
  });

  typed.post("/device/receipt", { config: { entrance: "machine" }, schema: { body: SignedSchema, response: { 200: z.object({}), ...refusals } } }, async (request) => {
    beating.take(request.deviceId);
    const key = deviceKeyOf(request);
    const receipt = openOwn("receipt", request.body, request, key, ReceiptSchema);
    await service.run(SYSTEM, (ctx) => keepReceipt(ctx, receipt, request.body, key.export({ type: "spki", format: "der" }).toString("base64")), "none");
    return {};
  });
}
