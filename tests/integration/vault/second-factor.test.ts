import { networkInterfaces } from "node:os";
import { sql } from "drizzle-orm";
import { Secret } from "otpauth";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Network } from "../../../electron/bridge/network.ts";
import type { SyncStatus } from "../../../shared/ipc/contract.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { codeAt } from "../../../service/auth/second-factor/totp.ts";
import { proposeFactor } from "../../../service/auth/second-factor/manage.ts";
import { rows } from "../../../service/db/query.ts";
import { addCases, foundAgency, PASSWORD, startService, type Agency, type TestService } from "../../support/service.ts";
import { enrolMachine, startStation, type Machine, type Station } from "../../support/workstation.ts";

const NOWHERE = "https://127.0.0.1:9";
const NEW_PASSWORD = "another-horse-battery";
const time = { at: Date.parse("2026-11-23T01:30:00Z") };

let running: TestService;
let service: Service;
let url: string;
let agency: Agency;
let machine: Machine;
let secret: Uint8Array;
const stations: Station[] = [];
const machines: Machine[] = [];

beforeAll(async () => {
  running = await startService({ secondFactor: "required", wall: () => time.at });
  service = running.service;
  ({ url } = await service.listen());
});
afterAll(() => running.stop());
beforeEach(async () => {
  agency = await foundAgency(service);
  machine = await anotherMachine("PC-1");
  ({ secret } = await proposed(agency.lin));
});
afterEach(async () => {
  for (const s of stations.splice(0)) await s.close();
  for (const m of machines.splice(0)) m.remove();
});

async function anotherMachine(name: string): Promise<Machine> {
  const made = await enrolMachine(service, url, name);
  machines.push(made);
  return made;
}
async function proposed(who: { id: string; no: string }): Promise<{ secret: Uint8Array }> {
  const proposal = await service.run(SYSTEM, (ctx) => proposeFactor(ctx, service.people, who));
  return { secret: Secret.fromBase32(proposal.secret).bytes };
}
/** The telephone's next code: time goes on by a minute. */
const nextCode = (): string => codeAt(secret, (time.at += 60_000));
function station(at: Machine = machine): Station {
  const s = startStation(at);
  stations.push(s);
  return s;
}
/** A VPN that is down until it is switched up. */
function vpnSwitch(): { up: boolean; readonly network: Partial<Network> } {
  const vpn = { up: false, network: { interfaces: () => (vpn.up ? networkInterfaces() : {}) } };
  return vpn;
}
const said = (answer: Awaited<ReturnType<Station["signIn"]>>) => (answer.ok ? `ok${answer.value.offline ? " offline" : ""}` : answer.refusal.code);
const status = (s: Station): Promise<SyncStatus> => s.ok("sync.status", {});

describe("the second factor at a workstation", () => {
  it("is demanded on line, also where the slot would open; off line password and device secret do", async () => {
    const first = station();
    expect(said(await first.signIn(agency.lin.no))).toBe("second_factor_enrol");
    expect(said(await first.signIn(agency.lin.no, PASSWORD, undefined, { code: nextCode() }))).toBe("ok");
    await first.close();
    expect(said(await station().signIn(agency.lin.no))).toBe("second_factor_needed");
    machine.settings = { ...machine.settings, serviceUrl: NOWHERE };
    expect(said(await station().signIn(agency.lin.no))).toBe("ok offline");
  });

  it("let in off line, work goes on and waits; the code is given when the line is back, and everything goes out", async () => {
    const [at] = await addCases(service, 1, agency.lin);
    const first = station();
    await first.signIn(agency.lin.no, PASSWORD, undefined, { code: nextCode() });
    await first.until("the case", () => first.vault.workspace()!.cache.records.caseDoc(at!.caseId) !== null);
    await first.close();

    const vpn = vpnSwitch();
    const slow = startStation(machine, { network: vpn.network });
    stations.push(slow);
    expect(said(await slow.signIn(agency.lin.no))).toBe("ok offline");
    await slow.ok("note.add", { caseId: at!.caseId, text: "线路断开时写的" });
    vpn.up = true;
    await slow.until("the centre's question", async () => (await status(slow)).reason?.code === "second_factor_needed");
    expect(slow.locks).toEqual([]);
    expect((await status(slow)).pending).toBe(1);

    await slow.ok("session.code", { code: "000000" });
    await slow.until("the refusal of a wrong code", async () => (await status(slow)).reason?.code === "second_factor_wrong");
    await slow.ok("session.code", { code: nextCode() });
    await slow.until("the upload", async () => (await status(slow)).pending === 0);
    const found = await service.run(SYSTEM, (ctx) => rows(ctx.tx, sql`SELECT 1 FROM event WHERE user_id = ${agency.lin.id} AND type = 'note.added'`));
    expect(found).toHaveLength(1);
  });

  it("is not asked for again and again: without a code the centre hears nothing", async () => {
    const first = station();
    await first.signIn(agency.lin.no, PASSWORD, undefined, { code: nextCode() });
    await first.close();
    const vpn = vpnSwitch();
    const slow = startStation(machine, { network: vpn.network });
    stations.push(slow);
    await slow.signIn(agency.lin.no);
    vpn.up = true;
    await slow.until("the centre's question", async () => (await status(slow)).reason?.code === "second_factor_needed");
    const [before] = await rows<{ last: string }>(service.db, sql`SELECT xmin::text AS last FROM app_user WHERE id = ${agency.lin.id}`);
    for (let n = 0; n < 5; n += 1) await slow.ok("sync.now", {});
    await new Promise((resolve) => setTimeout(resolve, 600));
    const [after] = await rows<{ last: string }>(service.db, sql`SELECT xmin::text AS last FROM app_user WHERE id = ${agency.lin.id}`);
    expect(after).toEqual(before);
  });
});

describe("a password that may be known", () => {
  it("is changed at once: other machines' sessions end, the slot opens by the new one only, unsent work is kept, IT is told", async () => {
    const [at] = await addCases(service, 1, agency.lin);
    const first = station();
    await first.signIn(agency.lin.no, PASSWORD, undefined, { code: nextCode() });
    await first.until("the case", () => first.vault.workspace()!.cache.records.caseDoc(at!.caseId) !== null);
    await first.ok("draft.save", { key: "d", value: "还在" });
    await first.close();

    const thief = station(await anotherMachine("PC-2"));
    expect(said(await thief.signIn(agency.lin.no, PASSWORD, undefined, { code: nextCode() }))).toBe("ok");

    const mine = station();
    expect(said(await mine.signIn(agency.lin.no, PASSWORD, NEW_PASSWORD, { mayBeKnown: true }))).toBe("second_factor_needed");
    expect(said(await mine.signIn(agency.lin.no, PASSWORD, NEW_PASSWORD, { code: nextCode(), mayBeKnown: true }))).toBe("ok");
    expect((await mine.ok("draft.load", { key: "d" })).value).toBe("还在");
    await mine.close();

    await thief.ok("sync.now", {});
    await thief.until("the thief's lock", () => thief.locks.some((reason) => reason.code === "unauthenticated"));
    machine.settings = { ...machine.settings, serviceUrl: NOWHERE };
    expect(said(await station().signIn(agency.lin.no, PASSWORD))).toBe("wrong_credentials");
    expect(said(await station().signIn(agency.lin.no, NEW_PASSWORD))).toBe("ok offline");
    const [alarm] = await rows<{ at: number | null }>(service.db, sql`SELECT password_alarm_at AS at FROM app_user WHERE id = ${agency.lin.id}`);
    expect(Number(alarm?.at)).toBeGreaterThan(0);
    const acts = await service.run(SYSTEM, (ctx) => rows<{ action: string }>(ctx.tx, sql`SELECT action FROM audit WHERE ref = ${agency.lin.id}`));
    expect(acts.map((a) => a.action)).toContain("password.mayBeKnown");
  });
});
