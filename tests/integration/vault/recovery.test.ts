import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DeskInput, DeskOutput, DeskRoute } from "../../../shared/protocol/desk.ts";
import { DAY } from "../../../shared/model/time.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { loadMe } from "../../../service/auth/session.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { resetPassword } from "../../../service/desk/users.ts";
import { rows } from "../../../service/db/query.ts";
import { digestOf, sealEnvelope } from "../../../electron/vault/recovery/sealing.ts";
import { addCases, foundAgency, PASSWORD, startService, type Agency, type TestCase, type TestService } from "../../support/service.ts";
import { enrolMachine, startStation, type Machine, type Station } from "../../support/workstation.ts";

const NOWHERE = "https://127.0.0.1:9";
const NEW_PASSWORD = "another-horse-battery";
const PASSPHRASE = { one: "seven quiet rivers at night", two: "a lamp on the northern stairs" } as const;
const NOTES = ["第一条", "第二条", "第三条"];

let running: TestService;
let service: Service;
let url: string;
let agency: Agency;
let second: Me;
let machine: Machine;
let at: TestCase;
/** The two of IT at their own workstations. */
let one: Station;
let two: Station;
const stations: Station[] = [];
const machines: Machine[] = [];

beforeAll(async () => {
  running = await startService({ desk: deskHandlers });
  service = running.service;
  ({ url } = await service.listen());
});
afterAll(() => running.stop());
afterEach(async () => {
  for (const s of stations.splice(0)) await s.close();
  for (const m of machines.splice(0)) m.remove();
});

async function machineOf(name: string): Promise<Machine> {
  const made = await enrolMachine(service, url, name);
  machines.push(made);
  return made;
}
function station(of: Machine): Station {
  const s = startStation(of);
  stations.push(s);
  return s;
}
async function secondOfIt(): Promise<Me> {
  const id = randomUUID();
  await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`INSERT INTO app_user (id, no, name, roles, region_code, password_hash, must_change) SELECT ${id}, ${`I2-${id.slice(0, 6)}`}, '尹拓', roles, region_code, password_hash, false FROM app_user WHERE id = ${agency.it.id}`));
  return (await loadMe(service.db, id)) as Me;
}
const ask = async <R extends DeskRoute>(s: Station, route: R, input: DeskInput<R>): Promise<DeskOutput<R>> => (await s.ok("desk.request", { route, input })) as DeskOutput<R>;
const refused = async (s: Station, channel: "recovery.handOver" | "desk.request", input: unknown): Promise<string> => {
  const answer = await s.vault.call(channel, input);
  return answer.ok ? "ok" : answer.refusal.code;
};
const folders = () => readdirSync(join(machine.profileDir, "users")).filter((name) => name.startsWith(agency.lin.no));
const stateOf = async (s: Station) => (await ask(s, "recovery.list", {})).requests.find((r) => r.userNo === agency.lin.no && r.state !== "gone");
const acts = async (like: string) =>
  (await service.run(SYSTEM, (ctx) => rows<{ action: string }>(ctx.tx, sql`SELECT action FROM audit WHERE action LIKE ${like} ORDER BY day, n`))).map((a) => a.action);
const change = (statement: ReturnType<typeof sql>) => service.run(SYSTEM, (ctx) => ctx.tx.execute(statement));
const handOver = (requestId: string, reason: string | null, passphrase: string, proof = PASSWORD) => ({ requestId, passphrase, proof, reason });

/** A collector works off line, forgets the password, IT resets it, and the collector signs in with a new one. */
beforeEach(async () => {
  agency = await foundAgency(service);
  second = await secondOfIt();
  await change(sql`DELETE FROM recovery_holder`);
  machine = await machineOf("PC-1");
  [one, two] = [station(await machineOf("IT-1")), station(await machineOf("IT-2"))];
  await one.signIn(agency.it.no);
  await two.signIn(second.no);
  await one.ok("recovery.becomeHolder", { passphrase: PASSPHRASE.one, proof: PASSWORD });
  await two.ok("recovery.becomeHolder", { passphrase: PASSPHRASE.two, proof: PASSWORD });
  [at] = (await addCases(service, 1, agency.lin)) as [TestCase];
});

async function forgets(): Promise<Station> {
  const first = station(machine);
  await first.signIn(agency.lin.no);
  await first.until("the case", () => first.vault.workspace()!.cache.records.caseDoc(at.caseId) !== null);
  await first.until("the envelope at the centre", async () => (await envelopes()).length === 1);
  await first.close();
  machine.settings = { ...machine.settings, serviceUrl: NOWHERE };
  const away = station(machine);
  await away.signIn(agency.lin.no);
  for (const text of NOTES) await away.ok("note.add", { caseId: at.caseId, text });
  await away.ok("draft.save", { key: "d", value: "还没写完" });
  await away.close();
  machine.settings = { ...machine.settings, serviceUrl: url };
  const temporary = await service.run(SYSTEM, (ctx) => resetPassword(ctx, agency.lin.id));
  const back = station(machine);
  const answer = await back.signIn(agency.lin.no, temporary, NEW_PASSWORD);
  expect(answer.ok).toBe(true);
  return back;
}
const envelopes = () => service.run(SYSTEM, (ctx) => rows<{ id: string; digest: string; envelope: { id: string; dekId: string } }>(ctx.tx, sql`SELECT id, digest, envelope FROM recovery_envelope WHERE user_id = ${agency.lin.id} ORDER BY at`));
const notesAtCentre = async () =>
  (await service.run(SYSTEM, (ctx) => rows<{ text: string }>(ctx.tx, sql`SELECT body->>'text' AS text FROM event WHERE user_id = ${agency.lin.id} AND type = 'note.added' ORDER BY seq`))).map((n) => n.text);
async function wanted(): Promise<string> {
  let id = "";
  await one.until("the request", async () => Boolean((id = (await stateOf(one))?.id ?? "")));
  return id;
}

describe("work that was unsent under a forgotten password", () => {
  it("comes back when two of IT hand over their parts: everything reaches the centre once, and opens under the new password", async () => {
    const back = await forgets();
    expect(await notesAtCentre()).toEqual([]);
    const requestId = await wanted();
    expect(await stateOf(one)).toMatchObject({ state: "wanted", deviceName: "PC-1", openedBy: "" });

    await one.ok("recovery.handOver", handOver(requestId, "本人忘记密码,当面确认", PASSPHRASE.one));
    expect(await stateOf(two)).toMatchObject({ state: "opened", openedBy: agency.it.name });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await notesAtCentre()).toEqual([]);

    await two.ok("recovery.handOver", handOver(requestId, null, PASSPHRASE.two));
    await back.until("the notes at the centre", async () => (await notesAtCentre()).length === NOTES.length, 30_000);
    expect(await notesAtCentre()).toEqual(NOTES);
    await back.until("the end of the request", async () => (await stateOf(one)) === undefined);
    expect((await back.ok("draft.load", { key: "d" })).value).toBe("还没写完");
    expect(folders().filter((name) => name.includes(".recovered-"))).toHaveLength(1);
    expect(folders().filter((name) => name.includes(".kept-"))).toHaveLength(0);
    // The old envelope is gone, and with it every way to open that outbox again; the new generation has its own.
    const [request] = await service.run(SYSTEM, (ctx) => rows<Record<string, unknown>>(ctx.tx, sql`SELECT envelope_id, outcome, first_part, second_part FROM recovery_request WHERE id = ${requestId}`));
    expect(request).toMatchObject({ outcome: "done", first_part: null, second_part: null });
    expect((await envelopes()).filter((e) => e.id === request!["envelope_id"])).toEqual([]);
    const said = (await acts("recovery.%")).slice(-5);
    for (const act of ["recovery.wanted", "recovery.opened", "recovery.approved", "recovery.finished"]) expect(said).toContain(act);
    await back.close();

    machine.settings = { ...machine.settings, serviceUrl: NOWHERE };
    const later = station(machine);
    expect((await later.signIn(agency.lin.no, NEW_PASSWORD)).ok).toBe(true);
    expect(later.vault.workspace()!.outbox.counts().unsent).toBe(0);
    expect(later.locks).toEqual([]);
  });

  it("is not opened by one person alone, nor by the collector's own hand, nor with a wrong passphrase or second step", async () => {
    await forgets();
    const requestId = await wanted();
    expect(await refused(one, "recovery.handOver", handOver(requestId, "x", "a passphrase that is not it"))).toBe("wrong_passphrase");
    expect(await refused(one, "recovery.handOver", handOver(requestId, "x", PASSPHRASE.one, "not my password"))).toBe("second_step_wrong");
    expect(await refused(two, "recovery.handOver", handOver(requestId, null, PASSPHRASE.two))).toBe("conflict");
    expect(await refused(one, "recovery.handOver", handOver(requestId, "x", PASSPHRASE.one))).toBe("ok");
    expect(await refused(one, "recovery.handOver", handOver(requestId, null, PASSPHRASE.one))).toBe("recovery_same_person");
    expect(await stateOf(two)).toMatchObject({ state: "opened" });
    await change(sql`UPDATE recovery_request SET user_id = ${second.id} WHERE id = ${requestId}`);
    expect(await refused(two, "recovery.handOver", handOver(requestId, null, PASSPHRASE.two))).not.toBe("ok");
  });

  it("cannot be asked for or taken from another machine, or by another person", async () => {
    await forgets();
    const requestId = await wanted();
    const [envelope] = await envelopes();
    const elsewhere = station(await machineOf("PC-2"));
    await elsewhere.signIn(agency.lin.no, NEW_PASSWORD);
    const wish = { envelopeId: envelope!.id, digest: envelope!.digest, publicKey: Buffer.alloc(32, 9).toString("base64") };
    expect(await refused(elsewhere, "desk.request", { route: "recovery.look", input: { requestId } })).toBe("not_found");
    expect(await refused(elsewhere, "desk.request", { route: "recovery.want", input: wish })).toBe("not_found");
    expect(await refused(elsewhere, "desk.request", { route: "recovery.done", input: { requestId, events: 0, unsent: 0 } })).toBe("not_found");
    expect(await refused(two, "desk.request", { route: "recovery.look", input: { requestId } })).toBe("not_found");
    expect(await refused(elsewhere, "desk.request", { route: "recovery.list", input: {} })).toBe("forbidden");
  });

  it("a request that has run out, or was refused, opens nothing; signing in again makes a new one", async () => {
    const back = await forgets();
    const requestId = await wanted();
    await one.ok("recovery.handOver", handOver(requestId, "x", PASSPHRASE.one));
    await change(sql`UPDATE recovery_request SET opened_at = opened_at - ${2 * DAY} WHERE id = ${requestId}`);
    expect(await refused(two, "recovery.handOver", handOver(requestId, null, PASSPHRASE.two))).toBe("recovery_gone");
    await back.close();
    const again = station(machine);
    await again.signIn(agency.lin.no, NEW_PASSWORD);
    await one.until("a new request", async () => ((await stateOf(one))?.id ?? requestId) !== requestId);
    const next = (await stateOf(one))!.id;
    await ask(one, "recovery.refuse", { requestId: next, reason: "无法确认本人" });
    expect(await refused(two, "recovery.handOver", handOver(next, "x", PASSPHRASE.two))).toBe("recovery_gone");
  });

  it("an envelope put in another's place is refused by the centre, and by the workstation when the centre lies", async () => {
    const back = await forgets();
    const requestId = await wanted();
    const holders = await service.run(SYSTEM, (ctx) => rows<{ id: string; publicKey: string }>(ctx.tx, sql`SELECT user_id AS id, public_key AS "publicKey" FROM recovery_holder`));
    const [request] = await service.run(SYSTEM, (ctx) => rows<{ envelope_id: string }>(ctx.tx, sql`SELECT envelope_id FROM recovery_request WHERE id = ${requestId}`));
    const [genuine] = await service.run(SYSTEM, (ctx) => rows<{ envelope: { dekId: string } }>(ctx.tx, sql`SELECT envelope FROM recovery_envelope WHERE id = ${request!.envelope_id}`));
    const forged = { ...(await sealEnvelope(Buffer.alloc(32, 7), genuine!.envelope.dekId, { userId: agency.lin.id, deviceId: machine.identity.deviceId }, holders)) };
    const place = (digest: string) => change(sql`UPDATE recovery_envelope SET envelope = ${JSON.stringify(forged)}::jsonb, digest = ${digest} WHERE id = ${request!.envelope_id}`);
    await place(digestOf(forged));
    expect(await refused(one, "recovery.handOver", handOver(requestId, "x", PASSPHRASE.one))).toBe("recovery_envelope_changed");

    await change(sql`UPDATE recovery_request SET digest = ${digestOf(forged)} WHERE id = ${requestId}`);
    await one.ok("recovery.handOver", handOver(requestId, "x", PASSPHRASE.one));
    await two.ok("recovery.handOver", handOver(requestId, null, PASSPHRASE.two));
    await back.ok("sync.now", {});
    await back.until("the workstation's refusal", () => back.pushes.some((p) => p.push === "desk.notice" && (p.body as { code: string }).code === "recovery_failed"));
    expect(await notesAtCentre()).toEqual([]);
    expect(folders().filter((name) => name.includes(".kept-"))).toHaveLength(1);
    expect(existsSync(join(machine.profileDir, "users", folders().find((name) => name.includes(".kept-"))!, "outbox.db"))).toBe(true);
  });

  it("a second outbox of the same person, and one taken over twice, lose and double nothing", async () => {
    const back = await forgets();
    const requestId = await wanted();
    await one.ok("recovery.handOver", handOver(requestId, "x", PASSPHRASE.one));
    await back.ok("note.add", { caseId: at.caseId, text: "新密码下写的" });
    await two.ok("recovery.handOver", handOver(requestId, null, PASSPHRASE.two));
    await back.until("all notes", async () => (await notesAtCentre()).length === NOTES.length + 1, 30_000);
    await back.until("the end", async () => (await stateOf(one)) === undefined);
    await back.close();
    // As after a death between taking over and telling the centre: the folder has its old name again.
    const done = folders().find((name) => name.includes(".recovered-"))!;
    const users = join(machine.profileDir, "users");
    renameSync(join(users, done), join(users, done.replace(".recovered-", ".kept-")));
    const again = station(machine);
    await again.signIn(agency.lin.no, NEW_PASSWORD);
    await again.until("a quiet outbox", () => again.vault.workspace()!.outbox.counts().unsent === 0);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await notesAtCentre()).sort()).toEqual([...NOTES, "新密码下写的"].sort());
  });
});

describe("with fewer than two holders", () => {
  it("no envelope is sealed, and a workstation works as ever", async () => {
    await change(sql`DELETE FROM recovery_holder WHERE user_id = ${second.id}`);
    const s = station(machine);
    expect((await s.signIn(agency.lin.no)).ok).toBe(true);
    expect(existsSync(join(machine.profileDir, "users", agency.lin.no, "recovery.json"))).toBe(false);
  });

  it("a holder who is added later is sealed to at the next sign-in", async () => {
    const first = station(machine);
    await first.signIn(agency.lin.no);
    await first.until("the envelope", async () => (await envelopes()).length === 1);
    const [before] = await envelopes();
    await first.close();
    await ask(two, "recovery.leave", { userId: agency.it.id, reason: "离职" });
    const third = await secondOfIt();
    const three = station(await machineOf("IT-3"));
    await three.signIn(third.no);
    await three.ok("recovery.becomeHolder", { passphrase: PASSPHRASE.one, proof: PASSWORD });
    const again = station(machine);
    await again.signIn(agency.lin.no);
    await again.until("the new envelope", async () => (await envelopes())[0]?.id !== before!.id);
    const [after] = await service.run(SYSTEM, (ctx) => rows<{ envelope: { shares: { holderId: string }[] } }>(ctx.tx, sql`SELECT envelope FROM recovery_envelope WHERE user_id = ${agency.lin.id}`));
    expect(after!.envelope.shares.map((s) => s.holderId).sort()).toEqual([second.id, third.id].sort());
  });
});
