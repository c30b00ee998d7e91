/** What the ceremony, the signing station and the publisher refuse, each by its own code; and what they let through. */
import { hash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ReleaseFailure } from "../../../build/release/failure.ts";
import { inspection } from "../../../build/release/inspect.ts";
import { makeKey, openKey, readPublicKey } from "../../../build/release/keys.ts";
import { Lab, newLabKey, newLabKeys, rootKeysOf, writeArtifacts } from "../../../build/release/lab.ts";
import { proposeBuild, proposeRenewal, proposeRoot, type BuildProposal, type RootKeys } from "../../../build/release/propose.ts";
import { publish } from "../../../build/release/publish.ts";
import { filesOf } from "../../../build/release/request.ts";
import { rollout } from "../../../build/release/rollout.ts";
import { reviewRequest, signRequest } from "../../../build/release/sign.ts";
import { publishState } from "../../../build/release/state.ts";
import { fleetLines, fleetStatus, requestStatus, statusOf } from "../../../build/release/status.ts";
import { metadataOf, publishedState, readDocument } from "../../../service/release/repository.ts";
import { DAY } from "../../../shared/model/time.ts";
import { MachinesSaidSchema, NO_UPDATES, releaseSaid } from "../../../shared/release/report.ts";

const refused = (code: ReleaseFailure["code"], fault?: RegExp) => ({ asymmetricMatch: (e: unknown) => e instanceof ReleaseFailure && e.code === code && (!fault || fault.test(e.faults.join("\n"))) });

describe("a key list", () => {
  let lab: Lab;
  beforeEach(() => {
    lab = new Lab();
  });
  afterEach(() => lab.close());
  const keys = newLabKeys();
  const lists = rootKeysOf(keys);
  const one = lists.targets[0]!;

  it.each<[string, RootKeys, RegExp]>([
    ["one key under two ids", { ...lists, targets: [one, { ...one, keyid: "f".repeat(64) }] }, /not the id of its key[^]*one key stands under two ids/],
    ["the same key twice", { ...lists, targets: [one, one] }, /named twice/],
    ["too few keys for the threshold", { ...lists, root: lists.root.slice(0, 1) }, /threshold of 2 cannot be met by 1/],
    ["the server's key also for builds", { ...lists, targets: [...lists.targets, ...lists.timestamp] }, /lies on the server/],
  ])("is not proposed with %s", (_name, list, fault) => {
    expect(() => proposeRoot(list, null, lab.newRequest(), lab.now)).toThrow(refused("ceremony", fault) as never);
  });

  it("needs the old list's threshold as well as its own", async () => {
    await lab.open("1.3.0");
    const next = { ...lab.keys, root: newLabKeys().root };
    await expect(lab.newRoot(next, next.root.slice(0, 2))).rejects.toEqual(refused("below_threshold", /1\/2|0\/2/));
    await expect(lab.newRoot(next, lab.keys.root.slice(0, 2))).rejects.toEqual(refused("below_threshold", /its own keys/));
    await lab.newRoot(next, [...lab.keys.root.slice(0, 2), ...next.root.slice(0, 2)]);
    expect(readDocument(lab.state, "root").signed.version).toBe(2);
  });

  it("is not signed by a stranger, nor on a station without its own copy of the present list", async () => {
    await lab.open("1.3.0");
    const folder = lab.newRequest();
    proposeRoot(rootKeysOf(lab.keys), lab.state, folder, lab.now);
    const root = readDocument(lab.state, "root");
    await expect(signRequest({ folder, root, now: lab.now }, newLabKey("stranger").secret)).rejects.toEqual(refused("not_a_holder"));
    await expect(signRequest({ folder, root: null, now: lab.now }, lab.keys.root[0]!.secret)).rejects.toEqual(refused("request", /own copy/));
  });

  it("is not signed when it would outlive its year", async () => {
    const folder = lab.newRequest();
    proposeRoot(rootKeysOf(lab.keys), null, folder, lab.now + 40 * DAY);
    await expect(reviewRequest({ folder, root: null, now: lab.now })).rejects.toEqual(refused("ceremony", /at most 365/));
  });
});

describe("a build", () => {
  let lab: Lab;
  let request: (version: string, more?: Partial<BuildProposal>, sheet?: Parameters<typeof writeArtifacts>[2]) => Promise<string>;
  beforeAll(async () => {
    lab = new Lab();
    await lab.open("1.3.0");
    let n = 0;
    request = async (version, more = {}, sheet) => {
      const [artifacts, folder] = [lab.path(`given-${(n += 1)}`), lab.newRequest()];
      writeArtifacts(artifacts, version, sheet);
      await proposeBuild({ artifacts, state: lab.state, folder, now: lab.now, ...more });
      return folder;
    };
  });
  afterAll(() => lab.close());
  const root = () => readDocument(lab.state, "root");
  const sign = (folder: string, key: Parameters<typeof signRequest>[1]) => signRequest({ folder, root: root(), now: lab.now }, key);
  const tryPublish = (folder: string, inspect = () => Promise.resolve()) => publish({ repository: lab.repository, folders: [folder], keys: lab.publishing, inspect, now: lab.now });

  it("is not proposed when the builders differ, when one is alone, or when the file is another", async () => {
    const artifacts = lab.path("differ");
    const propose = () => proposeBuild({ artifacts, state: lab.state, folder: lab.newRequest(), now: lab.now });
    writeArtifacts(artifacts, "1.4.0");
    const sheet = join(artifacts, "provenance-bo.json");
    const honest = readFileSync(sheet, "utf8");
    writeFileSync(sheet, honest.replace(/"unsigned":"./, '"unsigned":"0'));
    await expect(propose()).rejects.toEqual(refused("artifacts", /differ in unsigned/));
    writeFileSync(sheet, honest.replace('"bo"', '"anna"'));
    await expect(propose()).rejects.toEqual(refused("artifacts", /1 builders, 2 are needed/));
    writeFileSync(sheet, honest);
    writeFileSync(join(artifacts, "lockdesk_1.4.0_amd64.deb"), "another");
    await expect(propose()).rejects.toEqual(refused("artifacts", /not the one both builders name/));
  });

  it("never replaces one that is published, and the lowest version only rises", async () => {
    await expect(request("1.3.0")).rejects.toEqual(refused("ceremony", /published already/));
    await expect(request("1.4.0", { lowest: "1.0.0" })).rejects.toEqual(refused("ceremony", /only rises/));
  });

  it("shows the difference to the last release in plain words", async () => {
    const folder = await request("1.4.0", { lowest: "1.3.0" });
    const { difference } = await reviewRequest({ folder, root: root(), now: lab.now });
    expect(difference.join("\n")).toMatch(/1 → 2[^]*\+ 新版本 \/ new build linux-x64 1\.4\.0 \(0\.0 MB, sha256 [0-9a-f]{8}, 提交 \/ commit [0-9a-f]{8}, Electron 45\.4\.1\)/);
    expect(difference.some((text) => text.startsWith("- "))).toBe(false);
  });

  it("is not signed when a file was changed, added or taken away after it was proposed", async () => {
    const key = lab.keys.targets[0]!.secret;
    const installer = (folder: string) => join(filesOf(folder), "builds/linux-x64/1.4.0/lockdesk_1.4.0_amd64.deb");
    const changed = await request("1.4.0");
    writeFileSync(installer(changed), "evil");
    await expect(sign(changed, key)).rejects.toEqual(refused("artifact_hash", /another hash/));
    const added = await request("1.4.0");
    writeFileSync(`${installer(added)}.more`, "evil");
    await expect(sign(added, key)).rejects.toEqual(refused("artifact_hash", /not listed/));
    const gone = await request("1.4.0");
    copyFileSync(installer(gone), lab.path("elsewhere"));
    (await import("node:fs")).rmSync(installer(gone));
    await expect(sign(gone, key)).rejects.toEqual(refused("artifact_hash", /does not lie/));
  });

  it("is not signed when what was carried over from the last release was changed", async () => {
    const folder = await request("1.4.0");
    const body = JSON.parse(readFileSync(join(folder, "document.json"), "utf8")) as { targets: Record<string, { length: number }> };
    body.targets["builds/linux-x64/1.3.0/lockdesk_1.3.0_amd64.deb"]!.length += 1;
    writeFileSync(join(folder, "document.json"), JSON.stringify(body));
    await expect(sign(folder, lab.keys.targets[0]!.secret)).rejects.toEqual(refused("artifact_hash", /1\.3\.0.*another hash or length/));
  });

  it("is not signed on a last release that the station's own key list does not know", async () => {
    const folder = await request("1.4.0");
    const foreign = new Lab();
    try {
      await foreign.open("1.3.0");
      await expect(signRequest({ folder, root: readDocument(foreign.state, "root"), now: lab.now }, foreign.keys.targets[0]!.secret)).rejects.toEqual(refused("ceremony", /targets was signed by 0\/2/));
    } finally {
      foreign.close();
    }
  });

  it("is not published below the threshold, and not by one key that signed twice", async () => {
    const folder = await request("1.4.0");
    await expect(tryPublish(folder)).rejects.toEqual(refused("below_threshold", /0\/2/));
    await sign(folder, lab.keys.targets[0]!.secret);
    expect(requestStatus(folder, root()).missing.join()).toMatch(/1\/2/);
    const name = readDocument(lab.state, "root") && join(folder, "signatures", `${"a".repeat(64)}.json`);
    copyFileSync(join(folder, "signatures", `${lab.keys.targets[0]!.open.keyid}.json`), name);
    await expect(tryPublish(folder)).rejects.toEqual(refused("below_threshold", /multiple signatures/));
    expect(publishedState(lab.repository)).toMatch(/000001$/);
  });

  it("is not published when a signature was changed, nor when the document was", async () => {
    const folder = await request("1.4.0");
    for (const { secret } of lab.keys.targets.slice(0, 2)) await sign(folder, secret);
    writeFileSync(join(folder, "document.json"), readFileSync(join(folder, "document.json"), "utf8").replace(/"expires": "2047/, '"expires": "2046'));
    await expect(tryPublish(folder)).rejects.toEqual(refused("ceremony", /has expired/));
    writeFileSync(join(folder, "document.json"), readFileSync(join(folder, "document.json"), "utf8").replace(/"expires": "2046-\d\d-\d\d/, '"expires": "2047-01-05'));
    await expect(tryPublish(folder)).rejects.toEqual(refused("below_threshold", /0\/2/));
  });

  it("leaves what is published as it was when the workstation's client refuses it", async () => {
    const folder = await request("1.4.0");
    for (const { secret } of lab.keys.targets.slice(0, 2)) await sign(folder, secret);
    const before = publishedState(lab.repository);
    await expect(tryPublish(folder, () => Promise.reject(new ReleaseFailure("client_refuses")))).rejects.toEqual(refused("client_refuses"));
    expect(publishedState(lab.repository)).toBe(before);
    // What really inspects finds a state whose installer is not the signed one.
    await expect(publishState(lab.repository, (state) => writeFileSync(join(metadataOf(state), "timestamp.json"), "{}"), inspection(lab.now, false))).rejects.toEqual(refused("client_refuses", /update_malformed/));
    expect(publishedState(lab.repository)).toBe(before);
  });

  it("is published by two of three, inspected by the real client, and every earlier file is the same file", async () => {
    const folder = await request("1.4.0");
    for (const { secret } of lab.keys.targets.slice(1)) await sign(folder, secret);
    expect(requestStatus(folder, root()).missing).toEqual([]);
    const before = lab.state;
    await tryPublish(folder, inspection(lab.now, false) as never);
    expect(lab.state).not.toBe(before);
    const status = statusOf(lab.state, lab.now);
    expect(status.builds.map((build) => build.version)).toEqual(["1.3.0", "1.4.0"]);
    expect(status.roles.map(({ role, state }) => `${role} ${state}`)).toEqual(["root good", "targets good", "snapshot good", "timestamp good", "rollout good"]);
    expect(statusOf(lab.state, lab.now + 16 * DAY).roles.map(({ state }) => state)).toEqual(["good", "good", "good", "expired", "renew"]);
    expect(existsSync(join(metadataOf(lab.state), "1.targets.json"))).toBe(true);
  });

  it("can be signed anew unchanged before it expires", async () => {
    const folder = lab.newRequest();
    lab.now += 150 * DAY;
    proposeRenewal(lab.state, folder, lab.now);
    for (const { secret } of lab.keys.targets.slice(0, 2)) expect((await sign(folder, secret)).difference).toHaveLength(1);
    await tryPublish(folder);
    expect(readDocument(lab.state, "targets").signed.version).toBe(3);
  });
});

describe("a rollout", () => {
  it("names only what is published, and a minimum that exists", async () => {
    const lab = new Lab();
    try {
      await lab.open("1.3.0");
      await expect(lab.roll({ version: "6.6.6" })).rejects.toEqual(refused("rollout", /not published/));
      await expect(lab.roll({ minimum: { version: "9.0.0", by: lab.now } })).rejects.toEqual(refused("rollout", /above the newest/));
      await expect(lab.roll({ revoke: "1.3.0" })).rejects.toEqual(refused("rollout", /revoked/));
      await expect(rollout(lab.repository, {}, { duty: newLabKey("stranger").secret, timestamp: lab.keys.timestamp.secret }, inspection(lab.now, false), lab.now)).rejects.toEqual(refused("client_refuses", /unsigned/));
      expect(statusOf(lab.state, lab.now).rollout).toMatchObject({ version: "1.3.0", waves: [], paused: false });
    } finally {
      lab.close();
    }
  });
});

describe("status", () => {
  it("says who runs what and who has to be looked at, by the machines' own words", async () => {
    const lab = new Lab();
    try {
      await lab.open("1.3.0");
      const words = (build: string) => releaseSaid({ ...NO_UPDATES, phase: "current", checkedAt: lab.now, issued: lab.now }, { build, platform: "linux-x64", ring: "broad" });
      const honest = hash("sha256", "asar 1.3.0");
      const machines = [["PC-1", "1.3.0", honest], ["PC-2", "1.3.0", "0".repeat(64)], ["PC-3", "6.6.6", honest]].map(([name, version, build]) => ({ name: name!, version: version!, heardAt: 5, said: words(build!) }));
      // The service's clock may be another (training): what counts is how long ago a machine was heard.
      const said = MachinesSaidSchema.parse({ now: 5, machines: [...machines, { name: "PC-4", version: "", heardAt: null, said: null }] });
      const fleet = fleetStatus(said, lab.state, lab.now);
      expect(fleet).toEqual({ builds: { "1.3.0": 2, "6.6.6": 1, "?": 1 }, flags: [{ flag: "altered", machines: ["PC-2"] }, { flag: "foreign", machines: ["PC-3"] }, { flag: "unsaid", machines: ["PC-4"] }] });
      expect(fleetLines(fleet).join("\n")).toMatch(/1\.3\.0 × 2[^]*✗ 程序被改动 \/ ALTERED program: 1 \(PC-2\)[^]*· 未上报版本/);
    } finally {
      lab.close();
    }
  });
});

describe("a key file", () => {
  it("is encrypted, opens with its passphrase alone, is never overwritten, and its id is recomputed", () => {
    const lab = new Lab();
    try {
      mkdirSync(lab.path("keys"));
      const base = lab.path("keys/alice");
      expect(() => makeKey(base, "Alice", "short")).toThrow(refused("key") as never);
      const made = makeKey(base, "Alice", "correct horse battery");
      expect(readFileSync(`${base}.pem`, "utf8")).toMatch(/BEGIN ENCRYPTED PRIVATE KEY/);
      expect(statSync(`${base}.pem`).mode & 0o077).toBe(0);
      expect(() => openKey(`${base}.pem`, "wrong horse battery")).toThrow(refused("key") as never);
      expect(openKey(`${base}.pem`, "correct horse battery").asymmetricKeyType).toBe("ed25519");
      expect(() => makeKey(base, "Alice", "correct horse battery")).toThrow(refused("key") as never);
      expect(readPublicKey(`${base}.pub.json`)).toEqual(made);
      writeFileSync(`${base}.pub.json`, readFileSync(`${base}.pub.json`, "utf8").replace(made.keyid, "0".repeat(64)));
      expect(() => readPublicKey(`${base}.pub.json`)).toThrow(refused("ceremony") as never);
    } finally {
      lab.close();
    }
  });
});
