/**
 * The one projector: lays own live events over the centre's documents with the shared functions
 * and writes what lists and screens read. Idempotent: run again after any change of either side,
 * it gives the same rows. The unit is a person with everything that hangs on them.
 */
import { WarningDocSchema, type CaseDoc, type PersonDoc, type PromiseDoc, type WarningDoc } from "../../shared/model/documents.ts";
import type { LockdeskEvent } from "../../shared/model/events.ts";
import { lastFour } from "../../shared/model/masking.ts";
import { isApplied, projectCase, projectPerson, promisesOf } from "../../shared/model/projection.ts";
import { isLate, projectWarning, warningFrom, type WarningEvent } from "../../shared/workflow/warning.ts";
import type { LiveEvent } from "../outbox.ts";
import { fromJson, reversed, type CacheContext, type Touched } from "./context.ts";
import { placeCase, type PromiseFacts } from "./queue-rules.ts";

export type Projector = ReturnType<typeof createProjector>;

interface PlaceRow {
  id: string; person_id: string; status: string; assignee_id: string | null; bucket: string; bank_code: string; current_fen: number; due_back_on: string;
  assigned_at: number | null; last_touched_at: number | null; follow_up_at: number | null; callback_at: number | null; held: string | null;
}

/** A case after own events; the same object when none concerns it. */
export const overlayCase = (doc: CaseDoc, live: readonly LiveEvent[]): CaseDoc => live.reduce((d, { event }) => projectCase(d, event), doc);
/** A person after own events; the same object when none concerns them. */
export const overlayPerson = (doc: PersonDoc, live: readonly LiveEvent[]): PersonDoc => live.reduce((d, { event }) => projectPerson(d, event), doc);

/** A stored warning, with what a centre of an older version did not say. */
export const warningOf = (text: string): WarningDoc => WarningDocSchema.parse(fromJson(text));

const warningIdOf = (event: LockdeskEvent): string | null => {
  if (event.type === "warning.stamped" || event.type === "warning.filed") return event.body.warningId;
  return event.type === "workflow.stepTaken" ? event.body.instanceId : null;
};

/** A warning after one own event; it was judged by the table when it was written. */
export function overlayWarning(doc: WarningDoc, event: WarningEvent, byName: string): WarningDoc {
  const step = event.type === "warning.stamped" ? null : event.type === "warning.filed" ? "file" : event.body.step;
  return projectWarning(doc, event, { name: byName, late: step !== null && isLate(doc, step, event.atServer), receivedAt: null });
}

/** Writes views, list columns and worklist places. Call inside a transaction. */
export function createProjector(ctx: CacheContext) {
  const { db, me } = ctx;
  const q = {
    person: db.prepare<[string], { doc: string }>("SELECT doc FROM person WHERE id = ?"),
    setPerson: db.prepare("UPDATE person SET view = ?, held = ?, pending = ? WHERE id = ?"),
    casesOf: db.prepare<[string], { id: string; doc: string }>("SELECT id, doc FROM kase WHERE person_id = ?"),
    caseIdsOf: db.prepare<[string], string>("SELECT id FROM kase WHERE person_id = ?").pluck() as { all(id: string): string[] },
    setCase: db.prepare(`UPDATE kase SET view = ?, pending = ?, last_touched_at = ?, last_line = ?, last_outcome = ?, attempts = ?, follow_up_at = ?, callback_at = ? WHERE id = ?`),
    placeRow: db.prepare<[string], PlaceRow>(`SELECT k.id, k.person_id, k.status, k.assignee_id, k.bucket, k.bank_code, k.current_fen, k.due_back_on, k.assigned_at,
      k.last_touched_at, k.follow_up_at, k.callback_at, p.held FROM kase k LEFT JOIN person p ON p.id = k.person_id WHERE k.id = ?`),
    promiseFacts: db.prepare<[string], { state: string; dueOn: string; madeAt: number }>("SELECT state, due_on AS dueOn, doc ->> '$.madeAt' AS madeAt FROM promise WHERE case_id = ?"),
    setPlace: db.prepare("UPDATE kase SET reason = ?, next_at = ?, replace_at = ? WHERE id = ?"),
    unplace: db.prepare("DELETE FROM queue_item WHERE case_id = ?"),
    place: db.prepare("INSERT INTO queue_item (tab, paused, k1, k2, case_id, bucket, bank_code) VALUES (?,?,?,?,?,?,?)"),
    due: db.prepare<[number, number], string>("SELECT id FROM kase WHERE replace_at <= ? ORDER BY replace_at LIMIT ?").pluck() as { all(now: number, limit: number): string[] },
    ownPromises: db.prepare<[string], string>("SELECT id FROM promise WHERE person_id = ? AND own = 1").pluck() as { all(id: string): string[] },
    dropPromise: db.prepare("DELETE FROM promise WHERE id = ? AND own = 1"),
    putPromise: db.prepare(`INSERT INTO promise (id, rev, streams, pending, case_id, person_id, state, due_on, own, doc) VALUES (?, 0, 0, ?, ?, ?, ?, ?, 1, ?)
      ON CONFLICT (id) DO UPDATE SET pending = excluded.pending`),
    warningsOf: db.prepare<[string], { id: string; doc: string | null }>("SELECT id, doc FROM warning WHERE person_id = ?"),
    dropWarning: db.prepare("DELETE FROM warning WHERE id = ? AND doc IS NULL"),
    putWarning: db.prepare(`INSERT INTO warning (id, rev, streams, pending, case_id, person_id, state, t0, doc, view) VALUES (?, 0, 0, ?, ?, ?, ?, ?, NULL, ?)
      ON CONFLICT (id) DO UPDATE SET pending = excluded.pending, state = excluded.state, view = excluded.view`),
    plainWarning: db.prepare("UPDATE warning SET view = NULL, pending = 0, state = ? WHERE id = ?"),
    setPhones: db.prepare("INSERT OR IGNORE INTO tail (reversed, kind, person_id) VALUES (?, 'phone', ?)"),
    bankOf: db.prepare<[string], string>("SELECT bank_code FROM kase WHERE id = ?").pluck() as { get(id: string): string | undefined },
  };

  function person(id: string, live: readonly LiveEvent[], touched: Touched): void {
    const row = q.person.get(id);
    // Of somebody whose case has left, a team may still hold warnings; nothing else is drawn about them.
    if (!row) return warnings(id, live, touched, false);
    const doc = fromJson<PersonDoc>(row.doc);
    const view = overlayPerson(doc, live);
    const pending = live.some(({ event, unsent }) => unsent && !isApplied(doc, event)) ? 1 : 0;
    q.setPerson.run(view === doc ? null : JSON.stringify(view), heldBy(view), pending, id);
    if (view.contacts.length > doc.contacts.length) for (const c of view.contacts) q.setPhones.run(reversed(c.value), id);
    promises(id, live, touched);
    warnings(id, live, touched, true);
    for (const { id: caseId, doc: text } of q.casesOf.all(id)) {
      caseRow(caseId, fromJson<CaseDoc>(text), live);
      touched.caseIds.add(caseId);
    }
  }

  function caseRow(id: string, doc: CaseDoc, live: readonly LiveEvent[]): void {
    const view = overlayCase(doc, live);
    const pending = live.some(({ event, unsent }) => unsent && event.caseId === id && !isApplied(doc, event)) ? 1 : 0;
    const w = view.work;
    q.setCase.run(view === doc ? null : JSON.stringify(view), pending, w.lastTouchedAt, w.lastLine, w.lastOutcome, w.attempts, w.followUpAt, w.callbackAt, id);
    place(id);
  }

  function promises(personId: string, live: readonly LiveEvent[], touched: Touched): void {
    const own = live.flatMap(({ event, unsent }) => promisesOf(event).map((p) => ({ p, unsent })));
    const kept = new Set(own.map(({ p }) => p.id));
    for (const id of q.ownPromises.all(personId)) if (!kept.has(id)) q.dropPromise.run(id);
    for (const { p, unsent } of own) {
      q.putPromise.run(p.id, unsent ? 1 : 0, p.caseId, p.personId, p.state, p.dueOn, JSON.stringify(p satisfies PromiseDoc));
      touched.caseIds.add(p.caseId);
    }
  }

  function warnings(personId: string, live: readonly LiveEvent[], touched: Touched, own: boolean): void {
    const events = live.filter((l): l is LiveEvent & { event: WarningEvent } => warningIdOf(l.event) !== null);
    const stored = new Map(q.warningsOf.all(personId).map((r) => [r.id, r.doc]));
    const ids = new Set([...stored.keys(), ...(own ? events.map((l) => warningIdOf(l.event)!) : [])]);
    for (const id of ids) {
      const mine = events.filter((l) => warningIdOf(l.event) === id);
      const server = stored.get(id) ?? null;
      const view = foldWarning(server ? warningOf(server) : null, mine.map((l) => l.event));
      if (!view) q.dropWarning.run(id);
      else if (mine.length === 0) q.plainWarning.run(view.state, id);
      else q.putWarning.run(id, mine.some((l) => l.unsent) ? 1 : 0, view.caseId, personId, view.state, view.t0, JSON.stringify(view));
      touched.warnings ||= mine.length > 0 || !view;
    }
  }

  function foldWarning(server: WarningDoc | null, events: readonly WarningEvent[]): WarningDoc | null {
    return events.reduce<WarningDoc | null>((doc, event) => {
      const base = doc ?? (event.type === "workflow.stepTaken" ? null : warningFrom(event, { collectorName: me.name, teamId: me.teamId, bankCode: q.bankOf.get(event.caseId ?? "") ?? "" }));
      return base && overlayWarning(base, event, me.name);
    }, server);
  }

  function place(id: string): void {
    const row = q.placeRow.get(id);
    if (!row) return;
    const placement = placeCase({
      now: ctx.now(), listed: row.status === "open" && mineToList(row.assignee_id), currentFen: row.current_fen, assignedAt: row.assigned_at,
      lastTouchedAt: row.last_touched_at, followUpAt: row.follow_up_at, callbackAt: row.callback_at, dueBackOn: row.due_back_on, held: row.held,
      promises: q.promiseFacts.all(id) as PromiseFacts[],
    });
    q.setPlace.run(placement.reason, placement.nextAt, placement.replaceAt, id);
    q.unplace.run(id);
    for (const p of placement.places) q.place.run(p.tab, p.paused, p.k1, p.k2, id, row.bucket, row.bank_code);
  }

  /** A collector's worklist holds own cases; a supervisor's the team's assigned ones. */
  const mineToList = (assigneeId: string | null): boolean => (me.scope === "own" ? assigneeId === me.id : me.scope !== null && assigneeId !== null);

  return {
    /** Recomputes persons and all that hangs on them. */
    persons: (ids: Iterable<string>, touched: Touched): void => {
      for (const id of ids) person(id, ctx.live.on({ personId: id }), touched);
    },
    /** Puts cases into the worklist again where only the clock or a promise has moved. */
    places: (caseIds: Iterable<string>): void => {
      for (const id of caseIds) place(id);
    },
    /** Cases whose place the clock has changed. */
    dueForPlacing: (limit: number): string[] => q.due.all(ctx.now(), limit),
    caseIdsOf: (personId: string): string[] => q.caseIdsOf.all(personId),
  };
}

/** What the row says about a person who may not be called: a warning before other stops. */
export function heldBy(person: PersonDoc): string | null {
  return (person.holds.find((h) => h.reason === "warning") ?? person.holds[0])?.reason ?? null;
}

export const cardLast4 = (doc: CaseDoc): string => lastFour(doc.cardNo);
