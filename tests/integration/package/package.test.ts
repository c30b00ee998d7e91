/** The packing pipeline on a placeholder for Electron: what is in the tree, what seals it, and what the program's own look at itself refuses. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FuseV1Options, FuseVersion, flipFuses } from "@electron/fuses";
import { readAsar, readAsarFile } from "../../../build/package/asar.ts";
import { findArchive } from "../../../build/package/electron-archive.ts";
import { LAYOUT } from "../../../build/package/electron-builder.ts";
import { fuseFaults, setFuses } from "../../../build/package/fuses.ts";
import { isPlaceholder, makeInstaller } from "../../../build/package/installers.ts";
import { demandTree, pack, type PackRequest } from "../../../build/package/pack.ts";
import { demandSealed, readInstalled, sealTree } from "../../../build/package/seal.ts";
import { verifyCode } from "../../../build/release/authenticode.ts";
import { installerOf, Lab, newLabKey, writeArtifacts } from "../../../build/release/lab.ts";
import { proposeBuild } from "../../../build/release/propose.ts";
import { checkInstalled, hashesBelow } from "../../../electron/trust/installed.ts";
import type { Platform } from "../../../shared/release/documents.ts";
import { RootSchema, type RootDocument } from "../../../shared/release/roles.ts";
import { codeAuthority, missingTools } from "../../support/code-authority.ts";

const MINUTES = 60_000;
const VERSION = "1.4.0";
const env = { LOCKDESK_SKIP_ELECTRON_FETCH: "1" };
let dir: string;
let lab: Lab;
let root: RootDocument;
const at = (name: string): string => join(dir, name);
const trees = new Map<Platform, string>();
/** Why nothing can be packed for Windows here. */
let withoutWindows: string | null = null;
const treeOf = (platform: Platform): string => trees.get(platform)!;

const packed = (platform: Platform, output: string, more: Partial<PackRequest> = {}) => pack({ platform, version: VERSION, root: at("root.json"), sign: "unsigned", output: at(output), env, say: () => undefined, ...more });

/** A copy of a sealed tree, to be spoilt. */
function copyOf(platform: Platform, name: string): string {
  const to = at(`copies/${platform}-${name}`);
  rmSync(to, { recursive: true, force: true });
  cpSync(treeOf(platform), to, { recursive: true });
  return to;
}
const look = (folder: string, platform: Platform, more: { version?: string; root?: string } = {}) => checkInstalled({ folder, root: at("root.json"), version: VERSION, platform, ...more });

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  writeFileSync(path, bytes);
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-pack-"));
  lab = new Lab();
  await lab.open("1.0.0");
  cpSync(lab.shipRoot(), at("root.json"));
  root = RootSchema.parse(JSON.parse(readFileSync(at("root.json"), "utf8")));
  for (const platform of ["linux-x64", "win32-x64"] as const) {
    if (platform === "win32-x64" && missingTools("makensis").length > 0) withoutWindows = "not installed: makensis";
    else await packed(platform, "first").then(({ tree, placeholder }) => {
      expect(placeholder).toMatch(/fetching is switched off/);
      trees.set(platform, tree);
    }, (error: unknown) => {
      // The native part for Windows comes through npm when this machine never had it.
      if (!String(error).includes("cannot be fetched through npm")) throw error;
      withoutWindows = String(error);
    });
  }
}, 4 * MINUTES);
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
  lab.close();
});

describe("a packed tree", () => {
  it("holds the program alone, its native parts beside the archive, and the key list inside", async () => {
    const files = readAsar(join(treeOf("linux-x64"), "resources/app.asar")).files;
    expect(files.filter(({ at: offset }) => offset === null).map(({ path }) => basename(path)).toSorted()).toEqual(["argon2.linux-x64-gnu.node", "linux-x64.node"]);
    expect(readAsarFile(join(treeOf("linux-x64"), "resources/app.asar"), "release/root.json")).toEqual(readFileSync(at("root.json")));
    expect([...(await hashesBelow(treeOf("linux-x64"))).keys()].filter((path) => /default_app|\.map$|\.ts$|locales\/fr/.test(path))).toEqual([]);
    await demandTree("linux-x64", treeOf("linux-x64"));
  });

  it("a file that does not belong stops the next step, wherever the packager put it", async () => {
    const tree = copyOf("linux-x64", "welcome");
    writeFileSync(join(tree, "resources/default_app.asar"), "welcome");
    await expect(demandTree("linux-x64", tree)).rejects.toThrow("resources/default_app.asar: does not belong");
  });

  it("has each fuse as the table says, and a turned one is named; a fuse the table does not know stops the build", async () => {
    const program = join(copyOf("linux-x64", "fuses"), "lockdesk");
    expect(await fuseFaults(program)).toEqual([]);
    await flipFuses(program, { version: FuseVersion.V1, [FuseV1Options.RunAsNode]: true });
    expect(await fuseFaults(program)).toEqual([expect.stringMatching(/^fuse RunAsNode/)]);
    writeFileSync(program, Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x0a1011000111", "latin1"));
    await expect(setFuses(program)).rejects.toThrow(/fuse/i);
  });

  it("the Windows program carries the hash of the archive's head, which Electron compares", (context) => {
    if (withoutWindows !== null) context.skip(withoutWindows);
    const { headSha256 } = readAsar(join(treeOf("win32-x64"), "resources/app.asar"));
    expect(readFileSync(join(treeOf("win32-x64"), LAYOUT["win32-x64"].executable)).includes(headSha256)).toBe(true);
  });

  it("an archive of Electron with another hash than its package names is not unpacked", async () => {
    mkdirSync(at("zips"));
    writeFileSync(at("zips/electron-v45.4.1-linux-x64.zip"), "PK made up");
    await expect(findArchive("linux-x64", env, at("zips"))).rejects.toThrow(/its SHA-256 is [0-9a-f]{64}, Electron's package names e1d077c7/);
  });

  it("a Windows program is not packed unsigned by oversight; with the agency's keys it is signed before it is listed", async (context) => {
    const missing = missingTools("osslsigncode", "openssl");
    if (withoutWindows !== null || missing.length > 0) context.skip(withoutWindows ?? `not installed: ${missing.join(", ")}`);
    await expect(packed("win32-x64", "unsigned", { sign: null })).rejects.toThrow(/forceCodeSigning/);
    const { authority, leaf } = codeAuthority(dir);
    authority("ca");
    leaf("code", "ca", "codeSigning");
    leaf("tsa", "ca", "critical,timeStamping");
    const { tree } = await packed("win32-x64", "signed", { sign: { certificate: at("code.pem"), key: at("code.key"), tsaCertificate: at("tsa.pem"), tsaKey: at("tsa.key") } });
    await verifyCode(join(tree, "Lockdesk.exe"), at("ca.pem"));
    await readInstalled(tree);
  }, 2 * MINUTES);
});

describe("two builds of one commit", () => {
  it("are the same tree and the same installers, whatever the folder, the dates and the umask", async () => {
    const { tree } = await packed("linux-x64", "second");
    expect(await hashesBelow(tree)).toEqual(await hashesBelow(treeOf("linux-x64")));
    const moved = at("elsewhere");
    for (const platform of trees.keys()) {
      const once = await makeInstaller({ platform, tree: treeOf(platform), version: VERSION, builtAt: 1_700_000_000_000, output: at("once") });
      cpSync(treeOf(platform), moved, { recursive: true });
      for (const name of ["LICENSE.electron.txt", "resources/app.asar"]) utimesSync(join(moved, name), 1, 1);
      const umask = process.umask(0o077);
      const again = await makeInstaller({ platform, tree: moved, version: VERSION, builtAt: 1_700_000_000_000, output: at("again") }).finally(() => process.umask(umask));
      expect(readFileSync(again).equals(readFileSync(once)), platform).toBe(true);
      rmSync(moved, { recursive: true });
    }
  }, 2 * MINUTES);

  it("a placeholder says so in its installer's name, and is never proposed as a build", async () => {
    expect(isPlaceholder(treeOf("linux-x64"))).toBe(true);
    const name = "lockdesk_1.4.0-PLACEHOLDER_amd64.deb";
    expect(readdirSync(at("once"))).toContain(name);
    writeArtifacts(at("artifacts"), VERSION, { file: name });
    await expect(proposeBuild({ artifacts: at("artifacts"), state: lab.state, folder: at("request"), now: lab.now })).rejects.toThrow(/packed on a placeholder/);
  });

  it("the Debian package gives root everything, its sandbox helper the bit it needs, and takes hand-overs without showing them", () => {
    const { stdout } = spawnSync("dpkg-deb", ["--contents", at("once/lockdesk_1.4.0-PLACEHOLDER_amd64.deb")], { encoding: "utf8" });
    expect(stdout.split("\n").filter((line) => line !== "" && !line.includes(" root/root "))).toEqual([]);
    expect(stdout).toMatch(/^-rwsr-xr-x .*chrome-sandbox$/m);
    expect(stdout).toMatch(/^drwx-wx-wt .*var\/lib\/lockdesk\/incoming\/$/m);
    expect(stdout).toMatch(/^drwx------ .*var\/lib\/lockdesk\/update\/$/m);
  });
});

describe("root's helper in the Debian package", () => {
  const root = () => at("unpacked");
  const unit = (name: string) => readFileSync(join(root(), "usr/lib/systemd/system", name), "utf8");
  const command = () => /^ExecStart=(.*)$/m.exec(unit("lockdesk-update.service"))![1]!.split(" ");
  beforeAll(() => {
    spawnSync("dpkg-deb", ["--raw-extract", at("once/lockdesk_1.4.0-PLACEHOLDER_amd64.deb"), root()]);
  });

  it("is a service of the system: started by a hand-over and by a timer, at each boot, and its own installation leaves it alone", () => {
    for (const [name, target] of [["lockdesk-update.path", "multi-user.target"], ["lockdesk-update.timer", "timers.target"]] as const) {
      expect(realpathSync(join(root(), `usr/lib/systemd/system/${target}.wants/${name}`))).toBe(realpathSync(join(root(), "usr/lib/systemd/system", name)));
    }
    expect(unit("lockdesk-update.path")).toMatch(/^DirectoryNotEmpty=\/var\/lib\/lockdesk\/incoming\nUnit=lockdesk-update\.service$/m);
    for (const wall of ["PrivateNetwork=yes", "ProtectHome=yes", "NoNewPrivileges=yes", "PrivateDevices=yes"]) expect(unit("lockdesk-update.service")).toContain(wall);
    for (const script of ["postinst", "prerm", "postrm"]) {
      expect(spawnSync("sh", ["-n", join(root(), "DEBIAN", script)]).status).toBe(0);
      expect(readFileSync(join(root(), "DEBIAN", script), "utf8")).not.toMatch(/lockdesk-update\.service/);
    }
  });

  it("everything its command names is in the package, and is listed among the program's files", async () => {
    const [node, helper, ...options] = command();
    for (const path of [node!, helper!, ...options.filter((option) => option.startsWith("/var/"))]) expect([path, existsSync(join(root(), path))]).toEqual([path, true]);
    const { signed } = await readInstalled(join(root(), "opt/Lockdesk"));
    expect(signed.files.map(({ path }) => path).filter((path) => path.startsWith("resources/helper/")).toSorted()).toEqual(["build.json", "helper.js", "node", "package.json", "root.json"].map((name) => `resources/helper/${name}`));
    expect(readFileSync(join(root(), "opt/Lockdesk/resources/helper/root.json"))).toEqual(readFileSync(at("root.json")));
    const odd = at("copies/odd-helper");
    cpSync(join(root(), "opt/Lockdesk"), odd, { recursive: true });
    writeFileSync(join(odd, "resources/helper/more.js"), "evil");
    rmSync(join(odd, "resources/helper/helper.js"));
    await expect(demandTree("linux-x64", odd)).rejects.toThrow(/helper\/more\.js: does not belong[^]*helper\/helper\.js: is missing/);
  });

  it("the units are what systemd takes", (context) => {
    const missing = missingTools("systemd-analyze");
    if (missing.length > 0) context.skip(`not installed: ${missing.join(", ")}`);
    const { stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--recursive-errors=no", "--man=no", `--root=${root()}`, "lockdesk-update.path", "lockdesk-update.timer", "lockdesk-update.service"], { encoding: "utf8" });
    expect(`${stdout}${stderr}`.split("\n").filter((line) => /lockdesk-update/.test(line))).toEqual([]);
  });

  it("run as the unit says it lets dpkg install what was signed, in its ring, once, and nothing else", async () => {
    await lab.build("1.5.0", { dataFormat: 9_999 });
    await lab.roll({ version: "1.5.0", wave: { rings: ["pilot"], percent: 1, after: lab.now } });
    writeFileSync(at("dpkg"), `#!/bin/sh\n[ "$1" = --install ] && cp "$2" ${at("installed.deb")} && echo "$2" > ${at("from")}\n`, { mode: 0o755 });
    const incoming = join(root(), "var/lib/lockdesk/incoming");
    const handOver = () => cpSync(lab.state, join(incoming, "1.5.0"), { recursive: true });
    const helper = () => {
      const [, ...options] = command().map((word) => word.replace(/^\/(opt|var|etc)\//, `${root()}/$1/`).replace("/usr/bin/dpkg", at("dpkg")));
      const { status, stdout, stderr } = spawnSync(process.execPath, options, { encoding: "utf8", env: { PATH: process.env["PATH"] } });
      expect([status, stderr]).toEqual([0, ""]);
      return stdout.split("\n").filter(Boolean).map((line) => (JSON.parse(line) as { result: string }).result);
    };
    handOver();
    expect(helper()).toEqual(["update_not_now"]);
    mkdirSync(join(root(), "etc/lockdesk"), { recursive: true });
    writeFileSync(join(root(), "etc/lockdesk/provision.json"), JSON.stringify({ ring: "pilot" }));
    handOver();
    writeFileSync(join(incoming, "junk"), "");
    expect(helper()).toEqual(["installed"]);
    expect(readFileSync(at("installed.deb"))).toEqual(installerOf("1.5.0"));
    expect(readFileSync(at("from"), "utf8")).toContain("var/lib/lockdesk/update/");
    expect(readdirSync(incoming)).toEqual([]);
    writeFileSync(at("dpkg"), "#!/bin/sh\nexit 2\n", { mode: 0o755 });
    handOver();
    expect(helper()).toEqual(["update_installer"]);
  });
});

describe("the signed list of an installed program", () => {
  it("needs two holders; a stranger's key and a tree that is not what it lists are refused", async () => {
    const tree = treeOf("linux-x64");
    await expect(demandSealed(tree)).rejects.toThrow(/0\/2/);
    expect(await look(tree, "linux-x64")).toMatchObject({ ok: false, code: "signatures", faults: ["0/2"] });
    await expect(sealTree(tree, root, newLabKey("stranger").secret)).rejects.toThrow(/not_a_holder/);
    await sealTree(tree, root, lab.keys.targets[0]!.secret);
    await sealTree(tree, root, lab.keys.targets[0]!.secret);
    await expect(demandSealed(tree)).rejects.toThrow(/1\/2/);
    await sealTree(tree, root, lab.keys.targets[2]!.secret);
    await demandSealed(tree);
    const found = await look(tree, "linux-x64");
    expect(found).toMatchObject({ ok: true });
    expect(found.ok && found.hashes.get("resources/app.asar")).toMatch(/^[0-9a-f]{64}$/);
    if (trees.has("win32-x64")) for (const { secret } of lab.keys.targets.slice(0, 2)) await sealTree(treeOf("win32-x64"), root, secret);
  });

  it.for([["linux-x64", "resources/app.asar"], ["linux-x64", "resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node"], ["linux-x64", "lockdesk"], ["win32-x64", "resources/app.asar"], ["win32-x64", "resources/app.asar.unpacked/node_modules/@node-rs/argon2-win32-x64-msvc/argon2.win32-x64-msvc.node"], ["win32-x64", "Lockdesk.exe"]] as const)("one byte changed on %s in %s: it does not start", async ([platform, path], context) => {
    if (platform === "win32-x64" && withoutWindows !== null) context.skip(withoutWindows);
    const tree = copyOf(platform, "changed");
    flip(join(tree, path));
    expect(await look(tree, platform)).toEqual({ ok: false, code: "files", faults: [`${path}: changed`] });
    await expect(demandSealed(tree)).rejects.toThrow(/artifact_hash/);
  });

  it("a library planted beside the program, and a file that is gone: it does not start", async () => {
    const tree = copyOf("linux-x64", "planted");
    writeFileSync(join(tree, "version.dll"), "evil");
    renameSync(join(tree, "locales/zh-CN.pak"), join(tree, "locales/zh-TW.pak"));
    const found = await look(tree, "linux-x64");
    expect(found).toMatchObject({ ok: false, code: "files" });
    expect(!found.ok && found.faults.toSorted()).toEqual(["locales/zh-CN.pak: missing", "locales/zh-TW.pak: added", "version.dll: added"]);
  });

  it("a list of another build, a list that was edited, none at all, and another key list: it does not start", async () => {
    expect(await look(treeOf("linux-x64"), "linux-x64", { version: "1.4.1" })).toMatchObject({ ok: false, code: "build" });
    const tree = copyOf("linux-x64", "edited");
    const list = join(tree, "resources/installed.json");
    flip(join(tree, "lockdesk"));
    const now = (await hashesBelow(tree)).get("lockdesk")!;
    writeFileSync(list, readFileSync(list, "utf8").replace(/("path": "lockdesk",[^}]*"sha256": ")[0-9a-f]{64}/, `$1${now}`));
    expect(await look(tree, "linux-x64")).toMatchObject({ ok: false, code: "signatures", faults: ["0/2"] });
    rmSync(list);
    expect(await look(tree, "linux-x64")).toMatchObject({ ok: false, code: "list" });
    const other = new Lab();
    await other.open("1.0.0");
    expect(await look(treeOf("linux-x64"), "linux-x64", { root: other.shipRoot() })).toMatchObject({ ok: false, code: "signatures" });
    expect(await look(treeOf("linux-x64"), "linux-x64", { root: at("none.json") })).toMatchObject({ ok: false, code: "keys" });
    other.close();
  });
});
