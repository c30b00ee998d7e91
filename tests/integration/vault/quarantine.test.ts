import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Me } from "../../../shared/protocol/session.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { addCases, foundAgency, startService, type Agency, type TestCase, type TestService } from "../../support/service.ts";
import { enrolMachine, startStation, type Machine, type Station } from "../../support/workstation.ts";

let running: TestService;
let service: Service;
let url: string;
let agency: Agency;
let machine: Machine;
const stations: Station[] = [];

beforeAll(async () => {
  running = await startService({ desk: deskHandlers });
  service = running.service;
  ({ url } = await service.listen());
  agency = await foundAgency(service);
});
afterAll(() => running.stop());
beforeEach(async () => {
  machine = await enrolMachine(service, url);
});
afterEach(async () => {
  for (const s of stations.splice(0)) await s.close();
  machine.remove();
});

const look = <T extends object>(statement: ReturnType<typeof sql>) => service.run(SYSTEM, (ctx) => rows<T>(ctx.tx, statement));
const change = (statement: ReturnType<typeof sql>) => service.run(SYSTEM, (ctx) => ctx.tx.execute(statement));
const notesOf = (caseId: string) => look<{ id: string; body: { text: string }; at_server: number }>(sql`SELECT id, body, at_server FROM event WHERE case_id = ${caseId} AND type = 'note.added' ORDER BY seq`);
const rejectionOf = async (eventId: string) => (await look<{ code: string; settled_at: number | null; settled_reason: string; replaced_by: string | null }>(sql`SELECT code, settled_at, settled_reason, replaced_by FROM rejection WHERE event_id = ${eventId}`))[0];

async function atWork(who: Me): Promise<{ s: Station; at: TestCase }> {
  const [at] = await addCases(service, 1, who);
  const s = startStation(machine);
  stations.push(s);
  const answer = await s.signIn(who.no);
  if (!answer.ok) throw new Error(`sign-in: ${answer.refusal.code}`);
  await s.until("the case", () => s.vault.workspace()!.cache.records.caseDoc(at!.caseId) !== null);
  return { s, at: at! };
}
const rejected = async (s: Station) => (await s.ok("sync.status", {})).rejected;
const sent = (s: Station) => s.vault.workspace()!.outbox.counts().unsent === 0;
const open = async (s: Station) => (await s.ok("quarantine.list", { resolved: false })).items;

describe("an event the centre cannot hold", () => {
  it("delays no other, is listed masked with words, and arrives once when its text is corrected", async () => {
    const { s, at } = await atWork(agency.lin);
    await s.ok("note.add", { caseId: at.caseId, text: "前" });
    await s.ok("note.add", { caseId: at.caseId, text: "改约 13800138622\u0000 三点" });
    await s.ok("note.add", { caseId: at.caseId, text: "后" });
    await s.until("the refusal", async () => (await rejected(s)) === 1 && sent(s));
    expect((await notesOf(at.caseId)).map((n) => n.body.text)).toEqual(["前", "后"]);
    const [item] = await open(s);
    expect(item).toMatchObject({ code: "malformed", resend: "edited", entry: { type: "note.added", caseId: at.caseId }, nameMasked: "欧**", caseNo: expect.stringMatching(/^C-/) as string });
    expect(item!.why.zh).toContain("中心");
    expect(JSON.stringify(item)).not.toContain("13800138622");

    const eventId = item!.entry.id;
    expect((await s.vault.call("quarantine.resend", { eventId })).ok).toBe(false);
    const { eventId: anew } = await s.ok("quarantine.resend", { eventId, text: item!.text!.replace("三点", "四点") });
    expect((await s.vault.call("quarantine.resend", { eventId, text: "再来一次" })).ok).toBe(false);
    await s.until("everything sent", () => sent(s));
    const notes = await notesOf(at.caseId);
    expect(notes.map((n) => n.body.text)).toEqual(["前", "后", "改约 13800138622 四点"]);
    expect(notes[2]).toMatchObject({ id: anew });
    expect(Number(notes[2]!.at_server)).toBe(item!.entry.at);
    expect(await rejected(s)).toBe(0);
    expect(await open(s)).toEqual([]);
    expect((await s.ok("quarantine.list", { resolved: true })).items).toMatchObject([{ resolution: "replaced", entry: { id: eventId } }]);
    expect(await rejectionOf(eventId)).toMatchObject({ code: "malformed", replaced_by: anew });
    expect((await rejectionOf(eventId))!.settled_at).not.toBeNull();
  });

  it("of a case that was never the sender's goes out as it was once the case is given", async () => {
    const { s, at } = await atWork(agency.lin);
    const past = await look<object>(sql`SELECT * FROM assignment WHERE case_id = ${at.caseId}`);
    // The centre knows nothing of this collector's having the case, as after a wrong restore.
    await change(sql`UPDATE assignment SET user_id = ${agency.zhou.id} WHERE case_id = ${at.caseId}`);
    await change(sql`UPDATE kase SET assignee_id = ${agency.zhou.id}, doc = doc || jsonb_build_object('assigneeId', ${agency.zhou.id}::text) WHERE id = ${at.caseId}`);
    expect(past).toHaveLength(1);
    await s.ok("promise.make", { caseId: at.caseId, items: [{ caseId: at.caseId, amountFen: 50_000, dueOn: "2027-01-05" }], note: "先还五百" });
    await s.until("the refusal", async () => (await rejected(s)) === 1);
    const [item] = await open(s);
    expect(item).toMatchObject({ code: "forbidden", resend: "asIs", text: "先还五百" });
    await change(sql`UPDATE kase SET assignee_id = ${agency.lin.id}, doc = doc || jsonb_build_object('assigneeId', ${agency.lin.id}::text) WHERE id = ${at.caseId}`);
    await s.ok("quarantine.resend", { eventId: item!.entry.id });
    await s.until("everything sent", () => sent(s));
    expect(await look(sql`SELECT doc->>'amountFen' AS fen FROM promise WHERE case_id = ${at.caseId}`)).toEqual([{ fen: "50000" }]);
    expect(await rejected(s)).toBe(0);
  });

  it("handled by hand needs a reason, which the centre keeps with the rejection and in the audit trail", async () => {
    const { s, at } = await atWork(agency.lin);
    await s.ok("note.add", { caseId: at.caseId, text: "半个 \ud800 字" });
    await s.until("the refusal", async () => (await rejected(s)) === 1);
    const eventId = (await open(s))[0]!.entry.id;
    expect((await s.vault.call("quarantine.settle", { eventId, reason: "  " })).ok).toBe(false);
    await s.ok("quarantine.settle", { eventId, reason: "已重新补记" });
    await s.until("everything sent", () => sent(s));
    expect(await rejectionOf(eventId)).toMatchObject({ settled_reason: "已重新补记", replaced_by: null });
    expect(await look(sql`SELECT user_id, detail->>'reason' AS reason FROM audit WHERE action = 'quarantine.settled' AND ref = ${eventId}`)).toEqual([{ user_id: agency.lin.id, reason: "已重新补记" }]);
    expect(await rejected(s)).toBe(0);
    expect((await s.ok("quarantine.list", { resolved: true })).items).toMatchObject([{ resolution: "settled" }]);
  });
});
