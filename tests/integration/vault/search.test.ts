import { randomBytes, randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createCache, type Cache } from "../../../db/cache/cache.ts";
import { openFile, type Database } from "../../../db/guard.ts";
import { migrate } from "../../../db/migrate.ts";
import { CACHE_MIGRATIONS } from "../../../db/migrations/cache.ts";
import { fold } from "../../../db/search/fold.ts";
import { loadSpelling, type Spell } from "../../../db/search/spelling.ts";
import { queryOf } from "../../../db/search/terms.ts";
import { userFolder } from "../../../electron/vault/user-folder.ts";
import type { EntryDoc } from "../../../shared/model/documents.ts";
import { DAY, MINUTE } from "../../../shared/model/time.ts";
import { COLLECTOR, EPOCH, idOf, line, makeCase, makeEntry, makePerson, MONDAY, openTestVault, ownStream, putLine, SUPERVISOR, type AnyDoc, type TestVault, type TestVaultOptions } from "../../support/vault.ts";

const NAUGHTY = resolve(import.meta.dirname, "../../../../shared/data/naughty-strings/blns.json");
/** Always at hand: what breaks tokenisers, query syntaxes and folds. */
const HARD = ["\"", "a\"b", "NEAR(a b)", "term*", "^x", "-- DROP", "AND OR NOT", "𠮷野家", "𪚥𪚥", "😍😍", "ÅÄÖ", "e\u0301e\u0301", "ﬁn", "ＡＢ１２", "\u0000nul", "\ud800lone", "ﷺ", "\u202etest", "１２３", "%_[]", "田中さん", "찦차", "İSTANBUL", "ẞß"];

const STREAM = ownStream(COLLECTOR);
const caseId = (n: number) => idOf("case", n);
const vaults: TestVault[] = [];
const folders: string[] = [];
let spell: Spell;
beforeAll(async () => {
  spell = await loadSpelling();
});
afterEach(async () => {
  for (const v of vaults.splice(0)) await v.dispose();
  for (const f of folders.splice(0)) rmSync(f, { recursive: true, force: true });
});

function vault(docs: readonly AnyDoc[], options: TestVaultOptions = {}): TestVault {
  const v = openTestVault(options);
  vaults.push(v);
  if (docs.length > 0) v.load(ownStream(options.me ?? COLLECTOR), docs);
  return v;
}
const indexAll = (cache: Cache): void => {
  while (cache.search.step(50, spell)) continue;
};
const person = (n: number, over = {}): AnyDoc[] => [{ kind: "person", doc: makePerson(n, over) }, { kind: "case", doc: makeCase(n) }];
const note = (n: number, text: string, over: Partial<EntryDoc> = {}): AnyDoc => ({ kind: "entry", doc: makeEntry(n, { at: MONDAY - DAY + n * MINUTE, body: { text }, ...over }) });
const find = (v: TestVault, text: string) => v.ok("search.find", { text });
/** Ids of every entry found, whatever the limit of the window. */
const found = (v: { ws: { cache: Cache } }, text: string): string[] => v.ws.cache.search.notes(queryOf(fold(text))!, 100_000).hits.map((h) => h.entry.id);

describe("an own note", () => {
  it("is found at once, before the centre or the index knows it, and once only after its echo", async () => {
    const v = vault([...person(1), ...person(2)]);
    await v.ok("note.add", { caseId: caseId(1), text: "客户称下月发薪后处理,电话 13812345678" });
    const mine = async () => {
      const { cases } = await find(v, "发薪");
      expect(cases).toHaveLength(1);
      expect(cases[0]!.row.caseId).toBe(caseId(1));
      return cases[0]!.notes;
    };
    const [first, ...others] = await mine();
    expect(others).toEqual([]);
    expect(first!.pending).toBe(true);
    expect(first!.snippet).toBe("客户称下月发薪后处理,电话 138****5678");
    expect(first!.marks.map(([a, b]) => first!.snippet.slice(a, b))).toEqual(["发薪"]);
    const { event } = v.ws.outbox.liveOn({ caseId: caseId(1) })[0]!;
    v.pull(STREAM, (pos) => [putLine(pos, { kind: "entry", doc: { id: event.id, type: event.type, caseId: event.caseId, personId: event.personId, userId: event.userId, userName: COLLECTOR.name, at: event.atServer, body: event.body as EntryDoc["body"] } })]);
    expect((await mine()).map((n) => n.entryId)).toEqual([event.id]);
    indexAll(v.ws.cache);
    expect((await mine()).map((n) => n.entryId)).toEqual([event.id]);
  });
});

describe("a mirrored note", () => {
  it("is found between its pull and the next step of the index, and after it", async () => {
    const v = vault([...person(1), note(1, "要求提供还款证明")]);
    indexAll(v.ws.cache);
    v.pull(STREAM, (pos) => [putLine(pos, note(2, "已寄出结清证明", { caseId: caseId(1), personId: idOf("pers", 1) }))]);
    expect(await find(v, "证明")).toMatchObject({ ready: 0, more: false, cases: [{ notes: [{ entryId: idOf("entr", 2) }, { entryId: idOf("entr", 1) }] }] });
    indexAll(v.ws.cache);
    expect(await find(v, "证明")).toMatchObject({ ready: 100, cases: [{ notes: [{ entryId: idOf("entr", 2) }, { entryId: idOf("entr", 1) }] }] });
    for (const text of ["证", "结", "还款证", "提供 还款", "明"]) expect(found(v, text).length, text).toBeGreaterThan(0);
    expect(found(v, "寄款")).toEqual([]);
  });

  it("joins another of the same instant without losing either", () => {
    const at = MONDAY - DAY;
    const v = vault([...person(1), note(1, "先到的一条", { at })]);
    indexAll(v.ws.cache);
    v.pull(STREAM, (pos) => [putLine(pos, note(2, "后到的一条", { at, caseId: caseId(1), personId: idOf("pers", 1) }))]);
    indexAll(v.ws.cache);
    expect(found(v, "先到")).toEqual([idOf("entr", 1)]);
    expect(found(v, "后到")).toEqual([idOf("entr", 2)]);
    expect(found(v, "一条")).toHaveLength(2);
  });

  it("is found by any part of two characters or more (property)", () => {
    const char = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(..."还款逾期投诉银行催收承诺明天下午三点，。") }, { weight: 3, arbitrary: fc.constantFrom(..."abAB0123 ") }, { weight: 1, arbitrary: fc.constantFrom("𠮷", "😍", "e\u0301", "ﬁ", "Ａ", "\"", "*", "\u0000") });
    const texts = fc.sample(fc.array(char, { minLength: 2, maxLength: 40 }).map((c) => c.join("")).filter((t) => t.trim() !== ""), { numRuns: 300, seed: 20261123 });
    const v = vault([...person(1), ...texts.map((t, n) => note(n + 1, t, { caseId: caseId(1), personId: idOf("pers", 1) }))]);
    indexAll(v.ws.cache);
    expect(v.ws.cache.search.percent()).toBe(100);
    fc.assert(fc.property(fc.nat(texts.length - 1), fc.nat(), fc.integer({ min: 2, max: 12 }), (n, start, length) => {
      const chars = [...texts[n]!];
      const part = chars.slice(start % chars.length).slice(0, length).join("");
      fc.pre([...part.trim()].length >= 2);
      expect(found(v, part)).toContain(idOf("entr", n + 1));
    }), { numRuns: 300 });
  });
});

describe("hostile strings", () => {
  const allFound = (strings: readonly string[]): void => {
    const v = vault([...person(1), ...strings.map((s, n) => note(n + 1, `前${s}后`, { caseId: caseId(1), personId: idOf("pers", 1) }))]);
    indexAll(v.ws.cache);
    const lost = strings.filter((s, n) => queryOf(fold(s)) !== null && !found(v, s).includes(idOf("entr", n + 1)));
    expect(lost).toEqual([]);
  };

  it("of our own list are all found", () => allFound(HARD));

  it("of the big list of naughty strings are all found", (ctx) => {
    if (!existsSync(NAUGHTY)) ctx.skip("../shared/data/naughty-strings is not here");
    const strings = JSON.parse(readFileSync(NAUGHTY, "utf8")) as string[];
    expect(strings.length).toBeGreaterThan(400);
    allFound(strings);
  });
});

describe("a case", () => {
  it("is found by name, part of a name, pinyin, case number and last digits, before its notes", async () => {
    const v = vault([...person(1, { name: "单雄信" }), ...person(2), note(2, "提到单雄信的电话")]);
    indexAll(v.ws.cache);
    const contact = makePerson(1).contacts[0]!.value;
    for (const text of ["单雄信", "雄信", "sxx", "shanxiong", "xx", makeCase(1).caseNo, contact.slice(-4), makeCase(1).cardNo.slice(-4)]) {
      expect((await find(v, text)).cases[0], text).toMatchObject({ named: true, row: { caseId: caseId(1), nameMasked: "单**" } });
    }
    expect((await find(v, "单雄信")).cases.map((c) => [c.row.caseId, c.named])).toEqual([[caseId(1), true], [caseId(2), false]]);
    expect(await find(v, "  ")).toEqual({ cases: [], more: false, ready: 100 });
  });

  it("of a colleague is not shown to a collector, and is to the supervisor", async () => {
    const docs: AnyDoc[] = [...person(1), { kind: "person", doc: makePerson(2) }, { kind: "case", doc: makeCase(2, { assigneeId: SUPERVISOR.id }) }, note(1, "都有争议"), note(2, "都有争议")];
    const mine = vault(docs);
    const theirs = vault(docs, { me: SUPERVISOR });
    for (const v of [mine, theirs]) indexAll(v.ws.cache);
    const cases = async (v: TestVault, text: string) => (await find(v, text)).cases.map((c) => c.row.caseId).sort();
    expect(await cases(mine, "争议")).toEqual([caseId(1)]);
    expect(await cases(mine, makeCase(2).caseNo)).toEqual([]);
    expect(await cases(theirs, "争议")).toEqual([caseId(1), caseId(2)]);
  });
});

describe("the index on disk", () => {
  const SECRET = "绝密催记甲乙丙丁";

  /** An unkeyed file, whose pages can be read, with `secure_delete` as every keyed file has it. */
  function unkeyed(): { db: Database; cache: Cache; path: string } {
    const dir = mkdtempSync(join(tmpdir(), "lockdesk-search-"));
    folders.push(dir);
    const path = join(dir, "cache.db");
    const db = openFile(path, 1000);
    db.pragma("secure_delete = ON");
    migrate(db, "cache", CACHE_MIGRATIONS);
    const cache = createCache({ db, me: { id: COLLECTOR.id, name: "", teamId: null, scope: "own" }, now: () => MONDAY, live: { on: () => [], targets: () => ({ caseIds: [], personIds: [] }), texts: () => [] }, forgotten: () => undefined });
    return { db, cache, path };
  }
  /** Every term and document of the index, read from its segments. */
  function segments(db: Database): { term: string; doc: number }[] {
    db.exec("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search_term, instance)");
    try {
      return db.prepare<[], { term: string; doc: number }>("SELECT term, doc FROM temp.vocabulary").all();
    } finally {
      db.exec("DROP TABLE temp.vocabulary");
    }
  }

  it("keeps nothing of a revoked case, in rows, segments or free pages", () => {
    const { db, cache, path } = unkeyed();
    const docs = Array.from({ length: 30 }, (_, n) => [...person(n), note(n, n < 20 ? `${SECRET}${n}` : `其余 ${n}`)]).flat();
    cache.snapshotPage(STREAM, docs.map((d) => putLine(0, d)), { end: "snapshot", token: null, at: 0, epoch: EPOCH, count: docs.length, serverTime: MONDAY });
    indexAll(cache);
    const secret = ["绝密", "甲乙", "丁1"];
    expect(secret.filter((term) => segments(db).some((s) => s.term === term))).toEqual(secret);
    expect(readFileSync(path).includes("甲乙")).toBe(true);
    const revokes = Array.from({ length: 20 }, (_, n) => line(n + 1, "revoke", "case", caseId(n), 0, { grantNo: 1 }));
    cache.pullPage(STREAM, revokes, { end: "pull", from: 0, to: 20, count: 20, head: 20, serverTime: MONDAY });
    expect(cache.search.notes(queryOf(fold("绝密"))!, 10).hits).toEqual([]);
    indexAll(cache);
    const left = segments(db);
    const kept = new Set(db.prepare<[], number>("SELECT n FROM search_note").pluck().all() as number[]);
    expect(kept.size).toBe(10);
    expect(left.filter((s) => secret.includes(s.term) || !kept.has(s.doc))).toEqual([]);
    expect(db.prepare("SELECT count(*) FROM search_person").pluck().get()).toBe(10);
    expect(db.prepare("SELECT count(*) FROM search_term_docsize").pluck().get()).toBe(10);
    db.close();
    const bytes = readFileSync(path);
    expect(["绝密", "甲乙", "丙丁", SECRET].filter((mark) => bytes.includes(mark))).toEqual([]);
    expect(bytes.includes("其余")).toBe(true);
  });

  it("keeps what the other case of the same person and instant says", () => {
    const at = MONDAY - DAY;
    const docs: AnyDoc[] = [...person(1), { kind: "case", doc: makeCase(2, { personId: idOf("pers", 1) }) }, note(1, "卡一的话", { at }), note(2, "卡二的话", { at, personId: idOf("pers", 1) })];
    const v = vault(docs);
    indexAll(v.ws.cache);
    v.pull(STREAM, (pos) => [line(pos, "revoke", "case", caseId(2), 0, { grantNo: 1 })]);
    expect(found(v, "的话")).toEqual([idOf("entr", 1)]);
    indexAll(v.ws.cache);
    expect(found(v, "卡一")).toEqual([idOf("entr", 1)]);
    expect(found(v, "卡二")).toEqual([]);
  });

  it("holds no note in clear, in file or journal, while it is built and after", async () => {
    const v = vault([...person(1), ...Array.from({ length: 60 }, (_, n) => note(n + 1, `${SECRET}${n}`, { caseId: caseId(1), personId: idOf("pers", 1) }))]);
    const folder = userFolder(v.dir, COLLECTOR.no).path;
    const clear = () => readdirSync(folder).filter((name) => ["绝密", "甲乙", SECRET].some((mark) => readFileSync(join(folder, name)).includes(mark)));
    v.ws.cache.search.step(0, spell);
    expect(readdirSync(folder).some((name) => name.endsWith("-wal"))).toBe(true);
    expect(clear()).toEqual([]);
    indexAll(v.ws.cache);
    expect(found(v, "甲乙")).toHaveLength(60);
    await v.close();
    expect(clear()).toEqual([]);
  });

  it("is built on from where a crash stopped it", () => {
    const key = { dek: randomBytes(32), dekId: randomUUID() };
    const count = 200;
    const docs = [...person(1), ...Array.from({ length: count }, (_, n) => note(n + 1, `第${n}条催记`, { caseId: caseId(1), personId: idOf("pers", 1) }))];
    const stepsLeft = (cache: Cache): number => {
      let steps = 1;
      while (cache.search.step(0, null)) steps++;
      return steps;
    };
    const whole = stepsLeft(vault(docs).ws.cache);
    const v = vault(docs, { key });
    for (let i = 0; i < 5; i++) v.ws.cache.search.step(0, null);
    expect(v.ws.cache.search.percent()).toBeLessThan(100);
    // The files as a power cut would leave them: nothing closed, nothing folded in.
    const copy = mkdtempSync(join(tmpdir(), "lockdesk-search-crash-"));
    cpSync(v.dir, copy, { recursive: true });
    const again = vault([], { dir: copy, key, offline: true });
    expect(stepsLeft(again.ws.cache)).toBeLessThan(whole - 3);
    expect(again.ws.cache.search.percent()).toBe(100);
    expect(found(again, "催记")).toHaveLength(count);
    for (const n of [0, 37, 99, 199]) expect(found(again, `第${n}条`)).toEqual([idOf("entr", n + 1)]);
  });

  it("is filled in idle time by the vault itself", async () => {
    const v = vault([...person(1, { name: "林知夏" }), note(1, "等待空闲时建立")]);
    v.ws.indexing.soon();
    await expect.poll(async () => (await find(v, "空闲")).ready, { timeout: 20_000, interval: 300 }).toBe(100);
    expect((await find(v, "lzx")).cases).toMatchObject([{ named: true, row: { caseId: caseId(1) } }]);
  });
});
