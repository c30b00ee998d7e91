/** Entries are read from the head of their line, kept without what has columns, and given back whole. */
import Database from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entryDoc, readEntry } from "../../../db/cache/entry.ts";
import { EntryDocSchema, type EntryDoc } from "../../../shared/model/documents.ts";

const id = fc.uuid();
const entry: fc.Arbitrary<EntryDoc> = fc.record({
  id, caseId: fc.option(id), personId: fc.option(id), at: fc.integer({ min: 0, max: 9_999_999_999_999 }), type: fc.constantFrom("call.logged", "note.added"), userId: id,
  userName: fc.string({ unit: "grapheme" }), body: fc.dictionary(fc.string(), fc.jsonValue()),
});

/** A text put through the table and read again. */
function kept(text: string): unknown {
  const db = new Database(":memory:");
  db.exec("CREATE TABLE entry (person_id TEXT NOT NULL, at INTEGER NOT NULL, id TEXT NOT NULL, case_id TEXT, doc TEXT NOT NULL)");
  const e = readEntry(text)!;
  db.prepare("INSERT INTO entry VALUES (?, ?, ?, ?, ?)").run(e.personId ?? "", e.at, e.id, e.caseId, e.rest);
  const doc = db.prepare<[], string>(`SELECT ${entryDoc()} FROM entry`).pluck().get();
  db.close();
  return JSON.parse(doc!);
}

describe("an entry of history", () => {
  it("comes back whole, whatever it says, in the centre's order of fields and in any other (property)", () => {
    fc.assert(fc.property(entry, (doc) => {
      const same = JSON.parse(JSON.stringify(doc)) as EntryDoc;
      expect(kept(JSON.stringify(doc))).toEqual(same);
      expect(kept(JSON.stringify(Object.fromEntries(Object.entries(doc).reverse())))).toEqual(same);
    }), { numRuns: 300 });
  });

  it("is refused for what its schema refuses, and for nothing else (property)", () => {
    const spoilt = fc.tuple(entry, fc.constantFrom(...Object.keys(EntryDocSchema.shape)), fc.oneof(fc.constant(undefined), fc.constant(null), fc.constant(7), fc.constant([]), fc.constant("text")));
    fc.assert(fc.property(spoilt, ([doc, field, value]) => {
      const text = JSON.stringify({ ...doc, [field]: value });
      const strict = EntryDocSchema.extend({ id: EntryDocSchema.shape.userName, caseId: EntryDocSchema.shape.userName.nullable(), personId: EntryDocSchema.shape.userName.nullable(), userId: EntryDocSchema.shape.userName });
      expect(readEntry(text) !== null).toBe(strict.safeParse(JSON.parse(text)).success);
    }), { numRuns: 300 });
  });

  it("stores the ids once", () => {
    const rest = readEntry(JSON.stringify({ id: "a", caseId: "b", personId: null, at: 5, type: "note.added", userId: "u", userName: "林\"知夏", body: { text: "x" } }))!.rest;
    expect(JSON.parse(rest)).toEqual({ type: "note.added", userId: "u", userName: "林\"知夏", body: { text: "x" } });
  });
});
