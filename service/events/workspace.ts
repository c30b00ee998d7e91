/**
 * Everything a batch of events may touch, loaded and locked in one order (persons, cases, warnings,
 * each by id), folded in memory, written back once. Locks are held to the commit, so that two
 * devices working on the same person cannot lose each other's counts.
 */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { reaches } from "../../shared/access/reach.ts";
import { scopesOf, type Action } from "../../shared/access/table.ts";
import type { CaseDoc, PersonDoc, PromiseDoc, WarningDoc } from "../../shared/model/documents.ts";
import { isSameStop, StopDocSchema, unheardStop, type StopDoc, type StopName } from "../../shared/model/stop.ts";
import type { FormDoc } from "../../shared/model/form-doc.ts";
import type { LockdeskEvent } from "../../shared/model/events.ts";
import type { Me } from "../../shared/protocol/session.ts";
import type { Ctx } from "../context.ts";
import { array, records, rows } from "../db/query.ts";
import { saveCases } from "../records/cases.ts";
import { colleaguesChanged } from "../records/colleagues.ts";
import { loadForms, saveForms } from "../records/forms.ts";
import { savePersons } from "../records/persons.ts";
import { insertPromises } from "../records/promises.ts";
import { saveStops } from "../records/stops.ts";
import { loadWarnings, saveWarnings } from "../records/warnings.ts";
import type { Sifted } from "./sift.ts";

/** True when the case is with the user now, as far as the access table lets them do this to it. */
export const isPresent = (me: Me, doc: CaseDoc | undefined, action: Action = "case.work"): boolean => doc?.status === "open" && reaches(me, action, doc);

export interface Workspace {
  readonly cases: Map<string, CaseDoc>;
  readonly persons: Map<string, PersonDoc>;
  /** The same human's documents at every bank, by person id (itself included). */
  readonly siblings: Map<string, readonly string[]>;
  readonly warnings: Map<string, WarningDoc>;
  /** 停催 of those persons, standing or lifted, by person. */
  readonly stops: Map<string, readonly StopDoc[]>;
  readonly forms: Map<string, FormDoc>;
  /** Cases the sender, or their team, has had but has no longer. */
  readonly had: ReadonlySet<string>;
  /** Events of this batch accepted so far. */
  readonly accepted: LockdeskEvent[];
  readonly promises: PromiseDoc[];
  duty: string | null;
  touchCase(doc: CaseDoc): void;
  touchPerson(doc: PersonDoc): void;
  touchWarning(doc: WarningDoc): void;
  /** The lock of this name on this person; one of which nothing is known yet when there is none. */
  stopOf(person: PersonDoc, name: StopName): StopDoc;
  touchStop(doc: StopDoc): void;
  touchForm(doc: FormDoc): void;
  save(ctx: Ctx, me: Me): Promise<void>;
}

/** Ids an event names. */
function namesOf({ envelope, event }: Sifted): { cases: string[]; persons: string[]; warnings: string[] } {
  const cases = envelope.caseId ? [envelope.caseId] : [];
  const persons = envelope.personId ? [envelope.personId] : [];
  const warnings: string[] = [];
  if (event?.type === "promise.made") cases.push(...event.body.items.map((i) => i.caseId));
  if (event?.type === "warning.stamped" || event?.type === "warning.filed") warnings.push(event.body.warningId);
  if (event?.type === "workflow.stepTaken") warnings.push(event.body.instanceId);
  return { cases, persons, warnings };
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

/** Loads what the events name, for a user (system scope: the judge decides what they may touch). */
export async function openWorkspace(ctx: Ctx, me: Me, items: readonly Sifted[]): Promise<Workspace> {
  const named = [...items.map(namesOf), ...(await concernedBy(ctx, items))];
  const caseIds = unique(named.flatMap((n) => n.cases));
  const { persons, siblings, cases, stops } = await humans(ctx, caseIds, unique(named.flatMap((n) => n.persons)));
  const warnings = await loadWarnings(ctx, unique(named.flatMap((n) => n.warnings)), { lock: true });
  const forms = await loadForms(ctx, unique([...formsNamed(items), ...complaintsCalledAbout(items, stops)]), { lock: true });
  const absent = caseIds.filter((id) => !isPresent(me, cases.get(id)));
  return assemble({ cases, persons, siblings, stops, warnings, forms, had: await heldOnce(ctx, me, absent) });
}

const instancesNamed = (items: readonly Sifted[]): string[] => items.flatMap(({ event }) => (event?.type === "workflow.stepTaken" ? [event.body.instanceId] : []));
const formsNamed = (items: readonly Sifted[]): string[] => unique([...instancesNamed(items), ...items.flatMap(({ event }) => (event?.type === "complaint.filed" ? [event.body.complaintId] : event?.type === "referral.filed" ? [event.body.referralId] : []))]);

/** Complaints that stop the calling of somebody who was called: the call may be the soothing one. */
const complaintsCalledAbout = (items: readonly Sifted[], stops: Workspace["stops"]): string[] =>
  items.some(({ event }) => event?.type === "call.started" || event?.type === "call.logged") ? [...stops.values()].flat().filter((stop) => stop.reason === "complaint").map((stop) => stop.ref).filter(isId) : [];
/** A stop set at a desk for a complaint is named by its own event, one set by the complaint by the complaint: either way by an id. */
const isId = (ref: string): boolean => /^[0-9a-f-]{36}$/.test(ref);

/** Case and person of the instances whose steps are taken: theirs, whatever the event says of itself. Of a new complaint: as it names the case. */
async function concernedBy(ctx: Ctx, items: readonly Sifted[]): Promise<ReturnType<typeof namesOf>[]> {
  const ids = array(unique(instancesNamed(items)), "uuid");
  const asked = items.flatMap(({ event }) => (event?.type === "complaint.filed" || event?.type === "referral.filed" ? [{ bankCode: event.body.form.bankCode, caseNo: event.body.form.caseNo }] : []));
  if (instancesNamed(items).length + asked.length === 0) return [];
  const found = await rows<{ case_id: string | null; person_id: string | null }>(ctx.tx, sql`SELECT case_id, person_id FROM warning WHERE id = ANY(${ids}) UNION ALL SELECT case_id, person_id FROM workflow_form WHERE id = ANY(${ids})
    UNION ALL SELECT k.id, k.person_id FROM json_to_recordset(${records(asked)}) AS x("bankCode" text, "caseNo" text) JOIN kase k ON k.bank_code = x."bankCode" AND k.case_no = x."caseNo"`);
  return [{ cases: found.flatMap((f) => f.case_id ?? []), persons: found.flatMap((f) => f.person_id ?? []), warnings: [] }];
}

interface Loaded {
  id: string;
  kind: "person" | "case" | "stop";
  /** Of persons: what ties the same human's documents together. Null of the rest. */
  human: string | null;
  doc: unknown;
}

/**
 * The cases, and their persons and those named with all documents of the same human (counts are per human, R-18) and
 * their stops. One statement: persons are locked in id order before the first case is; a stop is its person's.
 */
async function humans(ctx: Ctx, caseIds: readonly string[], personIds: readonly string[]): Promise<Pick<Workspace, "persons" | "siblings" | "cases" | "stops">> {
  const persons = new Map<string, PersonDoc>();
  const cases = new Map<string, CaseDoc>();
  const stops = new Map<string, StopDoc[]>();
  const ofHuman = new Map<string, string[]>();
  if (caseIds.length === 0 && personIds.length === 0) return { persons, cases, stops, siblings: new Map() };
  const found = await rows<Loaded>(
    ctx.tx,
    sql`WITH named AS (SELECT unnest(${array(personIds, "uuid")}) AS id UNION SELECT k.person_id FROM kase k WHERE k.id = ANY(${array(caseIds, "uuid")})),
          p AS MATERIALIZED (SELECT id, human_key, doc FROM person WHERE human_key = ANY(ARRAY(SELECT x.human_key FROM named JOIN person x ON x.id = named.id)) ORDER BY id FOR UPDATE),
          k AS MATERIALIZED (SELECT id, doc FROM kase WHERE id = ANY(${array(caseIds, "uuid")}) AND (SELECT count(*) FROM p) >= 0 ORDER BY id FOR UPDATE)
        SELECT p.id, 'person' AS kind, p.human_key AS human, p.doc FROM p UNION ALL SELECT k.id, 'case', NULL, k.doc FROM k
        UNION ALL SELECT s.person_id, 'stop', NULL, s.doc FROM stop s WHERE s.person_id IN (SELECT id FROM p)`,
  );
  for (const { id, kind, human, doc } of found) {
    if (kind === "case") cases.set(id, doc as CaseDoc);
    else if (kind === "stop") stops.set(id, [...(stops.get(id) ?? []), StopDocSchema.parse(doc)]);
    else if (human !== null) {
      persons.set(id, doc as PersonDoc);
      ofHuman.set(human, [...(ofHuman.get(human) ?? []), id]);
    }
  }
  return { persons, cases, stops, siblings: new Map([...ofHuman.values()].flatMap((ids) => ids.map((id) => [id, ids]))) };
}

async function heldOnce(ctx: Ctx, me: Me, caseIds: readonly string[]): Promise<Set<string>> {
  if (caseIds.length === 0) return new Set();
  const team = scopesOf(me.roles, "case.work").includes("team") ? me.teamId : null;
  const found = await rows<{ case_id: string }>(
    ctx.tx,
    sql`SELECT DISTINCT case_id FROM assignment WHERE case_id = ANY(${array(caseIds, "uuid")}) AND (user_id = ${me.id}::uuid OR team_id = ${team}::uuid)`,
  );
  return new Set(found.map((f) => f.case_id));
}

function assemble(loaded: Pick<Workspace, "cases" | "persons" | "siblings" | "stops" | "warnings" | "forms" | "had">): Workspace {
  const dirty = { cases: new Set<string>(), persons: new Set<string>(), warnings: new Set<string>(), stops: new Map<string, StopDoc>(), forms: new Set<string>() };
  const picked = <T>(map: Map<string, T>, ids: Set<string>): T[] => [...ids].sort().flatMap((id) => map.get(id) ?? []);
  const ws: Workspace = {
    ...loaded, accepted: [], promises: [], duty: null,
    touchCase(doc) {
      ws.cases.set(doc.id, doc);
      dirty.cases.add(doc.id);
    },
    touchPerson(doc) {
      ws.persons.set(doc.id, doc);
      dirty.persons.add(doc.id);
    },
    touchWarning(doc) {
      ws.warnings.set(doc.id, doc);
      dirty.warnings.add(doc.id);
    },
    stopOf: (person, name) => ws.stops.get(person.id)?.find((s) => isSameStop(s, name)) ?? unheardStop({ id: randomUUID(), personId: person.id, bankCode: person.bankCode, ref: name.ref, reason: name.reason }),
    touchStop(doc) {
      ws.stops.set(doc.personId, [...(ws.stops.get(doc.personId) ?? []).filter((s) => s.id !== doc.id), doc]);
      dirty.stops.set(doc.id, doc);
    },
    touchForm(doc) {
      ws.forms.set(doc.id, doc);
      dirty.forms.add(doc.id);
    },
    async save(ctx, me) {
      await savePersons(ctx, picked(ws.persons, dirty.persons));
      await saveCases(ctx, picked(ws.cases, dirty.cases).map((doc) => ({ doc })), ws.cases);
      await insertPromises(ctx, ws.promises, ws.cases);
      await saveWarnings(ctx, picked(ws.warnings, dirty.warnings), ws.cases);
      await saveStops(ctx, [...dirty.stops.values()]);
      await saveForms(ctx, picked(ws.forms, dirty.forms));
      await saveDuty(ctx, me, ws);
    },
  };
  return ws;
}

async function saveDuty(ctx: Ctx, me: Me, { duty }: Workspace): Promise<void> {
  if (duty === null) return;
  await ctx.tx.execute(sql`UPDATE app_user SET duty = ${duty} WHERE id = ${me.id}`);
  await colleaguesChanged(ctx, [me.id]);
}
