/**
 * Looks into a write-ahead log from outside. SQLite stops reading it at the first frame whose
 * checksum fails: right for a torn end, but a byte flipped in the middle silently drops every later
 * commit (SYNC.md 2.7). Here each frame is proved against the one before it, so that a flaw with
 * whole commits behind it is told apart from a torn end, and the whole frames can be chained anew.
 */
const HEADER = 32;
const FRAME_HEADER = 24;
const PAGE = 4096;
const FRAME = FRAME_HEADER + PAGE;
/** Magic numbers of the format; the last bit says in which byte order checksums were made. */
const MAGIC_LITTLE = 0x377f0682;
const MAGIC_BIG = 0x377f0683;
/** The commit in hand when power failed may have left a flaw and its own end; more than that is damage. */
const OWN_COMMIT = 1;

type Sum = readonly [number, number];

interface Frame {
  readonly at: number;
  /** Database size in pages when the frame ends a commit, else 0. */
  readonly commits: number;
  whole: boolean;
}

interface Journal {
  readonly bytes: Buffer;
  readonly big: boolean;
  readonly headerWhole: boolean;
  readonly salts: Buffer;
  readonly frames: readonly Frame[];
}

/** The format's running checksum over a multiple of eight bytes. */
function sum(bytes: Buffer, from: number, to: number, big: boolean, [a, b]: Sum): Sum {
  let s0 = a;
  let s1 = b;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = from; i < to; i += 8) {
    s0 = (s0 + view.getUint32(i, !big) + s1) >>> 0;
    s1 = (s1 + view.getUint32(i + 4, !big) + s0) >>> 0;
  }
  return [s0, s1];
}

const sumOfFrame = (bytes: Buffer, at: number, big: boolean, before: Sum): Sum => sum(bytes, at + FRAME_HEADER, at + FRAME, big, sum(bytes, at, at + 8, big, before));
const stored = (bytes: Buffer, at: number): Sum => [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
const same = (a: Sum, b: Sum): boolean => a[0] === b[0] && a[1] === b[1];

function read(bytes: Buffer): Journal | null {
  if (bytes.length < HEADER + FRAME) return null;
  const big = bytes.readUInt32BE(0) === MAGIC_BIG;
  const headerWhole = [MAGIC_LITTLE, MAGIC_BIG].includes(bytes.readUInt32BE(0)) && same(sum(bytes, 0, 24, big, [0, 0]), stored(bytes, 24));
  const count = Math.floor((bytes.length - HEADER) / FRAME);
  const last = HEADER + (count - 1) * FRAME;
  const salts = headerWhole ? bytes.subarray(16, 24) : bytes.subarray(last + 8, last + 16);
  const frames: Frame[] = [];
  // What the frame before says its sum is, and what it is: the flaw may be in the sum itself.
  let said = stored(bytes, 24);
  let counted = sum(bytes, 0, 24, big, [0, 0]);
  for (let i = 0; i < count; i++) {
    const at = HEADER + i * FRAME;
    const own = stored(bytes, at + 16);
    const bySaid = sumOfFrame(bytes, at, big, said);
    const byCounted = same(said, counted) ? bySaid : sumOfFrame(bytes, at, big, counted);
    const salted = bytes.subarray(at + 8, at + 16).equals(salts);
    if (salted && !same(own, bySaid) && same(own, byCounted) && frames[i - 1]) frames[i - 1]!.whole = true;
    frames.push({ at, commits: bytes.readUInt32BE(at + 4), whole: salted && (same(own, bySaid) || same(own, byCounted)) });
    counted = bySaid;
    said = own;
  }
  return { bytes, big, headerWhole, salts, frames };
}

/**
 * True when whole commits stand behind a flaw: SQLite would drop them without a word. A torn end, left
 * by a power cut in mid-commit, is none.
 */
export function isFlawedInside(bytes: Buffer): boolean {
  const journal = read(bytes);
  if (!journal) return false;
  const flaw = journal.headerWhole ? journal.frames.findIndex((f) => !f.whole) : -1;
  if (flaw < 0 && journal.headerWhole) return false;
  const behind = journal.frames.filter((f, i) => i > flaw && f.whole && f.commits > 0).length;
  const own = flaw >= 0 && journal.frames[flaw]!.commits > 0 ? 0 : OWN_COMMIT;
  return behind > own;
}

/** The log with its whole frames only, chained anew, so that SQLite reads them all. Null when there is none. */
export function chainedAnew(bytes: Buffer): Buffer | null {
  const journal = read(bytes);
  if (!journal) return null;
  const { big, frames, salts } = journal;
  const whole = frames.filter((f) => f.whole);
  const end = whole.findLastIndex((f) => f.commits > 0) + 1;
  if (end === 0) return null;
  const out = Buffer.alloc(HEADER + end * FRAME);
  bytes.copy(out, 0, 0, HEADER);
  out.writeUInt32BE(big ? MAGIC_BIG : MAGIC_LITTLE, 0);
  out.writeUInt32BE(3_007_000, 4);
  out.writeUInt32BE(PAGE, 8);
  salts.copy(out, 16);
  let running = sum(out, 0, 24, big, [0, 0]);
  put(out, 24, running);
  whole.slice(0, end).forEach((frame, i) => {
    const at = HEADER + i * FRAME;
    bytes.copy(out, at, frame.at, frame.at + FRAME);
    running = sumOfFrame(out, at, big, running);
    put(out, at + 16, running);
  });
  return out;
}

function put(bytes: Buffer, at: number, [a, b]: Sum): void {
  bytes.writeUInt32BE(a, at);
  bytes.writeUInt32BE(b, at + 4);
}
