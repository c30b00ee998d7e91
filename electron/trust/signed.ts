/** Signatures between centre and workstation, on Node's own crypto: what the centre signed is opened here, what the device says is signed here. */
import { createHash, createPublicKey, sign, verify } from "node:crypto";
import type { z } from "zod";
import { signedText, type Purpose, type Signed } from "../../shared/protocol/device.ts";

/** DER head of an Ed25519 public key (RFC 8410); the 32 bytes of the key follow. */
const ED25519_HEAD = Buffer.from("302a300506032b6570032100", "hex");

/** Whether an Ed25519 signature (RFC 8032) of `message` was made by the key. False for whatever is no key or no signature. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return verify(null, message, createPublicKey({ key: Buffer.concat([ED25519_HEAD, publicKey]), format: "der", type: "spki" }), signature);
  } catch {
    return false;
  }
}

/** What the centre signed for this purpose, parsed; null when key, signature, purpose or form do not fit. */
export function openSigned<S extends z.ZodType>(purpose: Purpose, { text, signature }: Signed, orderKey: string, schema: S): z.output<S> | null {
  if (!verifyEd25519(Buffer.from(orderKey, "base64"), Buffer.from(signedText(purpose, text)), Buffer.from(signature, "base64"))) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Signs with the device's own key (ECDSA P-256, SHA-256). */
export const signByDevice = (purpose: Purpose, value: unknown, keyPem: string): Signed => {
  const text = JSON.stringify(value);
  return { text, signature: sign("sha256", Buffer.from(signedText(purpose, text)), keyPem).toString("base64") };
};

/** Name of a policy: SHA-256 of its text. */
export const policyHash = (text: string): string => createHash("sha256").update(text).digest("hex");
