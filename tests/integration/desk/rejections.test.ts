import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SYSTEM } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { takeEvents } from "../../../service/events/take.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { actor, addCases, foundAgency, type Agency, type TestCase, type TestService } from "../../support/service.ts";
import { ask, look, onBothEngines, refusalOf } from "./support.ts";

onBothEngines("refused events at the desks", (open) => {
  let at: TestService;
  let agency: Agency;
  let device: ReturnType<typeof randomUUID>;
  let seq: number;
  beforeEach(async () => {
    at = await open();
    agency = await foundAgency(at.service);
    device = randomUUID();
    seq = 0;
    await at.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`INSERT INTO device (id, name, cert_serial, cert_fingerprint, enrolled_at) VALUES (${device}, 'PC-7', '1', ${device}, 1)`));
  });
  afterEach(() => at.stop());

  const event = (who: Me, type: string, on: TestCase | null, body: unknown, now: number) =>
    ({ id: randomUUID(), seq: (seq += 1), deviceId: device, userId: who.id, caseId: on?.caseId ?? null, personId: on?.personId ?? null, at: now, atServer: now, v: 1, type, body });

  test("are listed for the writer's supervisor alone, masked, with the case named only where it is the team's", async () => {
    const [mine] = await addCases(at.service, 1, agency.lin);
    const [theirs] = await addCases(at.service, 1, agency.he);
    const now = at.service.clock.now();
    const poison = event(agency.lin, "note.added", mine!, { text: "改约 13800138622 三点\u0000" }, now);
    const foreign = event(agency.lin, "note.added", theirs!, { text: "别组的案件" }, now);
    const answer = await takeEvents(at.service, actor(agency.lin, device), [poison, foreign, { id: poison.id, seq: (seq += 1), deviceId: device, userId: agency.lin.id }]);
    expect(answer.results.map((r) => r.code)).toEqual(["malformed", "forbidden", "malformed"]);

    const { rows: listed, open: waiting } = await ask(at.service, agency.supervisorA, "rejection.list", {});
    expect(waiting).toBe(3);
    const byCode = (id: string, code: string) => listed.find((r) => r.eventId === id && r.code === code && r.type !== "")!;
    expect(byCode(poison.id, "malformed")).toMatchObject({ type: "note.added", userName: "林知夏", deviceName: "PC-7", nameMasked: "欧**", caseNo: expect.stringMatching(/^C-/) as string, body: { text: "改约 138****8622 三点\u0000" }, writtenAt: now });
    expect(byCode(foreign.id, "forbidden")).toMatchObject({ caseId: null, caseNo: "", nameMasked: "", bankName: "" });
    expect(listed.find((r) => r.type === "")).toMatchObject({ body: {}, writtenAt: null, caseId: null });
    expect(JSON.stringify(listed)).not.toContain("13800138622");
    expect((await ask(at.service, agency.supervisorB, "rejection.list", {}))).toEqual({ rows: [], open: 0 });
    expect((await refusalOf(ask(at.service, agency.lin, "rejection.list", {}))).code).toBe("forbidden");
    expect(await look(at.service, sql`SELECT 1 FROM audit WHERE action = 'rejection.list' AND user_id = ${agency.supervisorA.id}`)).toHaveLength(1);
  });

  test("row security keeps them from another team and from a desk without a team, with no filter in the query", async () => {
    const [mine] = await addCases(at.service, 1, agency.lin);
    await takeEvents(at.service, actor(agency.lin, device), [event(agency.lin, "note.added", mine!, { text: "" }, at.service.clock.now())]);
    const seen = async (me: Me, scope?: "all") => (await at.service.run(actor(me), (ctx) => rows(ctx.tx, sql`SELECT 1 FROM rejection`), scope)).length;
    expect(await seen(agency.supervisorA)).toBe(1);
    expect(await seen(agency.supervisorB)).toBe(0);
    expect(await seen(agency.lin)).toBe(0);
    expect(await seen(agency.admin, "all")).toBe(0);
  });

  test("leave the list when their writer has dealt with them, and IT's count with it", async () => {
    const [mine] = await addCases(at.service, 1, agency.lin);
    const now = at.service.clock.now();
    const bad = event(agency.lin, "note.added", mine!, { text: "" }, now);
    await takeEvents(at.service, actor(agency.lin, device), [bad]);
    // A number that was lost on the machine stands in the same table, and is nobody's to deal with.
    await takeEvents(at.service, actor(agency.lin, device), [event(agency.lin, "outbox.salvaged", null, { reason: "damaged", keptAs: "x", saved: 1, lost: [{ from: 50, to: 51 }] }, now)]);
    const counted = async () => (await ask(at.service, agency.it, "device.list", {})).devices[0]!.quarantined;
    expect(await counted()).toBe(1);
    const settled = (from: Me) => event(from, "quarantine.settled", null, { eventId: bad.id, code: "malformed", reason: "已补记", replacedBy: null }, now);
    // Nobody settles another's.
    await takeEvents(at.service, actor(agency.zhou, device), [settled(agency.zhou)]);
    expect(await counted()).toBe(1);
    expect((await takeEvents(at.service, actor(agency.lin, device), [settled(agency.lin)])).results[0]!.result).toBe("ok");
    expect(await counted()).toBe(0);
    expect(await ask(at.service, agency.supervisorA, "rejection.list", {})).toEqual({ rows: [], open: 0 });
    expect((await ask(at.service, agency.supervisorA, "rejection.list", { settled: true })).rows).toMatchObject([{ eventId: bad.id, settledReason: "已补记", replaced: false }]);
  });
});
