/** The sync endpoints (SYNC.md 3.1): hello, snapshot, pull, push, ack, digest with its ranges, and the nudge. */
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { RefusalSchema, refuse } from "../../shared/protocol/errors.ts";
import {
  AckInput, AckOutput, DigestOutput, DigestQuery, HelloInput, HelloOutput, PROTOCOL_ACKS, PullQuery, PushInput, PushOutput, RangeQuery, RESUME_HEADER, SnapshotQuery,
  type PullTrailer, type RangeTrailer, type SnapshotTrailer,
} from "../../shared/protocol/sync.ts";
import type { z } from "zod";
import { takeEvents } from "../events/take.ts";
import { actorOf } from "../http/guard.ts";
import type { House } from "../http/house.ts";
import { hello } from "./hello.ts";
import { acknowledge, knownCodes } from "./ack.ts";
import { rangeDigests, rangeLines } from "./digest.ts";
import { chainRoute } from "./chain-route.ts";
import { nudgeRoute } from "./nudge-route.ts";
import { pullPage } from "./pull.ts";
import { snapshotPage } from "./snapshot.ts";
import { scopeOfStream, streamsOfUser } from "./streams.ts";
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
    return service.run(actor, (ctx) => hello(ctx, actor, { ...house.sync, orderKey: service.orderKey }, request.body), "none");
  });

  typed.get("/sync/snapshot", { schema: { querystring: SnapshotQuery, response: refusals } }, async (request, reply) => {
    const actor = actorOf(request);
    const { stream, token, limit } = request.query;
    house.filter.stream(actor, stream);
    const scope = scopeOfStream(actor, stream);
    const place = token === undefined ? null : readToken(secrets, token, stream, epoch);
    const page = await service.run(actor, (ctx) => snapshotPage(ctx.tx, stream, epoch, place, limit), scope);
    const trailer: z.input<typeof SnapshotTrailer> = {
      end: "snapshot", token: page.next ? writeToken(secrets, page.next) : null, at: page.at, epoch, count: page.count, serverTime: clock.now(),
    };
    if (trailer.token !== null) void reply.header(RESUME_HEADER, trailer.token);
    return sendLines(request, reply, [...page.texts, JSON.stringify(trailer)]);
  });

  typed.get("/sync/pull", { config: { heads: true }, schema: { querystring: PullQuery, response: refusals } }, async (request, reply) => {
    const actor = actorOf(request);
    const { stream, from, limit } = request.query;
    house.filter.stream(actor, stream);
    const scope = scopeOfStream(actor, stream);
    if (request.query.epoch !== epoch) refuse("epoch_changed");
    // Most pulls find nothing new: the counters came with the session, and there is no transaction.
    const heads = Object.fromEntries(streamsOfUser(actor).map((name) => [name, request.heads[name] ?? 0]));
    const known = heads[stream] ?? 0;
    const { lines, to, head } = from === known ? { lines: [], to: from, head: known } : await service.run(actor, (ctx) => pullPage(ctx.tx, stream, from, limit, known), scope);
    const trailer: z.input<typeof PullTrailer> = { end: "pull", from, to, count: lines.length, head, heads, serverTime: clock.now() };
    return sendLines(request, reply, [...lines, JSON.stringify(trailer)]);
  });

  typed.post("/sync/push", { bodyLimit: PUSH_BODY, config: { judgesText: true }, schema: { body: PushInput, response: { 200: PushOutput, ...refusals } } }, async (request) => {
    try {
      const answer = await takeEvents(service, actorOf(request), request.body.events);
      house.metrics.pushed(answer.results);
      return answer;
    } catch (error) {
      house.metrics.pushPutOff();
      throw error;
    }
  });

  nudgeRoute(app, house);
  chainRoute(app, house);
  if (house.sync.newest >= PROTOCOL_ACKS) checkRoutes(app, house);
}

/** What version 2 brought: acknowledgement, and the comparison of what both sides hold. */
function checkRoutes(app: FastifyInstance, { service, sync, filter, metrics }: House): void {
  const { epoch, clock } = service;
  const typed = app.withTypeProvider<ZodTypeProvider>();

  // Receipts are read from the change rows, which no user scope shows.
  typed.post("/sync/ack", { schema: { body: AckInput, response: { 200: AckOutput, ...refusals } } }, async (request) => {
    const actor = actorOf(request);
    const answer = await service.run(actor, (ctx) => acknowledge(ctx, actor, sync, request.body), "system");
    metrics.refusedCalls(knownCodes(request.body.refusedCalls));
    return answer;
  });

  typed.get("/sync/digest", { schema: { querystring: DigestQuery, response: { 200: DigestOutput, ...refusals } } }, async (request) => {
    const actor = actorOf(request);
    const { stream, kind } = request.query;
    filter.stream(actor, stream);
    const { at, ranges } = await service.run(actor, (ctx) => rangeDigests(ctx.tx, stream, kind), scopeOfStream(actor, stream));
    return { at, epoch, ranges, serverTime: clock.now() };
  });

  typed.get("/sync/range", { schema: { querystring: RangeQuery, response: refusals } }, async (request, reply) => {
    const actor = actorOf(request);
    const { stream, kind, range } = request.query;
    filter.stream(actor, stream);
    const { at, lines } = await service.run(actor, (ctx) => rangeLines(ctx.tx, stream, kind, range), scopeOfStream(actor, stream));
    const trailer: z.input<typeof RangeTrailer> = { end: "range", at, epoch, count: lines.count, serverTime: clock.now() };
    return sendLines(request, reply, [...lines.texts, JSON.stringify(trailer)]);
  });
}
