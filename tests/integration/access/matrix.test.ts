import { afterAll, describe, expect, it } from "vitest";
import { sql } from "drizzle-orm";
import { ROLES, type Role, type Scope } from "../../../shared/access/roles.ts";
import { ACCESS, ACTIONS, isAboutRecords, recordScopeOf, type Action } from "../../../shared/access/table.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { ROUTE_FILTER, type RouteFilter } from "../../../service/http/route-filter.ts";
import { callerOf, PROBES, scopeOfSpot, type Caller, type Spot } from "../../support/access/probes.ts";
import { DISTANCES, setStage, type Distance, type Stage } from "../../support/access/stage.ts";
import { onEachEngine } from "../../support/engines.ts";
import { actor } from "../../support/service.ts";

const MINUTES = 60_000;

const grantOf = (role: Role, action: Action): Scope | undefined => (ACCESS[role] as Partial<Record<Action, Scope>>)[action];
/** What the table says, read as plainly as can be. */
const allows = (role: Role, action: Action, at: Distance): boolean => {
  const granted = grantOf(role, action);
  // The stage addresses its warnings to heads alone: a desk has nothing of them.
  return granted !== undefined && granted !== "desk" && DISTANCES.indexOf(at) <= DISTANCES.indexOf(granted);
};
const expected = (role: Role, action: Action): Spot[] => PROBES[action].spots.filter((spot) => allows(role, action, scopeOfSpot(spot)));
const sorted = (spots: Iterable<Spot>): Spot[] => [...spots].sort();

/** Parts of an answer that name what the caller has no permission for, each by a rule of the product. */
const BY_RULE: readonly (readonly [path: string, part: RegExp])[] = [
  // Whom to put a caller through to, with a name for the case that says nothing.
  ["/desk/lookup", /"others":\[.*\]/g],
  // What the refused event's own writer wrote, masked.
  ["/desk/rejections", /"body":\{.*?\},"code"/g],
];

/** Cases whose marks stand in an answer though no permission of the role reaches them. */
function leaksIn({ seat, heard }: Caller): string[] {
  const widest = ACTIONS.filter(isAboutRecords);
  const foreign = [...seat.targets].filter(([place]) => !widest.some((action) => allows(seat.role, action, scopeOfSpot(place))));
  return heard.flatMap(({ path, text }) => {
    const said = BY_RULE.filter(([prefix]) => path.startsWith(prefix)).reduce((rest, [, part]) => rest.replaceAll(part, ""), text);
    return foreign.flatMap(([place, t]) => [t.caseId, t.personId, t.caseNo, t.warningId, t.lateId].filter((mark) => said.includes(mark)).map((mark) => `${seat.role} ${path} ${place} ${mark}`));
  });
}

let filter: RouteFilter = ROUTE_FILTER;
/** Lets everybody through, and gives every handler the widest reach. */
const OPEN: RouteFilter = { scope: () => "all", stream: () => undefined };
const counted = new Map<string, number>();
const count = (what: string, n: number) => counted.set(what, (counted.get(what) ?? 0) + n);

onEachEngine("the access matrix", { service: { desk: deskHandlers, filter: { scope: (...a) => filter.scope(...a), stream: (...a) => filter.stream(...a) } } }, (engine) => {
  let stage: Promise<Stage> | null = null;
  const staged = (running: { service: Stage["service"]; url: string }) => (stage ??= setStage(running.service, running.url));
  afterAll(async () => (await stage)?.device.close());

  it("every role does over HTTP what the table says, as far as it says, and sees nothing beyond", async (context) => {
    filter = ROUTE_FILTER;
    const at = await staged(engine.running(context));
    const wrong: string[] = [];
    for (const seat of at.seats) {
      const caller = callerOf(at, seat);
      for (const action of ACTIONS) {
        const reached = sorted(await PROBES[action].run(caller));
        const wanted = sorted(expected(seat.role, action));
        count("HTTP", PROBES[action].spots.length);
        if (reached.join() !== wanted.join()) wrong.push(`${seat.role} ${action}: table ${wanted.join(" ") || "-"}, reached ${reached.join(" ") || "-"}`);
      }
      wrong.push(...leaksIn(caller));
    }
    expect(wrong).toEqual([]);
  }, 5 * MINUTES);

  it("row security alone leaks nothing when the routes' filters are switched off", async (context) => {
    filter = OPEN;
    const at = await staged(engine.running(context));
    const leaks: string[] = [];
    for (const seat of at.seats) {
      const caller = callerOf(at, seat);
      for (const action of ACTIONS.filter(isAboutRecords)) {
        count("HTTP without filters", PROBES[action].spots.length);
        for (const spot of await PROBES[action].run(caller)) if (!allows(seat.role, action, scopeOfSpot(spot))) leaks.push(`${seat.role} ${action} ${spot}`);
      }
      leaks.push(...leaksIn(caller));
    }
    filter = ROUTE_FILTER;
    expect(leaks).toEqual([]);
  }, 5 * MINUTES);

  it("a query without any filter sees the table's reach, no more and no less", async (context) => {
    const { service } = engine.running(context);
    const at = await staged(engine.running(context));
    const wrong: string[] = [];
    for (const seat of at.seats) {
      for (const action of ACTIONS.filter(isAboutRecords)) {
        const scope = recordScopeOf([seat.role], action);
        const seen = await service.run(actor(seat.me), (ctx) => rows<{ id: string }>(ctx.tx, sql`SELECT id FROM kase UNION ALL SELECT id FROM person UNION ALL SELECT id FROM warning UNION ALL SELECT id FROM event`), scope);
        const ids = new Set(seen.map((s) => s.id));
        for (const [place, t] of seat.targets) {
          count("row security", 1);
          const marks = [t.caseId, t.personId, t.warningId, t.noteId, t.lateId].filter((id) => ids.has(id)).length;
          if (marks !== (allows(seat.role, action, scopeOfSpot(place)) ? 5 : 0)) wrong.push(`${seat.role} ${action} ${place}: ${marks} of 5`);
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 2 * MINUTES);
});

describe("the matrix", () => {
  it("has a probe for every action and a row for every role", () => {
    expect(Object.keys(PROBES).sort()).toEqual([...ACTIONS].sort());
    expect(Object.keys(ACCESS).sort()).toEqual([...ROLES].sort());
  });

  afterAll(() => console.log(`access matrix, cells: ${[...counted].map(([what, n]) => `${what} ${n}`).join(", ")}`));
});
