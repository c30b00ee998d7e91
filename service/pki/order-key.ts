/**
 * The centre's order key (Ed25519): signs leases, the posture policy and orders to workstations. Kept beside the
 * certificate authority, and pinned by every workstation at its enrolment; a signed build would carry it.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { signedText, type Purpose, type Signed } from "../../shared/protocol/device.ts";
import type { Tx } from "../context.ts";
import { metaOnce } from "../db/meta.ts";

export interface OrderKey {
  /** The public half, 32 bytes in base64. */
  readonly publicKey: string;
  sign(purpose: Purpose, text: string): Signed;
}

export const makeOrderKeyPem = (): string => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** A key from its PEM. */
export function openOrderKey(pem: string): OrderKey {
  const key = createPrivateKey(pem);
  return { publicKey: rawPublic(key), sign: (purpose, text) => ({ text, signature: sign(null, Buffer.from(signedText(purpose, text)), key).toString("base64") }) };
}

/** The last 32 bytes of the DER form are the key itself (RFC 8410). */
const rawPublic = (key: KeyObject): string => createPublicKey(key).export({ type: "spki", format: "der" }).subarray(-32).toString("base64");

/** Opens the key, making it on first use: in `dir` when given, else in the database. */
export async function keepOrderKey(db: Tx, dir: string | null): Promise<OrderKey> {
  return openOrderKey(dir ? await inDirectory(dir) : await metaOnce(db, "pki_order_key", makeOrderKeyPem));
}

async function inDirectory(dir: string): Promise<string> {
  const file = join(dir, "order.key.pem");
  if (!existsSync(file)) {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, makeOrderKeyPem(), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  return readFile(file, "utf8");
}
