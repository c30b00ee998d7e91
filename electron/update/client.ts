/**
 * The update client: tuf-js decides what is authentic, fresh and newest; this decides what it is asked, in which order, and
 * what of its answers counts. Whatever is not in order is a refusal with its own code; nothing is installed here.
 */
import { createHash, hash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { Updater, type TargetFile } from "tuf-js";
import type { z } from "zod";
import { bucketFrom, bucketText, decide, type Decision } from "../../shared/release/decide.ts";
import { INDEX_PATH, IndexSchema, ROLLOUT_PATH, RolloutSchema, type Build, type BuildIndex, type Hold, type Platform, type Ring, type Rollout } from "../../shared/release/documents.ts";
import { BASE, newFetcher, type Patience } from "./fetch.ts";
import { openMemory } from "./memory.ts";
import { asRefused, UpdateRefused } from "./refused.ts";
import type { Source } from "./source.ts";

/** What this program and workstation are. */
export interface Here {
  readonly version: string;
  readonly platform: Platform;
  readonly ring: Ring;
  readonly dataFormat: number;
  /** Whose bucket it is; null where it is not known (root's helper): then a wave of the ring counts from its beginning. */
  readonly workstationId: string | null;
  /** When this build was made, UTC ms: no clock counts as earlier. */
  readonly builtAt: number;
}

export interface ClientOptions {
  readonly source: Source;
  /** State folder: the memory of what was believed. */
  readonly folder: string;
  /** The key list that ships with the program. */
  readonly shippedRoot: string;
  readonly here: Here;
  /** The machine's clock, UTC ms. */
  readonly clock?: () => number;
  readonly patience?: Patience;
  readonly onProgress?: (bytes: number) => void;
}

/** Versions of the documents that were believed, for the report. */
export interface SeenVersions {
  readonly root: number;
  readonly timestamp: number;
  readonly snapshot: number;
  readonly targets: number;
  readonly rollout: number;
}

export interface Checked {
  readonly decision: Decision;
  readonly index: BuildIndex;
  readonly rollout: Rollout;
  readonly seen: SeenVersions;
  /** When the centre signed the timestamp, UTC ms. */
  readonly issued: number;
}

export interface UpdateClient {
  /** Reads the documents and decides. Throws `UpdateRefused`. */
  check(hold: Hold): Promise<Checked>;
  /** Fetches a build that `check` chose, checks it, and answers where it lies. What lies there already and is right is not fetched again. Throws `UpdateRefused`. */
  download(build: Build): Promise<string>;
  /** Reads the installer once more against both documents, right before it is handed over; deletes one that was changed. Throws `update_swapped`. */
  verify(build: Build, path: string): Promise<void>;
}

const LIMITS = { maxRootRotations: 32, maxDelegations: 4, rootMaxLength: 64_000, timestampMaxLength: 16_000, snapshotMaxLength: 64_000, targetsMaxLength: 1_000_000 };
const DOCUMENT_MAX = 256_000;
const BUILT_FOR: Readonly<Record<Platform, RegExp>> = { "linux-x64": /\.deb$/, "win32-x64": /\.exe$/ };

export function newUpdateClient(options: ClientOptions): UpdateClient {
  const { source, folder, here, clock = Date.now, patience } = options;
  const memory = openMemory(folder, options.shippedRoot);
  const downloads = join(folder, "downloads");
  const fetcherFor = (name: string) => newFetcher({ source, partFile: join(downloads, `${name}.part`), ...(patience ? { patience } : {}), ...(options.onProgress ? { onProgress: options.onProgress } : {}) });
  /** The machine's time, but never before anything the centre signed or this build was made. */
  const now = () => Math.max(clock(), memory.floor(), here.builtAt);

  /** The library, on a mended memory and a clock that does not go back. */
  function updater(name: string): Updater {
    memory.mend();
    mkdirSync(downloads, { recursive: true, mode: 0o700 });
    const made = new Updater({ metadataDir: memory.documents, metadataBaseUrl: BASE.metadata, targetDir: downloads, targetBaseUrl: BASE.targets, fetcher: fetcherFor(name), config: LIMITS });
    setTime(made, now());
    return made;
  }

  async function refreshed(name: string): Promise<Updater> {
    const tuf = updater(name);
    await tuf.refresh();
    return tuf;
  }

  /**
   * The moment the centre signed raises the floor of the clock. It must lie before everything else expires: who holds the
   * timestamp's key alone cannot push the floor further than the duty officers' last signature lasts.
   */
  function takeIssued(): number {
    const issued = Date.parse(believed(memory.documents, "timestamp").issued ?? "");
    const ends = (["root", "targets", "snapshot", "rollout"] as const).map((role) => Date.parse(believed(memory.documents, role).expires ?? ""));
    if (!ends.every((end) => issued < end)) throw new UpdateRefused("update_mixed", ["timestamp: issued after another document expired"]);
    memory.raiseFloor(issued);
    return issued;
  }

  async function document<S extends z.ZodType>(tuf: Updater, path: string, schema: S): Promise<z.output<S>> {
    const target = await targetOf(tuf, path);
    if (target.length > DOCUMENT_MAX) throw new UpdateRefused("update_too_long", [path]);
    const file = join(downloads, path.replaceAll("/", "_"));
    await tuf.downloadTarget(target, file).catch((error: unknown) => { throw damaged(error, path); });
    const parsed = schema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    rmSync(file, { force: true });
    if (!parsed.success) throw new UpdateRefused("update_malformed", parsed.error.issues.map((issue) => `${path}: ${issue.path.join(".")}: ${issue.code}`).slice(0, 5));
    return parsed.data;
  }

  async function read(): Promise<{ index: BuildIndex; rollout: Rollout; issued: number }> {
    const tuf = await refreshed("document");
    const index = await document(tuf, INDEX_PATH, IndexSchema);
    const rollout = await document(tuf, ROLLOUT_PATH, RolloutSchema);
    return { index, rollout, issued: takeIssued() };
  }

  /** The installer as both documents describe it. */
  async function described(tuf: Updater, build: Build): Promise<TargetFile> {
    const target = await targetOf(tuf, build.file);
    const alike = target.hashes["sha256"] === build.sha256 && target.length === build.bytes && BUILT_FOR[build.platform].test(build.file) && build.platform === here.platform;
    if (!alike) throw new UpdateRefused("update_undescribed", [build.file]);
    return target;
  }

  const refusing = <T>(work: Promise<T>): Promise<T> => work.catch((error: unknown) => { throw asRefused(error); });

  return {
    check: (hold) => refusing((async () => {
      const { index, rollout, issued } = await read();
      const decision = decide({ here, index, rollout, hold, bucket: bucketOf(here.workstationId, rollout.version), now: now() });
      return { decision, index, rollout, issued, seen: seenIn(memory.documents) };
    })()),
    download: (build) => refusing((async () => {
      const path = join(downloads, basename(build.file));
      dropOthers(downloads, [basename(path), `${build.sha256}.part`]);
      const tuf = await refreshed(build.sha256);
      const target = await described(tuf, build);
      if (!(await tuf.findCachedTarget(target, path))) await tuf.downloadTarget(target, path).catch((error: unknown) => { throw damaged(error, build.file); });
      return path;
    })()),
    verify: async (build, path) => {
      if (await sha256Of(path) === build.sha256) return;
      rmSync(path, { force: true });
      throw new UpdateRefused("update_swapped", [basename(path)]);
    },
  };
}

/** A target by name. One without a SHA-256 would be "verified" by its length alone. */
async function targetOf(tuf: Updater, path: string): Promise<TargetFile> {
  const target = await tuf.getTargetInfo(path);
  if (!target) throw new UpdateRefused("update_missing", [path]);
  if (!/^[0-9a-f]{64}$/.test(target.hashes["sha256"] ?? "") || Object.keys(target.hashes).length !== 1) throw new UpdateRefused("update_undescribed", [path]);
  return target;
}

/** Of a target, wrong bytes are damage, not a mixture of documents; and one that is listed but not there is missing. */
function damaged(error: unknown, path: string): UpdateRefused {
  const { refusal } = asRefused(error);
  if (refusal.code === "update_mixed") return new UpdateRefused("update_damaged", [path]);
  if (refusal.code === "update_answer" && refusal.issues.some((issue) => /40[34]$/.test(issue))) return new UpdateRefused("update_missing", [path]);
  return asRefused(error);
}

/** The library reads the machine's clock by itself; the floor is put in its place, or nothing is believed. */
function setTime(tuf: Updater, at: number): void {
  const set = (tuf as unknown as { trustedSet?: { referenceTime?: unknown } }).trustedSet;
  if (!(set?.referenceTime instanceof Date)) throw new UpdateRefused("update_malformed", ["tuf-js: its time cannot be set"]);
  set.referenceTime = new Date(at);
}

/** A document's signed part, once the library has put it into the memory. */
const believed = (documents: string, role: string): { version?: number; expires?: string; issued?: string } =>
  (JSON.parse(readFileSync(join(documents, `${role}.json`), "utf8")) as { signed: { version?: number; expires?: string; issued?: string } }).signed;

/** What a workstation has believed last, from its memory alone: said also before the first look after a start. Null when it has believed nothing yet, or the memory cannot be read. */
export function lastSeen(folder: string): { seen: SeenVersions; issued: number } | null {
  const documents = join(folder, "documents");
  try {
    const issued = Date.parse(believed(documents, "timestamp").issued ?? "");
    return Number.isNaN(issued) ? null : { seen: seenIn(documents), issued };
  } catch {
    return null;
  }
}

function seenIn(documents: string): SeenVersions {
  const of = (role: string): number => (existsSync(join(documents, `${role}.json`)) ? (believed(documents, role).version ?? 0) : 0);
  return { root: of("root"), timestamp: of("timestamp"), snapshot: of("snapshot"), targets: of("targets"), rollout: of("rollout") };
}

/** Which of the buckets a workstation falls into for a version. */
export const bucketOf = (workstationId: string | null, version: string): number => (workstationId === null ? 0 : bucketFrom(hash("sha256", bucketText(workstationId, version))));

/** Installers of other builds and their halves are not kept. */
function dropOthers(folder: string, keep: readonly string[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) if (!keep.includes(name)) rmSync(join(folder, name), { recursive: true, force: true });
}

async function sha256Of(path: string): Promise<string> {
  if (!existsSync(path)) return "";
  const digest = createHash("sha256");
  for await (const part of createReadStream(path)) digest.update(part as Buffer);
  return digest.digest("hex");
}
