/**
 * Damage: what proving costs at every opening, how long a salvage takes, and how much it gives back
 * where SQLite alone stops or passes over the loss in silence.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OUTBOX_MIGRATIONS } from "../../db/migrations/outbox.ts";
import { checkpoint, openDatabase } from "../../db/open.ts";
import { createOutbox } from "../../db/outbox.ts";
import { openOutbox } from "../../db/rescue/open-outbox.ts";
import { idOf, openTestVault, ownStream } from "../support/vault.ts";
import { OWNER, portfolio } from "./documents.ts";
import { againstLimit, againstPeer, median, sampled, timed, type Bench, type Figure } from "./measure.ts";

const EVENTS = 2_000;
const IN_LOG = 200;
const PLACES = 24;
const FILES = ["outbox.db", "outbox.db-wal", "device.seq"];
const note = (i: number) => ({ type: "note.added" as const, caseId: randomUUID(), personId: randomUUID(), body: { text: `${i} 本人接听,称月底发薪后处理,语气平和;已告知最低还款额与还款渠道。` } });

interface Ground {
  readonly dir: string;
  readonly key: Buffer;
  /** Puts the files back as they were. */
  reset(): void;
}

/** An outbox as a kill leaves it: `inFile` events in the file, `inLog` in the journal only. */
function ground(inFile: number, inLog: number): Ground {
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-bench-rescue-"));
  const key = randomBytes(32);
  const o = open({ dir, key });
  const outbox = createOutbox(o.db, o.seq, { deviceId: randomUUID(), userId: randomUUID() });
  for (let i = 0; i < inFile; i += 50) outbox.append(Array.from({ length: 50 }, (_, k) => note(i + k)), { at: 1, atServer: 2 });
  checkpoint(o.db);
  for (let i = 0; i < inLog; i++) outbox.append([note(i)], { at: 1, atServer: 2 });
  const kept = new Map(FILES.map((name) => [name, readFileSync(join(dir, name))]));
  close(o);
  const reset = () => {
    for (const name of readdirSync(dir)) rmSync(join(dir, name));
    for (const [name, bytes] of kept) writeFileSync(join(dir, name), bytes);
  };
  reset();
  return { dir, key, reset };
}
const open = ({ dir, key }: Pick<Ground, "dir" | "key">) => openOutbox({ path: join(dir, "outbox.db"), key: Buffer.from(key), owner: "me", counterPath: join(dir, "device.seq"), now: Date.now() });
const close = (o: ReturnType<typeof open>) => {
  o.seq.close();
  o.db.close();
};
const openBare = ({ dir, key }: Ground) => openDatabase({ kind: "outbox", path: join(dir, "outbox.db"), key: Buffer.from(key), migrations: OUTBOX_MIGRATIONS }).db;
function flip(path: string, share: number): void {
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length * share)]! ^= 8;
  writeFileSync(path, bytes);
}
const places = Array.from({ length: PLACES }, (_, i) => (i + 0.5) / PLACES);

/** Events that plain SQLite still reads, front to back, over a damaged file. */
function readBare(g: Ground): number {
  let read = 0;
  try {
    const db = openBare(g);
    try {
      for (const _ of db.prepare("SELECT json FROM event ORDER BY n").iterate()) read++;
    } finally {
      db.close();
    }
  } catch {
    // here it stops
  }
  return read;
}
function readSalvaged(g: Ground): number {
  const o = open(g);
  const n = o.db.prepare<[], number>("SELECT count(*) FROM event").pluck().get() as number;
  close(o);
  return n;
}

async function* losses(metric: string, g: Ground, file: string, all: number): AsyncGenerator<Figure> {
  const lost = { bare: 0, ours: 0 };
  const times: number[] = [];
  for (const place of places) {
    g.reset();
    flip(join(g.dir, file), place);
    lost.bare += all - readBare(g);
    g.reset();
    flip(join(g.dir, file), place);
    times.push(await timed(() => void (lost.ours += all - readSalvaged(g))));
  }
  yield { ...againstPeer("rescue", `${metric}: events lost per flip, mean of ${all}`, lost.ours / PLACES, { what: "plain SQLite loses", value: lost.bare / PLACES, aim: 0.05 }, PLACES), unit: "count" };
  yield againstLimit("rescue", `${metric}: to a fresh outbox, p50`, median(times), 5_000, PLACES);
  rmSync(g.dir, { recursive: true, force: true });
}

async function* opening(): AsyncGenerator<Figure> {
  const g = ground(EVENTS, 0);
  const proved = await sampled(9, () => close(open(g)));
  yield againstLimit("rescue", `opening an outbox of ${EVENTS} events, every page and link proved, p50`, median(proved), 50, 9);
  rmSync(g.dir, { recursive: true, force: true });
}

async function* cache(): AsyncGenerator<Figure> {
  const warm = openTestVault();
  warm.load(ownStream(OWNER), portfolio(10_000, 5));
  const vault = await warm.reopen();
  const path = join(vault.dir, "users", OWNER.no, "cache.db");
  const pages = statSync(path).size / 4096;
  copyFileSync(path, `${path}.whole`);
  const bytes = readFileSync(path);
  for (let page = 40; page < pages; page += 100) bytes[page * 4096 + 9]! ^= 1;
  writeFileSync(path, bytes);
  const took = await timed(() => vault.ws.damaged(Object.assign(new Error("damage"), { code: "SQLITE_CORRUPT" })));
  const saves = await sampled(100, (i) => vault.call("note.add", { caseId: idOf("case", i), text: `${i}` }));
  await vault.dispose();
  yield againstLimit("rescue", "10,000 cases, one page in 100 lost: a fresh cache in mid-work", took, 5_000, 1);
  yield againstLimit("rescue", "the save after it, p95", [...saves].sort((a, b) => a - b)[94]!, 20, saves.length);
}

export const bench: Bench = {
  name: "rescue",
  async *run() {
    yield* opening();
    yield* losses("a page of the file", ground(EVENTS, 0), "outbox.db", EVENTS);
    yield* losses("a byte of the journal", ground(EVENTS - IN_LOG, IN_LOG), "outbox.db-wal", EVENTS);
    yield* cache();
  },
};
