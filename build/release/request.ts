/**
 * The request folder that crosses the air gap: the unsigned document, the files it speaks of, what was published last,
 * and the signatures that came back. Nothing in it is believed: each reader recomputes what it needs.
 */
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import type { Signable, SignatureJson, SignedJson } from "../../service/release/signing.ts";
import { ReleaseFailure } from "./failure.ts";
import { RootBodySchema, TargetsBodySchema, type RootBody, type TargetEntry, type TargetsBody } from "./documents.ts";

const SignatureSchema = z.object({ keyid: z.string().regex(/^[0-9a-f]{64}$/), sig: z.string().regex(/^[0-9a-f]{128}$/) });
const LastSchema = z.object({ signatures: z.array(SignatureSchema), signed: z.looseObject({ _type: z.string(), version: z.number(), expires: z.string() }) });

export type RequestBody = { readonly role: "root"; readonly body: RootBody } | { readonly role: "targets"; readonly body: TargetsBody };
export type Request = RequestBody & {
  readonly folder: string;
  readonly signatures: readonly SignatureJson[];
  /** What was published last of the same role; null for the first. */
  readonly last: SignedJson | null;
};

const BODY = "document.json";
export const filesOf = (folder: string): string => join(folder, "files");
const lastFile = (folder: string, role: string): string => join(folder, "last", `${role}.json`);

/** Makes the folder; refuses one that exists. `last` are the published documents by role. */
export function writeRequest(folder: string, body: Signable, last: Readonly<Record<string, Buffer>>): void {
  if (existsSync(folder)) throw new ReleaseFailure("request", [`${folder} exists already`]);
  mkdirSync(join(folder, "signatures"), { recursive: true });
  writeFileSync(join(folder, BODY), `${JSON.stringify(body, null, 2)}\n`);
  for (const [role, bytes] of Object.entries(last)) {
    mkdirSync(join(folder, "last"), { recursive: true });
    writeFileSync(lastFile(folder, role), bytes);
  }
}

/** Reads the folder. Throws `request` with what is wrong. */
export function readRequest(folder: string): Request {
  const json = readJson(join(folder, BODY));
  const role = (json as { _type?: unknown })._type === "root" ? "root" : "targets";
  const signatures = readdirSync(join(folder, "signatures")).sort().map((name) => checked(SignatureSchema, readJson(join(folder, "signatures", name)), name));
  const last = readLast(folder, role);
  if (role === "root") return { role, body: checked(RootBodySchema, json, BODY), folder, signatures, last };
  return { role, body: checked(TargetsBodySchema, json, BODY), folder, signatures, last };
}

/** A document that was published last, as the request carries it; null when it carries none. */
export function readLast(folder: string, role: string): SignedJson | null {
  const path = lastFile(folder, role);
  return existsSync(path) ? (checked(LastSchema, readJson(path), path) as unknown as SignedJson) : null;
}

/** Puts a signature into the folder. */
export const addSignature = (folder: string, signature: SignatureJson): void => writeFileSync(join(folder, "signatures", `${signature.keyid}.json`), `${JSON.stringify(signature)}\n`);

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new ReleaseFailure("request", [`${path} is missing or not JSON`]);
  }
}

function checked<S extends z.ZodType>(schema: S, json: unknown, name: string): z.output<S> {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ReleaseFailure("request", parsed.error.issues.map((issue) => `${name}: ${issue.path.join(".")}: ${issue.message}`));
  return parsed.data;
}

/** Length and hash of a file, read now. */
export async function entryOf(path: string): Promise<TargetEntry> {
  const digest = createHash("sha256");
  for await (const part of createReadStream(path)) digest.update(part as Buffer);
  return { length: statSync(path).size, hashes: { sha256: digest.digest("hex") } };
}

/** All files below a folder, as paths with `/`. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/")).sort();
}

/** Writes a file and its folders. */
export function put(path: string, content: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
