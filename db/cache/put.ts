/** The statements that write the centre's documents, with the columns lists and searches need. */
import type { CaseDoc, PersonDoc } from "../../shared/model/documents.ts";
import { reversed, type CacheContext } from "./context.ts";
import { cardLast4 } from "./project.ts";

/** Upserts: a row never goes back to a lower revision, and remembers every stream that holds it. */
export function putStatements({ db }: CacheContext) {
  const upsert = (table: string, columns: readonly string[]) => {
    const all = ["id", "rev", ...columns];
    const sets = columns.map((c) => `${c} = CASE WHEN excluded.rev >= ${table}.rev THEN excluded.${c} ELSE ${table}.${c} END`);
    const mask = columns.includes("streams") ? [`streams = ${table}.streams | excluded.streams`] : [];
    const fresh = sets.filter((s) => !s.startsWith("streams ="));
    return db.prepare(`INSERT INTO ${table} (${all.join(", ")}) VALUES (${all.map(() => "?").join(", ")})
      ON CONFLICT (id) DO UPDATE SET ${[...fresh, ...mask, `rev = max(${table}.rev, excluded.rev)`].join(", ")}`);
  };
  const kase = upsert("kase", [
    "streams", "case_no", "bank_code", "bank_name", "person_id", "assignee_id", "grant_no", "status", "card_last4", "bucket", "current_fen", "as_of", "due_back_on",
    "last_touched_at", "last_line", "last_outcome", "attempts", "assigned_at", "follow_up_at", "callback_at", "doc", "pending", "view",
  ]);
  const dropNumbers = db.prepare("DELETE FROM tail WHERE person_id = ? AND kind IN ('phone', 'id')");
  const addNumber = db.prepare("INSERT OR IGNORE INTO tail (reversed, kind, person_id) VALUES (?, ?, ?)");
  return {
    colleague: upsert("colleague", ["streams", "name", "doc"]),
    person: db.prepare(`INSERT INTO person (id, rev, streams, name, held, doc) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
      name = CASE WHEN excluded.rev >= person.rev THEN excluded.name ELSE person.name END, held = CASE WHEN excluded.rev >= person.rev THEN excluded.held ELSE person.held END,
      doc = CASE WHEN excluded.rev >= person.rev THEN excluded.doc ELSE person.doc END, view = CASE WHEN excluded.rev >= person.rev THEN NULL ELSE person.view END,
      pending = CASE WHEN excluded.rev >= person.rev THEN 0 ELSE person.pending END, streams = person.streams | excluded.streams, rev = max(person.rev, excluded.rev)`),
    promise: db.prepare(`INSERT INTO promise (id, rev, streams, case_id, person_id, state, due_on, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
      state = CASE WHEN excluded.rev >= promise.rev THEN excluded.state ELSE promise.state END, due_on = CASE WHEN excluded.rev >= promise.rev THEN excluded.due_on ELSE promise.due_on END,
      doc = CASE WHEN excluded.rev >= promise.rev THEN excluded.doc ELSE promise.doc END, own = 0, pending = 0, streams = promise.streams | excluded.streams, rev = max(promise.rev, excluded.rev)`),
    warning: db.prepare(`INSERT INTO warning (id, rev, streams, case_id, person_id, state, t0, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
      state = CASE WHEN excluded.rev >= warning.rev THEN excluded.state ELSE warning.state END, t0 = excluded.t0,
      doc = CASE WHEN excluded.rev >= warning.rev THEN excluded.doc ELSE warning.doc END, view = CASE WHEN excluded.rev >= warning.rev THEN NULL ELSE warning.view END,
      pending = 0, streams = warning.streams | excluded.streams, rev = max(warning.rev, excluded.rev)`),
    stop: upsert("stop", ["streams", "person_id", "standing", "since", "doc"]),
    form: upsert("form", ["streams", "workflow", "t0", "doc"]),
    /** Changes nothing when the last value is no JSON. */
    entry: db.prepare("INSERT OR REPLACE INTO entry (person_id, at, id, case_id, own, doc) SELECT * FROM (SELECT ? AS person_id, ? AS at, ? AS id, ? AS case_id, ? AS own, ? AS doc) WHERE json_valid(doc)"),
    caseRow: (rev: number, bit: number, d: CaseDoc, text: string): void => {
      kase.run(d.id, rev, bit, d.caseNo, d.bankCode, d.bankName, d.personId, d.assigneeId, d.grantNo, d.status, cardLast4(d), d.bucket, d.balances.currentFen, d.balances.asOf, d.dueBackOn,
        d.work.lastTouchedAt, d.work.lastLine, d.work.lastOutcome, d.work.attempts, d.assignedAt, d.work.followUpAt, d.work.callbackAt, text, 0, null);
      addNumber.run(reversed(d.cardNo), "card", d.personId);
    },
    card: (digits: string, personId: string): void => void addNumber.run(digits, "card", personId),
    numbers: (d: PersonDoc): void => {
      dropNumbers.run(d.id);
      for (const c of d.contacts) addNumber.run(reversed(c.value), "phone", d.id);
      if (d.idNo) addNumber.run(reversed(d.idNo), "id", d.id);
    },
  };
}

