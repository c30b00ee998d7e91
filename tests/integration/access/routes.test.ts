import fc from "fast-check";
import { afterAll, expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { DESK_ROUTES, DESK_ROUTE_NAMES, type DeskRoute } from "../../../shared/protocol/desk.ts";
import { EventEnvelopeSchema } from "../../../shared/model/events.ts";
import { SignedSchema } from "../../../shared/protocol/device.ts";
import { EnrolInput, SignInInput } from "../../../shared/protocol/session.ts";
import { AckInput, HelloInput } from "../../../shared/protocol/sync.ts";
import { SYSTEM } from "../../../service/app.ts";
import { openSession } from "../../../service/auth/session.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { issueEnrolmentCode, revokeDevice } from "../../../service/pki/enrol.ts";
import { FOREIGN, foreignTo, NO_FOREIGN } from "../../support/access/foreign.ts";
import {
  asOtherRoles, eachRoute, notRefused, onAnotherDevice, seatFor, send, withBrokenBodies, withLargeBodies, withoutCertificate, withoutSession, withSurplus, withUnholdableText, type House,
} from "../../support/access/hostile.ts";
import { deskRequest, documentedRoutes, ROUTES } from "../../support/access/routes.ts";
import { setStage } from "../../support/access/stage.ts";
import { openWire } from "../../support/access/wire.ts";
import { fitting, spoilt } from "../../support/arbitrary.ts";
import { onEachEngine } from "../../support/engines.ts";
import { enrol, makeRequest } from "../../support/service.ts";

const MINUTES = 60_000;
const MB = 1024 * 1024;
/** Random inputs per desk route; fixed seed. */
const INPUTS = Number(process.env["LOCKDESK_FUZZ_ROUTE"] ?? 12);
const SEED = 20261123;

/** Bodies beside the desks' table. */
const BODIES: readonly (readonly [path: string, schema: z.ZodType])[] = [
  ["/device/enrol", EnrolInput], ["/session", SignInInput], ["/sync/hello", HelloInput], ["/sync/ack", AckInput], ["/device/heartbeat", SignedSchema], ["/sync/push", z.object({ events: z.array(EventEnvelopeSchema).max(4) })],
];

onEachEngine("every route of the document", { service: { desk: deskHandlers } }, (engine) => {
  let house: Promise<House> | null = null;
  const open = (context: TestContext): Promise<House> => {
    const { service, url } = engine.running(context);
    const ca = service.authority.certificatePem;
    return (house ??= setStage(service, url).then((stage) => ({ stage, own: openWire(url, ca, stage.device), stranger: openWire(url, ca, null) })));
  };
  afterAll(async () => {
    const opened = await house;
    await Promise.all([opened?.own.close(), opened?.stranger.close(), opened?.stage.device.close()]);
  });

  it("has an entry here", async (context) => {
    expect(await documentedRoutes(engine.running(context).service)).toEqual([...ROUTES.keys()].sort());
  });

  it("refuses whoever shows no certificate, a session opened on another device, and a device that was revoked", async (context) => {
    const house = await open(context);
    const { stage } = house;
    const { url } = engine.running(context);
    const ca = stage.service.authority.certificatePem;
    const [other, lost] = await Promise.all([enrol(stage.service, url, "PC-other"), enrol(stage.service, url, "PC-lost")]);
    const [otherWire, lostWire] = [openWire(url, ca, other), openWire(url, ca, lost)];
    await stage.service.run(SYSTEM, (ctx) => revokeDevice(ctx, lost.deviceId, "lost"));
    const revoked = await eachRoute(house, async (route, seat) =>
      // A revoked machine is still heard on the device channel: it must get its order.
      ["public", "machine"].includes(route.entrance) ? [] : notRefused(`${route.name} on a revoked device`, await send(lostWire, route, route.sample(stage, seat), seat.token), 403, "device_revoked"));
    const found = [...revoked, ...(await withoutCertificate(house)), ...(await onAnotherDevice(house, otherWire))];
    await Promise.all([otherWire.close(), lostWire.close(), other.close(), lost.close()]);
    expect(found).toEqual([]);
  }, MINUTES);

  it("refuses no session, an invented one, one that has ended and one that was replaced", async (context) => {
    const house = await open(context);
    const { stage } = house;
    const seat = stage.seats.find((s) => s.role === "hr")!;
    const fresh = () => stage.service.run(SYSTEM, (ctx) => openSession(ctx, seat.me.id, stage.device.deviceId));
    const { token: ended } = await fresh();
    await stage.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE session SET expires_at = 1 WHERE user_id = ${seat.me.id} AND revoked_at IS NULL`));
    expect(await withoutSession(house)).toEqual([]);
    expect(await withoutSession(house, { "an ended session": ended, "the replaced session": seat.token })).toEqual([]);
    Object.assign(seat, { token: (await fresh()).token });
  }, MINUTES);

  it("refuses every role that the access table does not name", async (context) => expect(await asOtherRoles(await open(context))).toEqual([]), 2 * MINUTES);

  it("gives another team's and another bank's ids to nobody, and changes nothing of theirs", async (context) => {
    const { stage, own } = await open(context);
    const seat = stage.seats.find((s) => s.role === "supervisor")!;
    const foreign = await foreignTo(stage, seat);
    const state = () => stage.service.run(SYSTEM, (ctx) => rows(ctx.tx, sql`SELECT k.assignee_id, k.rev, c.ended_at, a.applied_at, a.undone_at, (SELECT count(*)::int FROM event_review) AS reviews, (SELECT count(*)::int FROM roster) AS roster, (SELECT count(*)::int FROM cover) AS covers
      FROM kase k, cover c, allocation a WHERE k.id = ${foreign.target.caseId} AND c.id = ${foreign.coverId} AND a.id = ${foreign.previewId}`));
    const before = await state();
    const found: string[] = [];
    for (const [route, make] of Object.entries(FOREIGN) as [DeskRoute, NonNullable<(typeof FOREIGN)[DeskRoute]>][]) {
      const answer = await send(own, DESK_ROUTES[route], deskRequest(route, make(foreign, seat, stage)), seat.token);
      if (![403, 404].includes(answer.status)) found.push(`${route}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
    expect(found).toEqual([]);
    expect(await state()).toEqual(before);
  });

  it("says a second time nothing new: what is sent again is answered alike, or refused as done", async (context) => {
    const { stage, own, stranger } = await open(context);
    const found = await eachRoute({ stage, own, stranger }, async (route, seat) => {
      if (["DELETE /session", "POST /device/enrol", "POST /session", "POST /session/password"].includes(route.name)) return []; // below, and in the doors' tests
      const request = route.sample(stage, seat);
      const [first, second] = [await send(own, route, request, seat.token), await send(own, route, request, seat.token)];
      return first.status < 500 && (second.status === first.status || second.code === "conflict") ? [] : [`${route.name}: ${first.status} ${first.code}, then ${second.status} ${second.code}`];
    });
    expect(found).toEqual([]);
    const { code } = await stage.service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, "PC-replay"));
    const body = JSON.stringify({ code, csr: (await makeRequest()).csr, name: "PC-replay", appVersion: "test" });
    expect([(await stranger.send("POST", "/device/enrol", { body })).status, (await stranger.send("POST", "/device/enrol", { body })).code]).toEqual([200, "bad_enrolment_code"]);
    const seat = stage.seats.find((s) => s.role === "marketingDirector")!;
    expect([(await own.send("DELETE", "/session", { token: seat.token })).status, (await own.send("DELETE", "/session", { token: seat.token })).code]).toEqual([200, "unauthenticated"]);
    Object.assign(seat, await stage.service.run(SYSTEM, (ctx) => openSession(ctx, seat.me.id, stage.device.deviceId)));
  }, MINUTES);

  it("refuses bodies that are cut short, are no JSON, say more than was asked, or hold what no database can", async (context) => {
    const house = await open(context);
    expect(await withBrokenBodies(house)).toEqual([]);
    expect(await withSurplus(house)).toEqual([]);
    expect(await withUnholdableText(house)).toEqual([]);
    expect(await withLargeBodies(house, 2 * MB)).toEqual([]);
  }, MINUTES);

  it("answers random inputs of whoever may ask, and never with a fault of its own", async (context) => {
    const { stage, own } = await open(context);
    const found: string[] = [];
    for (const name of DESK_ROUTE_NAMES) {
      const { method, path, input } = DESK_ROUTES[name];
      // Resetting or switching off the house's own people and machines would end the test.
      if (name.startsWith("user.") && name !== "user.list") continue;
      const seat = seatFor(stage, ROUTES.get(`${method} ${path}`)!);
      const inputs = fc.sample(fc.oneof(fitting(input), spoilt(input)), { numRuns: INPUTS, seed: SEED });
      for (const value of inputs) {
        const request = deskRequest(name, JSON.parse(JSON.stringify(value, (_key, v: unknown) => (typeof v === "bigint" ? v.toString() : v)) ?? "null"));
        if (request.path.length > 12_000) continue;
        const answer = await send(own, { method }, request, seat.token);
        if (answer.status >= 500 || answer.status === 0) found.push(`${name} ${answer.status} ${answer.code}: ${JSON.stringify(value)?.slice(0, 300)}`);
      }
    }
    for (const [route, schema] of BODIES) {
      for (const value of fc.sample(fc.oneof(fitting(schema), spoilt(schema)), { numRuns: 2 * INPUTS, seed: SEED })) {
        const seat = stage.seats.find((s) => s.role === "collector")!;
        const answer = await own.send("POST", route, { token: seat.token, body: JSON.stringify(value, (_key, v: unknown) => (typeof v === "bigint" ? v.toString() : v)) ?? "null" });
        if (answer.status >= 500 || answer.status === 0) found.push(`${route} ${answer.status} ${answer.code}: ${JSON.stringify(value)?.slice(0, 300)}`);
      }
    }
    expect(found).toEqual([]);
  }, 2 * MINUTES);
});

onEachEngine("a body of 100 MB", { engines: ["pglite"], service: { desk: deskHandlers } }, (engine) => {
  it("is refused before it has been read, whether its length is said or not, and the service goes on", async (context) => {
    const { service, url } = engine.running(context);
    const stage = await setStage(service, url);
    const wire = openWire(url, service.authority.certificatePem, stage.device);
    const before = process.memoryUsage().rss;
    let sent = 0;
    async function* endless() {
      for (let i = 0; i < 100; i += 1) {
        sent += 1;
        yield Buffer.alloc(MB, 0x20);
      }
    }
    const found: string[] = [];
    const posts = [...ROUTES.values()].filter((r) => r.method === "POST" && r.name !== "POST /desk/imports/upload");
    for (const route of posts) {
      const seat = stage.seats.find((s) => route.roles.includes(s.role))!;
      for (const headers of [{ "content-length": String(100 * MB) }, {}] as Record<string, string>[]) {
        sent = 0;
        const answer = await wire.send("POST", route.sample(stage, seat).path, { token: seat.token, body: endless(), headers });
        if (![413, 0].includes(answer.status) || sent > 20) found.push(`${route.name}: ${answer.status} ${answer.code} after ${sent} MB`);
      }
    }
    expect(found).toEqual([]);
    // The one route that takes large files takes none from whoever may not import.
    const lin = stage.seats.find((s) => s.role === "collector")!;
    sent = 0;
    const upload = await wire.send("POST", "/desk/imports/upload?name=x", { token: lin.token, body: endless(), headers: { "content-type": "application/octet-stream" } });
    expect([403, 0]).toContain(upload.status);
    expect(sent).toBeLessThan(20);
    expect((await wire.send("GET", "/health/live")).status).toBe(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MB);
    await Promise.all([wire.close(), stage.device.close()]);
  }, 3 * MINUTES);
});

it("every desk route that takes an id says what another's id does there", () => {
  const hasId = (route: DeskRoute) => JSON.stringify(z.toJSONSchema(DESK_ROUTES[route].input, { io: "input" })).includes('"uuid"');
  expect(DESK_ROUTE_NAMES.filter(hasId).sort()).toEqual([...Object.keys(FOREIGN), ...Object.keys(NO_FOREIGN)].sort());
});
