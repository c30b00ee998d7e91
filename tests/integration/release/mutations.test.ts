/**
 * A guard taken away, an attack let in: for each defence of the update client, of the installed program, of the centre that
 * takes a duty officer's answer and of the publisher the edit that removes it, and the attacks that are then no longer refused
 * as they should be. The probe runs in a process of its own with the edited source.
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
const PROGRAM = "electron/trust/installed.ts";
const FILES = "shared/release/installed.ts";
const OWNED = "electron/update/owned.ts";
const SEAL = "build/package/seal.ts";
const ANSWER = "service/release/answer.ts";
const SIGN = "build/release/sign.ts";
const PUBLISH = "build/release/publish.ts";
const PROPOSE = "build/release/propose.ts";
const CEREMONY = "build/release/ceremony.ts";

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

  { guard: "the program's files are compared with its list", file: FILES, from: "found.get(path) !== sha256)", to: "!found.has(path))", opens: ["program_changed", "native_part_changed", "file_made_a_link"] },
  { guard: "a file that is gone counts", file: FILES, from: "found.get(path) !== sha256)", to: "found.has(path) && found.get(path) !== sha256)", opens: ["file_taken_away"] },
  { guard: "a file too many counts", file: FILES, from: "!listed.has(path) && !apart.has(path)", to: "false", opens: ["library_planted"] },
  { guard: "a link is no file", file: PROGRAM, from: "next.plain ? ", to: "next.path ? ", opens: ["file_made_a_link"] },
  { guard: "a program without a list does not start", file: PROGRAM, from: "if (installed === null) return refused(\"list\", [INSTALLED_PATH]);", to: "if (installed === null) return { ok: true, hashes: new Map() };", opens: ["list_taken_away"] },
  { guard: "the list's signatures are counted", file: PROGRAM, from: "if (have < needed) return", to: "if (false) return", opens: ["list_edited", "list_by_one_holder", "list_signed_twice", "list_by_duty_keys"] },
  { guard: "the list's signatures are verified", file: PROGRAM, from: "verifyEd25519(Buffer.from(keys[keyid].keyval.public, \"hex\"), text, Buffer.from(sig, \"hex\"))", to: "sig.length > text.length * 0", opens: ["list_edited"] },
  { guard: "one holder counts once", file: PROGRAM, from: "new Set(good.map(({ keyid }) => keyid)).size", to: "good.length", opens: ["list_signed_twice"] },
  { guard: "only holders of the builds' role count", file: PROGRAM, from: "roles.targets.keyids.includes(keyid) && ", to: "", opens: ["list_by_duty_keys"] },
  { guard: "the list is of this build", file: PROGRAM, from: "if (signed.version !== version || signed.platform !== platform)", to: "if (false)", opens: ["list_of_another_build"] },
  { guard: "the program's key list is sound", file: PROGRAM, from: " || rootFaults(keys, keyId).length > 0", to: "", opens: ["list_and_weak_keys"] },
  { guard: "only a holder seals", file: SEAL, from: "if (!root.signed.roles.targets.keyids.includes(keyid)) throw", to: "if (false) throw", opens: ["seal_by_stranger"] },
  { guard: "the station hashes a tree before it seals it", file: SEAL, from: "demandNone(\"artifact_hash\", fileFaults(parsed.data.signed, await hashesBelow(tree))", to: "demandNone(\"artifact_hash\", fileFaults({ ...parsed.data.signed, files: [] }, new Map())", opens: ["seal_changed_tree"] },
  { guard: "an installer is made of a sealed tree alone", file: SEAL, from: "if (have < needed) throw", to: "if (false) throw", opens: ["installer_of_unsealed"] },

  { guard: "root follows no link in the folder", file: OWNED, from: " | constants.O_NOFOLLOW", to: "", opens: ["handed_link"] },

  { guard: "the centre counts the rollout's signatures", file: ANSWER, from: "...thresholdFault(() => asTargets(readDocument(state, \"targets\")).verifyDelegate(\"rollout\", asTargets(rollout)), \"the list of builds\"),", to: "", opens: ["answer_by_stranger"] },
  { guard: "the centre counts the snapshot's signatures", file: ANSWER, from: "...thresholdFault(() => asRoot(readDocument(state, \"root\")).verifyDelegate(\"snapshot\", asSnapshot(snapshot)), \"the key list\"),", to: "", opens: ["answer_snapshot_by_stranger"] },
  { guard: "an answer follows what is published", file: ANSWER, from: "if (wrong.length > 0) refuse", to: "if (false) refuse", opens: ["answer_twice", "answer_skips_ahead"] },
  { guard: "the rollout's document is over its text", file: ANSWER, from: "same(listed.data.targets[ROLLOUT_PATH], Buffer.from(answer.rollout)) ? []", to: "listed.data ? []", opens: ["answer_over_another_text"] },
  { guard: "the snapshot is over the present builds", file: ANSWER, from: "same(meta[\"targets.json\"], documentOf(state, \"targets\")) && meta[\"targets.json\"].version === newestVersion(state, \"targets\") ? []", to: "meta ? []", opens: ["answer_over_other_builds"] },
  { guard: "the snapshot is over this rollout", file: ANSWER, from: "same(meta[\"rollout.json\"], Buffer.from(answer.documents.rollout)) && meta[\"rollout.json\"].version === rollout.signed.version ? []", to: "meta ? []", opens: ["answer_over_another_rollout"] },
  { guard: "an answer has to be signed again in time", file: ANSWER, from: "days > 0 && days <= RELEASE_ROLES[role].days + SLACK_DAYS", to: "days > 0", opens: ["answer_lasts_for_ever"] },
  { guard: "an answer that has expired is not taken", file: ANSWER, from: "days > 0 && days <=", to: "days <=", opens: ["answer_expired"] },
  { guard: "an answer lists the rollout alone", file: ANSWER, from: "targets: z.strictObject({ [ROLLOUT_PATH]: EntrySchema })", to: "targets: z.object({ [ROLLOUT_PATH]: EntrySchema })", opens: ["answer_lists_a_build"] },
  { guard: "an answer speaks of published builds", file: ANSWER, from: "if (faults.length > 0) refuse(\"rollout_unsound\", faults);\n  await", to: "await", opens: ["answer_unpublished_version", "answer_locks_out"] },

  { guard: "two builders are two people", file: PROPOSE, from: "builders.size < BUILDERS", to: "sheets.length < BUILDERS", opens: ["one_builder_as_two"] },
  { guard: "two builders say the same", file: PROPOSE, from: "fields.filter((field) => sheets.some(", to: "fields.filter((field) => sheets.every(", opens: ["builders_differ"] },
  { guard: "the station hashes each file anew", file: SIGN, from: "else if (found.length !== entry.length || found.hashes.sha256 !== entry.hashes.sha256)", to: "else if (false)", opens: ["request_installer_swapped", "request_old_entry_changed"] },
  { guard: "the station signs no file that is not listed", file: SIGN, from: "present.filter((path) => !body.targets[path])", to: "[].filter((path) => !body.targets[path])", opens: ["request_file_added"] },
  { guard: "only a holder signs", file: SIGN, from: "if (!holders.includes(keyid)) throw", to: "if (false) throw", opens: ["request_by_duty_key"] },
  { guard: "the publisher counts the build's signatures", file: PUBLISH, from: "demandNone(\"below_threshold\", thresholdFault(", to: "void ((", opens: ["publish_one_signature", "publish_signature_copied", "publish_document_edited"] },
  { guard: "the publisher takes no file but what is listed", file: PUBLISH, from: "if (found.hashes.sha256 !== body.targets[path]?.hashes.sha256 || found.length !== body.targets[path].length) throw", to: "if (false) throw", opens: ["publish_file_added"] },
  { guard: "every listed file is there", file: PUBLISH, from: "demandNone(\"artifact_hash\", missing.map", to: "void (missing.map", opens: ["publish_installer_gone"] },
  { guard: "a key list is sound before anybody signs it", file: CEREMONY, from: "...rootFaults({ signed: next }, keyId), ", to: "", opens: ["key_list_key_twice"] },
  { guard: "a key list needs the old list's holders", file: CEREMONY, from: "...(last ? thresholdFault(() => asRoot(last).verifyDelegate(\"root\", asRoot(next)), \"the keys of the list before\") : [])", to: "", opens: ["key_list_by_new_keys"] },
];

const root = resolve(import.meta.dirname, "../../..");

function probeWith({ file, from, to }: Mutation, attacks: readonly string[]): { attack: string; refused: boolean }[] {
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", resolve(import.meta.dirname, "mutate.mjs"), "build/commands/release.ts", "attack-probe", "--json", ...attacks], {
    cwd: root, encoding: "utf8", timeout: 50_000, env: { ...process.env, LOCKDESK_MUTATION: JSON.stringify({ file, from, to }) },
  });
  if (/nothing to take away/.test(stderr)) throw new Error(stderr);
  return stdout.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line) as { attack: string; refused: boolean });
}

describe("a guard of the release's way, taken away", () => {
  it.each(MUTATIONS.map((mutation) => [mutation.guard, mutation.opens.join(", "), mutation] as const))("%s: lets in %s", (_guard, _opens, mutation) => {
    expect(probeWith(mutation, mutation.opens).filter((line) => !line.refused).map((line) => line.attack).toSorted()).toEqual(mutation.opens.toSorted());
  });

  it("is in its place otherwise: of each edited file an attack is refused when nothing is taken away (the unit tests run them all)", () => {
    const attacks = [...new Map(MUTATIONS.map(({ file, opens }) => [file, opens[0]!])).values()];
    const nothing = { guard: "", file: FETCH, from: "export const BASE", to: "export const BASE", opens: [] };
    expect(probeWith(nothing, attacks).filter((line) => !line.refused)).toEqual([]);
  });
});
