/** A new state of the repository: made beside the present one, tried, and put in its place by one rename. */
import { cpSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import lockfile from "proper-lockfile";
import { MINUTE } from "../../shared/model/time.ts";
import { currentOf, lockOf, metadataOf, publishedState, targetsOf } from "./repository.ts";
import { documentBytes, type Signable, type SignatureJson } from "./signing.ts";
import { writeFileDurably } from "./write.ts";

/** What must be true of a new state before it is published; throws when it is not. */
export type Inspection = (state: string, before: string | null) => Promise<void>;
/** Somebody else is publishing. */
export class RepositoryBusy extends Error {}

/** States kept for looking back. */
const STATES_KEPT = 20;

/** Makes a new state from the present one, lets `change` write into it, inspects it, and publishes it. Alone, under the repository's lock; rejects with RepositoryBusy when another is at it. */
export async function publishState(repository: string, change: (state: string, before: string | null) => void | Promise<void>, inspect: Inspection): Promise<string> {
  mkdirSync(join(repository, "states"), { recursive: true });
  const release = await lockfile.lock(repository, { lockfilePath: lockOf(repository), stale: 10 * MINUTE, retries: 3 }).catch(() => null);
  if (!release) throw new RepositoryBusy("another publication is under way");
  const before = publishedState(repository);
  const number = Math.max(0, ...readdirSync(join(repository, "states")).map(Number).filter(Number.isInteger)) + 1;
  const state = join(repository, "states", String(number).padStart(6, "0"));
  try {
    copyState(before, state);
    await change(state, before);
    await inspect(state, before);
    switchTo(repository, state);
    dropOldStates(repository);
    return state;
  } catch (error) {
    rmSync(state, { recursive: true, force: true });
    throw error;
  } finally {
    await release();
  }
}

/** Targets by hard link (they never change), documents by copy. */
function copyState(before: string | null, state: string): void {
  for (const folder of [metadataOf(state), targetsOf(state)]) mkdirSync(folder, { recursive: true });
  if (!before) return;
  cpSync(metadataOf(before), metadataOf(state), { recursive: true });
  for (const entry of readdirSync(targetsOf(before), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(targetsOf(state), relative(targetsOf(before), from));
    mkdirSync(dirname(to), { recursive: true });
    linkSync(from, to);
  }
}

/** A link with a new name takes the old one's place: readers follow either. */
function switchTo(repository: string, state: string): void {
  const temporary = join(repository, `current.${process.pid}`);
  rmSync(temporary, { force: true });
  symlinkSync(relative(repository, state), temporary);
  renameSync(temporary, currentOf(repository));
}

/** The present one is never removed. */
function dropOldStates(repository: string): void {
  const present = basename(publishedState(repository) ?? "");
  for (const name of readdirSync(join(repository, "states")).sort().slice(0, -STATES_KEPT)) {
    if (name !== present) rmSync(join(repository, "states", name), { recursive: true, force: true });
  }
}

/** Writes a numbered document with its signatures. */
export const putDocument = (state: string, role: string, signed: Signable, signatures: readonly SignatureJson[]): void =>
  writeFileDurably(join(metadataOf(state), `${signed.version}.${role}.json`), documentBytes(signed, signatures));
