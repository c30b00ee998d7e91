import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { verifyAudit } from "../../../service/audit/verify.ts";
import { createArchiveSlot, receiveWal } from "../../../service/backup/postgres-copy.ts";
import { restore } from "../../../service/backup/restore.ts";
import { backUp } from "../../../service/backup/take.ts";
import { rows } from "../../../service/db/query.ts";
import { startPostgres, startPostgresOn, type TestPostgres } from "../../support/postgres.ts";
import { addCases, enrol, foundAgency, signIn, startService, type Desk, type TestCase } from "../../support/service.ts";
import { enrolMachine, startStation } from "../../support/workstation.ts";

const CLI = new URL("../../../service/admin/cli.ts", import.meta.url).pathname;

let room: string;
const endings: (() => Promise<unknown> | unknown)[] = [];
beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "lockdesk-backup-"));
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  rmSync(room, { recursive: true, force: true });
});

/** A centre on either engine, and how to go on from a restored directory. */
interface Stage {
  service: Service;
  url: string;
  replicationUrl: string | undefined;
  postgres: TestPostgres | null;
  /** Ends the centre as a loss would: its database is not used again. */
  lose(): Promise<void>;
  /** Opens a centre on what was restored to `dir`. */
  reopen(dir: string): Promise<{ service: Service; url: string }>;
}

async function onPglite(): Promise<Stage> {
  const started = await startService();
  endings.push(() => started.stop());
  return {
    service: started.service, url: (await started.service.listen()).url, replicationUrl: undefined, postgres: null,
    lose: () => started.stop(),
    async reopen(data) {
      const again = await startService({ data });
      endings.push(() => again.stop());
      return { service: again.service, url: (await again.service.listen()).url };
    },
  };
}

async function onPostgres(context: TestContext): Promise<Stage> {
  const postgres = await startPostgres();
  if ("reason" in postgres) return context.skip(postgres.reason);
  endings.push(() => postgres.stop());
  const databaseUrl = await postgres.createDatabase();
  const started = await startService({ databaseUrl });
  endings.push(() => started.stop());
  return {
    service: started.service, url: (await started.service.listen()).url, replicationUrl: postgres.superUrl(databaseUrl), postgres,
    async lose() {
      await started.stop();
      await postgres.cut();
    },
    async reopen(dir) {
      const server = await startPostgresOn(join(dir, ".."));
      endings.push(() => server.stop());
      const again = await startService({ databaseUrl: server.here(databaseUrl) });
      endings.push(() => again.stop());
      return { service: again.service, url: (await again.service.listen()).url };
    },
  };
}

/** Where a restore may write on either engine; a server's directory must be reachable for its unprivileged user. */
function target(name: string): string {
  const parent = mkdtempSync(join(tmpdir(), "lockdesk-restored-"));
  endings.push(() => rmSync(parent, { recursive: true, force: true }));
  chmodSync(parent, 0o755);
  return join(parent, name);
}

const eventsOf = (service: Service, caseId: string) =>
  service.run(SYSTEM, (ctx) => rows<{ id: string; text: string }>(ctx.tx, sql`SELECT id, body->>'text' AS text FROM event WHERE case_id = ${caseId} ORDER BY device_id, seq`));

const safeOf = async (service: Service, deviceId: string) => {
  const [row] = await rows<{ known: number; safe: number }>(service.db, sql`SELECT known_seq AS known, safe_seq AS safe FROM device WHERE id = ${deviceId}`);
  return { known: Number(row?.known), safe: Number(row?.safe) };
};

describe.each([["pglite", onPglite], ["postgresql", onPostgres]] as const)("a restore drill (%s)", (_engine, stage) => {
  it("what was acknowledged after the backup is pushed again by the workstation, everything once, under a new epoch", async (context) => {
    const { service, url, replicationUrl, lose, reopen } = await stage(context);
    const agency = await foundAgency(service);
    const [at] = await addCases(service, 1, agency.lin);
    const machine = await enrolMachine(service, url);
    endings.push(() => machine.remove());
    const write = async (texts: string[]) => {
      const station = startStation(machine);
      await station.signIn(agency.lin.no);
      await station.until("the case", () => station.vault.workspace()?.cache.records.caseDoc(at!.caseId) != null);
      for (const text of texts) await station.ok("note.add", { caseId: at!.caseId, text });
      await station.until("everything sent", async () => (await station.ok("sync.status", {})).pending === 0);
      return station;
    };
    const before = await write(["备份前一", "备份前二"]);
    await before.close();
    expect(await safeOf(service, machine.identity.deviceId)).toEqual({ known: 2, safe: 0 });
    const backup = join(room, "monday");
    const report = await backUp(service, backup, replicationUrl);
    expect(report.epoch).toBe(service.epoch);
    expect(await safeOf(service, machine.identity.deviceId)).toEqual({ known: 2, safe: 2 });
    const after = await write(["备份后三", "备份后四", "备份后五"]);
    const acknowledged = await eventsOf(service, at!.caseId);
    expect(acknowledged.map((e) => e.text)).toEqual(["备份前一", "备份前二", "备份后三", "备份后四", "备份后五"]);
    expect(await safeOf(service, machine.identity.deviceId)).toEqual({ known: 5, safe: 2 });
    await after.close();
    await lose();

    const restored = await restore({ from: backup, to: target("data") });
    expect(restored.epoch).not.toBe(report.epoch);
    const again = await reopen(restored.to);
    expect(again.service.epoch).toBe(restored.epoch);
    expect((await eventsOf(again.service, at!.caseId)).map((e) => e.text)).toEqual(["备份前一", "备份前二"]);
    machine.settings = { ...machine.settings, serviceUrl: again.url };
    const back = startStation(machine);
    endings.push(() => back.close());
    await back.signIn(agency.lin.no);
    await back.ok("note.add", { caseId: at!.caseId, text: "恢复后六" }).catch(() => undefined);
    await back.until("everything pushed again", async () => (await eventsOf(again.service, at!.caseId)).length >= 5 && (await back.ok("sync.status", {})).pending === 0);
    const held = await eventsOf(again.service, at!.caseId);
    expect(held.slice(0, 5)).toEqual(acknowledged);
    expect(new Set(held.map((e) => e.id)).size).toBe(held.length);
    expect((await back.ok("sync.status", {})).rejected).toBe(0);
    const audit = await verifyAudit(again.service);
    expect(audit).toMatchObject({ ok: true });
    expect(await again.service.run(SYSTEM, (ctx) => rows(ctx.tx, sql`SELECT action FROM audit WHERE action = 'backup.restored'`))).toHaveLength(1);
  }, 180_000);

  it("never overwrites, names the damaged file, and leaves nothing half made", async (context) => {
    const { service, replicationUrl } = await stage(context);
    const backup = join(room, "monday");
    await backUp(service, backup, replicationUrl);
    await expect(backUp(service, backup, replicationUrl)).rejects.toThrow(/^.*monday is not empty and a backup never overwrites: .*\.$/);
    const full = target("data");
    mkdirSync(full);
    writeFileSync(join(full, "theirs"), "");
    await expect(restore({ from: backup, to: full })).rejects.toThrow(/is not empty and a restore never overwrites/);
    expect(readdirSync(full)).toEqual(["theirs"]);
    const content = join(backup, "content");
    const victim = readdirSync(content, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && e.parentPath.includes("base")).map((e) => join(e.parentPath, e.name)).find((f) => statSync(f).size > 0)!;
    const good = readFileSync(victim);
    const bad = Buffer.from(good);
    bad[bad.length >> 1]! ^= 1;
    const to = target("data");
    const name = victim.slice(content.length + 1);
    writeFileSync(victim, bad);
    await expect(restore({ from: backup, to })).rejects.toThrow(`${name} has other content than was written`);
    writeFileSync(victim, good.subarray(1));
    await expect(restore({ from: backup, to })).rejects.toThrow(`${name} has ${good.length - 1} bytes instead of ${good.length}`);
    renameSync(victim, `${victim}.x`);
    await expect(restore({ from: backup, to })).rejects.toThrow(/is missing|does not belong/);
    renameSync(`${victim}.x`, victim);
    writeFileSync(victim, good);
    appendFileSync(join(backup, "manifest.json"), " ");
    await expect(restore({ from: backup, to })).rejects.toThrow(/manifest\.json does not match its seal/);
    expect(existsSync(to)).toBe(false);
    expect(readdirSync(join(to, ".."))).toEqual([]);
    expect(readdirSync(room)).toEqual(["monday"]);
  }, 120_000);
});

describe("a backup that is not the youngest", () => {
  it("is restored only when that is said", async () => {
    const { service } = await onPglite();
    await backUp(service, join(room, "monday"));
    await backUp(service, join(room, "tuesday"));
    await expect(restore({ from: join(room, "monday"), to: target("data") })).rejects.toThrow(/A younger backup stands beside it \(tuesday\)/);
    expect((await restore({ from: join(room, "monday"), to: target("data"), older: true })).epoch).not.toBe(service.epoch);
  }, 120_000);
});

describe("the WAL archive", () => {
  it("a restore goes on from the backup to the newest archived commit; a hole or a damaged segment is named", async (context) => {
    const { service, url, replicationUrl, postgres, lose, reopen } = await onPostgres(context);
    const archive = join(room, "wal");
    mkdirSync(archive);
    await createArchiveSlot(replicationUrl!);
    const archiver = receiveWal(replicationUrl!, archive);
    const stopArchiver = async () => {
      archiver.stop();
      await archiver.ended;
    };
    endings.push(stopArchiver);
    const agency = await foundAgency(service);
    const [at] = await addCases(service, 1, agency.lin);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    endings.push(() => desk.device.close());
    await note(desk, at!, "备份前");
    const report = await backUp(service, join(room, "monday"), replicationUrl);
    expect(report.archived).toBe(true);
    for (const text of ["归档一", "归档二", "归档三"]) {
      await note(desk, at!, text);
      await postgres!.query("SELECT pg_switch_wal()");
    }
    await note(desk, at!, "归档四");
    // The archive confirms each piece when it is on its disk; then, and not before, it counts.
    await until("the archive to hold all", async () => {
      await service.secondCopy.look();
      return (await safeOf(service, desk.device.deviceId)).safe === 5;
    });
    await stopArchiver();
    await lose();
    const segments = readdirSync(archive).filter((f) => /^[0-9A-F]{24}/.test(f)).sort();
    expect(segments.length).toBeGreaterThanOrEqual(4);
    const middle = join(archive, segments[segments.length - 2]!);
    renameSync(middle, join(room, "aside"));
    const to = target("data");
    await expect(restore({ from: join(room, "monday"), to, wal: archive })).rejects.toThrow(new RegExp(`has a hole: the segment ending in ${segments.at(-2)!.slice(8, 24)} is missing`));
    const bytes = readFileSync(join(room, "aside"));
    // Among its records: what follows the switch to the next segment is padding, whose damage costs nothing.
    const used = bytes.findLastIndex((byte) => byte !== 0) + 1;
    writeFileSync(middle, Buffer.from(bytes).fill(0x5a, used >> 1, used));
    await expect(restore({ from: join(room, "monday"), to, wal: archive })).rejects.toThrow(new RegExp(`damaged in segment …${segments.at(-2)!.slice(8, 24)}`));
    writeFileSync(middle, bytes);
    expect(existsSync(to)).toBe(false);
    const restored = await restore({ from: join(room, "monday"), to, wal: archive });
    expect(restored.restoredUpTo).toBeGreaterThan(restored.backupAt);
    const again = await reopen(to);
    expect((await eventsOf(again.service, at!.caseId)).map((e) => e.text)).toEqual(["备份前", "归档一", "归档二", "归档三", "归档四"]);
    expect(again.service.epoch).toBe(restored.epoch);
  }, 180_000);
});

describe("the operator's shell", () => {
  it("backs a running service up through its door, verifies, refuses in one sentence, restores", async () => {
    const data = target("data");
    const child = spawn(process.execPath, [new URL("../../../service/main.ts", import.meta.url).pathname, "--data", data, "--port", "0"], { env: { ...process.env, LOCKDESK_LOG: "error", NODE_NO_WARNINGS: "1" }, stdio: ["ignore", "pipe", "pipe"] });
    endings.push(() => ended(child));
    await once(child.stdout!, "data");
    const backup = join(room, "b");
    const made = await cli(["--data", data, "--json", "backup", "--to", backup]);
    expect(made, made.err).toMatchObject({ code: 0 });
    expect(JSON.parse(made.out)).toMatchObject({ to: backup, archived: false });
    expect(await cli(["--data", data, "backup", "--to", backup])).toMatchObject({ code: 1, err: expect.stringMatching(/never overwrites/) as string });
    expect(await cli(["backup", "verify", "--from", backup])).toMatchObject({ code: 0, out: expect.stringMatching(/intact/) as string });
    expect(await cli(["restore", "--from", backup, "--to", data])).toMatchObject({ code: 1, err: expect.stringMatching(/is not empty/) as string });
    const restored = await cli(["--json", "restore", "--from", backup, "--to", `${data}2`]);
    expect(restored.code, restored.err).toBe(0);
    expect(existsSync(join(`${data}2`, "pki", "ca.key.pem"))).toBe(true);
  }, 120_000);
});

async function note(desk: Desk, at: TestCase, text: string): Promise<void> {
  const reply = await desk.push([desk.event("note.added", at, { text })]);
  expect(reply.body.results[0]).toMatchObject({ result: "ok" });
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i += 1) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`did not come: ${what}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

async function cli(args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, NODE_NO_WARNINGS: "1" }, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (d) => (out += String(d)));
  child.stderr.on("data", (d) => (err += String(d)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}
