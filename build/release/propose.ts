/** `propose`: checks a key list or a build and makes the request folder that goes to the signing station. */
import { hash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { INDEX_PATH, IndexSchema, PlatformSchema, type Build, type BuildIndex } from "../../shared/release/documents.ts";
import { canonical } from "../../shared/model/canonical.ts";
import { compareVersions, VersionSchema } from "../../shared/release/version.ts";
import { documentOf, readDocument } from "../../service/release/repository.ts";
import { PLACEHOLDER } from "../package/placeholder.ts";
import { verifyCode } from "./authenticode.ts";
import { rootBodyFaults, targetsBodyFaults } from "./ceremony.ts";
import { delegation, head, holding, keysOf, readIndex, type KeyList, type RootBody, type TargetEntry, type TargetsBody } from "./documents.ts";
import { demandNone, ReleaseFailure } from "./failure.ts";
import { entryOf, filesBelow, filesOf, put, writeRequest } from "./request.ts";

export interface RootKeys {
  readonly root: KeyList;
  readonly targets: KeyList;
  readonly snapshot: KeyList;
  readonly timestamp: KeyList;
}

/** Proposes a key list. `state` is what is published now, null for the first. */
export function proposeRoot(keys: RootKeys, state: string | null, folder: string, now: number): void {
  const last = state ? readDocument<RootBody>(state, "root").signed : null;
  const body: RootBody = {
    ...head("root", "root", (last?.version ?? 0) + 1, now), consistent_snapshot: true, keys: keysOf(Object.values(keys).flat()),
    roles: { root: holding("root", keys.root), targets: holding("targets", keys.targets), snapshot: holding("snapshot", keys.snapshot), timestamp: holding("timestamp", keys.timestamp) },
  };
  demandNone("ceremony", rootBodyFaults(body, last, now));
  writeRequest(folder, body, state ? { root: documentOf(state, "root") } : {});
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** What one builder says of what came out of the sources; two builders who built apart must say the same. */
export const ProvenanceSchema = z.object({
  v: z.literal(1), builder: z.string().min(1).max(60), version: VersionSchema, platform: PlatformSchema, commit: z.string().regex(/^[0-9a-f]{40}$/),
  lockfile: sha256, electron: VersionSchema, electronZip: sha256, asar: sha256, dataFormat: z.number().int().nonnegative(),
  file: z.string().regex(/^[A-Za-z0-9][\w.+~-]*$/).refine((name) => !name.includes(PLACEHOLDER), "is packed on a placeholder, without Electron: it is no build"),
  /** What it was made with, by name: Node, the packager, the installer's tool. */
  tools: z.record(z.string(), z.string().max(60)),
  /** Of the installer before any Authenticode signature. */
  unsigned: sha256,
});
export type Provenance = z.infer<typeof ProvenanceSchema>;

const BUILDERS = 2;
const PROVENANCE_NAME = /^provenance-[\w-]+\.json$/;

export interface BuildProposal {
  /** Folder of one platform's output: installer, `sbom.cdx.json`, `provenance-<builder>.json` of two builders. */
  readonly artifacts: string;
  readonly state: string | null;
  readonly folder: string;
  /** Raises what may still be installed. */
  readonly lowest?: string;
  /** The duty officers, when they change (and the first time). */
  readonly duty?: KeyList;
  /** The agency's code signing authority: a Windows installer is proposed only with its signature and time stamp. */
  readonly authority?: string;
  readonly now: number;
}

/** Proposes one build of one platform. Throws `artifacts` when the builders differ or a file is missing. */
export async function proposeBuild({ artifacts, state, folder, lowest, duty, authority, now }: BuildProposal): Promise<Build> {
  const sheets = filesBelow(artifacts).filter((name) => PROVENANCE_NAME.test(name)).map((name) => readProvenance(join(artifacts, name)));
  const agreed = agreement(sheets);
  const installer = await entryOf(join(artifacts, agreed.file));
  demandNone("artifacts", agreed.platform === "linux-x64" && installer.hashes.sha256 !== agreed.unsigned ? [`${agreed.file}: its hash is not the one both builders name`] : []);

  if (agreed.platform === "win32-x64") await demandAuthenticode(join(artifacts, agreed.file), authority);

  const last = state ? readDocument<TargetsBody>(state, "targets").signed : null;
  const base = `builds/${agreed.platform}/${agreed.version}`;
  const build: Build = {
    version: agreed.version, platform: agreed.platform, file: `${base}/${agreed.file}`, sha256: installer.hashes.sha256, bytes: installer.length,
    dataFormat: agreed.dataFormat, commit: agreed.commit, asar: agreed.asar, electron: agreed.electron,
  };
  const files = filesOf(folder);
  const index = nextIndex(state ? readIndex(state) : null, build, lowest);
  const carried = Object.fromEntries(Object.entries(last?.targets ?? {}).filter(([path]) => path !== INDEX_PATH));
  const named = { [build.file]: join(artifacts, agreed.file), [`${base}/sbom.cdx.json`]: join(artifacts, "sbom.cdx.json") };
  const fresh = await Promise.all(Object.entries(named).map(async ([path, from]) => [path, await entryOf(from).catch(() => { throw new ReleaseFailure("artifacts", [`${from} is missing`]); })] as const));
  const delegations = duty ? delegation(duty) : last?.delegations;
  const texts = { [INDEX_PATH]: JSON.stringify(index), [`${base}/provenance.json`]: JSON.stringify(sheets) };

  const body = { ...head("targets", "targets", (last?.version ?? 0) + 1, now), targets: { ...carried, ...Object.fromEntries(fresh) }, ...(delegations ? { delegations } : {}) };
  demandNone("ceremony", targetsBodyFaults(body, last, now));
  const hashed = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, textEntry(text)]));
  writeRequest(folder, { ...body, targets: { ...body.targets, ...hashed } }, state ? { root: documentOf(state, "root"), targets: documentOf(state, "targets") } : {});
  for (const [path, from] of Object.entries(named)) {
    mkdirSync(dirname(join(files, path)), { recursive: true });
    copyFileSync(from, join(files, path));
  }
  for (const [path, text] of Object.entries(texts)) put(join(files, path), text);
  if (state) put(join(folder, "last", "index.json"), JSON.stringify(readIndex(state)));
  return build;
}

/** Proposes the present list of builds anew, for its expiry or for other duty officers. */
export function proposeRenewal(state: string, folder: string, now: number, duty?: KeyList): void {
  const last = readDocument<TargetsBody>(state, "targets").signed;
  const body = { ...last, ...head("targets", "targets", last.version + 1, now), ...(duty ? { delegations: delegation(duty) } : {}) };
  demandNone("ceremony", targetsBodyFaults(body, last, now));
  writeRequest(folder, body, { root: documentOf(state, "root"), targets: documentOf(state, "targets") });
  const index = JSON.stringify(readIndex(state));
  put(join(folder, "last", "index.json"), index);
  put(join(filesOf(folder), INDEX_PATH), index);
}

async function demandAuthenticode(installer: string, authority: string | undefined): Promise<void> {
  if (authority === undefined) throw new ReleaseFailure("artifacts", ["a Windows installer needs the code signing authority: --authority FILE"]);
  await verifyCode(installer, authority);
}

function readProvenance(path: string): Provenance {
  const parsed = ProvenanceSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new ReleaseFailure("artifacts", parsed.error.issues.map((issue) => `${path}: ${issue.path.join(".")}: ${issue.message}`));
  return parsed.data;
}

/** What all builders say alike. */
function agreement(sheets: readonly Provenance[]): Provenance {
  const builders = new Set(sheets.map(({ builder }) => builder));
  const [first] = sheets;
  if (!first || builders.size < BUILDERS) throw new ReleaseFailure("artifacts", [`${builders.size} builders, ${BUILDERS} are needed`]);
  const fields = Object.keys(first).filter((field) => field !== "builder") as (keyof Provenance)[];
  demandNone("artifacts", fields.filter((field) => sheets.some((sheet) => canonical(sheet[field]) !== canonical(first[field]))).map((field) => `the builders differ in ${field}`));
  return first;
}

function nextIndex(last: BuildIndex | null, build: Build, lowest = last?.lowest ?? build.version): BuildIndex {
  const others = last?.builds ?? [];
  const there = others.find(({ platform, version }) => platform === build.platform && version === build.version);
  if (there) throw new ReleaseFailure("ceremony", [`${build.platform} ${build.version} is published already: a build is never replaced, it gets a new number`]);
  if (last && compareVersions(lowest, last.lowest) < 0) throw new ReleaseFailure("ceremony", [`the lowest version only rises: ${last.lowest} → ${lowest}`]);
  return IndexSchema.parse({ v: 1, lowest, builds: [...others, build] });
}

const textEntry = (text: string): TargetEntry => ({ length: Buffer.byteLength(text), hashes: { sha256: hash("sha256", text) } });
