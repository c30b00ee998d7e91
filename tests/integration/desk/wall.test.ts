/** The wall's figures against a count of the same day that shares nothing with the service but the events that were sent. */
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SYSTEM } from "../../../service/app.ts";
import { addUser } from "../../../service/desk/users.ts";
import { loadMe } from "../../../service/auth/session.ts";
import { takeEvents } from "../../../service/events/take.ts";
import type { Role } from "../../../shared/access/roles.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { DAY, dayOf, HOUR, MINUTE, startOfDay } from "../../../shared/model/time.ts";
import { complaintForm } from "../../support/complaint.ts";
import { actor, addCases, foundAgency, noAnswer, type Agency, type TestCase, type TestService } from "../../support/service.ts";
import { ask, onBothEngines } from "./support.ts";

/** What a call came to, and how the gate's rules stood for one that it refused: a day of every kind. */
const CALLS = [
  { line: "A2", person: null }, { line: "A1", person: "B1" }, { line: "A1", person: "B5" }, { line: "A11", person: null }, { line: "A1", person: "B1" }, { line: "A4", person: null }, { line: "A1", person: null },
] as const;
const REFUSALS = [["R-10", false], ["R-18", true], ["R-09", false]] as const;
const RULES = [[REFUSALS[0]], [REFUSALS[1], REFUSALS[2]], [REFUSALS[0], REFUSALS[2]]] as const;

onBothEngines("the wall", (open) => {
  let at: TestService;
  let agency: Agency;
  let customerService: Me;
  let head: Me;
  let midnight = 0;
  beforeEach(async () => {
    at = await open();
    agency = await foundAgency(at.service);
    midnight = startOfDay(dayOf(at.service.clock.now()));
    const add = async (role: Role) => {
      const id = await at.service.run(SYSTEM, (ctx) => addUser(ctx, { no: `P-${randomUUID().slice(0, 12)}`, name: role, roles: [role], teamId: null, regionCode: role === "head" ? "N" : "", extension: "", pledgedOn: "2026-01-01", passwordHash: "", mustChange: false }));
      return (await loadMe(at.service.db, id))!;
    };
    customerService = await add("customerService");
    head = await add("head");
  });
  afterEach(() => at.stop());

  interface Sent {
    readonly by: Me;
    readonly at: number;
    readonly type: string;
    readonly body: Record<string, unknown>;
  }

  /** The day of one collector: calls from 07:00 on, inbound ones beside them, refusals, and yesterday's that do not count. */
  function dayAt(by: Me, kase: TestCase, seed: number): Sent[] {
    const moments = Array.from({ length: 19 + seed }, (_, i) => midnight + 7 * HOUR + ((i * 11 + seed * 5) % 150) * MINUTE);
    const calls = moments.map((when, i) => ({ by, at: when, type: "call.logged", body: { ...noAnswer(kase, when), ...CALLS[(i + seed) % CALLS.length]!, ...(i % 6 === 5 ? { direction: "in" } : {}) } }));
    const refused = RULES.map((rules, i) => ({
      by, at: midnight + 8 * HOUR + i * MINUTE, type: "call.refused",
      body: { contactPointId: kase.contactId, gate: { pack: "basic-2026.1", at: midnight + 8 * HOUR, allowed: false, rules: rules.map(([id, ok]) => ({ id, ok, value: "" })) } },
    }));
    const old = { by, at: midnight - 2 * HOUR, type: "call.logged", body: { ...noAnswer(kase, midnight - 2 * HOUR), line: "A1", person: "B1" } };
    return [...calls, ...refused, old];
  }

  async function send(list: readonly Sent[], kase: TestCase | null): Promise<void> {
    const device = randomUUID();
    const [first] = list;
    const about = kase ? { caseId: kase.caseId, personId: kase.personId } : { caseId: null, personId: null };
    const events = list.map((s, i) => ({ id: randomUUID(), seq: i + 1, deviceId: device, userId: s.by.id, ...about, at: s.at, atServer: s.at, v: 1, type: s.type, body: s.body }));
    const answers = await takeEvents(at.service, actor(first!.by, device), events);
    expect(answers.results.map((r) => r.code ?? r.result)).toEqual(list.map(() => "ok"));
  }

  const count = (list: readonly Sent[], fits: (body: Record<string, unknown>) => boolean): number => list.filter((s) => s.type === "call.logged" && s.at >= midnight && s.body["direction"] === "out" && fits(s.body)).length;
  const counted = (list: readonly Sent[]) => ({
    attempts: count(list, (b) => b["line"] !== "A11"), connected: count(list, (b) => b["line"] === "A1"), debtor: count(list, (b) => b["person"] === "B1"),
  });

  test("calls by person and by hour, and refusals by the rule that was read out, are those of the events", async () => {
    const days: Sent[] = [];
    for (const [i, me] of [agency.lin, agency.zhou].entries()) {
      const [kase] = await addCases(at.service, 1, me);
      const day = dayAt(me, kase!, i);
      await send(day, kase!);
      days.push(...day);
    }
    const [foreign] = await addCases(at.service, 1, agency.he);
    await send(dayAt(agency.he, foreign!, 2), foreign!);
    const { members, day } = await ask(at.service, agency.supervisorA, "team.today", {});
    expect(members.map((m) => m.no)).toEqual([agency.lin.no, agency.zhou.no]);
    for (const me of [agency.lin, agency.zhou]) {
      const own = days.filter((s) => s.by === me);
      expect(members.find((m) => m.userId === me.id)?.figures).toMatchObject({ ...counted(own), refused: RULES.length });
    }
    const hours = [...new Set(days.filter((s) => s.type === "call.logged" && s.at >= midnight).map((s) => Math.floor((s.at - midnight) / HOUR)))].sort((a, b) => a - b);
    expect(hours.length).toBeGreaterThan(2);
    expect(day.hours).toEqual(hours.map((hour) => ({ hour, ...counted(days.filter((s) => Math.floor((s.at - midnight) / HOUR) === hour && s.at >= midnight)) })));
    // Of two rules that did not hold the first was read out; one that held was not.
    expect(day.refusals).toEqual([{ rule: "R-10", n: 4 }, { rule: "R-09", n: 2 }]);
  });

  test("warnings and complaints of today stand with whom they are about; a complaint that concerns whoever looks is not even counted (R-25)", async () => {
    const [one, two, three] = await addCases(at.service, 3, agency.lin);
    const [theirs] = await addCases(at.service, 1, agency.he);
    const now = at.service.clock.now();
    const stamp = (when: number) => ({ by: agency.lin, at: when, type: "warning.stamped", body: { warningId: randomUUID(), t0: when, callId: null } });
    await send([stamp(now - 5 * MINUTE)], one!);
    await send([stamp(now - DAY)], two!);
    const numberOf = (kase: TestCase) => `C-${kase.caseId.slice(0, 8)}`;
    const file = (kase: TestCase, accused: readonly Me[], when: number) => ({ by: customerService, at: now, type: "complaint.filed", body: { complaintId: randomUUID(), form: complaintForm(when, { caseNo: numberOf(kase), accused: accused.map((m) => m.id) }) } });
    await send([
      file(one!, [agency.lin], now - MINUTE), file(two!, [agency.lin, agency.zhou], now - MINUTE), file(three!, [], now - MINUTE), file(three!, [agency.lin], now - DAY),
      file(one!, [agency.lin, agency.supervisorA], now - MINUTE), file(theirs!, [agency.he], now - MINUTE),
    ], null);
    const of = async (me: Me) => {
      const { members, day } = await ask(at.service, me, "team.today", {});
      return { day: [day.warnings, day.complaints], people: Object.fromEntries(members.map((m) => [m.name, [m.warnings, m.complaints]])) };
    };
    expect(await of(agency.supervisorA)).toEqual({ day: [1, 3], people: { 林知夏: [1, 2], 周砚: [0, 1] } });
    expect(await of(agency.supervisorB)).toEqual({ day: [0, 1], people: { 贺明远: [0, 1] } });
    // The region's head reads both teams, with the one that accuses the supervisor.
    const region = await of(head);
    expect(region.day).toEqual([1, 5]);
    expect(region.people["林知夏"]).toEqual([1, 3]);
  });
});
