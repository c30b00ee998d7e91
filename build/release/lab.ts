/**
 * A release house in miniature with keys of its own, for the attack probe and the tests: the real publisher fills it, the
 * real client reads it, and whoever attacks may hold any of its keys.
 */
import { generateKeyPairSync, hash, type KeyObject } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOUR } from "../../shared/model/time.ts";
import type { Build } from "../../shared/release/documents.ts";
import { publishedState, readDocument } from "../../service/release/repository.ts";
import type { SignedJson } from "../../service/release/signing.ts";
import { newUpdateClient, type Here, type UpdateClient } from "../../electron/update/client.ts";
import { folderSource, type Source } from "../../electron/update/source.ts";
import { publicFileOf, type PublicKeyFile } from "./keys.ts";
import { proposeBuild, proposeRoot, type Provenance, type RootKeys } from "./propose.ts";
import { publish, publishedRoot } from "./publish.ts";
import type { RolloutChange } from "../../shared/release/rollout.ts";
import { rollout } from "./rollout.ts";
import { readRequest } from "./request.ts";
import { signRequest } from "./sign.ts";
import type { Inspection } from "../../service/release/publication.ts";

export interface LabKey {
  readonly secret: KeyObject;
  readonly open: PublicKeyFile;
}
export interface LabKeys {
  readonly root: readonly LabKey[];
  readonly targets: readonly LabKey[];
  readonly duty: readonly LabKey[];
  readonly timestamp: LabKey;
}

export function newLabKey(holder: string): LabKey {
  const { privateKey: secret } = generateKeyPairSync("ed25519");
  return { secret, open: publicFileOf(secret, holder) };
}
const three = (what: string): LabKey[] => [1, 2, 3].map((n) => newLabKey(`${what} ${n}`));
export const newLabKeys = (): LabKeys => ({ root: three("root"), targets: three("targets"), duty: three("duty"), timestamp: newLabKey("service") });
export const rootKeysOf = ({ root, targets, duty, timestamp }: LabKeys): RootKeys => ({ root: root.map((k) => k.open), targets: targets.map((k) => k.open), snapshot: duty.map((k) => k.open), timestamp: [timestamp.open] });

/** The lab's clock when it opens; a fixed moment, so that a run can be repeated, and far from the machine's own, so that nobody reads that by mistake. */
export const LAB_START = Date.UTC(2046, 10, 24, 1);
/** Gives up soon enough for a test of it. */
const HASTY = { documentMs: 1_500, silenceMs: 1_500, bytesPerSecond: 2_000, measuredOverMs: 700 };
const INSTALLER_BYTES = 40_000;
const NO_INSPECTION: Inspection = () => Promise.resolve();

/** What the installer of a version holds; no program, only bytes that differ. */
export const installerOf = (version: string): Buffer => Buffer.alloc(INSTALLER_BYTES, `lockdesk ${version} `);

/** One platform's output folder with two builders who agree, as `propose` takes it. */
export function writeArtifacts(folder: string, version: string, more: Partial<Provenance> = {}): void {
  mkdirSync(folder, { recursive: true });
  const installer = installerOf(version);
  const file = `lockdesk_${version}_amd64.deb`;
  const hex = (text: string) => hash("sha256", text);
  for (const builder of ["anna", "bo"]) {
    const sheet: Provenance = {
      v: 1, builder, version, platform: "linux-x64", commit: hash("sha1", version), lockfile: hex("lock"), electron: "45.4.1", electronZip: hex("zip"), asar: hex(`asar ${version}`),
      dataFormat: 1, file, tools: { node: "24" }, unsigned: hash("sha256", installer), ...more,
    };
    writeFileSync(join(folder, `provenance-${builder}.json`), JSON.stringify(sheet));
  }
  writeFileSync(join(folder, file), installer);
  writeFileSync(join(folder, "sbom.cdx.json"), JSON.stringify({ bomFormat: "CycloneDX", version }));
}

export class Lab {
  readonly folder: string;
  keys: LabKeys;
  now = LAB_START;
  #requests = 0;
  /** The first key list, until the first build goes out with it. */
  #first = "";

  constructor(keys: LabKeys = newLabKeys()) {
    this.folder = mkdtempSync(join(tmpdir(), "lockdesk-release-"));
    this.keys = keys;
  }

  get repository(): string {
    return join(this.folder, "repository");
  }
  /** What is published now. */
  get state(): string {
    return publishedState(this.repository)!;
  }
  get publishing() {
    return { duty: this.keys.duty[0]!.secret, timestamp: this.keys.timestamp.secret };
  }
  path(name: string): string {
    return join(this.folder, name);
  }
  /** Names of requests from here on; a copied house has some already. */
  skipRequests(to: number): void {
    this.#requests = to;
  }
  newRequest(): string {
    return this.path(`request-${(this.#requests += 1)}`);
  }

  /** Signs a request with some keys of its role. */
  async sign(folder: string, keys: readonly LabKey[]): Promise<void> {
    const state = publishedState(this.repository);
    for (const { secret } of keys) await signRequest({ folder, root: state ? readDocument(state, "root") : null, now: this.now }, secret);
  }

  /** The first publication: key list, then a build. */
  async open(version: string): Promise<void> {
    await this.newRoot(this.keys, this.keys.root.slice(0, 2));
    await this.build(version);
  }

  /** Publishes a key list, signed by the keys given. */
  async newRoot(next: LabKeys, signers: readonly LabKey[]): Promise<void> {
    const folder = this.newRequest();
    const before = publishedState(this.repository);
    proposeRoot(rootKeysOf(next), before, folder, this.now);
    await this.sign(folder, signers);
    if (before) await publish({ repository: this.repository, folders: [folder], keys: { duty: next.duty[0]!.secret, timestamp: next.timestamp.secret }, inspect: NO_INSPECTION, now: this.now });
    else this.#first = folder;
  }

  /** Proposes, signs by two, publishes a build. */
  async build(version: string, more: Partial<Provenance> & { lowest?: string } = {}): Promise<Build> {
    const { lowest, ...provenance } = more;
    const [artifacts, folder] = [this.path(`artifacts-${version}`), this.newRequest()];
    writeArtifacts(artifacts, version, provenance);
    const before = publishedState(this.repository);
    const build = await proposeBuild({ artifacts, state: before, folder, duty: this.keys.duty.map((k) => k.open), now: this.now, ...(lowest ? { lowest } : {}) });
    const root = before ? readDocument(before, "root") : firstRoot(this.#first);
    for (const { secret } of this.keys.targets.slice(0, 2)) await signRequest({ folder, root, now: this.now }, secret);
    await publish({ repository: this.repository, folders: [...(before ? [] : [this.#first]), folder], keys: this.publishing, inspect: NO_INSPECTION, now: this.now });
    return build;
  }

  async roll(change: RolloutChange): Promise<void> {
    await rollout(this.repository, change, this.publishing, NO_INSPECTION, this.now);
  }

  /** The key list as it ships with a program built now. */
  shipRoot(): string {
    const path = this.path(`shipped-${this.#requests}.json`);
    writeFileSync(path, publishedRoot(this.state));
    return path;
  }

  /** A workstation's client; `name` is its folder, so that a second call goes on with its memory. */
  client(name: string, options: { source?: Source; here?: Partial<Here>; shippedRoot?: string; clock?: () => number; hasty?: boolean } = {}): UpdateClient {
    return newUpdateClient({
      source: options.source ?? folderSource(this.state), folder: this.path(name), shippedRoot: options.shippedRoot ?? this.path("shipped.json"),
      here: { version: "1.3.0", platform: "linux-x64", ring: "broad", dataFormat: 1, workstationId: "11111111-1111-4111-8111-111111111111", builtAt: LAB_START - HOUR, ...options.here },
      clock: options.clock ?? (() => this.now), ...(options.hasty ? { patience: HASTY } : {}),
    });
  }

  /** A copy of the published state to spoil. */
  copyState(name: string): string {
    const to = this.path(name);
    cpSync(this.state, to, { recursive: true });
    return to;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The very first key list has no predecessor: the station reads it from its request, after its holders have signed. */
function firstRoot(folder: string): SignedJson {
  const { body, signatures } = readRequest(folder);
  return { signed: body, signatures };
}
