/** The primitives under the slot, one call each, held against known answers (tests/unit/vault/vectors.test.ts). */
import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { hashRaw } from "@node-rs/argon2";

export interface KdfCost {
  readonly mKib: number;
  readonly t: number;
  readonly p: number;
}
export interface Sealed {
  readonly iv: Buffer;
  readonly ct: Buffer;
  readonly tag: Buffer;
}

/** Argon2id, version 1.3, off the event loop. The caller zeroes the result. */
export const argon2id = (password: Uint8Array, salt: Uint8Array, { mKib, t, p }: KdfCost, outputLen = 32): Promise<Buffer> =>
  // 2 is Argon2id, and version 1 is 1.3; the library's enums are types only.
  hashRaw(password, { algorithm: 2, version: 1, memoryCost: mKib, timeCost: t, parallelism: p, outputLen, salt });

/** HKDF-SHA-256. The caller zeroes the result. */
export const hkdf = (material: Uint8Array, salt: string | Uint8Array, info: string | Uint8Array, length = 32): Buffer => Buffer.from(hkdfSync("sha256", material, salt, info, length));

/** AES-256-GCM with a 96-bit nonce that the caller has drawn, and a 128-bit tag. */
export function seal(key: Uint8Array, iv: Buffer, aad: Uint8Array, plain: Uint8Array): Sealed {
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(aad);
  const ct = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv, ct, tag: cipher.getAuthTag() };
}

/** What was sealed; null when key, nonce, additional data, text or tag are not the ones it was sealed with. The caller zeroes it. */
export function openSealed(key: Uint8Array, { iv, ct, tag }: Sealed, aad: Uint8Array): Buffer | null {
  if (tag.length !== 16) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: 16 }).setAAD(aad).setAuthTag(tag);
  // All of it comes from `update`: what has not been authenticated yet is zeroed when it turns out false.
  const plain = decipher.update(ct);
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return null;
  }
}
