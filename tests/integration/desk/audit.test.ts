import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { addDays, dayOf } from "../../../shared/model/time.ts";
import { DESK_ROUTES, type DeskInput, type DeskOutput } from "../../../shared/protocol/desk.ts";
import { onEachEngine } from "../../support/engines.ts";
import { actor, enrol, foundAgency, signIn, type Desk } from "../../support/service.ts";

type Asked = Partial<DeskInput<"audit.list">>;

onEachEngine("the audit trail on screen", { service: { desk: deskHandlers } }, (engine) => {
  const staged = async (service: Service, url: string) => {
    const agency = await foundAgency(service);
    const desk = await signIn(service, await enrol(service, url, `PC-${agency.teamA.slice(0, 6)}`), agency.it);
    const today = dayOf(service.clock.now());
    const list = async (asked: Asked = {}, by: Desk = desk): Promise<DeskOutput<"audit.list">> => {
      const q = encodeURIComponent(JSON.stringify({ from: today, until: today, ...asked }));
      const reply = await by.device.call<unknown>("GET", `${DESK_ROUTES["audit.list"].path}?q=${q}`, { token: by.token });
      expect(reply.status, JSON.stringify(reply.body)).toBe(200);
      return DESK_ROUTES["audit.list"].output.parse(reply.body);
    };
    return { agency, desk, today, list };
  };

  it("finds by who, what, when, machine and record", async (context) => {
    const { service, url } = engine.running(context);
    const { agency, desk, today, list } = await staged(service, url);
    const caseId = randomUUID();
    await service.run(actor(agency.lin, desk.device.deviceId), (ctx) => ctx.audit({ action: "reveal.made", ref: caseId, detail: { field: "phone" } }));
    await service.run(actor(agency.zhou, desk.device.deviceId), (ctx) => ctx.audit({ action: "spotCheck.judged", ref: randomUUID(), detail: { caseId } }));
    await service.run(SYSTEM, (ctx) => ctx.audit({ action: "jobs.daily" }));
    const acts = async (asked: Asked) => (await list(asked)).rows.map((r) => r.action);
    expect(await acts({ ref: caseId })).toEqual(["spotCheck.judged", "reveal.made"]);
    expect(await acts({ ref: caseId, who: agency.lin.no })).toEqual(["reveal.made"]);
    expect(await acts({ ref: caseId, who: "周" })).toEqual(["spotCheck.judged"]);
    expect(await acts({ ref: caseId, family: "reveal" })).toEqual(["reveal.made"]);
    expect(await acts({ ref: caseId, device: agency.teamA.slice(0, 6) })).toHaveLength(2);
    expect(await acts({ ref: caseId, device: "another" })).toEqual([]);
    expect(await acts({ ref: caseId, from: addDays(today, 1), until: addDays(today, 2) })).toEqual([]);
    // The signs of a pattern are only signs.
    expect(await acts({ ref: caseId, who: "%" })).toEqual([]);
    expect((await list({ ref: caseId })).rows[1]).toMatchObject({ userNo: agency.lin.no, userName: "林知夏", deviceName: `PC-${agency.teamA.slice(0, 6)}`, detail: [{ key: "field", value: "phone" }] });
  });

  it("says of a sign-in who it was and on which machine", async (context) => {
    const { service, url } = engine.running(context);
    const { agency, list } = await staged(service, url);
    expect((await list({ who: agency.it.no, family: "session" })).rows[0]).toMatchObject({ action: "session.opened", userName: "吕航", deviceName: `PC-${agency.teamA.slice(0, 6)}` });
  });

  it("masks what somebody may have typed", async (context) => {
    const { service, url } = engine.running(context);
    const { agency, list } = await staged(service, url);
    const ref = randomUUID();
    await service.run(actor(agency.lin), (ctx) => ctx.audit({ action: "reveal.made", ref, detail: { reason: "本人 13812345678 要求核对 110101199003070011", nested: { value: "13912345678" } } }));
    const shown = JSON.stringify((await list({ ref })).rows);
    expect(shown).toContain("要求核对");
    for (const secret of ["13812345678", "110101199003070011", "13912345678"]) expect(shown).not.toContain(secret);
  });

  it("pages through without losing or repeating a row, though rows come in meanwhile", async (context) => {
    const { service, url } = engine.running(context);
    const { agency, list } = await staged(service, url);
    await service.run(actor(agency.lin), async (ctx) => {
      for (let i = 0; i < 25; i += 1) await ctx.audit({ action: "reveal.made", ref: `page ${agency.lin.id}`, detail: { i } });
    });
    const seen: number[] = [];
    let after: string | null = null;
    do {
      const page: DeskOutput<"audit.list"> = await list({ ref: `page ${agency.lin.id}`, limit: 10, after });
      seen.push(...page.rows.map((r) => r.n));
      after = page.next;
      await service.run(actor(agency.lin), (ctx) => ctx.audit({ action: "reveal.made", ref: "meanwhile" }));
    } while (after !== null);
    expect(seen).toHaveLength(25);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
  });

  it("leaves a row for whoever looked, with what was asked for, once per question", async (context) => {
    const { service, url } = engine.running(context);
    const { agency, list } = await staged(service, url);
    const who = agency.he.no;
    await list({ who });
    await list({ who, after: "2026-01-01 1" });
    const own = (await list({ who: agency.it.no })).rows.filter((r) => r.action === "audit.read" && r.detail.some(({ key, value }) => key === "who" && value === who));
    expect(own).toHaveLength(1);
  });

  it("refuses everybody else, and a place that is none", async (context) => {
    const { service, url } = engine.running(context);
    const { agency, desk, today } = await staged(service, url);
    const path = (asked: Asked) => `${DESK_ROUTES["audit.list"].path}?q=${encodeURIComponent(JSON.stringify({ from: today, until: today, ...asked }))}`;
    expect((await desk.device.call("GET", path({ after: "x' OR 1=1" }), { token: desk.token })).status).toBe(400);
    for (const me of [agency.lin, agency.supervisorA, agency.admin]) {
      const other = await signIn(service, await enrol(service, url, "PC-other"), me);
      expect((await other.device.call("GET", path({}), { token: other.token })).status, me.name).toBe(403);
    }
  });
});
