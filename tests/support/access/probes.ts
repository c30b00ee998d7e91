/**
 * One probe per action of the access table: it does the thing over HTTP as somebody, at every place where it
 * can be told apart, and says which places it reached. It knows nothing of what the table allows.
 */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Action } from "../../../shared/access/table.ts";
import { DESK_ROUTES, type DeskInput, type DeskRoute } from "../../../shared/protocol/desk.ts";
import { SYSTEM } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { assignCases } from "../../../service/records/assign.ts";
import { referralForm } from "../referral.ts";
import { DISTANCES, PLACES, scopeOfPlace, type Distance, type Place, type Seat, type Stage, type Target } from "./stage.ts";

/** What a probe reached: a place of a case, a distance of a colleague, or the house ("all") as a whole. */
export type Spot = Place | Distance;

export interface Heard {
  readonly path: string;
  readonly status: number;
  readonly text: string;
}
export interface Caller {
  readonly stage: Stage;
  readonly seat: Seat;
  /** Everything that was answered so far. */
  readonly heard: Heard[];
}

export interface Probe {
  /** Where it can tell a reach from none. */
  readonly spots: readonly Spot[];
  run(caller: Caller): Promise<ReadonlySet<Spot>>;
}

export const callerOf = (stage: Stage, seat: Seat): Caller => ({ stage, seat, heard: [] });

/** One call as the seat's user; the answer is kept for the search for leaks. */
async function call({ stage, seat, heard }: Caller, method: "GET" | "POST", path: string, body?: unknown): Promise<Heard> {
  const reply = await stage.device.call<unknown>(method, path, { token: seat.token, ...(body === undefined ? {} : { body }) });
  const answer = { path, status: reply.status, text: typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body) };
  heard.push(answer);
  return answer;
}

function desk<R extends DeskRoute>(caller: Caller, route: R, input: DeskInput<R>): Promise<Heard> {
  const { method, path } = DESK_ROUTES[route];
  return method === "GET" ? call(caller, method, `${path}?q=${encodeURIComponent(JSON.stringify(input))}`) : call(caller, method, path, input);
}

const among = <S extends Spot>(spots: Iterable<readonly [S, string]>, text: string): Set<S> => new Set([...spots].flatMap(([spot, mark]) => (text.includes(mark) ? [spot] : [])));
const cases = ({ seat }: Caller, mark: (target: Target) => string): [Place, string][] => [...seat.targets].map(([place, target]) => [place, mark(target)]);
const staff = ({ seat }: Caller, mark: (userId: string) => string): [Distance, string][] => [...seat.staff].map(([scope, me]) => [scope, mark(me.id)]);
const house = (reached: boolean): Set<Spot> => new Set(reached ? ["all"] : []);

/** Every stream somebody could think of, whoever's it is, read in every way there is. */
async function allStreams(caller: Caller): Promise<string> {
  const { stage, seat } = caller;
  const streams = ["all", `device:${stage.device.deviceId}`, ...[...seat.staff.values()].map((me) => `collector:${me.id}`), ...stage.teams.map((id) => `team:${id}`), ...["head:N", "head:S", "clerk", "it", "assistant", "customerService"].map((d) => `desk:${d}`)];
  const texts: string[] = [];
  for (const stream of streams) {
    texts.push((await call(caller, "GET", `/sync/snapshot?stream=${stream}&limit=10000`)).text);
    texts.push((await call(caller, "GET", `/sync/pull?stream=${stream}&epoch=${stage.service.epoch}&from=0&limit=10000`)).text);
    for (const target of stream.includes(":") ? [...seat.targets.values()].slice(0, 2) : []) {
      texts.push((await call(caller, "GET", `/sync/range?stream=${stream}&kind=case&range=${Number.parseInt(target.caseId.slice(-2), 16)}`)).text);
    }
  }
  return texts.join("\n");
}

/** Pushes one event per target; reached are those taken in as the sender's present business. */
async function pushed(caller: Caller, make: (target: Target) => { type: string; body: unknown; caseId?: null; personId?: null }): Promise<Set<Place>> {
  const { stage, seat } = caller;
  const now = stage.service.clock.now();
  const events = [...seat.targets].map(([place, target]) => {
    const { caseId, personId } = target;
    return { place, event: { id: uuidv7(), seq: seat.next(), deviceId: stage.device.deviceId, userId: seat.me.id, at: now, atServer: now, v: 1, caseId, personId, ...make(target) } };
  });
  const { text } = await call(caller, "POST", "/sync/push", { events: events.map((e) => e.event) });
  const taken = new Set((JSON.parse(text) as { results: { id: string; result: string }[] }).results.filter((r) => r.result === "ok").map((r) => r.id));
  const present = await stage.service.run(SYSTEM, (ctx) => rows<{ id: string }>(ctx.tx, sql`SELECT id FROM event WHERE id = ANY(${sql.param([...taken])}::uuid[]) AND NOT review`));
  const ids = new Set(present.map((p) => p.id));
  return new Set(events.filter(({ event }) => ids.has(event.id)).map(({ place }) => place));
}

/** Asks once per spot; reached are those answered 200. */
async function each<S extends Spot>(spots: Iterable<S>, ask: (spot: S) => Promise<Heard>): Promise<Set<S>> {
  const reached = new Set<S>();
  for (const spot of spots) if ((await ask(spot)).status === 200) reached.add(spot);
  return reached;
}

const BEYOND_OWN = ["team", "region", "all"] as const satisfies readonly Distance[];
const BEYOND_OWN_PLACES = PLACES.filter((place) => scopeOfPlace(place) !== "own");
const spareAt = ({ spare }: Stage, scope: (typeof BEYOND_OWN)[number]) => spare[BEYOND_OWN.indexOf(scope)]!;

async function planned(caller: Caller): Promise<Set<Place>> {
  const { stage, seat } = caller;
  const { text, status } = await desk(caller, "allocation.preview", { filter: { onlyUnassigned: false }, collectorIds: [stage.spare[0].id], maxPerHead: 5000 });
  if (status !== 200) return new Set();
  const { previewId } = JSON.parse(text) as { previewId: string };
  const [row] = await stage.service.run(SYSTEM, (ctx) => rows<{ plan: string }>(ctx.tx, sql`SELECT plan::text AS plan FROM allocation WHERE id = ${previewId}`));
  return among([...seat.targets].map(([place, t]) => [place, t.caseId] as const), row?.plan ?? "");
}

async function reassigned(caller: Caller): Promise<Set<Place>> {
  const { stage, seat } = caller;
  const reached = await each(PLACES, (place) => desk(caller, "case.reassign", { caseIds: [seat.targets.get(place)!.caseId], toUserId: stage.spare[0].id, reason: "probe" }));
  const back = [...reached].map((place) => seat.targets.get(place)!).map((t) => ({ caseId: t.caseId, toUserId: t.holder.id, asOwner: true }));
  if (back.length > 0) await stage.service.run(SYSTEM, (ctx) => assignCases(ctx, back, "probe over"));
  return reached;
}

export const PROBES: Readonly<Record<Action, Probe>> = {
  "case.read": { spots: PLACES, run: async (c) => among(cases(c, (t) => `"case","${t.caseId}"`), await allStreams(c)) },
  "case.work": { spots: PLACES, run: (c) => pushed(c, () => ({ type: "note.added", body: { text: "probe" } })) },
  "inbound.lookup": {
    spots: PLACES,
    run: async (c) => {
      const { text, status } = await desk(c, "lookup.find", { query: "欧阳测" });
      return status === 200 ? among(cases(c, (t) => t.caseId), JSON.stringify((JSON.parse(text) as { mine: unknown }).mine)) : new Set();
    },
  },
  "warning.stamp": { spots: PLACES, run: (c) => pushed(c, () => ({ type: "warning.stamped", body: { warningId: randomUUID(), t0: c.stage.service.clock.now(), callId: null } })) },
  "warning.read": { spots: PLACES, run: async (c) => among(cases(c, (t) => t.warningId), await allStreams(c)) },
  // 阅知 is the one step each of the head's warnings takes beside the path; the supervisor's is the finding. Whoever stamped it is recused.
  "workflow.step": {
    spots: BEYOND_OWN_PLACES,
    run: (c) => pushed(c, (t) => ({
      type: "workflow.stepTaken",
      body: { workflow: "earlyWarning", instanceId: t.warningId, ...(c.seat.role === "head" ? { step: "read", body: {} } : { step: "find", body: { finding: "upheld", ourFault: "none" } }) },
    })),
  },
  "stop.read": { spots: PLACES, run: async (c) => among(cases(c, (t) => t.stopId), await allStreams(c)) },
  "stop.set": { spots: PLACES, run: (c) => pushed(c, () => ({ type: "stop.set", body: { ref: randomUUID(), reason: "settled", note: "" } })) },
  "stop.lift": { spots: PLACES, run: (c) => pushed(c, (t) => ({ type: "stop.lifted", body: { ref: t.stopId, reason: "dispute", note: "probe" } })) },
  "stop.tick": { spots: PLACES, run: (c) => pushed(c, (t) => ({ type: "stop.ticked", body: { ref: t.stopId, reason: "dispute", userId: c.seat.me.id } })) },
  // A form is nobody's own: it is at the desks it names, whoever has the case.
  "form.read": { spots: BEYOND_OWN_PLACES, run: async (c) => among(cases(c, (t) => t.formId).filter(([place]) => BEYOND_OWN_PLACES.includes(place)), await allStreams(c)) },
  // A complaint may be about anybody's case: whoever files one looks it up by its whole number.
  "complaint.file": { spots: PLACES, run: async (c) => {
    const named = new Map<Place, string>();
    for (const [place, t] of c.seat.targets) named.set(place, (await desk(c, "complaint.lookup", { caseNo: t.caseNo })).text);
    return new Set([...named].flatMap(([place, text]) => (text.includes(`"caseNo":"${c.seat.targets.get(place)!.caseNo}"`) ? [place] : [])));
  } },
  // The legal department's own material: about any case that is placed with us, by its number.
  "referral.file": { spots: PLACES, run: (c) => {
    const bankOf = new Map([...c.seat.targets].map(([place, t]) => [t.caseId, place.split("/")[1] ?? ""]));
    return pushed(c, (t) => ({ type: "referral.filed", caseId: null, personId: null, body: { referralId: randomUUID(), form: referralForm({ bankCode: bankOf.get(t.caseId) ?? "", caseNo: t.caseNo }) } }));
  } },
  "complaint.investigate": { spots: PLACES, run: (c) => each(PLACES, (place) => desk(c, "complaint.investigate", { formId: c.seat.targets.get(place)!.formId })) },
  // The gate is asked last: what it refuses had been reached.
  "complaint.number": { spots: PLACES, run: (c) => each(PLACES, async (place) => {
    const answer = await desk(c, "complaint.number", { formId: c.seat.targets.get(place)!.formId });
    return answer.text.includes('"gate_refused"') ? { ...answer, status: 200 } : answer;
  }) },
  "package.password": { spots: PLACES, run: (c) => each(PLACES, (place) => desk(c, "package.password", { instanceId: c.seat.targets.get(place)!.warningId })) },
  // A report is at the desks it names; there is one at each post's own desk, and a region's at its head's.
  "report.read": { spots: BEYOND_OWN_PLACES, run: (c) => each(BEYOND_OWN_PLACES, (place) => desk(c, "report.read", { reportId: c.seat.targets.get(place)!.reportId })) },
  "report.act": { spots: BEYOND_OWN_PLACES, run: async (c) => {
    // An act that is not owed now changes nothing, and is told apart from a report that is not there.
    const reached = await Promise.all(BEYOND_OWN_PLACES.map(async (place) => [place, (await desk(c, "report.act", { reportId: c.seat.targets.get(place)!.reportId, act: "approve", words: "probe" })).status] as const));
    return new Set(reached.flatMap(([place, status]) => (status === 409 ? [place] : [])));
  } },
  "allocation.run": { spots: PLACES, run: planned },
  "case.reassign": { spots: PLACES, run: reassigned },
  "cover.set": {
    spots: BEYOND_OWN,
    run: (c) => each(BEYOND_OWN, (at) => desk(c, "cover.set", { absentId: c.seat.staff.get(at)!.id, standInId: spareAt(c.stage, at).id, from: "2027-01-04", until: "2027-01-05" })),
  },
  "roster.read": { spots: DISTANCES, run: async (c) => among(staff(c, (id) => id), (await desk(c, "roster.list", { from: c.stage.rosterDay, to: c.stage.rosterDay })).text) },
  "roster.write": {
    spots: DISTANCES,
    run: (c) => each(DISTANCES, (at) => {
      const me = c.seat.staff.get(at)!;
      return desk(c, "roster.set", { post: me.roles[0]!, teamId: me.teamId, day: "2026-12-02", from: "09:00", to: "18:00", userId: me.id, deputyId: null });
    }),
  },
  "team.read": { spots: PLACES, run: async (c) => (await desk(c, "team.today", {}), among(cases(c, (t) => t.caseId), (await desk(c, "case.search", { limit: 500 })).text)) },
  "spotCheck.run": { spots: PLACES, run: (c) => pushed(c, (t) => ({ type: "spotCheck.judged", body: { entryId: t.noteId, verdict: "pass", reason: "", seed: 7 } })) },
  "rejection.read": { spots: DISTANCES, run: async (c) => among(staff(c, (id) => c.stage.rejections.get(id)!), (await desk(c, "rejection.list", {})).text) },
  "review.decide": { spots: PLACES, run: async (c) => among(cases(c, (t) => t.lateId), (await desk(c, "review.list", {})).text) },
  "import.run": { spots: ["all"], run: async (c) => house((await desk(c, "import.list", {})).text.includes(c.stage.batchNo)) },
  "unmatched.read": { spots: ["all"], run: async (c) => house((await desk(c, "unmatched.list", { limit: 500 })).text.includes(c.stage.unmatched.get("hr")!)) },
  "unmatched.resolve": { spots: ["all"], run: async (c) => house((await desk(c, "unmatched.resolve", { rowId: c.stage.unmatched.get(c.seat.role)!, resolution: "probe" })).status === 200) },
  "user.read": { spots: DISTANCES, run: async (c) => among(staff(c, (id) => id), (await desk(c, "user.list", { limit: 500 })).text) },
  "user.write": { spots: DISTANCES, run: (c) => each(DISTANCES, (at) => desk(c, "user.unlock", { userId: c.seat.staff.get(at)!.id })) },
  "device.read": { spots: ["all"], run: async (c) => house((await desk(c, "device.list", {})).text.includes(c.stage.device.deviceId)) },
  "audit.read": {
    spots: DISTANCES,
    run: async (c) => among(staff(c, (id) => c.stage.traces.get(id)!), (await desk(c, "audit.list", { from: "2026-01-01", until: "2027-12-31", family: "session", limit: 500 })).text),
  },
  "recovery.work": { spots: ["all"], run: async (c) => house((await desk(c, "recovery.list", {})).status === 200) },
  "device.enrol": { spots: ["all"], run: async (c) => house((await desk(c, "device.enrolCode", { name: "PC" })).status === 200) },
};

export const scopeOfSpot = (spot: Spot): Distance => (spot.includes("/") ? scopeOfPlace(spot as Place) : (spot as Distance));
