/**
 * The machine's own record of what was tried and refused: one JSON line per entry, each holding the
 * hash of the one before, written by main before any vault exists and while none is open (P7). It
 * holds names, codes and counts, never a value of a record. Kept on this machine; its lines are handed to
 * the centre's audit trail at the next sync, and the trail's end is kept here (`shared/protocol/chain.ts`).
 */
import { hash as digest } from "node:crypto";
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { CENTRE_HEAD, CentreHeadSchema, CHAIN_LINES, JournalLineSchema, journalText, type CentreHead, type JournalLine } from "../../shared/protocol/chain.ts";

export type JournalFacts = JournalLine["facts"];

const FILE = "journal.jsonl";
/** Longer than any line; enough to find the last one. */
const TAIL_BYTES = 8_192;

const hashOf = (line: Omit<JournalLine, "hash">): string => digest("sha256", journalText(line));

let folder: string | null = null;

/** Chooses where the journal lies. Before this call nothing is kept. */
export function openJournal(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  folder = dir;
}

/** Appends one entry, durable before it returns. A disk that refuses must not keep a refusal from happening. */
export function note(what: string, facts: JournalFacts = {}): void {
  if (folder === null) return;
  try {
    append(journalFile(folder), what, facts);
  } catch {
    process.stderr.write(`${JSON.stringify({ level: "error", what: "journal.failed", of: what })}\n`);
  }
}

function append(file: string, what: string, facts: JournalFacts): void {
  const fd = openSync(file, "a+", 0o600);
  try {
    const { text, last } = tail(fd);
    const bare = { seq: (last?.seq ?? 0) + 1, at: new Date().toISOString(), what, facts, prev: last?.hash ?? "" };
    // A line cut off by a power failure stays as it is and ends here.
    const line = `${text === "" || text.endsWith("\n") ? "" : "\n"}${JSON.stringify({ ...bare, hash: hashOf(bare) })}\n`;
    writeSync(fd, line);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function tail(fd: number): { text: string; last: JournalLine | null } {
  const { size } = fstatSync(fd);
  const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
  readSync(fd, buffer, 0, buffer.length, size - buffer.length);
  const text = buffer.toString("utf8");
  return { text, last: text.split("\n").map(parse).findLast((entry) => entry !== null) ?? null };
}

function parse(line: string): JournalLine | null {
  try {
    return JournalLineSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** What a reader finds: the entries that can be read, and the number (from 1) of the first that does not follow the one before. */
export interface JournalReading {
  readonly entries: readonly JournalLine[];
  readonly brokenAt: number | null;
}

/** Reads a journal's text and checks its chain: a changed, removed, inserted or reordered entry is named. */
export function readJournal(text: string): JournalReading {
  const entries = text.split("\n").map(parse).filter((entry) => entry !== null);
  const broken = entries.findIndex((entry, i) => entry.hash !== hashOf(entry) || entry.prev !== (entries[i - 1]?.hash ?? "") || entry.seq !== i + 1);
  return { entries, brokenAt: broken === -1 ? null : broken + 1 };
}

/** Path of the journal below a folder. */
export const journalFile = (dir: string): string => join(dir, FILE);

/** What is to be handed over: the lines the centre has not taken yet, and what is kept of its trail. */
export interface Handover {
  readonly lines: readonly JournalLine[];
  readonly remembered: CentreHead | null;
}

/** Reads what waits. Empty while no journal lies anywhere, and when the disk refuses. */
export function handover(): Handover {
  try {
    return waitingIn(folder === null ? "" : readFileSync(journalFile(folder), "utf8"));
  } catch {
    return { lines: [], remembered: null };
  }
}

/** The lines after the last one the journal itself says was taken. */
function waitingIn(text: string): Handover {
  const { entries } = readJournal(text);
  const last = entries.findLast((line) => line.what === CENTRE_HEAD);
  const remembered = CentreHeadSchema.safeParse(last?.facts);
  const taken = Number(last?.facts["taken"] ?? 0);
  return { lines: entries.filter((line) => line.seq > taken).slice(0, CHAIN_LINES), remembered: remembered.success ? remembered.data : null };
}

/** The centre has taken the lines up to `taken`; the end of its trail is kept in the journal. */
export const keepHead = (head: CentreHead, taken: number): void => note(CENTRE_HEAD, { ...head, taken });
