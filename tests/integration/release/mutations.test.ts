/**
 * A guard taken away, an attack let in: for each defence of the update client the edit that removes it, and the attacks that
 * are then no longer refused as they should be. The probe runs in a process of its own with the edited source.
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

interface Mutation {
  readonly guard: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly opens: readonly string[];
}

const CLIENT = "electron/update/client.ts";
const FETCH = "electron/update/fetch.ts";
const MEMORY = "electron/update/memory.ts";
const DECIDE = "shared/release/decide.ts";

const MUTATIONS: readonly Mutation[] = [
  { guard: "signatures are counted", file: "@tufjs/models/dist/metadata.js", from: "if (signingKeys.size < role.threshold)", to: "if (false)", opens: ["arbitrary_software", "server_taken", "server_and_one_targets_key", "root_by_one_key"] },
  { guard: "a key list is sound", file: FETCH, from: "if (faults.length > 0) throw", to: "if (false) throw", opens: ["root_key_under_two_ids", "root_threshold_one", "timestamp_key_for_targets"] },
  { guard: "a key list is checked when it comes", file: FETCH, from: "if (/\\/\\d+\\.root\\.json$/.test(url)) demandSoundRoot(bytes);", to: "", opens: ["root_key_under_two_ids", "unknown_key_type"] },
  { guard: "an endless document is cut", file: FETCH, from: "if (total > most) throw new UpdateRefused(\"update_too_long\", [`more than ${most} bytes`]);\n        parts.push", to: "if (total > 5_000_000) throw new Error(\"would fill the memory\");\n        parts.push", opens: ["endless_timestamp"] },
  { guard: "an installer is cut at its signed length", file: FETCH, from: "if (total > most) throw new UpdateRefused(\"update_too_long\", [`more than ${most} bytes`]);\n        if (!out", to: "if (total > 5_000_000) throw new Error(\"would fill the disk\");\n        if (!out", opens: ["endless_installer", "installer_longer"] },
  { guard: "a target's hash is checked", file: "@tufjs/models/dist/file.js", from: "if (actual !== expected)", to: "if (false)", opens: ["installer_one_byte", "edited_rollout"] },
  { guard: "a drip is given up", file: FETCH, from: "if ((window.bytes * 1000) / passed < pace.floor)", to: "if (now() - began > 5_000) throw new Error(\"still waiting\"); else if (window.bytes < 0)", opens: ["drip_installer"] },
  { guard: "redirects are refused", file: FETCH, from: "if (status >= 300 && status < 400)", to: "if (status < 0)", opens: ["redirect"] },
  { guard: "the clock has a floor", file: CLIENT, from: "Math.max(clock(), memory.floor(), here.builtAt)", to: "Math.max(clock(), here.builtAt)", opens: ["clock_set_back"] },
  { guard: "the library's clock is set", file: CLIENT, from: "set.referenceTime = new Date(at);", to: "", opens: ["freeze_timestamp", "freeze_root"] },
  { guard: "the floor cannot be pushed ahead", file: CLIENT, from: "if (!ends.every((end) => issued < end))", to: "if (false)", opens: ["clock_pushed_ahead"] },
  { guard: "documents are remembered", file: MEMORY, from: "// A newer program brings", to: "for (const role of [\"timestamp\", \"snapshot\"]) rmSync(fileOf(role), { force: true });\n      // A newer program brings", opens: ["rollback_timestamp", "rollback_targets"] },
  { guard: "both documents describe the installer alike", file: CLIENT, from: "if (!alike)", to: "if (false)", opens: ["described_differently"] },
  { guard: "the installer is read again before it is handed over", file: CLIENT, from: "if (await sha256Of(path) === build.sha256) return;", to: "if (existsSync(path)) return;", opens: ["swapped_installer"] },
  { guard: "only what targets signed goes out", file: DECIDE, from: "const build = builds.find(({ version }) => version === rollout.version);", to: "const build = builds.find(({ version }) => version === rollout.version) ?? { ...builds[0]!, version: rollout.version };", opens: ["duty_unsigned_version"] },
  { guard: "an older build needs leave", file: DECIDE, from: "rollout.rollbackFrom.includes(here.version)", to: "true", opens: ["duty_downgrade", "deleted_state"] },
  { guard: "a minimum above everything is ignored", file: DECIDE, from: "if (!builds.some((build) => compareVersions(build.version, minimumVersion) >= 0)) return NONE;", to: "", opens: ["duty_lock_out"] },
];

const root = resolve(import.meta.dirname, "../../..");

function probeWith({ file, from, to }: Mutation, attacks: readonly string[]): { attack: string; refused: boolean }[] {
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", resolve(import.meta.dirname, "mutate.mjs"), "build/commands/release.ts", "attack-probe", "--json", ...attacks], {
    cwd: root, encoding: "utf8", timeout: 50_000, env: { ...process.env, LOCKDESK_MUTATION: JSON.stringify({ file, from, to }) },
  });
  if (/nothing to take away/.test(stderr)) throw new Error(stderr);
  return stdout.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line) as { attack: string; refused: boolean });
}

describe("a guard of the update client, taken away", () => {
  it.each(MUTATIONS.map((mutation) => [mutation.guard, mutation.opens.join(", "), mutation] as const))("%s: lets in %s", (_guard, _opens, mutation) => {
    expect(probeWith(mutation, mutation.opens).filter((line) => !line.refused).map((line) => line.attack).toSorted()).toEqual(mutation.opens.toSorted());
  });

  it("is in its place otherwise: the same attacks are refused", () => {
    const attacks = [...new Set(MUTATIONS.flatMap(({ opens }) => opens))];
    const nothing = { guard: "", file: FETCH, from: "export const BASE", to: "export const BASE", opens: [] };
    expect(probeWith(nothing, attacks).filter((line) => !line.refused)).toEqual([]);
  });
});
