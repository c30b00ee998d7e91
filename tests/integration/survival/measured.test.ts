/** What the service says of itself: metrics on a door of their own, and a log that knows no person. */
import { Writable } from "node:stream";
import pg from "pg";
import pino from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { sql } from "drizzle-orm";
import { rows } from "../../../service/db/query.ts";
import { startCentre } from "../../support/centre.ts";
import { onEachEngine } from "../../support/engines.ts";
import { startPostgres } from "../../support/postgres.ts";
import { addCases, connect, enrol, foundAgency, freshData, signIn, startService } from "../../support/service.ts";

const endings: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const valueOf = (text: string, series: string): number => Number(text.split("\n").find((line) => line.startsWith(`${series} `))?.split(" ").at(-1));

onEachEngine("metrics", {}, (engine) => {
  it("count pushes and events by answer, measure routes, and tell of each device what it last said", async (context) => {
    const { service, url } = engine.running(context);
    const agency = await foundAgency(service);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    endings.push(() => desk.device.close());
    const [at] = await addCases(service, 3, agency.lin);
    const door = await service.measure(0);
    const look = async () => (await fetch(door.url)).text();
    const before = await look();
    const event = desk.event("note.added", at!, { text: "一" });
    await desk.push([event]);
    await desk.push([event]);
    await desk.push([desk.event("note.added", at!, { text: "" }), { id: "x" }]);
    const now = service.clock.now();
    const cursors = [{ stream: `collector:${agency.lin.id}`, epoch: service.epoch, pos: 1 }];
    const ack = await desk.device.call("POST", "/sync/ack", { token: desk.token, body: { cursors, unsent: 3, oldestUnsentAt: now - 60_000, quarantined: 2, repaired: 0 } });
    expect(ack.status, JSON.stringify(ack.body)).toBe(200);
    const text = await look();
    const grown = (series: string) => valueOf(text, series) - (valueOf(before, series) || 0);
    expect(grown('lockdesk_pushes_total{outcome="taken"}')).toBe(3);
    expect(grown('lockdesk_push_events_total{result="ok"}')).toBe(1);
    expect(grown('lockdesk_push_events_total{result="dup"}')).toBe(1);
    expect(grown('lockdesk_push_events_total{result="rejected"}')).toBe(2);
    expect(grown('lockdesk_request_seconds_count{route="POST /sync/push",status="200"}')).toBe(3);
    const device = `{device="${desk.device.deviceId}"}`;
    const [stream] = await rows<{ head: number }>(service.db, sql`SELECT head FROM stream WHERE name = ${cursors[0]!.stream}`);
    expect(valueOf(text, `lockdesk_device_lag_rows${device}`)).toBe(Number(stream?.head) - 1);
    expect(valueOf(text, `lockdesk_device_unsent_events${device}`)).toBe(3);
    expect(valueOf(text, `lockdesk_device_quarantined_events${device}`)).toBe(2);
    expect(valueOf(text, `lockdesk_device_unsafe_events${device}`)).toBeGreaterThan(0);
    expect(valueOf(text, `lockdesk_device_oldest_unsent_seconds${device}`)).toBeGreaterThanOrEqual(60);
    expect(valueOf(text, "lockdesk_database_up")).toBe(1);
    expect(text).toContain("lockdesk_nodejs_eventloop_lag_p99_seconds");
    if (service.engine === "postgresql") expect(valueOf(text, "lockdesk_pool_connections_max")).toBe(10);
    for (const secret of [agency.lin.name, agency.lin.no, "欧阳测", "13800138622"]) expect(text).not.toContain(secret);
    // Not through the workstations' door, with or without a certificate.
    const stranger = connect(url, service.authority.certificatePem, null);
    endings.push(() => stranger.close());
    expect((await stranger.call("GET", "/metrics")).status).toBeGreaterThanOrEqual(400);
    expect((await desk.device.call("GET", "/metrics", { token: desk.token })).status).toBe(404);
  });
});

describe("the metrics' port", () => {
  it("is off unless given, and then on the loopback address alone", async () => {
    const without = await startCentre({ data: await freshData() });
    endings.push(() => without.stop());
    expect(without.metricsUrl).toBe("");
    const given = await startCentre({ data: await freshData() }, { args: ["--metrics-port", "0"] });
    endings.push(() => given.stop());
    expect(given.metricsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    const answer = await fetch(given.metricsUrl);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  }, 120_000);
});

describe("the log", () => {
  it("holds no name, number or note, whatever goes wrong", async (context) => {
    const postgres = await startPostgres();
    if ("reason" in postgres) return context.skip(postgres.reason);
    endings.push(() => postgres.stop());
    const databaseUrl = await postgres.createDatabase();
    let written = "";
    const log = pino({ level: "trace", base: null }, new Writable({ write: (chunk, _encoding, done) => ((written += String(chunk)), done()) }));
    const { service, stop } = await startService({ databaseUrl, log });
    endings.push(stop);
    const { url } = await service.listen();
    const agency = await foundAgency(service);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    endings.push(() => desk.device.close());
    const [at] = await addCases(service, 1, agency.lin);
    const secret = "欧阳测说他的新号码是13912345678";
    expect((await desk.push([desk.event("note.added", at!, { text: secret })])).body.results[0]?.result).toBe("ok");
    // An event no schema knows, one the database refuses, a wrong password, a broken body, a question of a strange route.
    await desk.push([{ id: secret, text: secret }, desk.event("note.added", at!, { text: `${secret}\u0000` })]);
    await desk.device.call("POST", "/session", { body: { userNo: agency.lin.no, password: `${secret} wrong` } });
    await desk.device.call("POST", "/sync/push", { token: desk.token, body: secret });
    await desk.device.call("GET", `/nothing?name=${encodeURIComponent(secret)}`, { token: desk.token });
    // An error nobody foresaw, with the row in its message: the column is gone.
    const behind = postgres.superUrl(databaseUrl);
    await alter(behind, "ALTER TABLE event ADD CONSTRAINT none CHECK (body->>'text' IS NULL) NOT VALID");
    expect((await desk.push([desk.event("note.added", at!, { text: secret })])).body.results[0]?.result).toBe("rejected");
    await alter(behind, "ALTER TABLE device RENAME COLUMN unsent TO gone");
    const broken = await desk.device.call<{ code: string }>("POST", "/sync/hello", { token: desk.token, body: { protocol: 2, appVersion: secret.slice(0, 10), lastSeq: 0, unsent: 0, cursors: [] } });
    expect([broken.status, broken.body.code]).toEqual([500, "internal"]);
    await postgres.cut();
    expect((await desk.push([desk.event("note.added", at!, { text: secret })])).status).toBe(503);
    expect(written.split("\n").length).toBeGreaterThan(10);
    expect(written).toContain('"request failed"');
    expect(written).toContain("event by event");
    for (const known of ["欧阳", "13912345678", "13800138622", agency.lin.name, agency.lin.no, "wrong", "新号码", "110101199003070002"]) expect(written, known).not.toContain(known);
    for (const line of written.trim().split("\n")) expect(() => JSON.parse(line) as unknown).not.toThrow();
  }, 120_000);
});

async function alter(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
