/**
 * Search over 200,000 notes in the vault: building the index in its idle steps, then whole calls of
 * `search.find` for parts of 1 to 6 characters against the 20 ms limit and against a scan of the same
 * table in the same run, and what the answers miss of what a scan finds. Saves while it is kept up.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { openCache } from "../../db/cache/cache.ts";
import type { Database } from "../../db/guard.ts";
import { checkpoint } from "../../db/open.ts";
import { loadSpelling } from "../../db/search/spelling.ts";
import { fold } from "../../db/search/fold.ts";
import { queryOf } from "../../db/search/terms.ts";
import { fileKey } from "../../electron/vault/keys.ts";
import { userFolder } from "../../electron/vault/user-folder.ts";
import { DAY, HOUR } from "../../shared/model/time.ts";
import { EPOCH, idOf, makeCase, makePerson, MONDAY, openTestVault, ownStream, putLine, type AnyDoc, type TestVault } from "../support/vault.ts";
import { historyEntry, OWNER } from "./documents.ts";
import { againstLimit, againstPeer, percentile, sampled, type Bench, type Figure } from "./measure.ts";
import { dice, noteTexts } from "./note-texts.ts";

const CASES = 10_000;
const PER_CASE = 20;
const NOTES = CASES * PER_CASE;
const PAGE = 20_000;
const LIMIT_MS = 20;
const LENGTHS = [1, 2, 3, 4, 6] as const;
const QUERIES = 200;
const SCANS = 12;
const SAVES = 200;
const NEWEST = 50;
/** Index against the history it covers, and a search against a scan (SYNC.md 6). */
const AIM_SIZE = 0.4;
const AIM_SCAN = 0.01;
/** What the vault gives one step. */
const STEP_MS = 6;

const roll = dice(7);
/** Ten working hours a day, 250 days back. */
const times = Array.from({ length: NOTES }, () => MONDAY - (1 + roll(250)) * DAY + Math.floor(roll(36_000) * 1000) - HOUR);

function load(vault: TestVault, notes: readonly string[]): void {
  const stream = ownStream(OWNER);
  function* docs(): Generator<AnyDoc> {
    for (let n = 0; n < CASES; n++) yield { kind: "person", doc: makePerson(n) };
    for (let n = 0; n < CASES; n++) yield { kind: "case", doc: makeCase(n) };
    for (let i = 0; i < NOTES; i++) {
      const entry = historyEntry(Math.floor(i / PER_CASE), i % PER_CASE);
      yield { kind: "entry", doc: { ...entry, at: times[i]!, body: { ...entry.body, note: notes[i]! } } };
    }
  }
  let lines: string[] = [];
  const send = (token: string | null) => {
    vault.ws.cache.snapshotPage(stream, lines, { end: "snapshot", token, at: 0, epoch: EPOCH, count: lines.length, serverTime: MONDAY });
    lines = [];
  };
  for (const doc of docs()) if (lines.push(putLine(0, doc)) === PAGE) send("more");
  send(null);
}

/** Parts of notes, without white space, as somebody might type them. */
function parts(notes: readonly string[], length: number, count: number): string[] {
  const found: string[] = [];
  while (found.length < count) {
    const chars = [...notes[roll(notes.length)]!];
    const part = chars.slice(roll(chars.length)).slice(0, length);
    if (part.length === length && part.every((c) => c.trim() !== "")) found.push(part.join(""));
  }
  return found;
}

/** Size of the cache file with its journal folded in. */
function fileMb(file: Database): number {
  checkpoint(file);
  return statSync(file.name).size / 1e6;
}

/** Newest notes that contain a part, by a scan in memory of what was loaded. */
const scanned = (notes: readonly string[], byTime: readonly number[], part: string): Set<number> => {
  const wanted = fold(part);
  const hits = new Set<number>();
  for (const i of byTime) if (hits.size < NEWEST && notes[i]!.includes(wanted)) hits.add(i);
  return hits;
};

async function* searching(vault: TestVault, file: Database, notes: readonly string[]): AsyncGenerator<Figure> {
  const scan = file.prepare("SELECT id FROM entry WHERE instr(doc ->> '$.body.note', ?) > 0 ORDER BY at DESC LIMIT ?");
  const folded = notes.map(fold);
  const byTime = times.map((_, i) => i).sort((a, b) => times[b]! - times[a]!);
  const idOfNote = (i: number): string => historyEntry(Math.floor(i / PER_CASE), i % PER_CASE).id;
  for (const length of LENGTHS) {
    const asked = parts(notes, length, QUERIES);
    const took = await sampled(QUERIES, (i) => vault.ok("search.find", { text: asked[i]! }));
    const scans = await sampled(SCANS, (i) => scan.all(asked[i]!, NEWEST));
    const what = `${length} character${length === 1 ? "" : "s"}`;
    yield againstLimit("search", `${what}, whole call, p50`, percentile(took, 0.5), LIMIT_MS, QUERIES);
    yield againstLimit("search", `${what}, whole call, p95`, percentile(took, 0.95), LIMIT_MS, QUERIES);
    yield againstPeer("search", `${what}, whole call, p95`, percentile(took, 0.95), { what: "instr scan, p50", value: percentile(scans, 0.5), aim: AIM_SCAN }, SCANS);
    let all = 0;
    let missed = 0;
    for (const part of asked) {
      const got = new Set(vault.ws.cache.search.notes(queryOf(fold(part))!, NEWEST).hits.map((h) => h.entry.id));
      const wanted = scanned(folded, byTime, part);
      all += wanted.size;
      for (const i of wanted) if (!got.has(idOfNote(i))) missed++;
    }
    yield { bench: "search", metric: `${what}: of the newest ${NEWEST}, missed`, value: missed, unit: "count", against: { what: "found by a scan", value: all, aim: 0 }, ratio: missed / all, n: QUERIES };
  }
}

/** Builds the index as the vault does, without its rests. */
async function build(vault: TestVault): Promise<number[]> {
  const spell = await loadSpelling();
  const steps: number[] = [];
  for (let more = true; more; ) {
    steps.push(...(await sampled(1, () => {
      more = vault.ws.cache.search.step(STEP_MS, spell);
    })));
  }
  return steps;
}

export const bench: Bench = {
  name: "search",
  async *run() {
    const { real, notes } = noteTexts(NOTES);
    if (!real) process.stderr.write("../shared/data/zh-complaints is not here: notes are made of the project's own few sentences\n");
    const key = { dek: randomBytes(32), dekId: randomUUID() };
    const vault = openTestVault({ key });
    vault.open.ws.indexing.stop();
    load(vault, notes);
    const file = openCache(userFolder(vault.dir, OWNER.no).cache, fileKey(key.dek, key.dekId, "cache")).db;
    const before = fileMb(file);
    const steps = await build(vault);
    const size = fileMb(file) - before;
    const seconds = steps.reduce((sum, ms) => sum + ms, 0) / 1000;
    yield againstLimit("search", `building over ${NOTES} notes: one idle step, p95`, percentile(steps, 0.95), 10, steps.length);
    yield { ...againstPeer("search", `building over ${NOTES} notes: all steps`, seconds * 1000, { what: "note, ms each at 0.14", value: NOTES * 0.14, aim: 1 }, steps.length) };
    yield { bench: "search", metric: "size of the index", value: Math.round(size * 10) / 10, unit: "MB", against: { what: "cache without it", value: Math.round(before * 10) / 10, aim: AIM_SIZE }, ratio: Math.round((size / before) * 1000) / 1000, n: 1 };
    yield* searching(vault, file, notes);
    yield* saving(vault, notes);
    file.close();
    await vault.dispose();
  },
};

/** Saves with the index kept up in between, and a search while all of them wait to be sent. */
async function* saving(vault: TestVault, notes: readonly string[]): AsyncGenerator<Figure> {
  const save = (i: number) => vault.ok("note.add", { caseId: idOf("case", i % CASES), text: notes[i]! });
  yield againstLimit("search", "note saved beside the index, p95", percentile(await sampled(SAVES, save), 0.95), LIMIT_MS, SAVES);
  const took = await sampled(SAVES, (i) => vault.ok("search.find", { text: [...notes[i]!].slice(0, 2).join("") }));
  yield againstLimit("search", `2 characters with ${SAVES} own notes unsent, p95`, percentile(took, 0.95), LIMIT_MS, SAVES);
}
