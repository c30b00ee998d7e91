/** The sync endpoints (SYNC.md 3.1): hello, snapshot, pull, push, nudge. */
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { RefusalSchema, refuse } from "../../shared/protocol/errors.ts";
import { HelloInput, HelloOutput, PullQuery, PushInput, PushOutput, SnapshotQuery, type PullTrailer, type SnapshotTrailer } from "../../shared/protocol/sync.ts";
import type { z } from "zod";
import { takeEvents } from "../events/take.ts";
import { actorOf } from "../http/guard.ts";
import type { House } from "../http/house.ts";
import { hello } from "./hello.ts";
import { nudgeRoute } from "./nudge-route.ts";
import { pullPage } from "./pull.ts";
import { headOf, snapshotPage } from "./snapshot.ts";
import { scopeOfStream } from "./streams.ts";
import { readToken, writeToken } from "./token.ts";
import { sendLines } from "./wire.ts";

const refusals = { "4xx": RefusalSchema };
/** Room for 250 events of the largest kind with their JSON. */
const PUSH_BODY = 1.25 * 1024 * 1024;

export function syncRoutes(app: FastifyInstance, house: House): void {
  const { service, secrets } = house;
  const { epoch, clock } = service;
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.post("/sync/hello", { schema: { body: HelloInput, response: { 200: HelloOutput, ...refusals } } }, async (request) => {
    const actor = actorOf(request);
    return service.run(actor, (ctx) => hello(ctx, actor, epoch, house.replicated, request.body), "none");
  });

  typed.get("/sync/snapshot", { schema: { querystring: SnapshotQuery, response: refusals } }, async (request, reply) => {
    const actor = actorOf(request);
    const { stream, token, limit } = request.query;
    const scope = scopeOfStream(actor, stream);
    const place = token === undefined ? null : readToken(secrets, token, stream, epoch);
    const page = await service.run(actor, (ctx) => snapshotPage(ctx.tx, stream, epoch, place, limit), scope);
    const trailer: z.input<typeof SnapshotTrailer> = {
      end: "snapshot", token: page.next ? writeToken(secrets, page.next) : null, at: page.at, epoch, count: page.count, serverTime: clock.now(),
    };
    return sendLines(request, reply, [...page.texts, JSON.stringify(trailer)]);
  });

  typed.get("/sync/pull", { schema: { querystring: PullQuery, response: refusals } }, async (request, reply) => {
    const actor = actorOf(request);
    const { stream, from, limit } = request.query;
    const scope = scopeOfStream(actor, stream);
    if (request.query.epoch !== epoch) refuse("epoch_changed");
    // Most pulls find nothing new: one look at the counter, no transaction.
    const known = await headOf(service.db, stream);
    const { lines, to, head } = from === known ? { lines: [], to: from, head: known } : await service.run(actor, (ctx) => pullPage(ctx.tx, stream, from, limit), scope);
    const trailer: z.input<typeof PullTrailer> = { end: "pull", from, to, count: lines.length, head, serverTime: clock.now() };
    return sendLines(request, reply, [...lines, JSON.stringify(trailer)]);
  });

  typed.post("/sync/push", { bodyLimit: PUSH_BODY, schema: { body: PushInput, response: { 200: PushOutput, ...refusals } } }, async (request) =>
    takeEvents(service, actorOf(request), request.body.events),
  );

  nudgeRoute(app, house);
}
