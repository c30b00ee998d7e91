/**
 * What the centre holds to keep people's second factors: one key that is not in the rows it protects. Secrets
 * are sealed under it, one-time codes are hashed with it. It lies where the authority's key lies (`pki/keep.ts`).
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

export const PEOPLE_KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface PeopleKey {
  /** Seals bytes for one person: AES-256-GCM, bound to the person's id. */
  seal(userId: string, plain: Uint8Array): Uint8Array;
  /** Opens what `seal` made for the same person; throws for anything else. The caller zeroes it. */
  open(userId: string, sealed: Uint8Array): Buffer;
  /** A keyed hash of a one-time code of one person, hex: a copy of the table alone cannot be guessed at. */
  hash(userId: string, code: string): string;
}

/** Takes over (and derives from) the 32 bytes the service keeps. */
export function openPeopleKey(root: Buffer): PeopleKey {
  if (root.length !== PEOPLE_KEY_BYTES) throw new Error("the key of people's second factors is not 32 bytes long");
  const derive = (use: string) => Buffer.from(hkdfSync("sha256", root, "", `lockdesk/people/${use}/v1`, 32));
  const sealing = derive("seal");
  const hashing = derive("code");
  const bound = (userId: string) => Buffer.from(`second-factor|${userId}`);
  return {
    seal(userId, plain) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", sealing, iv).setAAD(bound(userId));
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(userId, sealed) {
      const all = Buffer.from(sealed);
      const iv = all.subarray(0, IV_BYTES);
      const tag = all.subarray(all.length - TAG_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", sealing, iv, { authTagLength: TAG_BYTES }).setAAD(bound(userId)).setAuthTag(tag);
      return Buffer.concat([decipher.update(all.subarray(IV_BYTES, all.length - TAG_BYTES)), decipher.final()]);
    },
    hash: (userId, code) => createHmac("sha256", hashing).update(`${userId}|${code}`).digest("hex"),
  };
}
