/**
 * One user's place at one workstation in a model run: the real vault workspace over real encrypted
 * files, opened, locked, killed and opened again from what the kill left on disk.
 */
import { existsSync, mkdirSync, statSync } from "node:fs";
import { CACHE_MIGRATIONS } from "../../../db/migrations/cache.ts";
import type { Database } from "../../../db/guard.ts";
import { openDatabase } from "../../../db/open.ts";
import { RefusalError, type Refusal } from "../../../shared/protocol/errors.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import { fileKey } from "../../../electron/vault/keys.ts";
import { newJournalPost } from "../../../electron/vault/sync/anchor.ts";
import { openWorkspace, type OpenWorkspace } from "../../../electron/vault/open-workspace.ts";
import { signInOnline } from "../../../electron/vault/sync/session.ts";
import { userFolder } from "../../../electron/vault/user-folder.ts";
import type { Workspace } from "../../../electron/vault/workspace.ts";
import { TEST_ORDER_KEY } from "../../support/lease.ts";
import type { Random } from "../random.ts";
import { copyImage, flipBit, loseTail, newFolder, removeFolder } from "./files.ts";
import { modelBridge, type LineDeps, type LineState } from "./line.ts";
import type { Owner } from "./time.ts";

/** A workstation: files, wall clock, line. Several users may have a seat at it, one at a time. */
export interface Machine {
  readonly name: string;
  readonly deviceId: string;
  readonly line: LineState;
  dir: string;
  skew: number;
  /** The seat that is unlocked now. */
  present: Seat | null;
}

export interface Running {
  readonly open: OpenWorkspace;
  readonly ws: Workspace;
  readonly owner: Owner;
  /** A second reader of the cache file, for checks only. */
  readonly peek: Database;
  closePeek(): void;
}

/** What a kill may do to the cache besides. */
export type Harm = "none" | "power" | "dropCache" | "damageCache" | "damageJournal";

export interface Seat {
  readonly machine: Machine;
  readonly me: Me;
  readonly name: string;
  running: Running | null;
  /** Somebody has been signed in here: there are files. */
  used: boolean;
  /** Why the last unlocking was refused. */
  refused: Refusal | null;
  /** Why the stay ended; main would have locked. */
  over: Refusal | null;
  /** A bit of its cache was turned. */
  damaged: boolean;
  /** Changes when cursors may legitimately begin anew. */
  generation: number;
  /** Opens it as a sign-in does: on line when the centre answers in time, else off line. False when refused. */
  unlock(): Promise<boolean>;
  /** Ends in good order. */
  lock(): Promise<void>;
  /** Takes the image a kill leaves now; the next `kill` uses it. */
  takeImage(): void;
  /** Dies now, and the cache suffers `harm`; `by` picks the byte. */
  kill(harm?: Harm, by?: Random): Promise<void>;
}

export interface SeatDeps extends Omit<LineDeps, "owner" | "state" | "deviceId"> {
  readonly machine: Machine;
  readonly me: Me;
  readonly random: Random;
  /** Mutations get between the engine and its files here. */
  readonly tamper: (ws: Workspace, db: Database) => void;
}

const PATIENCE_MS = 2_500;

export function createSeat(deps: SeatDeps): Seat {
  const { machine, me, time, random } = deps;
  const key = { dek: Buffer.from(Array.from({ length: 32 }, () => random.below(256))), dekId: crypto.randomUUID() };
  let image: string | null = null;
  const folder = () => userFolder(machine.dir, me.no);

  async function end(close: boolean): Promise<void> {
    const { running } = seat;
    if (!running) return;
    seat.running = null;
    machine.present = null;
    running.closePeek();
    // After a kill this happens in the abandoned folder: it only lets go of the handles.
    await running.open.close().catch((error: unknown) => {
      if (close) throw error;
    });
    time.kill(running.owner);
  }

  const seat: Seat = {
    machine, me, name: `${me.name}@${machine.name}`, running: null, used: false, refused: null, over: null, damaged: false, generation: 0,
    unlock: async () => {
      if (machine.present) await machine.present.lock();
      const owner: Owner = { name: seat.name, skew: machine.skew, dead: false };
      const bridge = modelBridge({ ...deps, owner, state: machine.line, deviceId: machine.deviceId });
      const asked = time.as(owner, () => signInOnline(bridge, me.no, Buffer.from("password")));
      const box: { answer: Awaited<typeof asked> | null } = { answer: null };
      void asked.then((answer) => (box.answer = answer));
      await time.passUntil(() => box.answer !== null, PATIENCE_MS);
      mkdirSync(folder().path, { recursive: true });
      const online = box.answer?.ok ? box.answer : null;
      seat.refused = box.answer && !box.answer.ok ? box.answer.refusal : null;
      if (!online && !existsSync(folder().outbox)) return false;
      // A damaged cache may end the stay while it is being opened.
      seat.over = null;
      try {
        const open = time.as(owner, () =>
          openWorkspace({
            message: {
              profileDir: machine.dir, identity: { deviceId: machine.deviceId, deviceName: machine.name, keyPem: "", certificatePem: "", caPem: "", orderKey: TEST_ORDER_KEY.publicKey },
              bridge: { serviceUrl: "https://127.0.0.1:1", vpnRanges: [] }, deviceSecret: Buffer.alloc(32), userNo: me.no, password: "password", appVersion: "faults", facts: [],
            },
            folder: folder(), bridge, push: () => undefined, journal: newJournalPost({ anchored: () => undefined, note: () => undefined }), over: (reason) => (seat.over = reason), timers: { wall: Date.now, mono: time.mono },
            unlocked: { dek: Buffer.from(key.dek), dekId: key.dekId, online, pending: box.answer ? null : asked, keptAside: false },
          }),
        );
        const eye = secondReader(() => folder().cache, () => fileKey(key.dek, key.dekId, "cache"));
        deps.tamper(open.ws, eye.db());
        seat.running = {
          open, ws: open.ws, owner, closePeek: eye.close,
          get peek() {
            return eye.db();
          },
        };
        seat.used = true;
        machine.present = seat;
        return true;
      } catch (error) {
        time.kill(owner);
        if (!(error instanceof RefusalError)) throw error;
        seat.refused = error.refusal;
        return false;
      }
    },
    lock: () => end(true),
    takeImage: () => {
      image ??= newFolder(machine.name);
      copyImage(machine.dir, image);
    },
    kill: async (harm = "none", by = random) => {
      if (!image) seat.takeImage();
      const left = image!;
      image = null;
      const abandoned = machine.dir;
      await end(false);
      machine.dir = left;
      removeFolder(abandoned);
      if (harm !== "none") seat.generation += 1;
      seat.damaged ||= harm === "damageCache" || harm === "damageJournal";
      const { cache } = folder();
      if (harm === "power") loseTail(`${cache}-wal`, by);
      if (harm === "dropCache") for (const suffix of ["", "-wal", "-shm"]) removeFolder(`${cache}${suffix}`);
      if (harm === "damageCache") flipBit(cache, by);
      if (harm === "damageJournal") flipBit(`${cache}-wal`, by);
    },
  };
  return seat;
}

/** A reader of the file that has the cache's name now: a damaged cache may be replaced under it. */
function secondReader(path: () => string, key: () => Buffer): { db(): Database; close(): void } {
  let open: { db: Database; file: number } | null = null;
  return {
    db: () => {
      const file = statSync(path()).ino;
      if (open?.file === file) return open.db;
      open?.db.close();
      open = { file, db: openDatabase({ kind: "cache", path: path(), key: key(), migrations: CACHE_MIGRATIONS }).db };
      return open.db;
    },
    close: () => open?.db.close(),
  };
}

/** A new machine at the centre. */
export const newMachine = (name: string, deviceId: string): Machine => ({
  name, deviceId, line: { fates: [], cut: "none", vpn: true, delayMs: 20 }, dir: newFolder(name), skew: 0, present: null,
});

/**
 * Reads a seat's files as its handlers do: a page that fails its authentication is told to the vault,
 * which ends the stay and makes the cache anew. `otherwise` is what such a reader shows.
 */
export function reading<T>(seat: Seat, work: (running: Running) => T, otherwise: T): T {
  const { running } = seat;
  if (!running) return otherwise;
  try {
    return work(running);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_CORRUPT"))) throw error;
    running.ws.damaged(error);
    return otherwise;
  }
}
