/** Attacks on an installed program (its signed list of files), and on the station that seals one. Tried against the program's own look at itself, and the packer's. */
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sign, type KeyObject } from "node:crypto";
import { INSTALLED_PATH, InstalledSchema, installedText, type Installed } from "../../shared/release/installed.ts";
import { RootSchema, type RootDocument } from "../../shared/release/roles.ts";
import { readDocument } from "../../service/release/repository.ts";
import { documentBytes, signatureOf, type Signable } from "../../service/release/signing.ts";
import { checkInstalled } from "../../electron/trust/installed.ts";
import { demandSealed, listInstalled, sealTree } from "../package/seal.ts";
import { attack, type Attack, type Ground } from "./attack.ts";
import { newLabKey, type LabKey } from "./lab.ts";

const VERSION = "1.4.0";
const PLATFORM = "linux-x64";
const PARTS = { "lockdesk": "the executable", "locales/zh-CN.pak": "words", "resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node": "a native part" } as const;

const rootOf = ({ lab }: Ground): RootDocument => RootSchema.parse(readDocument(lab.state, "root"));

/** An archive that holds the key list alone, in the form that Electron reads. */
function archive(keyList: Buffer): Buffer {
  const json = Buffer.from(JSON.stringify({ files: { release: { files: { "root.json": { size: keyList.length, offset: "0" } } } } }));
  const padded = Math.ceil(json.length / 4) * 4;
  const prefix = Buffer.alloc(16 + padded);
  for (const [i, n] of [4, padded + 8, padded + 4, json.length].entries()) prefix.writeUInt32LE(n, i * 4);
  json.copy(prefix, 16);
  return Buffer.concat([prefix, keyList]);
}

/** A program as it is installed: listed, and sealed by as many holders as are asked for. */
async function program(ground: Ground, { holders = 2, version = VERSION }: { holders?: number; version?: string } = {}): Promise<string> {
  const tree = ground.lab.path(`program-${version}`);
  const put = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  };
  for (const [path, content] of Object.entries(PARTS)) put(path, `${content} of ${version}`);
  put("resources/app.asar", archive(readFileSync(ground.lab.path("shipped.json"))));
  await listInstalled(tree, version, PLATFORM);
  for (const { secret } of ground.lab.keys.targets.slice(0, holders)) await sealTree(tree, rootOf(ground), secret);
  return tree;
}

/** The program's look at itself before its first window. */
async function start(ground: Ground, tree: string, root = ground.lab.path("shipped.json")): Promise<string> {
  const verdict = await checkInstalled({ folder: tree, root, version: VERSION, platform: PLATFORM });
  return verdict.ok ? "started" : `installed_${verdict.code}`;
}

const listFile = (tree: string): string => join(tree, INSTALLED_PATH);
const rewrite = (tree: string, change: (installed: Installed) => Installed): void => writeFileSync(listFile(tree), JSON.stringify(change(InstalledSchema.parse(JSON.parse(readFileSync(listFile(tree), "utf8"))))));

/** The executable changed and listed anew, signed by whatever keys the attacker holds (`keep`: under the signatures that were there). */
async function relisted(ground: Ground, keys: readonly LabKey[], { keep = false, twice = false }: { keep?: boolean; twice?: boolean } = {}): Promise<string> {
  const tree = await program(ground);
  const before = InstalledSchema.parse(JSON.parse(readFileSync(listFile(tree), "utf8"))).signatures;
  writeFileSync(join(tree, "lockdesk"), "evil");
  const { signed } = await listInstalled(tree, VERSION, PLATFORM);
  const made = keys.map(({ secret, open }) => ({ keyid: open.keyid, sig: signText(installedText(signed), secret) }));
  rewrite(tree, () => ({ signed, signatures: keep ? before : twice ? [...made, ...made] : made }));
  return tree;
}

const signText = (text: string, key: KeyObject): string => sign(null, Buffer.from(text), key).toString("hex");

const changed = (id: string, path: keyof typeof PARTS, what: string): Attack => attack(id, "installed_files", what, async (ground) => {
  const tree = await program(ground);
  writeFileSync(join(tree, path), `${PARTS[path]} of 1.4.1`);
  return start(ground, tree);
});

export const programAttacks: readonly Attack[] = [
  changed("program_changed", "lockdesk", "one byte of the installed executable changed"),
  changed("native_part_changed", "resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node", "a native part beside the archive exchanged"),
  attack("library_planted", "installed_files", "a library planted beside the installed program", async (ground) => {
    const tree = await program(ground);
    writeFileSync(join(tree, "libffmpeg.so"), "evil");
    return start(ground, tree);
  }),
  attack("file_taken_away", "installed_files", "a file of the installed program taken away", async (ground) => {
    const tree = await program(ground);
    rmSync(join(tree, "locales/zh-CN.pak"));
    return start(ground, tree);
  }),
  attack("file_made_a_link", "installed_files", "a file replaced by a link to the same content, to be exchanged later", async (ground) => {
    const tree = await program(ground);
    renameSync(join(tree, "lockdesk"), ground.lab.path("elsewhere"));
    symlinkSync(ground.lab.path("elsewhere"), join(tree, "lockdesk"));
    return start(ground, tree);
  }),
  attack("list_taken_away", "installed_list", "the signed list taken away", async (ground) => {
    const tree = await program(ground);
    rmSync(listFile(tree));
    return start(ground, tree);
  }),
  attack("list_edited", "installed_signatures", "the list edited under the signatures it had", async (ground) => start(ground, await relisted(ground, [], { keep: true }))),
  attack("list_by_one_holder", "installed_signatures", "one targets key stolen, the changed program listed anew", async (ground) => start(ground, await relisted(ground, ground.lab.keys.targets.slice(0, 1)))),
  attack("list_signed_twice", "installed_signatures", "the same, that key's signature listed twice", async (ground) => start(ground, await relisted(ground, ground.lab.keys.targets.slice(0, 1), { twice: true }))),
  attack("list_by_duty_keys", "installed_signatures", "the changed program listed anew by keys that the list of keys names for something else", async (ground) => start(ground, await relisted(ground, ground.lab.keys.duty.slice(0, 2)))),
  attack("list_of_another_build", "installed_build", "an older build, sealed as it was, in the place of this one", async (ground) => start(ground, await program(ground, { version: "1.3.0" }))),
  attack("list_and_weak_keys", "installed_keys", "a key list in which one key suffices, put in the program's place", async (ground) => {
    const { signed } = readDocument<Signable & { roles: Record<string, object> }>(ground.lab.state, "root");
    const weak = { ...signed, roles: { ...signed.roles, targets: { ...signed.roles["targets"], threshold: 1 } } };
    const root = ground.lab.path("weak-root.json");
    writeFileSync(root, documentBytes(weak, [signatureOf(weak, ground.lab.keys.root[0]!.secret)]));
    return start(ground, await relisted(ground, ground.lab.keys.targets.slice(0, 1)), root);
  }),
  attack("seal_by_stranger", "not_a_holder", "a stranger's key at the station that seals", async (ground) => {
    await sealTree(await program(ground, { holders: 0 }), rootOf(ground), newLabKey("stranger").secret);
    return "sealed";
  }),
  attack("seal_changed_tree", "artifact_hash", "the tree changed between packing and sealing", async (ground) => {
    const tree = await program(ground, { holders: 1 });
    writeFileSync(join(tree, "lockdesk"), "evil");
    await sealTree(tree, rootOf(ground), ground.lab.keys.targets[1]!.secret);
    return "sealed";
  }),
  attack("installer_of_unsealed", "below_threshold", "an installer made of a tree that one holder alone has sealed", async (ground) => {
    await demandSealed(await program(ground, { holders: 1 }));
    return "packed";
  }),
];
