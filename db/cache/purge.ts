/**
 * Removal (P3). A revoked case takes its entries, promises, warnings and worklist places with it,
 * and the person when no other case of theirs remains; `secure_delete` overwrites the pages. Own
 * unsent events live in the outbox and are untouched. A warning stays with the team that stamped it:
 * the case may leave that team's stream, the warning does not.
 */
import { failPoint } from "../fail-points.ts";
import type { NoteIndex } from "../search/note-index.ts";
import type { CacheContext, Touched } from "./context.ts";

/** What a row leaves: the bit of its stream, and the team whose stream it is, if it is a team's. */
export interface Leaving {
  readonly bit: number;
  readonly team: string | null;
}

/** The team whose stream it is; null for every other stream. */
export const teamOf = (stream: string): string | null => (stream.startsWith("team:") ? stream.slice("team:".length) : null);

/** A warning that stays in a stream whatever becomes of its case. */
export const staysIn = (warning: { readonly teamId: string | null }, { team }: Leaving): boolean => team !== null && warning.teamId === team;

export type Purger = ReturnType<typeof createPurger>;

/** Cases per transaction (SYNC.md 2.7: longest transaction 0.15–0.18 s). */
const GROUP = 25;

/** Removes rows. `forgotten` is told every id that left, so that drafts follow. */
export function createPurger({ db }: CacheContext, index: NoteIndex, forgotten: (ids: readonly string[]) => void) {
  const ids = (sql: string) => db.prepare<unknown[], string>(sql).pluck() as { all(...values: unknown[]): string[] };
  const q = {
    releaseCase: db.prepare("UPDATE kase SET streams = streams & ~? WHERE id = ?"),
    caseRow: db.prepare<[string], { person_id: string; streams: number }>("SELECT person_id, streams FROM kase WHERE id = ?"),
    releaseWarnings: db.prepare("UPDATE warning SET streams = streams & ~? WHERE case_id = ? AND (doc ->> '$.teamId' = ?) IS NOT TRUE"),
    releaseStops: db.prepare("UPDATE stop SET streams = streams & ~? WHERE person_id = ? AND NOT EXISTS (SELECT 1 FROM kase k WHERE k.person_id = stop.person_id AND k.streams & ?)"),
    dropStops: db.prepare("DELETE FROM stop WHERE person_id = ? AND streams = 0"),
    casesLeft: db.prepare<[string], number>("SELECT count(*) FROM kase WHERE person_id = ?").pluck() as { get(id: string): number },
    warningsOfCase: ids("SELECT id FROM warning WHERE case_id = ? AND streams = 0"),
    dropCase: ["DELETE FROM queue_item WHERE case_id = ?", "DELETE FROM entry WHERE person_id = '' AND case_id = ?", "DELETE FROM promise WHERE case_id = ?", "DELETE FROM warning WHERE case_id = ? AND streams = 0", "DELETE FROM kase WHERE id = ?"].map((s) => db.prepare(s)),
    dropHistory: db.prepare("DELETE FROM entry WHERE person_id = ? AND case_id = ?"),
    dropPerson: ["DELETE FROM entry WHERE person_id = ?", "DELETE FROM promise WHERE person_id = ?", "DELETE FROM warning WHERE person_id = ? AND streams = 0", "DELETE FROM tail WHERE person_id = ?", "DELETE FROM person WHERE id = ?"].map((s) => db.prepare(s)),
    orphanCases: ids("SELECT id FROM kase WHERE streams & ? = streams LIMIT 1000000"),
    isLoose: db.prepare<[string], 1>("SELECT 1 FROM person WHERE id = ? AND streams = 0 AND NOT EXISTS (SELECT 1 FROM kase WHERE kase.person_id = person.id)").pluck() as { get(id: string): 1 | undefined },
    orphanPersons: ids("SELECT id FROM person WHERE streams = 0 AND NOT EXISTS (SELECT 1 FROM kase WHERE kase.person_id = person.id)"),
  };
  const releasable = ["person", "promise", "warning", "stop", "form", "colleague"] as const;
  const release = Object.fromEntries(releasable.map((t) => [t, db.prepare(`UPDATE ${t} SET streams = streams & ~? WHERE id = ?`)]));
  const dropLoose = Object.fromEntries(["promise", "warning", "stop", "form", "colleague"].map((t) => [t, db.prepare(`DELETE FROM ${t} WHERE id = ? AND streams = 0`)]));
  const dropEntries = db.prepare("DELETE FROM entry WHERE id IN (SELECT value FROM json_each(?))");

  function dropPerson(id: string): void {
    index.forgetPerson(id);
    for (const statement of q.dropPerson) statement.run(id);
  }

  function dropCase(id: string, personId: string, touched: Touched): void {
    const gone = [id, ...q.warningsOfCase.all(id)];
    if (gone.length > 1) touched.warnings = true;
    for (const holder of ["", personId]) index.forgetCase(holder, id);
    for (const statement of q.dropCase) {
      statement.run(id);
      failPoint("purge.mid");
    }
    q.dropHistory.run(personId, id);
    if (q.casesLeft.get(personId) === 0) {
      gone.push(personId);
      dropPerson(personId);
    }
    touched.caseIds.add(id);
    forgotten(gone);
  }

  function releaseCase(id: string, { bit, team }: Leaving, touched: Touched): void {
    q.releaseCase.run(bit, id);
    q.releaseWarnings.run(bit, id, team);
    const row = q.caseRow.get(id);
    if (row) {
      q.releaseStops.run(bit, row.person_id, bit);
      if (q.dropStops.run(row.person_id).changes > 0) touched.stops = true;
    }
    if (row && row.streams === 0) dropCase(id, row.person_id, touched);
    if (!row) forgotten([id]);
  }

  return {
    /** A case leaves one stream; it goes when no other stream holds it. Call inside a transaction. */
    releaseCase,
    /** Entries go by their ids, in one scan of the history. Call inside a transaction. */
    dropEntries: (gone: Iterable<string>): void => {
      const ids = JSON.stringify([...gone]);
      index.forgetEntries(ids);
      dropEntries.run(ids);
    },
    /** A document other than an entry leaves one stream. Call inside a transaction. */
    releaseDoc: (kind: string, id: string, from: Leaving, touched: Touched): void => {
      if (kind === "case") return releaseCase(id, from, touched);
      release[kind]?.run(from.bit, id);
      // With the person goes what hangs on them, their numbers in the search above all.
      if (kind === "person" && q.isLoose.get(id)) dropPerson(id);
      const gone = (dropLoose[kind]?.run(id).changes ?? 0) > 0;
      // What was typed into a form that is nobody's here any more goes with it (P3).
      if (gone && kind === "form") forgotten([id]);
      if (gone && (kind === "warning" || kind === "form")) touched.warnings = true;
      if (gone && kind === "stop") touched.stops = true;
    },
    /** Everything only this stream held goes, in groups, each its own transaction. */
    releaseStream: (bit: number, touched: Touched): void => {
      const cases = q.orphanCases.all(bit);
      for (let i = 0; i < cases.length; i += GROUP) db.transaction(() => cases.slice(i, i + GROUP).forEach((id) => releaseCase(id, { bit, team: null }, touched))).immediate();
      db.transaction(() => {
        for (const table of ["kase", ...releasable]) db.prepare(`UPDATE ${table} SET streams = streams & ~? WHERE streams & ?`).run(bit, bit);
        for (const table of ["promise", "warning", "stop", "form", "colleague"]) db.prepare(`DELETE FROM ${table} WHERE streams = 0${table === "promise" ? " AND own = 0" : table === "warning" ? " AND doc IS NOT NULL" : ""}`).run();
        for (const id of q.orphanPersons.all()) dropPerson(id);
        touched.warnings = touched.stops = true;
      }).immediate();
    },
  };
}
