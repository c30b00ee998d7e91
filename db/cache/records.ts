/** Reads of single records: what a case's screen, the inbox and today's figures are made of. */
import type { CaseDoc, ColleagueDoc, EntryDoc, PersonDoc, PromiseDoc, WarningDoc } from "../../shared/model/documents.ts";
import { FormDocSchema, type FormDoc } from "../../shared/model/form-doc.ts";
import type { CarriedRow, CarriedTable } from "./carry.ts";
import { fromJson, type CacheContext } from "./context.ts";
import { StopDocSchema, type StopDoc } from "../../shared/model/stop.ts";
import { entryDoc } from "./entry.ts";
import { warningOf } from "./project.ts";

export interface Pending<T> {
  readonly doc: T;
  readonly pending: boolean;
}

/** Rows of the case on the screen. */
export type ShownCase = Readonly<Record<Extract<CarriedTable, "person" | "kase">, CarriedRow>>;

interface Viewed {
  doc: string;
  view: string | null;
  pending: number;
}

type WarningRow = Viewed & { name: string | null; caseNo: string | null; bankName: string | null };
const WARNING_ROW = `SELECT coalesce(w.doc, w.view) AS doc, w.view, w.pending, p.name, k.case_no AS caseNo, k.bank_name AS bankName
  FROM warning w LEFT JOIN person p ON p.id = w.person_id LEFT JOIN kase k ON k.id = w.case_id`;
const readWarning = (row: Viewed): Pending<WarningDoc> => ({ doc: warningOf(row.view ?? row.doc), pending: row.pending === 1 });
const oneWarning = (row: Viewed | undefined): Pending<WarningDoc> | null => (row ? readWarning(row) : null);
const warningOfRow = (r: WarningRow) => ({ ...readWarning(r), name: r.name ?? "", caseNo: r.caseNo ?? "", bankName: r.bankName ?? "" });

type StopRow = { doc: string; name: string | null; caseNo: string | null; bankName: string | null };
/** A stored stop, with what a centre of an older version did not say. */
const stopOf = (text: string): StopDoc => StopDocSchema.parse(fromJson(text));

const read = <T>(row: Viewed): Pending<T> => ({ doc: fromJson<T>(row.view ?? row.doc), pending: row.pending === 1 });

export type Records = ReturnType<typeof createRecords>;

/** Record readers. Everything is as the user sees it: the centre's document with own events on top. */
export function createRecords({ db }: CacheContext) {
  const q = {
    person: db.prepare<[string], Viewed>("SELECT doc, view, pending FROM person WHERE id = ?"),
    kase: db.prepare<[string], Viewed>("SELECT doc, view, pending FROM kase WHERE id = ?"),
    bare: (["person", "kase"] as const).map((table) => db.prepare<[string], CarriedRow>(`SELECT * FROM ${table} WHERE id = ?`)),
    accounts: db.prepare<[string], Viewed>("SELECT doc, view, pending FROM kase WHERE person_id = ? ORDER BY case_no"),
    promises: db.prepare<[string], Viewed>("SELECT doc, NULL AS view, pending FROM promise WHERE person_id = ? ORDER BY due_on DESC, id"),
    warningOf: db.prepare<[string], Viewed>("SELECT coalesce(doc, view) AS doc, view, pending FROM warning WHERE person_id = ? ORDER BY t0 DESC LIMIT 1"),
    warningsOf: db.prepare<[string], Viewed>("SELECT coalesce(doc, view) AS doc, view, pending FROM warning WHERE person_id = ?"),
    warning: db.prepare<[string], Viewed>("SELECT coalesce(doc, view) AS doc, view, pending FROM warning WHERE id = ?"),
    warnings: db.prepare<[string, number], WarningRow>(`${WARNING_ROW} WHERE w.state IN (SELECT value FROM json_each(?)) ORDER BY w.t0 DESC LIMIT ?`),
    allWarnings: db.prepare<[number], WarningRow>(`${WARNING_ROW} ORDER BY w.t0 DESC LIMIT ?`),
    warningRow: db.prepare<[string], WarningRow>(`${WARNING_ROW} WHERE w.id = ?`),
    stops: db.prepare<[number], StopRow>("SELECT s.doc, p.name, k.case_no AS caseNo, k.bank_name AS bankName FROM stop s LEFT JOIN person p ON p.id = s.person_id LEFT JOIN kase k ON k.id = s.doc ->> '$.caseId' ORDER BY s.standing DESC, s.since DESC LIMIT ?"),
    stopsOf: db.prepare<[string], { doc: string }>("SELECT doc FROM stop WHERE person_id = ?"),
    stopped: db.prepare<[], { doc: string; caseId: string | null }>("SELECT p.doc, (SELECT k.id FROM kase k WHERE k.person_id = p.id ORDER BY k.case_no LIMIT 1) AS caseId FROM person p WHERE p.held IS NOT NULL"),
    forms: db.prepare<[string, number], { doc: string }>("SELECT doc FROM form WHERE workflow = ? ORDER BY t0 DESC LIMIT ?"),
    form: db.prepare<[string], { doc: string }>("SELECT doc FROM form WHERE id = ?"),
    timeline: db.prepare<[string, number, number], { doc: string }>(`SELECT ${entryDoc()} AS doc FROM entry WHERE person_id = ? AND at < ? ORDER BY at DESC, id DESC LIMIT ?`),
    timelineAt: db.prepare<[string, number], { doc: string }>(`SELECT ${entryDoc()} AS doc FROM entry WHERE person_id = ? AND at = ?`),
    hasEntry: db.prepare<[string, string], 1>("SELECT 1 FROM entry WHERE person_id = ? AND id = ?").pluck() as { get(personId: string, id: string): 1 | undefined },
    entry: db.prepare<[string, string], { doc: string }>(`SELECT ${entryDoc()} AS doc FROM entry WHERE person_id = ? AND id = ?`),
    // By person: the key serves it, and only people whose cases are here count.
    notes: db.prepare<[number, number, string], { id: string; personId: string }>(`SELECT e.id, e.person_id AS personId FROM person p JOIN entry e ON e.person_id = p.id AND e.at >= ? AND e.at < ?
      WHERE e.doc ->> '$.userId' IN (SELECT value FROM json_each(?)) AND trim(CASE e.doc ->> '$.type' WHEN 'call.logged' THEN e.doc ->> '$.body.note' WHEN 'note.added' THEN e.doc ->> '$.body.text' END) <> ''`),
    verdicts: db.prepare<[string, string], { doc: string }>(`SELECT ${entryDoc()} AS doc FROM entry WHERE person_id = ? AND doc ->> '$.type' = 'spotCheck.judged' AND doc ->> '$.body.entryId' = ?`),
    callStarted: db.prepare<[string, string], { doc: string }>(`SELECT ${entryDoc()} AS doc FROM entry WHERE person_id = ? AND doc ->> '$.type' = 'call.started' AND doc ->> '$.body.callId' = ?`),
    ownToday: db.prepare<[number], { doc: string }>(`SELECT ${entryDoc()} AS doc FROM entry WHERE own = 1 AND at >= ?`),
    keptToday: db.prepare<[string, number], number>("SELECT count(*) FROM promise WHERE state = 'kept' AND doc ->> '$.madeBy' = ? AND doc ->> '$.decidedAt' >= ?").pluck() as { get(id: string, from: number): number },
    colleague: db.prepare<[string], { name: string }>("SELECT name FROM colleague WHERE id = ?"),
    colleagues: db.prepare<[], { doc: string }>("SELECT doc FROM colleague ORDER BY name"),
    cases: db.prepare<[], number>("SELECT count(*) FROM kase").pluck() as { get(): number },
  };
  const one = <T>(row: Viewed | undefined): Pending<T> | null => (row ? read<T>(row) : null);
  return {
    person: (id: string) => one<PersonDoc>(q.person.get(id)),
    /** A case and its person as stored: what a fresh cache needs to show it. */
    bareCase: (caseId: string, personId: string): ShownCase | null => {
      const [person, kase] = [q.bare[0]?.get(personId), q.bare[1]?.get(caseId)];
      return person && kase ? { person, kase } : null;
    },
    caseDoc: (id: string) => one<CaseDoc>(q.kase.get(id)),
    /** All accounts of a person that are on this workstation. */
    accountsOf: (personId: string) => q.accounts.all(personId).map((r) => read<CaseDoc>(r)),
    promisesOf: (personId: string) => q.promises.all(personId).map((r) => read<PromiseDoc>(r)),
    /** The newest warning about a person. */
    warningOf: (personId: string) => oneWarning(q.warningOf.get(personId)),
    /** All warnings about a person. */
    warningsOf: (personId: string): WarningDoc[] => q.warningsOf.all(personId).map((r) => readWarning(r).doc),
    warning: (id: string) => oneWarning(q.warning.get(id)),
    /** Warnings in some states (null: in any), newest first, with the names a list needs (unmasked). */
    warnings: (states: readonly string[] | null, limit: number) => (states ? q.warnings.all(JSON.stringify(states), limit) : q.allWarnings.all(limit)).map(warningOfRow),
    warningRow: (id: string) => {
      const row = q.warningRow.get(id);
      return row ? warningOfRow(row) : null;
    },
    /** Stops, those that stand first, newest first, with the names a list needs (unmasked). */
    stops: (limit: number) => q.stops.all(limit).map((r) => ({ doc: stopOf(r.doc), name: r.name ?? "", caseNo: r.caseNo ?? "", bankName: r.bankName ?? "" })),
    stopsOf: (personId: string): StopDoc[] => q.stopsOf.all(personId).map((r) => stopOf(r.doc)),
    /** Persons who may not be called, as the centre has them, with a case of theirs. */
    stopped: () => q.stopped.all().map((r) => ({ person: fromJson<PersonDoc>(r.doc), caseId: r.caseId })),
    /** Forms of a workflow as the centre sent them, newest first. */
    forms: (workflow: string, limit: number): FormDoc[] => q.forms.all(workflow, limit).map((r) => FormDocSchema.parse(fromJson(r.doc))),
    form: (id: string): FormDoc | null => {
      const row = q.form.get(id);
      return row ? FormDocSchema.parse(fromJson(row.doc)) : null;
    },
    /** Entries about a person before an instant, newest first. */
    timeline: (personId: string, beforeAt: number, limit: number) => q.timeline.all(personId, beforeAt, limit).map((r) => fromJson<EntryDoc>(r.doc)),
    /** Entries about a person of one instant. */
    timelineAt: (personId: string, at: number) => q.timelineAt.all(personId, at).map((r) => fromJson<EntryDoc>(r.doc)),
    hasEntry: (personId: string, id: string) => q.hasEntry.get(personId, id) === 1,
    /** One entry about a person. */
    entry: (personId: string, id: string): EntryDoc | null => {
      const row = q.entry.get(personId, id);
      return row ? fromJson<EntryDoc>(row.doc) : null;
    },
    /** Which notes some users wrote from `from` to `before` (UTC ms): results of calls with a note, and notes of their own. */
    notesOf: (of: { userIds: readonly string[]; from: number; before: number }) => q.notes.all(of.from, of.before, JSON.stringify(of.userIds)),
    /** What supervisors said of a note. */
    verdicts: (personId: string, entryId: string) => q.verdicts.all(personId, entryId).map((r) => fromJson<EntryDoc>(r.doc)),
    /** The attempt that a call's result belongs to. */
    callStarted: (personId: string, callId: string): EntryDoc | null => {
      const row = q.callStarted.get(personId, callId);
      return row ? fromJson<EntryDoc>(row.doc) : null;
    },
    /** Own acts since an instant that figures count. */
    ownSince: (from: number) => q.ownToday.all(from).map((r) => fromJson<EntryDoc>(r.doc)),
    keptSince: (userId: string, from: number) => q.keptToday.get(userId, from),
    colleagueName: (id: string) => q.colleague.get(id)?.name ?? "",
    colleagues: () => q.colleagues.all().map((r) => fromJson<ColleagueDoc>(r.doc)),
    caseCount: () => q.cases.get(),
  };
}
