/**
 * What a new state must pass before it is published: the workstation's own client takes it, from nothing and from what is
 * published now; no single spoilt document or installer of it is taken; and the client refuses the whole attack table.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Build } from "../../shared/release/documents.ts";
import { hashedName } from "../../shared/release/names.ts";
import { metadataOf, newestVersion } from "../../service/release/repository.ts";
import { newUpdateClient, type UpdateClient } from "../../electron/update/client.ts";
import { UpdateRefused } from "../../electron/update/refused.ts";
import { folderSource } from "../../electron/update/source.ts";
import { readIndex } from "./documents.ts";
import { demandNone } from "./failure.ts";
import { probe } from "./probe.ts";
import type { Inspection } from "../../service/release/publication.ts";

/** `withProbe` runs the attack table as well, which takes some seconds. */
export const inspection = (now: number, withProbe: boolean): Inspection => async (state, before) => {
  const folder = mkdtempSync(join(tmpdir(), "lockdesk-inspect-"));
  try {
    const known = new Set(before ? readIndex(before).builds.map((build) => build.sha256) : []);
    const builds = readIndex(state).builds;
    for (const platform of new Set(builds.map((build) => build.platform))) {
      const fresh = builds.filter((build) => build.platform === platform && !known.has(build.sha256));
      await taken(state, before, join(folder, platform), platform, fresh, now);
    }
    demandNone("client_refuses", await spoilt(state, folder, builds[0]!, now));
    if (withProbe) demandNone("probe_open", (await probe(() => undefined)).filter((line) => !line.refused).map((line) => `${line.attack}: ${line.code}, not ${line.expected}`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A client of one platform on a state; its version is the oldest there can be. */
function clientOf(state: string, folder: string, platform: Build["platform"], now: number): UpdateClient {
  const roots = readdirSync(metadataOf(state)).map((name) => /^(\d+)\.root\.json$/.exec(name)?.[1]).filter((n) => n !== undefined).map(Number);
  return newUpdateClient({
    source: folderSource(state), folder, shippedRoot: join(metadataOf(state), `${Math.min(...roots)}.root.json`), clock: () => now,
    here: { version: "0.0.0", platform, ring: "broad", dataFormat: 0, workstationId: "inspection", builtAt: 0 },
  });
}

/** From nothing, and with the memory of what is published now. */
async function taken(state: string, before: string | null, folder: string, platform: Build["platform"], fresh: readonly Build[], now: number): Promise<void> {
  try {
    const client = clientOf(state, `${folder}-fresh`, platform, now);
    await client.check(null);
    for (const build of fresh) await client.verify(build, await client.download(build));
    // What is published now may have expired; that is why it is being replaced.
    if (before) await clientOf(before, `${folder}-going-on`, platform, now).check(null).catch(() => undefined);
    await clientOf(state, `${folder}-going-on`, platform, now).check(null);
  } catch (error) {
    demandNone("client_refuses", [error instanceof UpdateRefused ? error.message : String(error)]);
  }
}

/** Changes one byte in each document, and in an installer; answers what the client took all the same. */
async function spoilt(state: string, folder: string, build: Build, now: number): Promise<string[]> {
  const names = ["timestamp.json", ...["snapshot", "targets", "rollout"].map((role) => `${newestVersion(state, role)}.${role}.json`)].map((name) => join("metadata", name));
  const open: string[] = [];
  for (const name of [...names, join("targets", hashedName(build.file, build.sha256))]) {
    const copy = join(folder, "spoilt");
    rmSync(copy, { recursive: true, force: true });
    cpSync(state, copy, { recursive: true });
    if (!existsSync(join(copy, name))) continue;
    const bytes = readFileSync(join(copy, name));
    const at = Math.floor(bytes.length / 2);
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(join(copy, name), bytes);
    const client = clientOf(copy, join(folder, "spoilt-memory"), build.platform, now);
    const refused = await client.check(null).then(() => client.download(build)).then(() => false, (error: unknown) => error instanceof UpdateRefused);
    if (!refused) open.push(`a changed byte in ${name} was taken`);
    rmSync(join(folder, "spoilt-memory"), { recursive: true, force: true });
  }
  return open;
}

