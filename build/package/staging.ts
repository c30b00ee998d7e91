/** The program's folder before it is packed: its own package.json, the bundles, and the native packages of one platform. */
import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Platform } from "../../shared/release/documents.ts";
import { ReleaseFailure } from "../release/failure.ts";
import { OUTBOX_FORMAT } from "../../electron/update/data-format.ts";
import { filesBelow } from "../release/request.ts";
import { demandContents, mayShip, NATIVE } from "./contents.ts";
import { PLACEHOLDER_PROGRAM } from "./placeholder.ts";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");
const LockSchema = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })) });

const HELPER_BUNDLE = "helper/helper.js";

export interface Staging {
  readonly platform: Platform;
  readonly version: string;
  /** The key list that the program believes; null in a build that is made for comparison only. */
  readonly root: string | null;
  /** When the commit was made, UTC ms: what the program takes as the date of its build. */
  readonly builtAt: number;
  readonly folder: string;
}

/** Fills `folder` anew from `out/` and node_modules. Throws `artifacts` when a part is missing or does not belong. */
export async function stageProgram({ platform, version, root, builtAt, folder }: Staging): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const put = (path: string, from: string) => {
    if (!mayShip(platform, path)) return;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(from, join(folder, path));
    // The archive keeps modes; a builder's umask must not show in it.
    chmodSync(join(folder, path), 0o644);
  };
  const write = (path: string, json: object) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${JSON.stringify(json, null, 2)}\n`, { mode: 0o644 });
  };
  const { description } = z.object({ description: z.string() }).parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
  write("package.json", { name: "lockdesk", productName: "Lockdesk", version, description, author: "Lockdesk", main: "out/main/main.js", type: "module" });
  if (root !== null) {
    put("release/root.json", root);
    write("release/build.json", { builtAt });
  }
  for (const path of filesBelow(join(ROOT, "out"))) if (!path.startsWith(".") && path !== HELPER_BUNDLE) putOut(path);
  for (const [name, from] of await nativePackages(platform)) for (const path of filesBelow(from)) put(`node_modules/${name}/${path}`, join(from, path));
  demandContents(platform, filesBelow(folder));

  /** Everything below `out/` ships in the archive, root's helper beside it: a bundle that the table does not know is a fault, not something to leave out. */
  function putOut(path: string): void {
    if (!mayShip(platform, `out/${path}`)) throw new ReleaseFailure("artifacts", [`out/${path}: does not belong into the program`]);
    put(`out/${path}`, join(ROOT, "out", path));
  }
}

async function nativePackages(platform: Platform): Promise<[name: string, folder: string][]> {
  const { argon2 } = NATIVE[platform];
  const here = (name: string): [string, string] => [name, join(ROOT, "node_modules", name)];
  const native = `@node-rs/${argon2}`;
  return [here("better-sqlite3"), here("@node-rs/argon2"), existsSync(join(ROOT, "node_modules", native)) ? here(native) : [native, await foreignPackage(native)]];
}

/** A package that npm leaves out here because it is for another platform: fetched through npm, and believed by the lockfile's hash. */
async function foreignPackage(name: string): Promise<string> {
  const locked = LockSchema.parse(JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"))).packages[`node_modules/${name}`];
  if (!locked?.version || !locked.integrity) throw new ReleaseFailure("artifacts", [`${name} is not in package-lock.json`]);
  const folder = join(ROOT, ".lockdesk/foreign", `${name.replace("/", "-").replace("@", "")}-${locked.version}`);
  const archive = join(folder, "package.tgz");
  if (!existsSync(archive)) {
    mkdirSync(folder, { recursive: true });
    try {
      const { stdout } = await run("npm", ["pack", `${name}@${locked.version}`, "--pack-destination", folder, "--json", "--loglevel=error"], { cwd: folder, encoding: "utf8" });
      const [packed] = z.tuple([z.looseObject({ filename: z.string() })]).parse(JSON.parse(stdout));
      copyFileSync(join(folder, packed.filename), archive);
    } catch (error) {
      throw new ReleaseFailure("artifacts", [`${name}@${locked.version} cannot be fetched through npm: ${String((error as { stderr?: string }).stderr ?? error).trim().split("\n")[0]}`]);
    }
  }
  if (`sha512-${hash("sha512", readFileSync(archive), "base64")}` !== locked.integrity) {
    rmSync(folder, { recursive: true, force: true });
    throw new ReleaseFailure("artifacts", [`${name}@${locked.version}: its hash is not the lockfile's`]);
  }
  rmSync(join(folder, "package"), { recursive: true, force: true });
  await run("tar", ["-xzf", archive, "-C", folder]);
  return join(folder, "package");
}

/**
 * Root's helper, beside the archive of a Linux program: its bundle, a Node of its own (Electron's fuses do not let the program
 * run as one), the key list it believes and which build it came with. Listed and sealed with everything else. A placeholder
 * gets no Node either.
 */
export function putHelper(tree: string, { version, platform, root, builtAt, node }: Omit<Staging, "folder"> & { readonly node: string | null }): void {
  const folder = join(tree, "resources/helper");
  const put = (name: string, mode: number, content: Buffer | string) => {
    writeFileSync(join(folder, name), content, { mode });
    chmodSync(join(folder, name), mode);
  };
  mkdirSync(folder);
  put("helper.js", 0o644, readFileSync(join(ROOT, "out", HELPER_BUNDLE)));
  // Without it the bundle would be read as another kind of module.
  put("package.json", 0o644, `${JSON.stringify({ name: "lockdesk-helper", version, type: "module" })}\n`);
  put("build.json", 0o644, `${JSON.stringify({ version, platform, dataFormat: OUTBOX_FORMAT, builtAt })}\n`);
  if (root !== null) put("root.json", 0o644, readFileSync(root));
  put("node", 0o755, node === null ? PLACEHOLDER_PROGRAM : readFileSync(node));
}
