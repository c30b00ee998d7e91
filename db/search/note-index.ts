/**
 * The index over what was typed into history (docs/decisions/016). One document per moment of a person
 * (all texts of that instant), numbered by time, so that the newest come first without sorting. Built
 * and kept up in small steps; what a step has not reached yet is remembered per person as the instant
 * from which their history is still to be read.
 */
import type { CacheContext } from "../cache/context.ts";
import { fromJson } from "../cache/context.ts";
import type { EntryDoc } from "../../shared/model/documents.ts";
import { fold } from "./fold.ts";
import type { Spell } from "./spelling.ts";
import { termsOf } from "./terms.ts";
import { textOf } from "./texts.ts";

/** Numbers of documents are 16 s wide: near enough in time, dense enough for a small index. */
const SLOT_MS = 16_000;
const FIRST_SLOT_AT = Date.UTC(2020, 0, 1);
/** Entries read at once; the time a step may take is asked between such reads. */
const READ_ENTRIES = 24;
const SPELLED_AT_ONCE = 32;
/** Index pages that one step merges: small segments into large ones, or forgotten documents out of them. */
const MERGED_PAGES = 24;
/** Set while documents forgotten by a purge still have terms in the index. */
const TO_ERASE = "search.erase";

export type NoteIndex = ReturnType<typeof createNoteIndex>;

interface Behind {
  readonly no: number;
  readonly personId: string;
  readonly since: number;
}

interface Moment {
  readonly at: number;
  readonly texts: readonly string[];
}

/** The writer of the index. Steps and purges run in transactions of their own or of the caller. */
export function createNoteIndex({ db }: CacheContext) {
  const number = (sql: string) => db.prepare<unknown[], number>(sql).pluck() as { get(...values: unknown[]): number | undefined; all(...values: unknown[]): number[] };
  const q = {
    setBehind: db.prepare(`INSERT INTO search_person (person_id, behind_from) VALUES (?, ?)
      ON CONFLICT (person_id) DO UPDATE SET behind_from = min(coalesce(behind_from, excluded.behind_from), excluded.behind_from)`),
    unspell: db.prepare("INSERT INTO search_person (person_id) VALUES (?) ON CONFLICT (person_id) DO UPDATE SET spelled = NULL"),
    unspelled: db.prepare<[number], { no: number; name: string | null }>("SELECT s.no, p.name FROM search_person s LEFT JOIN person p ON p.id = s.person_id WHERE s.spelled IS NULL LIMIT ?"),
    setSpelled: db.prepare("UPDATE search_person SET spelled = ? WHERE no = ?"),
    behind: db.prepare<[], Behind>("SELECT no, person_id AS personId, behind_from AS since FROM search_person WHERE behind_from IS NOT NULL LIMIT 1"),
    behindCount: number("SELECT count(*) FROM search_person WHERE behind_from IS NOT NULL"),
    personCount: number("SELECT count(*) FROM search_person"),
    goOn: db.prepare("UPDATE search_person SET behind_from = ? WHERE no = ?"),
    noOf: number("SELECT no FROM search_person WHERE person_id = ?"),
    entries: db.prepare<[string, number, number], { at: number; doc: string }>("SELECT at, doc FROM entry WHERE person_id = ? AND at >= ? ORDER BY at, id LIMIT ?"),
    entriesAt: db.prepare<[string, number], { at: number; doc: string }>("SELECT at, doc FROM entry WHERE person_id = ? AND at = ? ORDER BY id"),
    momentsOf: db.prepare<[number, number, number], { n: number; at: number; texts: number }>("SELECT n, at, texts FROM search_note WHERE person = ? AND at BETWEEN ? AND ?"),
    taken: number("SELECT 1 FROM search_note WHERE n = ?"),
    addNote: db.prepare("INSERT INTO search_note (n, person, at, texts) VALUES (?, ?, ?, ?)"),
    dropNote: db.prepare("DELETE FROM search_note WHERE n = ?"),
    addTerms: db.prepare("INSERT INTO search_term (rowid, terms) VALUES (?, ?)"),
    dropTerms: db.prepare("DELETE FROM search_term WHERE rowid = ?"),
    merge: db.prepare("INSERT INTO search_term (search_term, rank) VALUES ('merge', ?)"),
    changes: number("SELECT total_changes()"),
    momentsOfCase: number("SELECT DISTINCT at FROM entry WHERE person_id = ? AND case_id = ?"),
    momentsOfEntries: db.prepare<[string], { personId: string; at: number }>("SELECT DISTINCT person_id AS personId, at FROM entry WHERE id IN (SELECT value FROM json_each(?))"),
    dropPerson: db.prepare("DELETE FROM search_person WHERE no = ?"),
    toErase: number("SELECT 1 FROM meta WHERE key = ?"),
    setToErase: db.prepare("INSERT INTO meta (key, value) VALUES (?, '1') ON CONFLICT (key) DO NOTHING"),
    erased: db.prepare("DELETE FROM meta WHERE key = ?"),
  };
  /** A round of erasing rewrites every part of the index; true while one is under way. */
  let erasing = false;

  function drop(n: number): void {
    q.dropTerms.run(n);
    q.dropNote.run(n);
    q.setToErase.run(TO_ERASE);
  }

  /** A free number at or soon after the instant; many of one instant spread over a growing stretch. */
  function freeNumber(at: number, reserved: ReadonlySet<number>): number {
    const slot = Math.max(1, Math.floor((at - FIRST_SLOT_AT) / SLOT_MS));
    let n = slot;
    for (let stretch = 2; reserved.has(n) || q.taken.get(n) !== undefined; stretch *= 2) n = slot + Math.floor(Math.random() * stretch);
    return n;
  }

  /** Reads a stretch of one person's history. `next` is where to go on, null at its end. */
  function readStretch(person: Behind): { moments: Moment[]; until: number; next: number | null } {
    let rows = q.entries.all(person.personId, person.since, READ_ENTRIES);
    const last = rows.at(-1)?.at ?? person.since;
    // A moment is never cut in two.
    if (rows.length === READ_ENTRIES) rows = [...rows.filter((r) => r.at < last), ...q.entriesAt.all(person.personId, last)];
    const moments = new Map<number, string[]>();
    for (const { at, doc } of rows) {
      const text = textOf(fromJson<Pick<EntryDoc, "type" | "body">>(doc));
      if (text !== "") moments.set(at, [...(moments.get(at) ?? []), text]);
    }
    return { moments: [...moments].map(([at, texts]) => ({ at, texts })), until: last, next: rows.length < READ_ENTRIES ? null : last + 1 };
  }

  /** Indexes the next stretch of one person; false when nobody is behind. */
  function indexSome(): boolean {
    const person = q.behind.get();
    if (!person) return false;
    const { moments, until, next } = readStretch(person);
    const known = new Map(q.momentsOf.all(person.no, person.since, until).map((m) => [m.at, m]));
    const changed = moments.filter((m) => known.get(m.at)?.texts !== m.texts.length);
    const reserved = new Set<number>();
    const added = changed.map((moment) => {
      const n = freeNumber(moment.at, reserved);
      reserved.add(n);
      return { n, moment, terms: [...termsOf(fold(moment.texts.join("\n")))].join(" ") };
    });
    db.transaction(() => {
      for (const { at } of changed) if (known.has(at)) drop(known.get(at)!.n);
      // FTS5 writes what it has gathered whenever a number is lower than the one before.
      for (const { n, moment, terms } of added.sort((a, b) => a.n - b.n)) {
        q.addTerms.run(n, terms);
        q.addNote.run(n, person.no, moment.at, moment.texts.length);
      }
      q.goOn.run(next, person.no);
      if (!erasing) q.merge.run(MERGED_PAGES);
    }).immediate();
    return true;
  }

  function spellSome(spell: Spell): boolean {
    const rows = q.unspelled.all(SPELLED_AT_ONCE);
    if (rows.length > 0) db.transaction(() => rows.forEach(({ no, name }) => q.setSpelled.run(name === null ? "" : spell(name), no))).immediate();
    return rows.length > 0;
  }

  /** Runs one merge; false when there was nothing to merge. A negative count takes all segments, a positive one those that are due. */
  function merge(pages: number): boolean {
    const before = q.changes.get()!;
    q.merge.run(pages);
    return q.changes.get()! - before >= 2;
  }

  /** Writes the index anew without the terms of forgotten documents, a few pages at a time; false when none are left. */
  function eraseSome(): boolean {
    if (q.toErase.get(TO_ERASE) === undefined) return false;
    const begun = erasing;
    erasing = merge(begun ? MERGED_PAGES : -MERGED_PAGES);
    if (!begun && !erasing) q.erased.run(TO_ERASE);
    return true;
  }

  const forgetPerson = (personId: string): void => {
    const no = q.noOf.get(personId);
    if (no === undefined) return;
    for (const { n } of q.momentsOf.all(no, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)) drop(n);
    q.dropPerson.run(no);
  };

  /** Forgets moments of a person; what else happened in them is read again. */
  const forgetMoments = (personId: string, moments: readonly number[]): void => {
    const no = q.noOf.get(personId);
    if (no === undefined || moments.length === 0) return;
    for (const at of moments) for (const { n } of q.momentsOf.all(no, at, at)) drop(n);
    q.setBehind.run(personId, Math.min(...moments));
  };

  return {
    /** History of these persons has grown, at the earliest at that instant. Call with the rows, in their transaction. */
    grown: (since: ReadonlyMap<string, number>): void => since.forEach((at, personId) => q.setBehind.run(personId, at)),
    /** These persons came or changed: their names are spelled again. */
    named: (personIds: Iterable<string>): void => {
      for (const id of personIds) q.unspell.run(id);
    },
    /** A purge takes the person with all history. Call before the rows go, in their transaction. */
    forgetPerson,
    /** A purge takes one case of a person. Call before the rows go, in their transaction. */
    forgetCase: (personId: string, caseId: string): void => forgetMoments(personId, q.momentsOfCase.all(personId, caseId)),
    /** Single entries go. Call before the rows go, in their transaction. */
    forgetEntries: (ids: string): void => {
      const byPerson = Map.groupBy(q.momentsOfEntries.all(ids), (m) => m.personId);
      for (const [personId, moments] of byPerson) forgetMoments(personId, moments.map((m) => m.at));
    },
    /**
     * Does a little of what is due and commits it: spelling names, reading history, erasing, merging.
     * Goes on until `budgetMs` is used up; true when more is waiting. Names wait until there is a `spell`.
     */
    step: (budgetMs: number, spell: Spell | null): boolean => {
      const until = performance.now() + budgetMs;
      do {
        if (spell !== null && spellSome(spell)) continue;
        if (indexSome()) continue;
        if (!eraseSome() && !merge(MERGED_PAGES)) return false;
      } while (performance.now() < until);
      return true;
    },
    /** Share of persons whose history is wholly indexed, 0 to 100; 100 only when all are. */
    percent: (): number => {
      const behind = q.behindCount.get()!;
      return behind === 0 ? 100 : Math.min(99, Math.floor(100 * (1 - behind / q.personCount.get()!)));
    },
  };
}
