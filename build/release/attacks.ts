/**
 * The attacks of RELEASE.md 2.3 to 2.5 as a table: who holds which keys, what is tried, and with which code the client must
 * refuse. Each runs against a workstation that has 1.3.0, has believed the house's documents once, and is offered 1.4.0.
 * The tables beside it: on an installed program, on root's helper, on the centre that takes a duty officer's answer, and on the publisher.
 */
import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DAY, HOUR } from "../../shared/model/time.ts";
import type { Build } from "../../shared/release/documents.ts";
import type { Decision } from "../../shared/release/decide.ts";
import { metadataOf, newestVersion, readDocument } from "../../service/release/repository.ts";
import { documentBytes, keyId, moment, signatureOf, type Signable } from "../../service/release/signing.ts";
import type { UpdateClient } from "../../electron/update/client.ts";
import { folderSource, type Piece, type Source } from "../../electron/update/source.ts";
import { attack, type Attack, type Ground } from "./attack.ts";
import { answerAttacks } from "./attacks-answer.ts";
import { helperAttacks } from "./attacks-helper.ts";
import { programAttacks } from "./attacks-program.ts";
import { publisherAttacks } from "./attacks-publisher.ts";
import { forge, rollBy, sealBy, stampBy, targetPath, transplant } from "./forge.ts";
import { Lab, newLabKeys } from "./lab.ts";

/** Reads the documents. */
const look = async (client: UpdateClient): Promise<Decision> => (await client.check(null)).decision;

/** Reads the documents and fetches what they choose; the attack is on the file. */
async function fetchIt(client: UpdateClient): Promise<Decision> {
  const decision = await look(client);
  if (decision.action === "update") await client.verify(decision.build, await client.download(decision.build));
  return decision;
}

/** The house's files, with other answers for some of them. */
function answering(state: string, matches: RegExp, answer: (honest: Piece) => Piece): Source {
  const honest = folderSource(state);
  return { read: (path, from, take) => honest.read(path, from, (piece) => take(matches.test(path) ? answer(piece) : piece)) };
}
const status = (code: number, text = ""): Piece => ({ status: code, parts: pieces([Buffer.from(text)]) });
async function* pieces(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}
async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield Buffer.alloc(4096, "x");
}
async function* drip(everyMs: number): AsyncGenerator<Uint8Array> {
  for (;;) {
    await sleep(everyMs);
    yield Buffer.from("x");
  }
}

/** Both stolen keys of a taken server: the timestamp's, and a duty officer's for the snapshot. */
const taken = ({ lab }: Ground) => ({ snapshot: lab.keys.duty[0]!.secret, timestamp: lab.keys.timestamp.secret, now: lab.now });
/** A house whose documents stay fresh but for those that the attacker cannot sign. */
const keptFresh = (ground: Ground, days: number, seal: "timestamp" | "snapshot"): { clock: () => number } => {
  const at = ground.lab.now + days * DAY;
  if (seal === "timestamp") stampBy(ground.state, ground.lab.keys.timestamp.secret, at);
  else sealBy(ground.state, { ...taken(ground), now: at });
  return { clock: () => at };
};
const evil = (build: Build): Build => ({ ...build, file: "builds/linux-x64/6.6.6/evil.deb", sha256: "e".repeat(64) });

const signing: Attack[] = [
  attack("arbitrary_software", "update_unsigned", "a whole house with keys of its own", async ({ lab, client }) => {
    const foreign = new Lab(newLabKeys());
    try {
      foreign.now = lab.now;
      await foreign.open("6.6.6");
      return await look(client(foreign.state));
    } finally {
      foreign.close();
    }
  }),
  attack("server_taken", "update_unsigned", "timestamp's and snapshot's keys stolen, targets signed by a foreign key", async (ground) => {
    forge(ground.state, "targets", (signed) => ({ ...signed, version: signed.version + 1 }), newLabKeys().targets.slice(0, 2));
    sealBy(ground.state, taken(ground));
    return look(ground.client(ground.state));
  }),
  attack("server_and_one_targets_key", "update_unsigned", "the same, and one of the three targets keys", async (ground) => {
    forge(ground.state, "targets", (signed) => ({ ...signed, version: signed.version + 1 }), ground.lab.keys.targets.slice(0, 1));
    sealBy(ground.state, taken(ground));
    return look(ground.client(ground.state));
  }),
  attack("one_signature_twice", "update_unsigned", "one targets key's signature listed twice", async (ground) => {
    forge(ground.state, "targets", (signed) => ({ ...signed, version: signed.version + 1 }), ground.lab.keys.targets.slice(0, 1), (made) => [...made, ...made]);
    sealBy(ground.state, taken(ground));
    return look(ground.client(ground.state));
  }),
  attack("root_by_one_key", "update_root_unsigned", "a new key list signed by one of the three root keys", async ({ lab, state, client }) => {
    forge(state, "root", (signed) => ({ ...signed, version: signed.version + 1 }), lab.keys.root.slice(0, 1));
    return look(client(state));
  }),
  attack("root_key_under_two_ids", "update_root_unsound", "a key list, properly signed, in which one key stands under two ids", async ({ lab, state, client }) => {
    const first = lab.keys.targets[0]!.open;
    const alias = "f".repeat(64);
    forge(state, "root", (signed) => {
      const { keys, roles } = signed as unknown as { keys: object; roles: Record<string, object> };
      return { ...signed, version: signed.version + 1, keys: { ...keys, [alias]: first.key }, roles: { ...roles, targets: { keyids: [first.keyid, alias], threshold: 2 } } };
    }, lab.keys.root.slice(0, 2));
    return look(client(state));
  }),
  attack("root_threshold_one", "update_root_unsound", "a key list, properly signed, that lets one targets key suffice", async ({ lab, state, client }) => {
    forge(state, "root", (signed) => {
      const { roles } = signed as unknown as { roles: Record<string, object> };
      return { ...signed, version: signed.version + 1, roles: { ...roles, targets: { ...roles["targets"], threshold: 1 } } };
    }, lab.keys.root.slice(0, 2));
    return look(client(state));
  }),
  attack("timestamp_key_for_targets", "update_root_unsound", "a key list, properly signed, that gives the server's own key a say over builds", async ({ lab, state, client }) => {
    forge(state, "root", (signed) => {
      const { roles } = signed as unknown as { roles: { targets: { keyids: string[] } } };
      return { ...signed, version: signed.version + 1, roles: { ...roles, targets: { keyids: [...roles.targets.keyids, lab.keys.timestamp.open.keyid], threshold: 2 } } };
    }, lab.keys.root.slice(0, 2));
    return look(client(state));
  }),
  attack("old_keys_after_rotation", "update_unsigned", "targets keys that a newer key list has taken out", async (ground) => {
    const { lab, state } = ground;
    const next = newLabKeys();
    forge(state, "root", (signed) => {
      const { keys, roles } = signed as unknown as { keys: object; roles: Record<string, object> };
      const targets = next.targets.map(({ open }) => open);
      return { ...signed, version: signed.version + 1, keys: { ...keys, ...Object.fromEntries(targets.map(({ keyid, key }) => [keyid, key])) }, roles: { ...roles, targets: { keyids: targets.map(({ keyid }) => keyid), threshold: 2 } } };
    }, lab.keys.root.slice(0, 2));
    forge(state, "targets", (signed) => ({ ...signed, version: signed.version + 1 }), lab.keys.targets.slice(0, 2));
    sealBy(state, taken(ground));
    return look(ground.client(state));
  }),
];

const ageing: Attack[] = [
  attack("rollback_timestamp", "update_rolled_back", "the timestamp of last week", ({ old, client }) => look(client(old, { seen: "new" }))),
  attack("rollback_snapshot", "update_rolled_back", "timestamp's key stolen, the snapshot of last week", async ({ lab, old, client }) => {
    stampBy(old, lab.keys.timestamp.secret, lab.now, { version: 99 });
    return look(client(old, { seen: "new" }));
  }),
  attack("rollback_targets", "update_rolled_back", "timestamp's and snapshot's keys stolen, the builds of last week", async (ground) => {
    sealBy(ground.state, { ...taken(ground), names: { targets: 1 } });
    return look(ground.client(ground.state, { seen: "new" }));
  }),
  attack("rollback_rollout", "update_rolled_back", "the same, and the rollout of last week", async (ground) => {
    sealBy(ground.state, { ...taken(ground), names: { rollout: 1 } });
    return look(ground.client(ground.state, { seen: "new" }));
  }),
  attack("rollback_root", "update_rolled_back", "the present key list offered as the next one", ({ state, client }) => {
    copyFileSync(join(metadataOf(state), "1.root.json"), join(metadataOf(state), "2.root.json"));
    return look(client(state));
  }),
  attack("freeze_timestamp", "update_stale", "everything as it was four days ago", ({ lab, state, client }) => look(client(state, { clock: () => lab.now + 4 * DAY }))),
  attack("freeze_rollout", "update_stale", "timestamp renewed with the server's key, the rollout of five weeks ago", (ground) => look(ground.client(ground.state, keptFresh(ground, 35, "timestamp")))),
  attack("freeze_snapshot", "update_stale", "timestamp renewed, the snapshot of three months ago", (ground) => look(ground.client(ground.state, keptFresh(ground, 91, "timestamp")))),
  attack("freeze_targets", "update_stale", "timestamp and snapshot renewed, the builds of half a year ago", (ground) => look(ground.client(ground.state, keptFresh(ground, 184, "snapshot")))),
  attack("freeze_root", "update_stale", "timestamp and snapshot renewed, the key list of a year ago", (ground) => look(ground.client(ground.state, keptFresh(ground, 366, "snapshot")))),
  attack("clock_set_back", "update_stale", "the machine's clock set back to when last week's documents were good", async ({ lab, old, client }) => {
    lab.now += 5 * DAY;
    await lab.roll({});
    await look(client(lab.state, { seen: "new", clock: () => lab.now }));
    rmSync(join(lab.folder, "new", "documents"), { recursive: true });
    return look(client(old, { seen: "new", clock: () => lab.now - 5 * DAY }));
  }),
  attack("clock_pushed_ahead", "update_mixed", "timestamp's key stolen, to push the clock's floor years ahead", async ({ lab, state, client }) => {
    stampBy(state, lab.keys.timestamp.secret, lab.now, { issued: lab.now + 2000 * DAY });
    return look(client(state));
  }),
  attack("deleted_state", "stay_downgrade", "the memory deleted, last week's documents on a workstation that has 1.4.0", ({ old, client }) => look(client(old, { name: "nothing", version: "1.4.0" }))),
];

const mixing: Attack[] = [
  attack("mix_snapshot", "update_mixed", "last week's snapshot under this week's name", ({ old, state, client }) => {
    transplant(old, state, "snapshot", newestVersion(state, "snapshot"));
    return look(client(state));
  }),
  attack("mix_targets", "update_mixed", "last week's builds under this week's name", ({ old, state, client }) => {
    transplant(old, state, "targets", newestVersion(state, "targets"));
    return look(client(state));
  }),
  attack("edited_rollout", "update_damaged", "the rollout itself edited, at the same length", ({ state, client }) => {
    const path = targetPath(state, "rollout", "stable.json");
    writeFileSync(path, readFileSync(path, "utf8").replace('"paused":false', '"paused":true '));
    return look(client(state));
  }),
  attack("edited_rollout_rehashed", "update_unsigned", "the same on a taken server: hashed anew, signed by nobody's duty key", async (ground) => {
    rollBy(ground.state, { paused: true }, newLabKeys().duty.slice(0, 1));
    sealBy(ground.state, taken(ground));
    return look(ground.client(ground.state));
  }),
  attack("rollout_names_a_build", "update_missing", "a duty officer's key stolen, an installer of one's own listed under rollout", async (ground) => {
    rollBy(ground.state, {}, ground.lab.keys.duty.slice(0, 1), (signed) => ({ ...signed, targets: { ...(signed["targets"] as object), "builds/linux-x64/6.6.6/evil.deb": { length: 4, hashes: { sha256: "e".repeat(64) } } } }));
    sealBy(ground.state, taken(ground));
    const client = ground.client(ground.state);
    const decision = await look(client);
    if (decision.action === "update") await client.download(evil(decision.build));
    return decision;
  }),
  attack("duty_unsigned_version", "stay_no_build", "a duty officer's key stolen, a version sent out that targets never signed", async (ground) => {
    rollBy(ground.state, { version: "6.6.6" }, ground.lab.keys.duty.slice(0, 1));
    sealBy(ground.state, taken(ground));
    return look(ground.client(ground.state));
  }),
  attack("duty_lock_out", "stay_newest", "a duty officer's key stolen, a minimum above everything that exists", async (ground) => {
    rollBy(ground.state, { minimumVersion: "9.0.0", minimumBy: 0 }, ground.lab.keys.duty.slice(0, 1));
    sealBy(ground.state, taken(ground));
    const decision = await look(ground.client(ground.state, { version: "1.4.0" }));
    if (decision.minimum.state !== "none") throw new Error("locked out");
    return decision;
  }),
  attack("duty_downgrade", "stay_downgrade", "a duty officer's key stolen, an older build sent out", async (ground) => {
    rollBy(ground.state, { version: "1.3.0" }, ground.lab.keys.duty.slice(0, 1));
    sealBy(ground.state, taken(ground));
    return look(ground.client(ground.state, { version: "1.4.0" }));
  }),
  attack("described_differently", "update_undescribed", "the list and the file's own entry do not agree", async ({ state, client }) => {
    const reader = client(state);
    const decision = await look(reader);
    if (decision.action === "update") await reader.download({ ...decision.build, sha256: "e".repeat(64) });
    return decision;
  }),
];

const line: Attack[] = [
  attack("endless_timestamp", "update_too_long", "a timestamp without an end", ({ state, client }) => look(client(answering(state, /timestamp\.json$/, () => ({ status: 200, parts: endless() }))))),
  attack("endless_installer", "update_too_long", "an installer without an end", ({ state, client }) => fetchIt(client(answering(state, /\.deb$/, () => ({ status: 200, parts: endless() }))))),
  attack("installer_longer", "update_too_long", "an installer with a few bytes behind it", ({ state, client }) => {
    writeFileSync(targetPath(state, "targets", "1.4.0_amd64.deb"), "xx", { flag: "a" });
    return fetchIt(client(state));
  }),
  attack("installer_cut", "update_damaged", "an installer cut short", ({ state, client }) => {
    truncateSync(targetPath(state, "targets", "1.4.0_amd64.deb"), 1000);
    return fetchIt(client(state));
  }),
  attack("installer_one_byte", "update_damaged", "one byte of the installer changed", ({ state, client }) => {
    const path = targetPath(state, "targets", "1.4.0_amd64.deb");
    const bytes = readFileSync(path);
    bytes[777]! ^= 1;
    writeFileSync(path, bytes);
    return fetchIt(client(state));
  }),
  attack("installer_missing", "update_missing", "the installer taken away", ({ state, client }) => {
    rmSync(targetPath(state, "targets", "1.4.0_amd64.deb"));
    return fetchIt(client(state));
  }),
  attack("foreign_rest", "update_damaged", "a resumed download whose second half is another's", async ({ state, client }) => {
    const path = targetPath(state, "targets", "1.4.0_amd64.deb");
    let cut = true;
    const half = async function* () {
      cut = false;
      yield readFileSync(path).subarray(0, 20_000);
      throw new Error("cut");
    };
    const source = answering(state, /\.deb$/, () => (cut ? { status: 200, parts: half() } : { status: 206, parts: pieces([Buffer.alloc(20_000, "evil")]) }));
    const reader = client(source);
    await fetchIt(reader).catch(() => undefined);
    return fetchIt(reader);
  }),
  attack("drip_document", "update_too_slow", "a document that comes byte by byte", ({ state, client }) => look(client(answering(state, /timestamp\.json$/, () => ({ status: 200, parts: drip(20) })), { hasty: true }))),
  attack("drip_installer", "update_too_slow", "an installer that comes byte by byte", ({ state, client }) => fetchIt(client(answering(state, /\.deb$/, () => ({ status: 200, parts: drip(20) })), { hasty: true }))),
  attack("silent_installer", "update_too_slow", "an installer that stops coming", ({ state, client }) => fetchIt(client(answering(state, /\.deb$/, () => ({ status: 200, parts: drip(100_000) })), { hasty: true }))),
  attack("redirect", "update_redirected", "an answer that points to another host", ({ state, client }) => look(client(answering(state, /timestamp\.json$/, () => status(302))))),
  attack("login_page_for_root", "update_malformed", "a login page in place of the next key list", ({ state, client }) => look(client(answering(state, /\.root\.json$/, () => status(200, "<html>sign in</html>"))))),
  attack("unauthorised_root", "update_answer", "401 in place of the next key list", ({ state, client }) => look(client(answering(state, /\.root\.json$/, () => status(401))))),
  attack("broken_json", "update_malformed", "a timestamp that is no JSON", ({ state, client }) => look(client(answering(state, /timestamp\.json$/, () => status(200, "{"))))),
  attack("swapped_installer", "update_swapped", "the installer swapped on the disk between download and install", async ({ state, client }) => {
    const reader = client(state);
    const decision = await look(reader);
    if (decision.action !== "update") return decision;
    const path = await reader.download(decision.build);
    writeFileSync(path, Buffer.alloc(decision.build.bytes, "evil"));
    await reader.verify(decision.build, path);
    return decision;
  }),
  attack("unknown_key_type", "update_root_unsound", "a key list with a key of a kind that is not ours", async ({ lab, state, client }) => {
    const { signed } = readDocument<Signable & { keys: object }>(state, "root");
    const next = { ...signed, version: signed.version + 1, expires: moment(lab.now + HOUR), keys: { ...signed.keys, ["a".repeat(64)]: { keytype: "rsa", scheme: "rsassa-pss-sha256", keyval: { public: keyId(lab.keys.root[0]!.open.key) } } } };
    writeFileSync(join(metadataOf(state), `${next.version}.root.json`), documentBytes(next, lab.keys.root.slice(0, 2).map(({ secret }) => signatureOf(next, secret))));
    return look(client(state));
  }),
];

export const ATTACKS: readonly Attack[] = [...signing, ...ageing, ...mixing, ...line, ...programAttacks, ...helperAttacks, ...answerAttacks, ...publisherAttacks];
