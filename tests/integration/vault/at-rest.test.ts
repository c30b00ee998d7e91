/** Nothing of a record lies readable in any file the vault touches: filled, sorted, searched, reopened, crashed, migrated (ELECTRON.md 4.2, 6). */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { randomBytes, randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { CACHE_MIGRATIONS } from "../../../db/migrations/cache.ts";
import { openDatabase } from "../../../db/open.ts";
import { fileKey } from "../../../electron/vault/keys.ts";
import { userFolder } from "../../../electron/vault/user-folder.ts";
import { inFiles, openFiles, textNeedles } from "../../support/traces.ts";
import { COLLECTOR, makeCase, makeEntry, makePerson, openTestVault, ownStream, type AnyDoc } from "../../support/vault.ts";

const NAME = "记号欧阳鲸鲨";
const NUMBER = "13987654321";
const NOTE = "记号琥珀改约下午三点QX7491";
const needles = [...textNeedles("name", NAME), ...textNeedles("number", NUMBER), ...textNeedles("note", NOTE)];
const copies = mkdtempSync(join(tmpdir(), "lockdesk-at-rest-"));
afterAll(() => rmSync(copies, { recursive: true, force: true }));

it("holds no name, number or note in clear, in databases, journals, open or unlinked files, or what a crash leaves", async () => {
  const key = { dek: randomBytes(32), dekId: randomUUID() };
  const vault = openTestVault({ key });
  const docs = Array.from({ length: 400 }, (_, n): AnyDoc[] => [
    { kind: "person", doc: makePerson(n, { name: `${NAME}${n}` }) }, { kind: "case", doc: makeCase(n, { previousNotes: `${NOTE} ${NUMBER}` }) }, { kind: "entry", doc: makeEntry(n, { body: { text: NOTE } }) },
  ]).flat();
  vault.load(ownStream(COLLECTOR), docs);
  const scan = (when: string) => expect([...inFiles([vault.dir], needles), ...(process.platform === "linux" ? inFiles(openFiles(process.pid), needles) : [])], when).toEqual([]);
  scan("filled");
  for (const tab of ["all", "stale", "new"] as const) await vault.ok("queue.list", { tab, text: "", bucket: null, bankCode: null, after: null, limit: 500 });
  await vault.ok("search.find", { text: "记号" });
  await vault.ok("search.find", { text: NOTE });
  scan("sorted and searched");
  for (const { doc } of docs.filter((d) => d.kind === "case").slice(0, 40)) await vault.ok("note.add", { caseId: doc.id, text: NOTE });
  await vault.ok("draft.save", { key: "d", value: NOTE });
  scan("written");
  // What a crash leaves: main file, journal and index as they are now.
  cpSync(vault.dir, copies, { recursive: true });
  expect(inFiles([copies], needles)).toEqual([]);
  await vault.close();
  const again = openTestVault({ dir: copies, key, offline: true });
  await again.ok("search.find", { text: NOTE });
  expect((await again.ok("draft.load", { key: "d" })).value).toBe(NOTE);
  expect(inFiles([copies], needles)).toEqual([]);
  await again.close();
  // A migration that sorts and rewrites every row.
  const sorting = { version: 9_990, name: "sorted", sql: "CREATE TABLE sorted AS SELECT name, doc FROM person ORDER BY doc; CREATE INDEX sorted_doc ON sorted (doc);" };
  const { db } = openDatabase({ kind: "cache", path: userFolder(copies, COLLECTOR.no).cache, key: fileKey(key.dek, key.dekId, "cache"), migrations: [...CACHE_MIGRATIONS, sorting] });
  expect(inFiles([copies, ...(process.platform === "linux" ? openFiles(process.pid) : [])], needles)).toEqual([]);
  db.close();
  rmSync(vault.dir, { recursive: true, force: true });
});

it("would be found: the scan sees both spellings in a file", () => {
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-at-rest-"));
  try {
    for (const { name, bytes } of needles) {
      cpSync(import.meta.filename, join(dir, "x"));
      expect(inFiles([dir], needles.map((n) => ({ ...n, bytes: n === needles[0] ? Buffer.from("ELECTRON.md 4.2") : n.bytes }))).length, name).toBeGreaterThan(0);
      expect(bytes.length).toBeGreaterThan(8);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
