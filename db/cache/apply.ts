/**
 * Applies pages of the sync protocol to the cache. A page is checked whole before anything is
 * written; rows and cursor go in one transaction, so the cursor never moves without its rows
 * (SYNC.md 3.2, 5). Long pages are cut into several such transactions.
 */
import type { z } from "zod";
import type { DocKind } from "../../shared/model/documents.ts";
import { stands } from "../../shared/model/stop.ts";
import { DAY } from "../../shared/model/time.ts";
import type { Cursor, PullTrailer, RangeTrailer, SnapshotTrailer } from "../../shared/protocol/sync.ts";
import { failPoint } from "../fail-points.ts";
import { writing } from "../failures.ts";
import { FIGURE_TYPES, newTouched, type CacheContext, type Touched } from "./context.ts";
import { createDigester, rangeOf } from "./digest.ts";
import type { StoredEntry } from "./entry.ts";
import { checkContiguous, chunksOf, CorruptPageError, parseRow, readRow, type ParsedRow } from "./page.ts";
import { heldBy, type Projector } from "./project.ts";
import type { NoteIndex } from "../search/note-index.ts";
import { staysIn, teamOf, type Leaving, type Purger } from "./purge.ts";
import { putStatements } from "./put.ts";

const MAX_STREAMS = 31;

export interface StreamState extends Cursor {
  /** Resume point of an unfinished snapshot. */
  readonly token: string | null;
  /** The first snapshot is in; pulls may follow. */
  readonly complete: boolean;
}

export type Applier = ReturnType<typeof createApplier>;

/** The writer of mirrored rows. */
export function createApplier(ctx: CacheContext, { projector, purger, index }: { projector: Projector; purger: Purger; index: NoteIndex }) {
  const { db, me } = ctx;
  const put = putStatements(ctx);
  const digester = createDigester(ctx);
  const q = {
    cursors: db.prepare<[], { stream: string; bit: number; epoch: string; pos: number; token: string | null; complete: number }>("SELECT * FROM cursor ORDER BY stream"),
    addCursor: db.prepare("INSERT INTO cursor (stream, bit, epoch, pos, token, complete) VALUES (?, ?, ?, ?, ?, 0)"),
    moveCursor: db.prepare("UPDATE cursor SET pos = ? WHERE stream = ?"),
    moveToken: db.prepare("UPDATE cursor SET token = ?, complete = ? WHERE stream = ?"),
    dropCursor: db.prepare("DELETE FROM cursor WHERE stream = ?"),
    dropRevoked: db.prepare("DELETE FROM revoked WHERE stream = ?"),
    revokedOf: db.prepare<[string], { case_id: string; grant_no: number }>("SELECT case_id, grant_no FROM revoked WHERE stream = ?"),
    setRevoked: db.prepare("INSERT INTO revoked (stream, case_id, grant_no) VALUES (?, ?, ?) ON CONFLICT (stream, case_id) DO UPDATE SET grant_no = max(grant_no, excluded.grant_no)"),
    liftRevoked: db.prepare("DELETE FROM revoked WHERE stream = ? AND case_id = ?"),
    grantOf: db.prepare<[string], number>("SELECT grant_no FROM kase WHERE id = ?").pluck() as { get(id: string): number | undefined },
    unread: db.prepare("INSERT INTO unread (stream, kind, id, rev, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (stream, kind, id) DO UPDATE SET rev = excluded.rev, body = excluded.body WHERE excluded.rev >= unread.rev"),
    allUnread: db.prepare<[string], { kind: string; id: string; rev: number; body: string }>("SELECT kind, id, rev, body FROM unread WHERE stream = ?"),
    readNow: db.prepare("DELETE FROM unread WHERE stream = ? AND kind = ? AND id = ?"),
    dropUnread: db.prepare("DELETE FROM unread WHERE stream = ?"),
    dropUnreadOf: db.prepare("DELETE FROM unread WHERE stream = ? AND instr(body, ?) > 0"),
    checkedAt: db.prepare<[string], string>("SELECT value FROM meta WHERE key = 'checked ' || ?").pluck() as { get(stream: string): string | undefined },
    setChecked: db.prepare("INSERT INTO meta (key, value) VALUES ('checked ' || ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"),
    dropChecked: db.prepare("DELETE FROM meta WHERE key = 'checked ' || ?"),
  };

  /** One transaction over some rows of a page, with everything that follows from them. */
  function apply(stream: string, bit: number, rows: readonly ParsedRow[], touched: Touched, finish: () => void): void {
    db.transaction(() => {
      const page: Page = { bit: 1 << bit, team: teamOf(stream), persons: new Set(), named: new Set(), cases: new Set(), goneEntries: new Set(), grown: new Map() };
      const revoked = new Map(q.revokedOf.all(stream).map((r) => [r.case_id, r.grant_no]));
      rows.forEach((row, i) => {
        if (i === rows.length >> 1) failPoint("apply.midPage");
        applyRow(stream, row, page, revoked, touched);
      });
      if (page.goneEntries.size > 0) purger.dropEntries(page.goneEntries);
      index.named(page.named);
      index.grown(page.grown);
      const withEvents = new Set(ctx.live.targets().personIds);
      const overlaid = [...page.persons].filter((id) => withEvents.has(id));
      projector.persons(overlaid, touched);
      for (const id of page.persons) for (const caseId of projector.caseIdsOf(id)) page.cases.add(caseId);
      projector.places(page.cases);
      for (const id of page.cases) touched.caseIds.add(id);
      finish();
    }).immediate();
  }

  interface Page extends Leaving {
    /** Persons whose documents or dependants changed. */
    readonly persons: Set<string>;
    /** Persons whose own document came. */
    readonly named: Set<string>;
    readonly cases: Set<string>;
    /** Persons whose history grew, with the earliest instant of it. */
    readonly grown: Map<string, number>;
    /** Entries that go by their id alone: taken out together, since history is stored by person. */
    readonly goneEntries: Set<string>;
  }

  function applyRow(stream: string, row: ParsedRow, page: Page, revoked: Map<string, number>, touched: Touched): void {
    switch (row.op) {
      case "grant": {
        const { grantNo } = row;
        if ((revoked.get(row.id) ?? -1) < grantNo && revoked.delete(row.id)) q.liftRevoked.run(stream, row.id);
        return;
      }
      case "revoke": {
        const { grantNo } = row;
        if ((q.grantOf.get(row.id) ?? -1) > grantNo) return;
        q.setRevoked.run(stream, row.id, grantNo);
        revoked.set(row.id, Math.max(grantNo, revoked.get(row.id) ?? 0));
        touched.purged = true;
        q.dropUnreadOf.run(stream, row.id);
        purger.releaseCase(row.id, page, touched);
        page.cases.delete(row.id);
        return;
      }
      case "del":
        if (row.kind === "entry") page.goneEntries.add(row.id);
        else purger.releaseDoc(row.kind, row.id, page, touched);
        return;
      case "put":
        putRow(stream, row, page, revoked, touched);
    }
  }

  function putRow(stream: string, row: ParsedRow, page: Page, revoked: Map<string, number>, touched: Touched): void {
    const { doc } = row;
    if (!doc) {
      q.unread.run(stream, row.kind, row.id, row.rev, row.text);
      return;
    }
    switch (doc.kind) {
      case "colleague":
        put.colleague.run(row.id, row.rev, page.bit, doc.doc.name, doc.text);
        return;
      case "person":
        put.person.run(row.id, row.rev, page.bit, doc.doc.name, heldBy(doc.doc), doc.text);
        put.numbers(doc.doc);
        touched.stops ||= doc.doc.holds.some((h) => h.reason !== "warning");
        page.persons.add(row.id);
        page.named.add(row.id);
        return;
      case "case":
        if ((revoked.get(row.id) ?? -1) >= doc.doc.grantNo) return;
        if (revoked.delete(row.id)) q.liftRevoked.run(stream, row.id);
        put.caseRow(row.rev, page.bit, doc.doc, doc.text);
        page.persons.add(doc.doc.personId);
        page.cases.add(row.id);
        return;
      case "promise":
        if (revoked.has(doc.doc.caseId)) return;
        put.promise.run(row.id, row.rev, page.bit, doc.doc.caseId, doc.doc.personId, doc.doc.state, doc.doc.dueOn, doc.text);
        page.cases.add(doc.doc.caseId);
        return;
      case "warning":
        if (revoked.has(doc.doc.caseId) && !staysIn(doc.doc, page)) return;
        put.warning.run(row.id, row.rev, page.bit, doc.doc.caseId, doc.doc.personId, doc.doc.state, doc.doc.t0, doc.text);
        page.persons.add(doc.doc.personId);
        touched.warnings = true;
        return;
      case "stop":
        put.stop.run(row.id, row.rev, page.bit, doc.doc.personId, stands(doc.doc) ? 1 : 0, doc.doc.set?.at ?? 0, doc.text);
        page.persons.add(doc.doc.personId);
        touched.stops = true;
        return;
      case "form":
        put.form.run(row.id, row.rev, page.bit, doc.doc.workflow, doc.doc.t0, doc.text);
        touched.warnings = true;
        return;
      case "entry": {
        const e = doc.doc;
        if (e.caseId !== null && revoked.has(e.caseId)) return;
        page.goneEntries.delete(row.id);
        const personId = e.personId ?? "";
        if (put.entry.run(personId, e.at, row.id, e.caseId, countsToday(e) ? 1 : 0, e.rest).changes === 0) throw new CorruptPageError("a row's body is not JSON");
        page.grown.set(personId, Math.min(e.at, page.grown.get(personId) ?? e.at));
        if (e.caseId !== null) touched.caseIds.add(e.caseId);
      }
    }
  }

  /** Own acts of today, with room for a clock not yet set by the centre. */
  const countsToday = (e: StoredEntry): boolean => e.userId === me.id && e.at > ctx.now() - 2 * DAY && (FIGURE_TYPES as readonly string[]).includes(e.type);

  function cursorOf(stream: string) {
    return q.cursors.all().find((c) => c.stream === stream) ?? null;
  }

  function freeBit(): number {
    const used = new Set(q.cursors.all().map((c) => c.bit));
    for (let bit = 0; bit < MAX_STREAMS; bit++) if (!used.has(bit)) return bit;
    throw new Error("more streams than a row can name");
  }

  return {
    streams: (): StreamState[] => q.cursors.all().map(({ stream, epoch, pos, token, complete }) => ({ stream, epoch, pos, token, complete: complete === 1 })),

    /**
     * Applies one snapshot page and moves its resume point. The first page of a stream makes its
     * cursor; the last (token null) completes it at the position to pull from.
     */
    snapshotPage: (stream: string, lines: readonly string[], trailer: z.infer<typeof SnapshotTrailer>): Touched =>
      writing(() => {
        if (lines.length !== trailer.count) throw new CorruptPageError(`${lines.length} rows, ${trailer.count} announced`);
        const rows = lines.map(parseRow);
        const touched = newTouched();
        const known = cursorOf(stream);
        if (known && known.epoch !== trailer.epoch) throw new CorruptPageError("another epoch");
        const bit = known?.bit ?? freeBit();
        apply(stream, bit, rows, touched, () => {
          if (!known) q.addCursor.run(stream, bit, trailer.epoch, trailer.at, trailer.token);
          q.moveToken.run(trailer.token, trailer.token === null ? 1 : 0, stream);
        });
        return touched;
      }),

    /**
     * Applies one pull page. Refuses a page that does not start at the cursor, misses a position or
     * counts differently (gap-free streams, SYNC.md 3.1).
     */
    pullPage: (stream: string, lines: readonly string[], trailer: z.infer<typeof PullTrailer>): Touched =>
      writing(() => {
        const cursor = cursorOf(stream);
        if (!cursor || cursor.complete === 0) throw new CorruptPageError("no snapshot yet");
        const rows = lines.map(parseRow);
        checkContiguous(rows, cursor.pos, trailer);
        const touched = newTouched();
        for (const chunk of chunksOf(rows)) apply(stream, cursor.bit, chunk, touched, () => q.moveCursor.run(chunk.at(-1)!.pos, stream));
        return touched;
      }),

    /** Tries again what an earlier version could not read; what this one cannot either stays. Call once after opening. */
    readUnread: (): Touched =>
      writing(() => {
        const touched = newTouched();
        for (const { stream, bit } of q.cursors.all()) {
          const kept = q.allUnread.all(stream);
          if (kept.length === 0) continue;
          const rows = kept.map(({ kind, id, rev, body }) => readRow({ pos: 0, op: "put", kind, id, rev, text: body }));
          for (const row of rows.filter((r) => r.doc)) q.readNow.run(stream, row.kind, row.id);
          apply(stream, bit, rows, touched, () => undefined);
        }
        return touched;
      }),

    /** Own digests of a stream, `"<rows> <sum>"` per range of ids. */
    ranges: (stream: string, kind: DocKind): Promise<string[]> => digester.ranges(kind, stream, 1 << (cursorOf(stream)?.bit ?? MAX_STREAMS)),

    /**
     * Makes one range of a kind what the centre says it is at the present position: rows it does not name
     * leave the stream, the others are written again. Refuses a page that is torn or for another position.
     */
    replaceRange: (stream: string, kind: DocKind, range: number, lines: readonly string[], trailer: z.infer<typeof RangeTrailer>): Touched =>
      writing(() => {
        const cursor = cursorOf(stream);
        if (!cursor || cursor.pos !== trailer.at || cursor.epoch !== trailer.epoch) throw new CorruptPageError("the range is of another position");
        if (lines.length !== trailer.count) throw new CorruptPageError(`${lines.length} rows, ${trailer.count} announced`);
        const rows = lines.map(parseRow);
        if (rows.some((row) => row.op !== "put" || row.kind !== kind || rangeOf(row.id) !== range)) throw new CorruptPageError("a row is not of the range");
        const named = new Set(rows.map((row) => row.id));
        const gone = digester.idsIn(kind, stream, 1 << cursor.bit, range).filter((id) => !named.has(id));
        const touched = newTouched();
        apply(stream, cursor.bit, [...gone.map((id): ParsedRow => ({ pos: 0, op: "del", kind, id, rev: 0, doc: null, grantNo: 0, text: "null" })), ...rows], touched, () => undefined);
        return touched;
      }),

    /** When a stream's rows were last compared with the centre's (its time, UTC ms); null = not since its load. */
    checkedAt: (stream: string): number | null => {
      const value = q.checkedAt.get(stream);
      return value === undefined ? null : Number(value);
    },
    checked: (stream: string, at: number): void => writing(() => void q.setChecked.run(stream, String(at))),

    /** The user no longer follows a stream, or its history went back: its rows go, own unsent events stay. */
    leaveStream: (stream: string): Touched =>
      writing(() => {
        const touched = newTouched();
        const cursor = cursorOf(stream);
        if (!cursor) return touched;
        purger.releaseStream(1 << cursor.bit, touched);
        db.transaction(() => {
          q.dropRevoked.run(stream);
          q.dropUnread.run(stream);
          q.dropChecked.run(stream);
          q.dropCursor.run(stream);
        }).immediate();
        return touched;
      }),
  };
}
