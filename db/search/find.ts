/**
 * Search in what was typed into history, newest first: own events not yet echoed, history the index has
 * not reached, then the index. Each candidate is checked on its own text, so a hit is always true.
 */
import type { EntryDoc } from "../../shared/model/documents.ts";
import { fromJson, type CacheContext } from "../cache/context.ts";
import { entryDoc } from "../cache/entry.ts";
import { fold } from "./fold.ts";
import { contains, type Query } from "./terms.ts";
import { textOf } from "./texts.ts";

export interface NoteHit {
  /** A case of the person that this user may open. */
  readonly caseId: string;
  readonly entry: EntryDoc;
  /** What was typed, unmasked; the vault masks before it leaves. */
  readonly text: string;
  /** Not yet acknowledged by the centre. */
  readonly pending: boolean;
}

export interface Found {
  readonly hits: readonly NoteHit[];
  /** There are older ones. */
  readonly more: boolean;
}

/** Entries not yet indexed that a question reads through; above it the answer is incomplete and says so. */
const SCANNED = 400;
/** Numbers follow time only nearly: a few more are taken before the cut. */
const SLACK = 14;

/** The reader of the index. */
export function createNoteSearch({ db, me, live }: CacheContext) {
  const q = {
    moments: db.prepare<[string], { personId: string; at: number }>(`SELECT p.person_id AS personId, s.at FROM search_term t CROSS JOIN search_note s ON s.n = t.rowid CROSS JOIN search_person p ON p.no = s.person
      WHERE t.search_term MATCH ? ORDER BY t.rowid DESC`),
    entriesAt: db.prepare<[string, number], { doc: string }>(`SELECT ${entryDoc()} AS doc FROM entry WHERE person_id = ? AND at = ?`),
    // Whole persons, newest arrivals among them: after a pull these are a handful of rows.
    unread: db.prepare<[number], { doc: string }>(`SELECT ${entryDoc("e")} AS doc FROM search_person s CROSS JOIN entry e ON e.person_id = s.person_id AND e.at >= s.behind_from WHERE s.behind_from IS NOT NULL LIMIT ?`),
    casesOf: db.prepare<[string], { id: string; assigneeId: string | null }>("SELECT id, assignee_id AS assigneeId FROM kase WHERE person_id = ? ORDER BY case_no"),
    kase: db.prepare<[string], { id: string; assigneeId: string | null }>("SELECT id, assignee_id AS assigneeId FROM kase WHERE id = ?"),
  };
  const mayOpen = (row: { assigneeId: string | null }): boolean => me.scope !== null && (me.scope !== "own" || row.assigneeId === me.id);

  /** The entry's own case when the user may open it, else another of the same person; null when there is none. */
  function caseFor(entry: Pick<EntryDoc, "caseId" | "personId">): string | null {
    const own = entry.caseId === null ? undefined : q.kase.get(entry.caseId);
    if (own && mayOpen(own)) return own.id;
    return entry.personId === null ? null : (q.casesOf.all(entry.personId).find(mayOpen)?.id ?? null);
  }

  return {
    /** The newest `limit` entries that contain every word. */
    notes: (query: Query, limit: number): Found => {
      const hits = new Map<string, NoteHit>();
      const look = (entry: EntryDoc, pending: boolean): void => {
        if (hits.has(entry.id)) return;
        const text = textOf(entry);
        if (!contains(query, fold(text))) return;
        const caseId = caseFor(entry);
        if (caseId !== null) hits.set(entry.id, { caseId, entry, text, pending });
      };
      for (const { event, unsent } of live.texts()) {
        look({ id: event.id, type: event.type, caseId: event.caseId, personId: event.personId, userId: event.userId, userName: me.name, at: event.atServer, body: event.body as EntryDoc["body"] }, unsent);
      }
      for (const { doc } of q.unread.all(SCANNED)) look(fromJson<EntryDoc>(doc), false);
      const enough = hits.size + limit + SLACK;
      for (const { personId, at } of q.moments.iterate(query.match)) {
        for (const { doc } of q.entriesAt.all(personId, at)) look(fromJson<EntryDoc>(doc), false);
        if (hits.size >= enough) break;
      }
      const sorted = [...hits.values()].sort((a, b) => b.entry.at - a.entry.at || (a.entry.id < b.entry.id ? 1 : -1));
      return { hits: sorted.slice(0, limit), more: sorted.length > limit };
    },
  };
}
