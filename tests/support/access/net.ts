/**
 * The second net alone: what a query without any filter sees of each table, as somebody in each scope, held
 * against what the stage knows to be theirs.
 */
import { sql, type SQL } from "drizzle-orm";
import type { RecordScope } from "../../../service/context.ts";
import { rows } from "../../../service/db/query.ts";
import { sqlState } from "../../../service/failure.ts";
import { actor } from "../service.ts";
import { DISTANCES, scopeOfPlace, type Distance, type Seat, type Stage } from "./stage.ts";

/** Tables whose rows belong to a case, and by which column. */
const OF_CASES: Readonly<Record<string, "caseId" | "personId">> = { kase: "caseId", person: "personId", promise: "caseId", warning: "caseId", stop: "personId", event: "caseId", repayment: "caseId", assignment: "caseId" };
const KEY: Readonly<Record<string, string>> = { kase: "id", person: "id", stop: "person_id" };
/** Tables seen whole in the widest scope and by the service itself, or by the service alone. */
const OF_THE_HOUSE: Readonly<Record<string, readonly RecordScope[]>> = {
  refused_row: ["all"], unmatched_row: ["all"], upload_chunk: ["all"], upload: ["all"], batch: ["all"], event_key: ["all"], purge_receipt: [], audit: [], workflow_form: ["region"], report: ["region"], workflow_timer: [], sealed_package: [], package_password: [], second_factor: [], recovery_code: [], recovery_holder: [], recovery_envelope: [], recovery_request: [],
};

/** Tables outside row security, each with why it holds no record data. */
export const WITHOUT_NET: Readonly<Record<string, string>> = {
  meta: "the service's own facts and secrets, read before anybody is known",
  counter: "running numbers",
  region: "names of regions", team: "names of teams", bank: "names of banks",
  app_user: "staff, whom every desk sees by name and post; read before anybody is known, to find out who it is",
  device: "machines and what they say of themselves",
  session: "hashes of tokens, read before anybody is known",
  enrolment_code: "hashes of one-time codes, used before a machine is known",
  device_state: "what machines say of themselves: counts, versions, posture",
  device_order: "orders to machines and their receipts: counts",
  device_chain: "how far a machine's journal has been taken: a number and a hash",
  device_cursor: "how far a machine has followed a stream: positions",
  stream: "heads of streams: positions, and read outside any scope at every poll",
  bank_mapping: "which column of a bank's file is which",
  roster: "who is on duty, which everybody in the house may see",
};

interface Look {
  readonly seat: Seat | null;
  readonly scope: RecordScope | "";
}

const seatOf = (stage: Stage, role: Seat["role"]): Seat => stage.seats.find((seat) => seat.role === role)!;
const looks = (stage: Stage): Look[] => [
  { seat: null, scope: "" }, { seat: seatOf(stage, "hr"), scope: "none" }, { seat: seatOf(stage, "collector"), scope: "own" }, { seat: seatOf(stage, "supervisor"), scope: "team" },
  { seat: seatOf(stage, "head"), scope: "region" }, { seat: seatOf(stage, "administrator"), scope: "all" },
];

async function seen(stage: Stage, { seat, scope }: Look, statement: SQL): Promise<Set<string>> {
  const query = (tx: Stage["service"]["db"]) => rows<{ mark: string }>(tx, statement);
  const found = seat === null ? await query(stage.service.db) : await stage.service.run(actor(seat.me, stage.device.deviceId), (ctx) => query(ctx.tx), scope as RecordScope);
  return new Set(found.map((row) => row.mark));
}

const reaches = (scope: RecordScope | "", at: Distance): boolean => DISTANCES.includes(scope as Distance) && DISTANCES.indexOf(at) <= DISTANCES.indexOf(scope as Distance);

/** What the net shows too much or too little of. */
export async function netFaults(stage: Stage): Promise<string[]> {
  const faults: string[] = [];
  for (const look of looks(stage)) {
    const { seat, scope } = look;
    const wrong = (table: string, what: string) => faults.push(`${table} as ${scope || "nobody"}: ${what}`);
    for (const [table, ref] of Object.entries(OF_CASES)) {
      const marks = await seen(stage, look, sql`SELECT DISTINCT ${sql.identifier(KEY[table] ?? "case_id")}::text AS mark FROM ${sql.identifier(table)}`);
      if (seat === null && marks.size > 0) wrong(table, "shows rows");
      for (const [place, target] of seat?.targets ?? []) {
        const shown = marks.has(target[ref]);
        if (shown !== reaches(scope, scopeOfPlace(place))) wrong(table, `${place} ${shown ? "shown" : "hidden"}`);
      }
    }
    for (const [table, scopes] of Object.entries(OF_THE_HOUSE)) {
      const some = (await seen(stage, look, sql`SELECT '1' AS mark FROM ${sql.identifier(table)} LIMIT 1`)).size > 0;
      if (some !== scopes.includes(scope as RecordScope)) wrong(table, some ? "shown" : "hidden");
    }
    faults.push(...(await ofTeams(stage, look)).map((what) => `${what} as ${scope || "nobody"}`), ...(await arranged(stage, look)));
  }
  return faults;
}

/** Tables with a reach of their own: by team, by stream, by maker. */
async function ofTeams(stage: Stage, look: Look): Promise<string[]> {
  const { seat, scope } = look;
  const team = scope === "team" ? [stage.teams[0]] : [];
  const expect = async (table: string, statement: SQL, allowed: readonly string[]) => {
    const marks = await seen(stage, look, statement);
    const extra = [...marks].filter((mark) => !allowed.includes(mark));
    const missing = allowed.filter((mark) => !marks.has(mark));
    return [...extra.map((mark) => `${table}: ${mark} shown`), ...missing.map((mark) => `${table}: ${mark} hidden`)];
  };
  const streams = seat === null ? [] : ["all", ...(scope === "own" ? [`collector:${seat.me.id}`] : []), ...team.map((id) => `team:${id}`)];
  return [
    ...(await expect("rejection", sql`SELECT DISTINCT u.team_id::text AS mark FROM rejection r JOIN app_user u ON u.id = r.user_id`, team)),
    ...(await expect("event_review", sql`SELECT DISTINCT team_id::text AS mark FROM event_review`, team)),
    ...(await expect("allocation", sql`SELECT by::text AS mark FROM allocation`, [])),
    // Streams are named when something has moved in them; "all" moves with the staff, which this stage leaves alone.
    ...(await expect("change", sql`SELECT DISTINCT stream AS mark FROM change WHERE stream <> 'all'`, streams.filter((s) => s !== "all"))),
  ];
}

/** Arranging a cover for another team's collector must fail, whoever tries. */
async function arranged(stage: Stage, { seat, scope }: Look): Promise<string[]> {
  if (seat === null || scope === "all") return [];
  const absent = seat.staff.get("all")!.id;
  const made = await stage.service.run(actor(seat.me, stage.device.deviceId), async ({ tx }) => {
    await tx.execute(sql`INSERT INTO cover (id, absent_id, stand_in_id, from_day, until_day, by) VALUES (gen_random_uuid(), ${absent}, ${absent}, '2028-01-01', '2028-01-02', ${seat.me.id})`);
    throw new Undo();
  }, scope as RecordScope).catch((error: unknown) => (error instanceof Undo ? "made" : (sqlState(error) ?? "failed")));
  return made === "42501" ? [] : [`cover as ${scope}: ${made}`];
}

class Undo extends Error {}
