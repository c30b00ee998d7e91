/** Attacks on what lies between two builders and a publication: the request folder on its way to the station and back, and the ceremony. Tried against `propose`, `sign` and `publish`. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDocument } from "../../service/release/repository.ts";
import { attack, type Attack, type Ground } from "./attack.ts";
import { newLabKeys, rootKeysOf, writeArtifacts, type LabKey } from "./lab.ts";
import { proposeBuild, proposeRoot } from "./propose.ts";
import { publish } from "./publish.ts";
import { filesOf } from "./request.ts";
import { signRequest } from "./sign.ts";

const NEXT = "1.5.0";
const INSTALLER = `builds/linux-x64/${NEXT}/lockdesk_${NEXT}_amd64.deb`;

/** A request for the next build, as the connected machine makes it. */
async function request({ lab }: Ground, sheet: Parameters<typeof writeArtifacts>[2] = {}): Promise<string> {
  const [artifacts, folder] = [lab.path(`artifacts-${NEXT}`), lab.newRequest()];
  writeArtifacts(artifacts, NEXT, sheet);
  await proposeBuild({ artifacts, state: lab.state, folder, now: lab.now });
  return folder;
}
async function sign({ lab }: Ground, folder: string, keys: readonly LabKey[]): Promise<string> {
  for (const { secret } of keys) await signRequest({ folder, root: readDocument(lab.state, "root"), now: lab.now }, secret);
  return "signed";
}
/** Published without the workstation's client looking at it first: what is refused here is refused by the publisher itself. */
async function bring({ lab }: Ground, folder: string): Promise<string> {
  await publish({ repository: lab.repository, folders: [folder], keys: lab.publishing, inspect: () => Promise.resolve(), now: lab.now });
  return "published";
}
const one = ({ lab }: Ground) => lab.keys.targets.slice(0, 1);
const two = ({ lab }: Ground) => lab.keys.targets.slice(0, 2);

/** Signed by two, then changed on the way back; answers whether it is published. */
const onTheWayBack = (id: string, code: Attack["code"], what: string, change: (folder: string) => void): Attack => attack(id, code, what, async (ground) => {
  const folder = await request(ground);
  await sign(ground, folder, two(ground));
  change(folder);
  return bring(ground, folder);
});
/** Changed on the way to the station; answers whether somebody signs it. */
const onTheWayThere = (id: string, code: Attack["code"], what: string, change: (folder: string) => void): Attack => attack(id, code, what, async (ground) => {
  const folder = await request(ground);
  change(folder);
  return sign(ground, folder, one(ground));
});

function edit(folder: string, change: (targets: Record<string, { length: number }>) => void): void {
  const path = join(folder, "document.json");
  const body = JSON.parse(readFileSync(path, "utf8")) as { targets: Record<string, { length: number }> };
  change(body.targets);
  writeFileSync(path, JSON.stringify(body));
}

export const publisherAttacks: readonly Attack[] = [
  attack("one_builder_as_two", "artifacts", "one builder who says of a build what two must say", async (ground) => {
    await request(ground, { builder: "anna" });
    return "proposed";
  }),
  attack("builders_differ", "artifacts", "two builders whose archives are not the same", async (ground) => {
    const artifacts = ground.lab.path("differing");
    writeArtifacts(artifacts, NEXT);
    const sheet = join(artifacts, "provenance-bo.json");
    writeFileSync(sheet, readFileSync(sheet, "utf8").replace(/"asar":"./, '"asar":"0').replace(/"asar":"0(?=[0-9a-f]{62}")/, '"asar":"00'));
    await proposeBuild({ artifacts, state: ground.lab.state, folder: ground.lab.newRequest(), now: ground.lab.now });
    return "proposed";
  }),
  onTheWayThere("request_installer_swapped", "artifact_hash", "the installer exchanged on the way to the station", (folder) => writeFileSync(join(filesOf(folder), INSTALLER), "evil")),
  onTheWayThere("request_file_added", "artifact_hash", "a file added on the way to the station", (folder) => writeFileSync(join(filesOf(folder), `${INSTALLER}.more`), "evil")),
  onTheWayThere("request_old_entry_changed", "artifact_hash", "a published build's entry changed in the request", (folder) => edit(folder, (targets) => { targets["builds/linux-x64/1.3.0/lockdesk_1.3.0_amd64.deb"]!.length += 1; })),
  attack("request_by_duty_key", "not_a_holder", "a duty officer's key at the station, for a build", async (ground) => sign(ground, await request(ground), ground.lab.keys.duty.slice(0, 1))),
  attack("publish_one_signature", "below_threshold", "a build that one release engineer alone has signed", async (ground) => {
    const folder = await request(ground);
    await sign(ground, folder, one(ground));
    return bring(ground, folder);
  }),
  attack("publish_signature_copied", "below_threshold", "the same, the one signature copied under another name", async (ground) => {
    const folder = await request(ground);
    await sign(ground, folder, one(ground));
    copyFileSync(join(folder, "signatures", `${one(ground)[0]!.open.keyid}.json`), join(folder, "signatures", `${"a".repeat(64)}.json`));
    return bring(ground, folder);
  }),
  onTheWayBack("publish_installer_swapped", "artifact_hash", "the installer exchanged after it was signed", (folder) => writeFileSync(join(filesOf(folder), INSTALLER), "evil")),
  onTheWayBack("publish_file_added", "artifact_hash", "a file added after the list was signed", (folder) => writeFileSync(join(filesOf(folder), `${INSTALLER}.more`), "evil")),
  onTheWayBack("publish_installer_gone", "artifact_hash", "the installer taken out after it was signed", (folder) => rmSync(join(filesOf(folder), INSTALLER))),
  onTheWayBack("publish_document_edited", "below_threshold", "the document edited after it was signed", (folder) => edit(folder, (targets) => { delete targets["builds/linux-x64/1.3.0/lockdesk_1.3.0_amd64.deb"]; })),
  attack("key_list_key_twice", "ceremony", "a key list in which one person holds two places", async ({ lab }) => {
    const lists = rootKeysOf(lab.keys);
    proposeRoot({ ...lists, targets: [lists.targets[0]!, { ...lists.targets[0]!, keyid: "f".repeat(64) }] }, lab.state, lab.newRequest(), lab.now);
    return Promise.resolve("proposed");
  }),
  attack("key_list_by_new_keys", "below_threshold", "a key list signed by its own new keys alone", async ({ lab }) => {
    const next = { ...lab.keys, root: newLabKeys().root };
    await lab.newRoot(next, next.root.slice(0, 2));
    return "published";
  }),
];
