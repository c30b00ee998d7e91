/** A whole run: an agency founded in an empty PostgreSQL, its days lived through, and what is then there to be checked. */
import { join } from "node:path";
import pg from "pg";
import { addDays, atLocal, HOUR, MINUTE } from "../../shared/model/time.ts";
import { openService } from "../../service/app.ts";
import { childSeed, seeded } from "../faults/random.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { enrol, quiet } from "../support/service.ts";
import { daysOf, type Day } from "./calendar.ts";
import { planDay } from "./day.ts";
import { workAtDesks } from "./desks.ts";
import { found } from "./house.ts";
import { startInstances, type Instances } from "./instances.ts";
import { planMisfortune } from "./misfortune.ts";
import { sharedClock } from "./shared-clock.ts";
import { deviceOf, Seat } from "./seat.ts";
import { loadFacts } from "./verify/load.ts";
import type { Facts } from "./verify/facts.ts";
import { World } from "./world.ts";

export interface RunOptions {
  /** Working days. */
  readonly days: number;
  readonly teams: number;
  readonly seed: number;
  /** First day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly say: (line: string) => void;
}

const OPENS = "08:00";
/** After the last working hour every clock that runs is let run out, but for the patient ones. */
const AFTERWARDS = 26 * HOUR;
const LOOK_EVERY = { day: 30 * MINUTE, night: HOUR } as const;

/** Runs it; says why not where there is no PostgreSQL. */
export async function runAgency(options: RunOptions): Promise<Facts | { reason: string }> {
  const postgres = await startPostgres({ settings: { fsync: "off", max_connections: "80", shared_buffers: "128MB" } });
  if ("reason" in postgres) return postgres;
  try {
    return await onDatabase(postgres, options);
  } finally {
    await postgres.stop();
  }
}

async function onDatabase(postgres: TestPostgres, { days: count, teams, seed, from, say }: RunOptions): Promise<Facts> {
  const days = daysOf(from, count);
  const clockFile = join(postgres.dir, "clock");
  const clock = sharedClock(clockFile, atLocal(from, OPENS));
  const databaseUrl = await postgres.createDatabase();
  const centre = await openService({ databaseUrl, clock: { now: clock.now, training: true }, secondFactor: "off", log: quiet });
  const sql = new pg.Client({ connectionString: postgres.superUrl(databaseUrl) });
  await sql.connect();
  let instances: Instances | null = null;
  const seats: Seat[] = [];
  try {
    const agency = await found(centre, { teams, days });
    const running = (instances = await startInstances(databaseUrl, clockFile));
    for (const who of agency.people) {
      const machine = await enrol(centre, running.urls()[0]!, `PC-${who.me.no}`);
      await machine.close();
      seats.push(new Seat(who, deviceOf(machine, centre.authority.certificatePem, running.urls), centre));
    }
    const world = new World({ random: seeded(childSeed(seed, 1)), agency, seats, instances, sql, clock });
    workAtDesks(world);
    for (const seat of seats) await world.read(seat);
    say(`${agency.people.length} people, ${agency.cases.length} cases, ${days.length} days from ${from} on`);
    for (const day of days) {
      planLooks(world, day.day);
      planMisfortune(world, day);
      planDay(world, day, centre);
      await world.live(atLocal(addDays(day.day, 1), "00:00"));
      say(`${day.day}${day.work ? "" : " (off)"}: ${world.entries.filter((e) => e.kind === "told").length} events answered so far`);
    }
    return await end(world, days, sql);
  } finally {
    await Promise.all(seats.map((s) => s.device.close()));
    await instances?.close();
    await sql.end();
    await centre.close();
    clock.close();
  }
}

/** The services look all the time; here every half hour of a day and every hour of a night, beside the looks before each push. */
function planLooks(world: World, day: string): void {
  const [from, dawn, dusk, until] = [atLocal(day, "00:00"), atLocal(day, "07:00"), atLocal(day, "21:00"), atLocal(addDays(day, 1), "00:00")];
  for (let at = from; at < until; at += at >= dawn && at < dusk ? LOOK_EVERY.day : LOOK_EVERY.night) world.agenda.add(at, () => world.look(true));
  world.agenda.add(from + 5 * MINUTE, async () => {
    await world.parts.instances.look("daily");
    // Who is signed in is not what is looked at here: sessions last the week, and begin anew with it.
    await world.parts.sql.query("UPDATE session SET expires_at = $1 WHERE revoked_at IS NULL", [world.now + 48 * HOUR]);
    if (new Date(`${day}T00:00:00Z`).getUTCDay() === 1) for (const seat of world.parts.seats) seat.signOut();
  });
}

/** What is planned beyond the last day is not lived through; clocks that run are. */
async function end(world: World, days: readonly Day[], sql: pg.Client): Promise<Facts> {
  const { instances } = world.parts;
  for (let which = 0; which < 2; which += 1) if (!instances.isUp(which)) await instances.begin(which);
  await world.close();
  const quietFrom = world.now;
  for (let at = quietFrom; at <= quietFrom + AFTERWARDS; at += 2 * HOUR) {
    world.moveTo(at);
    await world.look(true);
  }
  return loadFacts(sql, world.journal(), { from: days[0]!.day, regions: [...new Set(world.parts.agency.teams.map((t) => t.region))].sort() });
}
