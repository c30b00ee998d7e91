/** Root's helper as a program of its own (docs/release.md): started by the system when something was handed over. One line per hand-over, for the system's journal. */
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { z } from "zod";
import { PlatformSchema, RingSchema, type Ring } from "../../shared/release/documents.ts";
import { VersionSchema } from "../../shared/release/version.ts";
import { installIncoming } from "./helper.ts";
import { UpdateRefused } from "./refused.ts";

/** What lies beside the helper: which build it came with. */
const BuildSchema = z.strictObject({ version: VersionSchema, platform: PlatformSchema, dataFormat: z.number().int().nonnegative(), builtAt: z.number().int().nonnegative() });
const run = promisify(execFile);
const say = (what: object): boolean => process.stdout.write(`${JSON.stringify(what)}\n`);

const { values } = parseArgs({ options: { incoming: { type: "string" }, state: { type: "string" }, provision: { type: "string" }, installer: { type: "string" } } });
const { incoming, state, provision, installer } = z.strictObject({ incoming: z.string(), state: z.string(), provision: z.string(), installer: z.string() }).parse(values);
const beside = dirname(import.meta.filename);

/** IT's file says the ring; without it the workstation is like most. */
function ringIn(path: string): Ring {
  if (!existsSync(path)) return "broad";
  return z.looseObject({ ring: RingSchema.default("broad") }).parse(JSON.parse(readFileSync(path, "utf8"))).ring;
}

async function install(path: string): Promise<void> {
  try {
    await run(installer, ["--install", path], { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { stderr = "", code } = error as { stderr?: string; code?: unknown };
    throw new UpdateRefused("update_installer", [stderr.trim().split("\n").at(-1)?.slice(0, 200) ?? String(code)]);
  }
}

mkdirSync(state, { recursive: true });
chmodSync(state, 0o700);
const here = { ...BuildSchema.parse(JSON.parse(readFileSync(join(beside, "build.json"), "utf8"))), ring: ringIn(provision) };
const said = await installIncoming({ incoming, folder: state, shippedRoot: join(beside, "root.json"), here, install });
for (const [version, result] of Object.entries(said)) say({ event: "handed_over", version, result });
