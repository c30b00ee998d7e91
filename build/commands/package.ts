/** `npm run package`: the program's tree, and the installer of a tree that was sealed (docs/release.md). */
import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Command, InvalidArgumentError, Option } from "commander";
import { PLATFORMS, PlatformSchema, type Platform } from "../../shared/release/documents.ts";
import { VersionSchema } from "../../shared/release/version.ts";
import { LAYOUT } from "../package/electron-builder.ts";
import { isPlaceholder, makeInstaller } from "../package/installers.ts";
import { commitTime, demandTree, pack } from "../package/pack.ts";
import { demandSealed, describeInstalled, readInstalled } from "../package/seal.ts";
import { verifyCode } from "../release/authenticode.ts";
import { failureText, ReleaseFailure } from "../release/failure.ts";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

interface Options {
  platform?: Platform; version?: string; dir?: boolean; installer?: string; root?: string; out: string; unsigned?: boolean; authority?: string;
  cert?: string; key?: string; tsaCert?: string; tsaKey?: string;
}

const version = (text: string): string => {
  if (!VersionSchema.safeParse(text).success) throw new InvalidArgumentError("give a version such as 1.4.0");
  return text;
};
const here = (): Platform => PlatformSchema.safeParse(`${process.platform}-${process.arch}`).data ?? "linux-x64";

const program = new Command("npm run package --").description("打包 / pack the program (docs/release.md)").showHelpAfterError()
  .addOption(new Option("--platform <name>").choices(PLATFORMS)).option("--version <version>", "the build's number", version).option("--out <dir>", "where to", resolve(ROOT, "artifacts/package"))
  .option("--dir", "the tree only: to be compared, signed and sealed before its installer is made").option("--installer <tree>", "the installer of a sealed tree")
  .option("--root <file>", "the key list that the program believes").option("--unsigned", "leave the Windows program unsigned, for two builders to compare or to sign on the station")
  .option("--cert <pem>").option("--key <pem>").option("--tsa-cert <pem>").option("--tsa-key <pem>").option("--authority <pem>", "the agency's code signing authority");

try {
  const options = program.parse().opts<Options>();
  if (options.installer) say(await installerOf(resolve(options.installer), options));
  else await tree(options);
} catch (error) {
  process.stderr.write(`${error instanceof ReleaseFailure ? failureText(error) : error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function tree(options: Options): Promise<void> {
  const { platform = here(), out } = options;
  await run(process.execPath, ["build/commands/build.ts"], { cwd: ROOT });
  const packed = await pack({ platform, version: options.version ?? "0.1.0", root: options.root ? resolve(options.root) : null, sign: signing(options), output: resolve(out), env: process.env, say: (what) => void process.stderr.write(`${what}\n`) });
  say(packed.tree);
  say(describeInstalled((await readInstalled(packed.tree)).signed));
  if (options.dir) return;
  say(await installerOf(packed.tree, options));
}

/** What goes to a desk was sealed by the holders; a placeholder is for nobody's desk and needs no seal. */
async function installerOf(path: string, { authority, out }: Options): Promise<string> {
  const placeholder = isPlaceholder(path);
  const { signed } = await (placeholder ? readInstalled(path) : demandSealed(path));
  await demandTree(signed.platform, path);
  if (signed.platform === "win32-x64" && !placeholder) {
    if (!authority) throw new ReleaseFailure("usage", ["a Windows program needs the code signing authority: --authority FILE"]);
    await verifyCode(join(path, LAYOUT["win32-x64"].executable), authority);
  }
  return makeInstaller({ platform: signed.platform, tree: path, version: signed.version, builtAt: await commitTime(), output: resolve(out) });
}

function signing({ platform = here(), unsigned, cert, key, tsaCert, tsaKey }: Options) {
  if (unsigned || platform === "linux-x64") return "unsigned" as const;
  return cert && key && tsaCert && tsaKey ? { certificate: cert, key, tsaCertificate: tsaCert, tsaKey } : null;
}
