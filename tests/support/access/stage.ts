/**
 * An agency in which every scope of the access table can be told from the next: two regions, three teams,
 * one person per role, and for each of them a case, a warning, a note, a late and a refused event at every
 * distance and at two banks.
 */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { regionDesk } from "../../../shared/access/desks.ts";
import { ROLES, type Role, type Scope } from "../../../shared/access/roles.ts";
import type { FormDoc } from "../../../shared/model/form-doc.ts";
import type { WarningDoc } from "../../../shared/model/documents.ts";
import { unheardStop, withSet, type StopDoc } from "../../../shared/model/stop.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { loadMe, openSession } from "../../../service/auth/session.ts";
import type { Ctx } from "../../../service/context.ts";
import { addCases, enrol, type TestCase, type TestDevice } from "../service.ts";

export const DISTANCES = ["own", "team", "region", "all"] as const satisfies readonly Scope[];
/** How far a thing stands from somebody; what is addressed to a desk stands nowhere in particular. */
export type Distance = (typeof DISTANCES)[number];
export const BANKS = ["DEMO", "OTHER"] as const;
/** Where a thing stands from the subject: how far, and of which bank. */
export type Place = `${Distance}/${(typeof BANKS)[number]}`;
export const PLACES = DISTANCES.flatMap((distance) => BANKS.map((bank): Place => `${distance}/${bank}`));

/** One case with everything that hangs on it. */
export interface Target extends TestCase {
  readonly caseNo: string;
  readonly holder: Me;
  readonly warningId: string;
  readonly formId: string;
  readonly reportId: string;
  readonly noteId: string;
  readonly lateId: string;
  readonly stopId: string;
}

/** Somebody signed in, and what stands at each place from them. */
export interface Seat {
  readonly role: Role;
  readonly me: Me;
  readonly token: string;
  readonly targets: ReadonlyMap<Place, Target>;
  /** Colleagues at each distance; "own" is the subject. */
  readonly staff: ReadonlyMap<Distance, Me>;
  /** The next event number of this user on the stage's device. */
  next(): number;
}

export interface Stage {
  readonly service: Service;
  readonly device: TestDevice;
  readonly teams: readonly [string, string, string];
  /** A collector without cases in the subjects' team, and one in each other's. */
  readonly spare: readonly [Me, Me, Me];
  readonly seats: readonly Seat[];
  /** Refused events by their writer. */
  readonly rejections: ReadonlyMap<string, string>;
  readonly batchNo: string;
  /** A row of a bank's file that matches no case, one per seat. */
  readonly unmatched: ReadonlyMap<Role, string>;
  readonly rosterDay: string;
  /** What the trail holds of each writer: the ref of a row. */
  readonly traces: ReadonlyMap<string, string>;
}

const REGIONS = { N: "北区", S: "南区" } as const;

/** Founds it over an opened service that listens at `url`. */
export async function setStage(service: Service, url: string): Promise<Stage> {
  const device = await enrol(service, url, "PC-access");
  const teams = [randomUUID(), randomUUID(), randomUUID()] as const;
  const [A, B, C] = teams;
  const tag = A.slice(0, 6);
  const people = await foundPeople(service, tag, [
    ...ROLES.map((role): Person => [`S-${role}`, role, A, "N"]), ["mate", "collector", A, "N"], ["other", "collector", B, "N"], ["far", "collector", C, "S"],
    ["spareA", "collector", A, "N"], ["spareB", "collector", B, "N"], ["spareC", "collector", C, "S"],
  ], teams);
  const one = (key: string): Me => people.get(key)!;
  const holders: Record<Exclude<Distance, "own">, Me> = { team: one("mate"), region: one("other"), all: one("far") };
  const shared = new Map<Place, Target>();
  for (const place of PLACES) if (!place.startsWith("own/")) shared.set(place, await addTarget(service, place, holders[scopeOfPlace(place) as "team"], one("spareB")));
  const rosterDay = "2026-12-01";
  const seats: Seat[] = [];
  for (const role of ROLES) {
    const me = one(`S-${role}`);
    const targets = new Map(shared);
    for (const bank of BANKS) targets.set(`own/${bank}`, await addTarget(service, `own/${bank}`, me, one("spareB")));
    const { token } = await service.run(SYSTEM, (ctx) => openSession(ctx, me.id, device.deviceId));
    let seq = 0;
    seats.push({ role, me, token, targets, staff: new Map([["own", me], ...Object.entries(holders)] as [Distance, Me][]), next: () => (seq += 1) });
  }
  const writers = [...seats.map((s) => s.me), ...Object.values(holders)];
  const house = await service.run(SYSTEM, (ctx) => seedHouse(ctx, writers, seats, rosterDay, tag));
  const traces = new Map(writers.map((me) => [me.id, randomUUID()]));
  for (const me of writers) await service.run({ kind: "user", me, deviceId: device.deviceId }, (ctx) => ctx.audit({ action: "session.opened", ref: traces.get(me.id)! }));
  return { service, traces, device, teams, spare: [one("spareA"), one("spareB"), one("spareC")], seats, rosterDay, ...house };
}

type Person = readonly [key: string, role: Role, team: string, region: keyof typeof REGIONS];

async function foundPeople(service: Service, tag: string, people: readonly Person[], [A, B, C]: Stage["teams"]): Promise<Map<string, Me>> {
  const ids = new Map(people.map(([key]) => [key, randomUUID()]));
  await service.run(SYSTEM, async ({ tx }) => {
    for (const [code, name] of Object.entries(REGIONS)) await tx.execute(sql`INSERT INTO region (code, name) VALUES (${code}, ${name}) ON CONFLICT DO NOTHING`);
    await tx.execute(sql`INSERT INTO bank (code, name) VALUES ('DEMO', '示例银行'), ('OTHER', '另一银行') ON CONFLICT DO NOTHING`);
    await tx.execute(sql`INSERT INTO team (id, name, region_code) VALUES (${A}, ${`A ${tag}`}, 'N'), (${B}, ${`B ${tag}`}, 'N'), (${C}, ${`C ${tag}`}, 'S')`);
    for (const [key, role, team, region] of people) {
      await tx.execute(sql`INSERT INTO app_user (id, no, name, roles, team_id, region_code, must_change, pledged_on)
        VALUES (${ids.get(key)!}, ${`${key}-${tag}`}, ${key}, ${sql.param([role])}::text[], ${team}, ${region}, false, '2026-01-01')`);
    }
  });
  const found = await Promise.all([...ids].map(async ([key, id]) => [key, (await loadMe(service.db, id)) as Me] as const));
  return new Map(found);
}

export const scopeOfPlace = (place: Place): Distance => place.split("/")[0] as Distance;
const bankOfPlace = (place: Place): string => place.split("/")[1]!;

/** Tells the periods of reports of one region apart. */
let reports = 0;

async function addTarget(service: Service, place: Place, holder: Me, writer: Me): Promise<Target> {
  const [made] = await addCases(service, 1, holder, { bank: bankOfPlace(place) });
  const at = made!;
  const now = service.clock.now();
  const [warningId, formId, filedId, noteId, lateId, stopId, reportId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()] as const;
  reports += 1;
  await service.run(SYSTEM, async ({ tx }) => {
    const doc = warningDoc(warningId, at, holder, now);
    await tx.execute(sql`INSERT INTO warning (id, case_id, person_id, collector_id, team_id, state, desks, doc) VALUES (${warningId}, ${at.caseId}, ${at.personId}, ${holder.id}, ${holder.teamId}, 'filed', ${`{${doc.desks.join(",")}}`}::text[], ${JSON.stringify(doc)}::jsonb)`);
    const stop = stopDoc(stopId, at, holder, now);
    await tx.execute(sql`INSERT INTO stop (id, person_id, ref, reason, standing, stands_from, desks, doc) VALUES (${stopId}, ${at.personId}, ${stopId}, 'dispute', true, ${now}, ${`{${stop.desks.join(",")}}`}::text[], ${JSON.stringify(stop)}::jsonb)`);
    await tx.execute(sql`INSERT INTO workflow_timer (instance_id, step, kind, at, to_role) VALUES (${warningId}, 'find', 'half', ${now + 900_000}, 'head')`);
    const form = formDoc(formId, filedId, at, holder, now);
    await tx.execute(sql`INSERT INTO workflow_form (id, workflow, case_id, person_id, team_id, state, desks, doc) VALUES (${formId}, 'complaint', ${at.caseId}, ${at.personId}, ${holder.teamId}, 'collecting', ${`{${form.desks.join(",")}}`}::text[], ${JSON.stringify(form)}::jsonb)`);
    await tx.execute(sql`INSERT INTO event (id, device_id, seq, user_id, user_name, type, case_id, person_id, at, at_server, received_at, skew_ms, v, body, review)
      VALUES (${filedId}, ${randomUUID()}, 1, ${writer.id}, ${writer.name}, 'complaint.filed', NULL, NULL, ${now}, ${now}, ${now}, 0, 1, '{"form":{"phone":"13800138000"}}'::jsonb, false)`);
    await tx.execute(sql`INSERT INTO report (id, name, region_code, from_at, to_at, drafted_at, body, covered, dues, due_at, desks)
      VALUES (${reportId}, 'warningRegion', ${holder.regionCode}, 0, ${reports}, ${now}, ${JSON.stringify({ figures: [], tables: [] })}::jsonb, true, ${JSON.stringify([now + 1])}::jsonb, ${now + 86_400_000}, ${`{${regionDesk("head", holder.regionCode)}}`}::text[])`);
    await tx.execute(sql`INSERT INTO sealed_package (instance_id, no, bank_code, at, sha256, content) VALUES (${warningId}, ${`FB-${warningId}`}, 'DEMO', ${now}, '', ''::bytea)`);
    await tx.execute(sql`INSERT INTO package_password (no, password) VALUES (${`FB-${warningId}`}, 'probe')`);
    await tx.execute(sql`INSERT INTO promise (id, case_id, person_id, state, due_on, doc) VALUES (gen_random_uuid(), ${at.caseId}, ${at.personId}, 'pending', '2026-12-01', '{}'::jsonb)`);
    await tx.execute(sql`INSERT INTO repayment (id, bank_code, case_id, batch_id, paid_on, amount_fen, serial_no) VALUES (gen_random_uuid(), 'DEMO', ${at.caseId}, gen_random_uuid(), '2026-11-20', 100, ${at.caseId})`);
    for (const [id, review] of [[noteId, false], [lateId, true]] as const) {
      await tx.execute(sql`INSERT INTO event (id, device_id, seq, user_id, user_name, type, case_id, person_id, at, at_server, received_at, skew_ms, v, body, review)
        VALUES (${id}, ${randomUUID()}, 1, ${writer.id}, ${writer.name}, 'note.added', ${at.caseId}, ${at.personId}, ${now}, ${now}, ${now}, 0, 1, '{"text":"跟进"}'::jsonb, ${review})`);
    }
  });
  return { ...at, caseNo: `C-${at.caseId.slice(0, 8)}`, holder, warningId, formId, reportId, noteId, lateId, stopId };
}

function stopDoc(id: string, at: TestCase, holder: Me, now: number): StopDoc {
  const fresh = unheardStop({ id, personId: at.personId, bankCode: "DEMO", ref: id, reason: "dispute" });
  // Told to the head of its region.
  return { ...withSet(fresh, { id, by: holder.id, byName: holder.name, at: now, note: "" }, now), desks: [regionDesk("head", holder.regionCode)] };
}

function warningDoc(id: string, at: TestCase, holder: Me, now: number): WarningDoc {
  return {
    id, no: `YJ-${id.slice(0, 8)}`, caseId: at.caseId, personId: at.personId, bankCode: "DEMO", collectorId: holder.id, collectorName: holder.name, teamId: holder.teamId,
    state: "filed", t0: now, filedAt: now, receivedAt: now, facts: {}, registerNo: "", finding: null, plan: null, parts: {}, pack: null, alerts: [], owed: null, copies: [], applied: {},
    // Filed: the head of its region has been told.
    desks: [regionDesk("head", holder.regionCode)], steps: [{ id: `${id} file`, step: "file", at: now, receivedAt: now, by: holder.id, byName: holder.name, late: false, body: null, counts: true }],
    form: { reached: "本人", types: ["conduct"], emotion: "agitated", channels: ["12378"], demand: "", summary: "来电投诉", explained: "", urgency: "urgent" },
  };
}

function formDoc(id: string, filedId: string, at: TestCase, holder: Me, now: number): FormDoc {
  const step = (name: string, event: string) => ({ id: event, step: name, at: now, receivedAt: now, by: holder.id, byName: holder.name, late: false, body: name === "file" ? null : { department: holder.teamId }, counts: true });
  return {
    id, workflow: "complaint", no: `TS-${id.slice(0, 8)}`, caseId: at.caseId, personId: at.personId, bankCode: "DEMO", teamId: holder.teamId, openedBy: holder.id, openedByName: holder.name, state: "collecting", t0: now,
    opening: null, accused: [], named: [], facts: {}, evidence: null, proof: null, packs: [], parts: {}, steps: [step("file", filedId), step("forward", `${id} forward`)], alerts: [], owed: [], copies: [], applied: {},
    // Handed on: the head of its region has been told.
    desks: [regionDesk("head", holder.regionCode)],
  };
}

/** What the desks without cases of their own look at. */
async function seedHouse({ tx, now }: Ctx, writers: readonly Me[], seats: readonly Seat[], day: string, tag: string): Promise<Pick<Stage, "rejections" | "batchNo" | "unmatched">> {
  const rejections = new Map<string, string>();
  for (const me of writers) {
    const eventId = randomUUID();
    rejections.set(me.id, eventId);
    await tx.execute(sql`INSERT INTO rejection (device_id, user_id, seq, event_id, code, received_at, raw) VALUES (${randomUUID()}, ${me.id}, 1, ${eventId}, 'malformed', ${now}, '{}')`);
    await tx.execute(sql`INSERT INTO roster (id, post, team_id, day, from_time, to_time, user_id) VALUES (${randomUUID()}, ${me.roles[0]}, ${me.teamId}, ${day}, '09:00', '18:00', ${me.id})`);
  }
  const [batchId, batchNo] = [randomUUID(), `B-${tag}`];
  await tx.execute(sql`INSERT INTO batch (id, no, bank_code, kind, file_name, file_hash, state, mapping, report, created_at) VALUES (${batchId}, ${batchNo}, 'DEMO', 'repayments', 'f.csv', ${tag}, 'confirmed', '{}', '{}', ${now})`);
  const uploadId = randomUUID();
  await tx.execute(sql`INSERT INTO upload (id, name, bytes, by, at) VALUES (${uploadId}, 'f.csv', 1, ${seats[0]!.me.id}, ${now})`);
  await tx.execute(sql`INSERT INTO upload_chunk (upload_id, n, content) VALUES (${uploadId}, 0, '\x20'::bytea)`);
  await tx.execute(sql`INSERT INTO refused_row (id, batch_id, sheet, row, column_name, code, value, zh, en, raw) VALUES (gen_random_uuid(), ${batchId}, '', 2, 'x', 'x', 'x', '', '', '{}')`);
  const mate = seats[0]!.staff.get("team")!;
  await tx.execute(sql`INSERT INTO allocation (id, kind, plan, by, at) VALUES (gen_random_uuid(), 'allocation', '[]'::jsonb, ${mate.id}, ${now})`);
  await tx.execute(sql`INSERT INTO purge_receipt (device_id, user_id, case_id, grant_no, at) SELECT d.id, ${mate.id}, ${[...seats[0]!.targets.values()][0]!.caseId}, 1, ${now} FROM device d LIMIT 1`);
  await tx.execute(sql`INSERT INTO second_factor (user_id, secret) VALUES (${mate.id}, '\x20'::bytea)`);
  await tx.execute(sql`INSERT INTO recovery_code (user_id, code_hash) VALUES (${mate.id}, '')`);
  await tx.execute(sql`INSERT INTO recovery_holder (user_id, public_key, wrapped, at) VALUES (${mate.id}, '', '', 1)`);
  await tx.execute(sql`INSERT INTO recovery_envelope (id, user_id, device_id, dek_id, digest, envelope, at) SELECT gen_random_uuid(), ${mate.id}, d.id, gen_random_uuid(), '', '{}'::jsonb, 1 FROM device d LIMIT 1`);
  await tx.execute(sql`INSERT INTO recovery_request (id, envelope_id, user_id, device_id, digest, public_key, wanted_at) SELECT gen_random_uuid(), gen_random_uuid(), ${mate.id}, d.id, '', '', 1 FROM device d LIMIT 1`);
  await tx.execute(sql`INSERT INTO event_key (id, device_id, user_id, seq, hash) VALUES (gen_random_uuid(), gen_random_uuid(), ${mate.id}, 1, '')`);
  for (const holder of writers.slice(-3)) await tx.execute(sql`INSERT INTO event_review (event_id, decision, by, team_id, at, writer_id) VALUES (gen_random_uuid(), 'archive', ${holder.id}, ${holder.teamId}, ${now}, ${holder.id})`);
  const unmatched = new Map<Role, string>();
  for (const { role } of seats) {
    const id = randomUUID();
    unmatched.set(role, id);
    await tx.execute(sql`INSERT INTO unmatched_row (id, batch_id, row, record, reason) VALUES (${id}, ${batchId}, 2, '{}', 'no such case')`);
  }
  return { rejections, batchNo, unmatched };
}
