/** Faults with real processes: services killed, databases cut, moved, full, locked and stormed, over real PostgreSQL. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, describe, expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import { SYSTEM } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { MOST_AT_ONCE } from "../../../service/http/gate.ts";
import { startCentre } from "../../support/centre.ts";
import { reckon, sound, startFleet } from "../../support/fleet.ts";
import { startPostgres, type PostgresOptions, type TestPostgres } from "../../support/postgres.ts";
import { connect, startService } from "../../support/service.ts";

const endings: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function database(context: TestContext, options: PostgresOptions = {}): Promise<{ postgres: TestPostgres; databaseUrl: string }> {
  const postgres = await startPostgres(options);
  if ("reason" in postgres) return context.skip(postgres.reason);
  endings.push(() => postgres.stop());
  return { postgres, databaseUrl: await postgres.createDatabase() };
}

/** A service in this process, to found the agency with and to look at the database. */
async function witness(databaseUrl: string) {
  const started = await startService({ databaseUrl });
  endings.push(() => started.stop());
  return started.service;
}

async function centre(databaseUrl: string) {
  const running = await startCentre({ databaseUrl });
  endings.push(() => running.stop());
  return running;
}

/** Health as a balancer asks for it: live and ready status, 0 without an answer. */
async function health(url: string, caPem: string): Promise<[number, number]> {
  const door = connect(url, caPem, null);
  const ask = (path: string) => door.call("GET", path).then((r) => r.status, () => 0);
  const both: [number, number] = [await ask("/health/live"), await ask("/health/ready")];
  await door.close();
  return both;
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 40_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`did not come: ${what}`);
    await sleep(20);
  }
}

const EACH = 60;

describe("a service or its database dies in mid-push", () => {
  it("one of two services killed: no acknowledged event lost, none twice, none half", async (context) => {
    const { databaseUrl } = await database(context);
    const service = await witness(databaseUrl);
    const [first, second] = [await centre(databaseUrl), await centre(databaseUrl)];
    const fleet = await startFleet(service, first.url, 6);
    endings.push(() => fleet.close());
    const pushing = fleet.push(EACH, [first.url, second.url]);
    await until("a third acknowledged", () => fleet.acknowledged.size >= 2 * EACH);
    await first.stop("SIGKILL");
    const atDeath = fleet.acknowledged.size;
    await pushing;
    expect(atDeath).toBeLessThan(6 * EACH);
    expect(fleet.refusals).toContain(0);
    expect(await reckon(service, fleet, EACH)).toEqual(sound(fleet, EACH));
    expect(await health(second.url, second.caPem)).toEqual([200, 200]);
  }, 180_000);

  it("PostgreSQL stopped at once and started again: live stays true, ready tells the truth, every push is answered in the end", async (context) => {
    const { postgres, databaseUrl } = await database(context);
    const service = await witness(databaseUrl);
    const running = await centre(databaseUrl);
    const fleet = await startFleet(service, running.url, 6);
    endings.push(() => fleet.close());
    const pushing = fleet.push(EACH, [running.url]);
    await until("a third acknowledged", () => fleet.acknowledged.size >= 2 * EACH);
    await postgres.cut();
    await until("a push refused", () => fleet.refusals.includes(503));
    expect(await health(running.url, running.caPem)).toEqual([200, 503]);
    const [desk] = fleet.desks;
    const refused = await desk!.device.call<{ code: string }>("POST", "/sync/push", { token: desk!.token, body: { events: [{}] } });
    expect([refused.status, refused.body.code]).toEqual([503, "busy"]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    await postgres.start();
    await pushing;
    expect(fleet.refusals.every((status) => status === 503)).toBe(true);
    expect(await reckon(service, fleet, EACH)).toEqual(sound(fleet, EACH));
    expect(await health(running.url, running.caPem)).toEqual([200, 200]);
  }, 180_000);

  it("the primary lost and its synchronous standby promoted at its address: everything acknowledged is there, and was safe", async (context) => {
    const { postgres, databaseUrl } = await database(context);
    const address = join(mkdtempSync(join(tmpdir(), "lockdesk-address-")), "now");
    endings.push(() => rmSync(join(address, ".."), { recursive: true, force: true }));
    symlinkSync(postgres.dir, address);
    const movingUrl = databaseUrl.replace(/host=[^&]*/, `host=${encodeURIComponent(address)}`);
    const service = await witness(movingUrl);
    const running = await centre(movingUrl);
    const fleet = await startFleet(service, running.url, 6);
    endings.push(() => fleet.close());
    await fleet.push(5, [running.url]);
    const safe = () => rows<{ known: number; safe: number }>(service.db, sql`SELECT known_seq AS known, safe_seq AS safe FROM device`).then((list) => list.map((r) => [Number(r.known), Number(r.safe)]));
    const look = async () => {
      for (let i = 0; i < 3; i += 1) await service.secondCopy.look();
    };
    await look();
    expect(new Set((await safe()).map(String))).toEqual(new Set(["5,0"]));
    const standby = await postgres.standby("second");
    endings.push(() => standby.stop());
    // Connected, but nothing waits for it: not counted.
    await look();
    expect(new Set((await safe()).map(String))).toEqual(new Set(["5,0"]));
    // Waited for, but its state is hidden from the service: not counted.
    await postgres.cut();
    const waiting = await startAgain(postgres, "ALTER SYSTEM SET synchronous_standby_names = 'second'");
    await look();
    expect(new Set((await safe()).map(String))).toEqual(new Set(["5,0"]));
    await waiting.query("GRANT pg_read_all_stats TO lockdesk_app");
    await until("the standby to hold all", async () => {
      await service.secondCopy.look();
      return (await safe()).every(([known, held]) => known === held);
    });
    const pushing = fleet.push(EACH, [running.url]);
    await until("a third acknowledged", () => fleet.acknowledged.size >= 2 * EACH);
    await postgres.cut();
    await until("a push refused", () => fleet.refusals.length > 0);
    const acknowledged = new Set(fleet.acknowledged);
    expect(acknowledged.size).toBeLessThan(6 * (EACH + 5));
    await standby.query("ALTER SYSTEM SET synchronous_standby_names = ''");
    await standby.query("SELECT pg_reload_conf()");
    unlinkSync(address);
    symlinkSync(standby.dir, address);
    // Not promoted yet: the service answers, and says that it is not ready.
    await until("the standby seen", async () => (await health(running.url, running.caPem))[1] === 503);
    await standby.query("SELECT pg_promote()");
    const held = new Set((await service.run(SYSTEM, (ctx) => rows<{ id: string }>(ctx.tx, sql`SELECT id FROM event`)).catch(() => service.run(SYSTEM, (ctx) => rows<{ id: string }>(ctx.tx, sql`SELECT id FROM event`)))).map((r) => r.id));
    expect([...acknowledged].filter((id) => !held.has(id))).toEqual([]);
    await pushing;
    expect(await reckon(service, fleet, EACH + 5)).toEqual(sound(fleet, EACH + 5));
    expect(await health(running.url, running.caPem)).toEqual([200, 200]);
  }, 240_000);
});

/** Starts a cut server again, with a setting of its own changed. */
async function startAgain(postgres: TestPostgres, statement: string): Promise<TestPostgres> {
  await postgres.start();
  await postgres.query(statement);
  await postgres.query("SELECT pg_reload_conf()");
  return postgres;
}

describe("a database that is contended or full", () => {
  it("two units of work that deadlock are both done, each once", async (context) => {
    const { databaseUrl } = await database(context);
    const service = await witness(databaseUrl);
    await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`INSERT INTO counter (name, value) VALUES ('a', 0), ('b', 0)`));
    let tries = 0;
    const meet = gathering(2);
    const cross = (order: [string, string]) => service.run(SYSTEM, async (ctx) => {
      tries += 1;
      await ctx.tx.execute(sql`UPDATE counter SET value = value + 1 WHERE name = ${order[0]}`);
      await meet();
      await ctx.tx.execute(sql`UPDATE counter SET value = value + 1 WHERE name = ${order[1]}`);
    });
    await Promise.all([cross(["a", "b"]), cross(["b", "a"])]);
    expect(tries).toBeGreaterThan(2);
    expect((await rows<{ value: number }>(service.db, sql`SELECT value FROM counter WHERE name IN ('a', 'b')`)).map((r) => Number(r.value))).toEqual([2, 2]);
  }, 120_000);

  it("a lock held too long, and a statement cut short, end as busy with a time to come again; then the same push succeeds", async (context) => {
    const { postgres, databaseUrl } = await database(context);
    const service = await witness(databaseUrl);
    const running = await centre(databaseUrl);
    const fleet = await startFleet(service, running.url, 1);
    endings.push(() => fleet.close());
    const [desk] = fleet.desks;
    const holder = new pg.Client({ connectionString: postgres.superUrl(databaseUrl) });
    await holder.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT 1 FROM device FOR UPDATE");
    const event = { ...desk!.event("duty.changed", null, { state: "break" }) };
    const push = () => desk!.device.call<{ code: string; results: { result: string }[] }>("POST", "/sync/push", { token: desk!.token, body: { events: [event] } });
    const locked = await push();
    expect([locked.status, locked.body.code]).toEqual([503, "busy"]);
    expect(Number(locked.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    const waiting = push();
    await until("the push to wait", async () => (await holder.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'lockdesk' AND wait_event_type = 'Lock'")).rows.length > 0);
    await holder.query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'lockdesk' AND wait_event_type = 'Lock'");
    expect((await waiting).status).toBe(503);
    await holder.query("ROLLBACK");
    await holder.end();
    expect((await push()).body.results.map((r) => r.result)).toEqual(["ok"]);
    expect((await push()).body.results.map((r) => r.result)).toEqual(["dup"]);
  }, 120_000);

  it("a full disk: nothing is acknowledged that is not held, and all goes on when there is room again", async (context) => {
    if (process.getuid?.() !== 0) return context.skip("a small disk of its own needs root (mount)");
    const disk = mkdtempSync(join(tmpdir(), "lockdesk-small-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=160m", "tmpfs", disk], { stdio: "pipe" });
    } catch (error) {
      rmSync(disk, { recursive: true, force: true });
      return context.skip(`no small disk can be mounted here: ${String((error as { stderr?: Buffer }).stderr ?? "").trim()}`);
    }
    endings.push(() => {
      execFileSync("umount", ["-l", disk]);
      rmSync(disk, { recursive: true, force: true });
    });
    const dir = join(disk, "pg");
    mkdirSync(dir);
    const { postgres, databaseUrl } = await database(context, { dir });
    const service = await witness(databaseUrl);
    const running = await centre(databaseUrl);
    const fleet = await startFleet(service, running.url, 4);
    endings.push(() => fleet.close());
    const ballast = join(disk, "ballast");
    const pushing = fleet.push(EACH, [running.url]);
    await until("some acknowledged", () => fleet.acknowledged.size >= EACH);
    fill(ballast);
    // Room inside the present segment may last a while: ask for more WAL than there is.
    await postgres.query("CREATE TABLE hog AS SELECT repeat('x', 1000) FROM generate_series(1, 40000)").catch(() => undefined);
    await until("a push refused", () => fleet.refusals.length > 0);
    expect((await health(running.url, running.caPem))[0]).toBe(200);
    rmSync(ballast);
    await postgres.cut();
    await postgres.start();
    await pushing;
    expect(fleet.refusals.every((status) => status === 503)).toBe(true);
    expect(await reckon(service, fleet, EACH)).toEqual(sound(fleet, EACH));
  }, 180_000);
});

/** Lets `count` callers go on together; whoever comes later passes at once. */
function gathering(count: number): () => Promise<void> {
  let here = 0;
  let open: () => void = () => undefined;
  const all = new Promise<void>((done) => (open = done));
  return () => {
    here += 1;
    if (here >= count) open();
    return all;
  };
}

/** Writes until there is no room left. */
function fill(file: string): void {
  const block = Buffer.alloc(1024 * 1024, 1);
  try {
    for (;;) writeFileSync(file, block, { flag: "a" });
  } catch {
    // full
  }
}

describe("too much at once", () => {
  it("a storm of connections is answered: as many as fit at once, the others busy with a time to come again; afterwards all is well", async (context) => {
    const { postgres, databaseUrl } = await database(context);
    const service = await witness(databaseUrl);
    const running = await centre(databaseUrl);
    const fleet = await startFleet(service, running.url, 8);
    endings.push(() => fleet.close());
    const holder = new pg.Client({ connectionString: postgres.superUrl(databaseUrl) });
    await holder.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT 1 FROM device FOR UPDATE");
    const calls = Array.from({ length: MOST_AT_ONCE * 2 }, (_, i) => {
      const desk = fleet.desks[i % fleet.desks.length]!;
      return desk.device.call<{ code: string }>("POST", "/sync/hello", { token: desk.token, body: { protocol: 1, appVersion: "t", lastSeq: 0, unsent: 0, cursors: [] } });
    });
    const first = await Promise.race(calls.map((call) => call.then((r) => r.status)));
    expect(first).toBe(503);
    expect((await health(running.url, running.caPem))[0]).toBe(200);
    await holder.query("ROLLBACK");
    await holder.end();
    const answers = await Promise.all(calls);
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([200, 503]));
    const refused = answers.filter((a) => a.status === 503);
    expect(refused.every((a) => a.body.code === "busy" && Number(a.headers["retry-after"]) >= 1)).toBe(true);
    expect(new Set(refused.map((a) => a.headers["retry-after"])).size).toBeGreaterThan(1);
    await fleet.push(10, [running.url]);
    expect(await reckon(service, fleet, 10)).toEqual(sound(fleet, 10));
    expect(await health(running.url, running.caPem)).toEqual([200, 200]);
  }, 180_000);
});
