/**
 * Workstations pushing at a centre that meets misfortune, and the look afterwards whether anything was
 * lost, doubled or half done. Each pushes in order and the same events again until all are answered.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Service } from "../../service/app.ts";
import { SYSTEM } from "../../service/app.ts";
import { rows } from "../../service/db/query.ts";
import { addCases, connect, enrol, foundAgency, signIn, type Desk, type TestCase, type TestDevice } from "./service.ts";

const ROUND_MS = 60_000;
const BATCH = 5;

export interface Fleet {
  readonly desks: readonly Desk[];
  /** Ids answered `ok` or `dup` so far. */
  readonly acknowledged: Set<string>;
  /** Answers that were neither: the status, or 0 when no answer came. */
  readonly refusals: number[];
  /** Pushes `each` notes per desk, each desk at one of `urls` and at the next after a failure. */
  push(each: number, urls: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Founds agencies over an opened service and signs `count` workstations in at `url`. */
export async function startFleet(service: Service, url: string, count: number): Promise<Fleet> {
  const desks: Desk[] = [];
  const cases = new Map<Desk, TestCase>();
  // A user has one session: three collectors to an agency, one machine each.
  while (desks.length < count) {
    const { lin, zhou, he } = await foundAgency(service);
    for (const me of [lin, zhou, he].slice(0, count - desks.length)) {
      const desk = await signIn(service, await enrol(service, url, `PC-${desks.length}`), me);
      const [one] = await addCases(service, 1, me);
      cases.set(desk, one!);
      desks.push(desk);
    }
  }
  const acknowledged = new Set<string>();
  const refusals: number[] = [];
  const doors = new Map<string, TestDevice>();
  const doorOf = (desk: Desk, to: string): TestDevice => {
    const key = `${desk.device.deviceId} ${to}`;
    const door = doors.get(key) ?? connect(to, service.authority.certificatePem, desk.device);
    doors.set(key, door);
    return door;
  };
  const pushOne = async (desk: Desk, each: number, urls: readonly string[], first: number) => {
    const events = Array.from({ length: each }, (_, i) => desk.event("note.added", cases.get(desk)!, { text: `第 ${i} 条` }));
    const end = Date.now() + ROUND_MS;
    for (let from = 0, at = first; from < events.length; ) {
      if (Date.now() > end) throw new Error(`a push was not answered within ${ROUND_MS / 1000} s: ${refusals.slice(-5).join()}`);
      const batch = events.slice(from, from + BATCH);
      const reply = await doorOf(desk, urls[at % urls.length]!).call<{ results: { id: string; result: string }[] }>("POST", "/sync/push", { token: desk.token, body: { events: batch } }).catch(() => null);
      if (reply?.status === 200 && reply.body.results.every((r) => r.result === "ok" || r.result === "dup")) {
        for (const { id } of reply.body.results) acknowledged.add(id);
        from += BATCH;
        continue;
      }
      if (reply && reply.status !== 503) throw new Error(`a push was answered ${reply.status}: ${JSON.stringify(reply.body)}`);
      refusals.push(reply?.status ?? 0);
      at += 1;
      await sleep(50 + Math.random() * 150);
    }
  };
  return {
    desks, acknowledged, refusals,
    push: async (each, urls) => void (await Promise.all(desks.map((desk, i) => pushOne(desk, each, urls, i)))),
    close: async () => {
      await Promise.all([...doors.values(), ...desks.map((d) => d.device)].map((door) => door.close()));
    },
  };
}

export interface Reckoning {
  readonly sent: number;
  /** Answered `ok` and not held. */
  readonly lost: number;
  readonly held: number;
  /** Events without exactly one entry on the collector's stream, and entries without their event. */
  readonly half: number;
  /** Streams whose positions do not run without a gap up to their head. */
  readonly gaps: number;
  /** Devices whose known number is not that of their last event. */
  readonly behind: number;
}

/** Looks at what is held of a fleet whose every device sent `each` events. */
export async function reckon(service: Service, fleet: Fleet, each: number): Promise<Reckoning> {
  const devices = fleet.desks.map((d) => d.device.deviceId);
  const streams = sql.param(fleet.desks.map((d) => `collector:${d.me.id}`));
  return service.run(SYSTEM, async (ctx) => {
    const held = new Set((await rows<{ id: string }>(ctx.tx, sql`SELECT id FROM event WHERE device_id = ANY(${sql.param(devices)}::uuid[])`)).map((r) => r.id));
    const entries = await rows<{ ref: string; n: number }>(ctx.tx, sql`SELECT ref, count(*)::int AS n FROM change WHERE stream = ANY(${streams}::text[]) AND kind = 'entry' GROUP BY ref`);
    const gaps = await rows(ctx.tx, sql`SELECT 1 FROM change c JOIN stream s ON s.name = c.stream WHERE c.stream = ANY(${streams}::text[])
      GROUP BY s.name, s.head HAVING count(*) <> max(c.pos) OR max(c.pos) <> s.head`);
    const behind = await rows(ctx.tx, sql`SELECT 1 FROM device WHERE id = ANY(${sql.param(devices)}::uuid[]) AND known_seq <> ${each}`);
    const once = new Set(entries.filter((e) => e.n === 1).map((e) => e.ref));
    return {
      sent: devices.length * each, held: held.size, lost: [...fleet.acknowledged].filter((id) => !held.has(id)).length,
      half: [...held].filter((id) => !once.has(id)).length + entries.filter((e) => !held.has(e.ref)).length,
      gaps: gaps.length, behind: behind.length,
    };
  });
}

/** What must be found when all is well. */
export const sound = (fleet: Fleet, each: number): Reckoning => ({ sent: fleet.desks.length * each, held: fleet.desks.length * each, lost: 0, half: 0, gaps: 0, behind: 0 });
