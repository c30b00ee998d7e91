import { hash as digest, randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { sql } from "drizzle-orm";
import { SYSTEM } from "../../../service/app.ts";
import { hashOf, type AuditRow } from "../../../service/audit/chain.ts";
import { verifyAudit } from "../../../service/audit/verify.ts";
import { rows } from "../../../service/db/query.ts";
import type { Service } from "../../../service/app.ts";
import { journalText, type CentreHead, type JournalLine } from "../../../shared/protocol/chain.ts";
import pg from "pg";
import { onEachEngine } from "../../support/engines.ts";
import { enrol, foundAgency, signIn, startService, type Desk } from "../../support/service.ts";
import { startPostgres } from "../../support/postgres.ts";

const NO_EVENTS = { n: 0, hash: "0".repeat(64) };

/** A machine's journal, kept as main keeps it. */
function journal() {
  const lines: JournalLine[] = [];
  return {
    lines,
    note: (what: string, facts: JournalLine["facts"] = {}) => {
      const bare = { seq: lines.length + 1, at: new Date().toISOString(), what, facts, prev: lines.at(-1)?.hash ?? "" };
      lines.push({ ...bare, hash: digest("sha256", journalText(bare)) });
    },
  };
}

interface Anchored {
  readonly taken: number;
  readonly head: CentreHead;
  readonly remembered: string;
}
async function anchor(desk: Desk, lines: readonly JournalLine[], remembered: CentreHead | null = null): Promise<Anchored> {
  const reply = await desk.device.call<Anchored>("POST", "/sync/chain", { token: desk.token, body: { events: NO_EVENTS, journal: lines, remembered } });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}
const acts = (service: Service, deviceId: string) =>
  service.run(SYSTEM, (ctx) => rows<{ action: string; user_id: string | null; detail: Record<string, unknown> }>(ctx.tx, sql`SELECT action, user_id, detail FROM audit WHERE device_id = ${deviceId} AND (action LIKE 'machine.%' OR action LIKE 'chain.%') ORDER BY day, n`));

onEachEngine("the chains", {}, (engine) => {
  it("a machine's lines stand in the trail as its own, once, however often they are handed over", async (context) => {
    const { service, url } = engine.running(context);
    const { lin } = await foundAgency(service);
    const desk = await signIn(service, await enrol(service, url), lin);
    const own = journal();
    own.note("drive.appeared", { count: 1 });
    own.note("start.refused", { names: "--inspect" });
    expect((await anchor(desk, own.lines)).taken).toBe(2);
    own.note("tried.print", { times: 3 });
    expect((await anchor(desk, own.lines)).taken).toBe(3);
    const { head } = await anchor(desk, own.lines.slice(2));
    expect(head).toMatchObject({ epoch: service.epoch });
    const found = await acts(service, desk.device.deviceId);
    expect(found.map((f) => f.action)).toEqual(["machine.drive.appeared", "machine.start.refused", "chain.anchored", "machine.tried.print", "chain.anchored", "chain.anchored"]);
    expect(found.filter((f) => f.action.startsWith("machine.")).map((f) => f.user_id)).toEqual([null, null, null]);
    expect(found[0]?.detail).toMatchObject({ seq: 1, facts: { count: 1 }, hash: own.lines[0]?.hash });
    expect((await verifyAudit(service)).ok).toBe(true);
  });

  const begunAnew = journal();
  begunAnew.note("drive.policy");
  const SPOILT: Readonly<Record<string, (lines: readonly JournalLine[]) => readonly JournalLine[]>> = {
    "has been cut": (lines) => lines.slice(-1), "has been begun anew": () => begunAnew.lines, "has a line changed": (lines) => [{ ...lines[2]!, facts: { count: 9 } }],
  };
  for (const [how, spoil] of Object.entries(SPOILT)) it(`a journal that ${how} is written down as broken, and taken all the same`, async (context) => {
    const { service, url } = engine.running(context);
    const { lin } = await foundAgency(service);
    const desk = await signIn(service, await enrol(service, url), lin);
    const own = journal();
    own.note("drive.appeared", { count: 1 });
    own.note("drive.appeared", { count: 2 });
    await anchor(desk, own.lines);
    own.note("drive.appeared", { count: 3 });
    own.note("drive.appeared", { count: 4 });
    const spoilt = spoil(own.lines);
    expect((await anchor(desk, spoilt)).taken).toBe(spoilt.at(-1)?.seq);
    const found = (await acts(service, desk.device.deviceId)).map((f) => f.action).slice(3);
    expect(found).toEqual(["chain.journalBroken", `machine.${spoilt[0]!.what}`, "chain.anchored"]);
    expect((await verifyAudit(service)).ok).toBe(true);
  });

  it("says so when the trail is not what the workstation remembers, and not when it remembers another epoch", async (context) => {
    const { service, url } = engine.running(context);
    const { lin } = await foundAgency(service);
    const desk = await signIn(service, await enrol(service, url), lin);
    const { head } = await anchor(desk, []);
    expect((await anchor(desk, [], head)).remembered).toBe("kept");
    expect((await anchor(desk, [], { ...head, hash: "f".repeat(64) })).remembered).toBe("changed");
    expect((await anchor(desk, [], { ...head, epoch: randomUUID(), hash: "f".repeat(64) })).remembered).toBe("nothing");
    expect((await acts(service, desk.device.deviceId)).filter((f) => f.action === "chain.auditChanged")).toHaveLength(1);
  });
});

it("a trail rewritten from a row on, every hash and number set right again, is found by what a workstation remembers", async (context) => {
  const postgres = await startPostgres();
  if ("reason" in postgres) return context.skip(postgres.reason);
  const databaseUrl = await postgres.createDatabase();
  const { service, stop } = await startService({ databaseUrl });
  const somebody = new pg.Client({ connectionString: postgres.superUrl(databaseUrl) });
  try {
    const { url } = await service.listen();
    const { lin } = await foundAgency(service);
    const desk = await signIn(service, await enrol(service, url), lin);
    await service.run(SYSTEM, (ctx) => ctx.audit({ action: "reveal.made", ref: "what somebody wants gone" }));
    const own = journal();
    const { head } = await anchor(desk, []);
    own.note("centre.head", { ...head, taken: 0 });
    await anchor(desk, own.lines, head);
    await somebody.connect();
    await rewrite(somebody, "reveal.made");
    const report = await verifyAudit(service);
    expect(report.faults).toEqual([{ day: head.day, n: head.n, fault: "not_remembered" }]);
    expect((await anchor(desk, [], head)).remembered).toBe("changed");
    await desk.device.close();
  } finally {
    await somebody.end();
    await stop();
    await postgres.stop();
  }
});

/** What an administrator of the database can do: change a row, and chain all that follow anew. */
async function rewrite(client: pg.Client, action: string): Promise<void> {
  await client.query("SET session_replication_role = replica");
  await client.query("UPDATE audit SET ref = 'nothing to see' WHERE action = $1", [action]);
  let prev = "";
  for (const row of (await client.query<AuditRow>("SELECT * FROM audit ORDER BY day, n")).rows) {
    const bare = { ...row, n: Number(row.n), at: Number(row.at), prev };
    prev = hashOf(bare);
    await client.query("UPDATE audit SET prev = $1, hash = $2 WHERE day = $3 AND n = $4", [bare.prev, prev, row.day, row.n]);
  }
}
