/**
 * The device-wide event counter. Several users of one PC have separate encrypted outboxes, but
 * `(device, seq)` must be unique and gapless, and a dropped tail must be visible from outside the
 * database (DESIGN.md 3). So the counter lives in a small file of its own, holding numbers only.
 *
 * Numbers are taken in blocks: the intent to use a block is written here first (durable), then each
 * append commits to the outbox and confirms (not synced: the next intent carries it). Numbers whose
 * commit is in doubt, the rest of a block among them, belong to their user alone until that user's
 * outbox is opened again and tells; so a crash between the two never gives one number to two events,
 * and a save waits for one disk sync, its own. What is left of a block goes back when the outbox is
 * closed. Three slots: a torn write always leaves the intent before it.
 */
import { createHash } from "node:crypto";
import { closeSync, existsSync, fdatasyncSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { bootName } from "./boot.ts";
import { syncFolder } from "./durable-file.ts";
import { LostTailError } from "./failures.ts";

const SLOT_BYTES = 16_384;
const CHECK_BYTES = 32;
/** What is not synced is written here only, so that a power cut can tear nothing that was. */
const LOOSE_SLOT = 2;
const SLOTS = 3;
/** Numbers taken at a time: one sync in so many saves is spent on the counter. */
const BLOCK = 16;

const seqs = z.array(z.number().int().positive());
const RecordSchema = z.object({
  v: z.literal(1),
  gen: z.number().int(),
  /** Highest number ever handed out. */
  high: z.number().int().nonnegative(),
  /** The append whose commit is not confirmed. */
  last: z.object({ owner: z.string(), seqs }).nullable(),
  /** Numbers handed out whose commit is in doubt, or that were given back: their owner uses them first. */
  open: z.record(z.string(), seqs),
  /** Which start of the machine it was written in: without a power cut since, unsynced writes are all there. */
  boot: z.string().default(""),
  /** Newest confirmed event of each owner: its number and the end of its hash chain. */
  owners: z.record(z.string(), z.object({ seq: z.number().int(), tail: z.string() })),
});
type SeqRecord = z.infer<typeof RecordSchema>;

/** What the owner's own outbox says when it is opened. */
export interface OwnTail {
  /** Highest seq ever committed in it (0 = none). */
  readonly seq: number;
  /** End of its hash chain, hex. */
  readonly tail: string;
}

export interface DeviceSeq {
  /** Takes `count` numbers for one append; that they are this owner's is durable when it returns. */
  take(count: number): number[];
  /** The append was committed. */
  confirm(own: OwnTail): void;
  /** The append failed: its numbers are used by the next one. */
  giveBack(): void;
  /** The centre knows numbers up to `seq`: never hand them out again. */
  atLeast(seq: number): void;
  /** Numbers nobody can be given any more: the highest in use or set aside. */
  high(): number;
  /** Gives back what is left of the block, durably. For the end of a stay that is announced; nothing may be appended after it. */
  letGo(): void;
  /** Lets go, and closes the file. */
  close(): void;
}

/** What the counter file knows of an owner before their outbox is opened. */
export interface OwnerNote {
  /** Newest confirmed event; seq 0 = the outbox was made and held no event yet. */
  readonly confirmed: OwnTail;
  /** Numbers that may have been used by an event the file does not confirm; after a power cut the whole rest of a block. */
  readonly doubts: readonly number[];
}

/** Reads what is noted about an owner (`boot` names this start of the machine); null when no outbox of theirs was ever opened here. */
export function noteOfOwner(path: string, owner: string, boot = bootName()): OwnerNote | null {
  if (!existsSync(path)) return null;
  const fd = openSync(path, "r");
  try {
    const record = readNewest(fd);
    const confirmed = record?.owners[owner];
    if (!record || !confirmed) return null;
    const begun = record.last?.owner === owner ? record.last.seqs : [];
    return { confirmed, doubts: record.boot === boot ? begun : (doubtsOf(record)[owner] ?? []) };
  } finally {
    closeSync(fd);
  }
}

/**
 * Opens the counter for one outbox (`owner` names user and database generation) and notes, durably,
 * that this outbox exists. The caller holds the profile's lock. Throws `LostTailError` when the outbox
 * is behind what was confirmed; `salvaged` says that the loss is known and dealt with: then the outbox
 * is believed as it is, and no number it may have lost is ever handed out again.
 */
export function openDeviceSeq(path: string, owner: string, own: OwnTail, salvaged = false): DeviceSeq {
  const fd = openSlots(path);
  const found = readNewest(fd) ?? { v: 1, gen: 0, boot: "", high: 0, last: null, open: {}, owners: {} };
  const boot = bootName();
  let record: SeqRecord;
  try {
    record = salvaged ? settleSalvaged(found, owner, own) : settleDoubts(found, owner, own);
  } catch (error) {
    closeSync(fd);
    throw error;
  }

  const write = (next: Omit<SeqRecord, "gen" | "v" | "boot">, slot: number) => {
    const stamped: SeqRecord = { ...next, v: 1, gen: record.gen + 1, boot };
    writeSlot(fd, slot, stamped);
    record = stamped;
  };
  let intentSlot = olderIntentSlot(fd);
  /** The file says, durably, that the open numbers are their owners'. */
  let durable = false;
  const sync = (next: Omit<SeqRecord, "gen" | "v" | "boot">) => {
    write(next, intentSlot);
    fdatasyncSync(fd);
    intentSlot = 1 - intentSlot;
    durable = true;
  };
  const letGo = () => {
    const rest = record.last === null ? withoutRest(record, owner) : null;
    if (rest) sync(rest);
  };
  if (salvaged || !found.owners[owner]) sync(record);
  return {
    take: (count) => {
      const mine = record.open[owner] ?? [];
      const wanted = mine.length >= count ? 0 : Math.max(BLOCK, count - mine.length);
      const free = [...mine, ...Array.from({ length: wanted }, (_, i) => record.high + 1 + i)];
      const taken = free.slice(0, count);
      const next = { ...record, high: record.high + wanted, open: withOpen(record.open, owner, free.slice(count)), last: { owner, seqs: taken } };
      // Numbers of a block already on disk as this owner's need no second sync.
      if (wanted === 0 && durable) write(next, LOOSE_SLOT);
      else sync(next);
      return taken;
    },
    confirm: (tail) => write({ ...record, last: null, owners: { ...record.owners, [owner]: { seq: tail.seq, tail: tail.tail } } }, LOOSE_SLOT),
    giveBack: () => {
      if (record.last) record = { ...record, last: null, open: withOpen(record.open, owner, [...record.last.seqs, ...(record.open[owner] ?? [])]) };
    },
    atLeast: (seq) => {
      if (seq > record.high) record = { ...record, high: seq };
    },
    high: () => record.high,
    letGo,
    close: () => {
      try {
        letGo();
      } finally {
        closeSync(fd);
      }
    },
  };
}

/** The record without the owner's unused numbers at the very end of all that were handed out; null when there are none. */
function withoutRest(record: SeqRecord, owner: string): SeqRecord | null {
  const kept = [...(record.open[owner] ?? [])];
  let { high } = record;
  while (kept.length > 0 && kept.at(-1) === high) {
    kept.pop();
    high -= 1;
  }
  return high === record.high ? null : { ...record, high, open: withOpen(record.open, owner, kept) };
}

function withOpen(open: SeqRecord["open"], owner: string, mine: number[]): SeqRecord["open"] {
  const { [owner]: _mine, ...others } = open;
  return mine.length ? { ...others, [owner]: mine } : others;
}

const doubtsOf = (found: SeqRecord): SeqRecord["open"] => (found.last ? { ...found.open, [found.last.owner]: [...(found.open[found.last.owner] ?? []), ...found.last.seqs] } : found.open);

/** Believes an outbox that was put together from what could be read. Its doubtful numbers are spent. */
function settleSalvaged(found: SeqRecord, owner: string, own: OwnTail): SeqRecord {
  return { ...found, high: Math.max(found.high, own.seq), last: null, open: withOpen(doubtsOf(found), owner, []), owners: { ...found.owners, [owner]: { seq: own.seq, tail: own.tail } } };
}

/** Turns an unconfirmed append into what is now known about it. */
function settleDoubts(found: SeqRecord, owner: string, own: OwnTail): SeqRecord {
  const confirmed = found.owners[owner];
  if (confirmed && own.seq < confirmed.seq) throw new LostTailError(`it ends at ${own.seq}, ${confirmed.seq} was saved`);
  if (confirmed && own.seq === confirmed.seq && own.tail !== confirmed.tail) throw new LostTailError(`event ${own.seq} is not the one that was saved`);
  const doubtful = doubtsOf(found);
  const mine = (doubtful[owner] ?? []).filter((seq) => seq > own.seq).sort((a, b) => a - b);
  return {
    ...found,
    high: Math.max(found.high, own.seq),
    last: null,
    open: withOpen(doubtful, owner, mine),
    owners: { ...found.owners, [owner]: { seq: own.seq, tail: own.tail } },
  };
}

/** Opens the file, preallocated so that a later write needs no new block and no new size. */
function openSlots(path: string): number {
  const fd = openSync(path, existsSync(path) ? "r+" : "wx+", 0o600);
  if (fstatSync(fd).size < SLOT_BYTES * SLOTS) {
    writeSync(fd, Buffer.alloc(SLOT_BYTES * SLOTS), 0, SLOT_BYTES * SLOTS, 0);
    fsyncSync(fd);
    syncFolder(dirname(path));
  }
  return fd;
}

function writeSlot(fd: number, slot: number, record: SeqRecord): void {
  const body = Buffer.from(JSON.stringify(record));
  const block = Buffer.alloc(CHECK_BYTES + 4 + body.length);
  if (block.length > SLOT_BYTES) throw new Error("too many users on this device for the counter file");
  block.writeUInt32BE(body.length, CHECK_BYTES);
  body.copy(block, CHECK_BYTES + 4);
  createHash("sha256").update(block.subarray(CHECK_BYTES)).digest().copy(block, 0);
  writeSync(fd, block, 0, block.length, slot * SLOT_BYTES);
}

function readSlot(fd: number, slot: number): SeqRecord | null {
  const block = Buffer.alloc(SLOT_BYTES);
  readSync(fd, block, 0, SLOT_BYTES, slot * SLOT_BYTES);
  const length = block.readUInt32BE(CHECK_BYTES);
  if (length === 0 || length > SLOT_BYTES - CHECK_BYTES - 4) return null;
  const covered = block.subarray(CHECK_BYTES, CHECK_BYTES + 4 + length);
  if (!createHash("sha256").update(covered).digest().equals(block.subarray(0, CHECK_BYTES))) return null;
  const parsed = RecordSchema.safeParse(JSON.parse(covered.subarray(4).toString("utf8")));
  return parsed.success ? parsed.data : null;
}

/** The one of the two intent slots that may be overwritten: a torn write must leave the newest intact. */
function olderIntentSlot(fd: number): number {
  return (readSlot(fd, 0)?.gen ?? -1) <= (readSlot(fd, 1)?.gen ?? -1) ? 0 : 1;
}

function readNewest(fd: number): SeqRecord | null {
  const found = Array.from({ length: SLOTS }, (_, slot) => readSlot(fd, slot)).filter((r) => r !== null);
  return found.reduce<SeqRecord | null>((best, r) => (best === null || r.gen > best.gen ? r : best), null);
}
