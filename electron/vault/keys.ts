/**
 * Unlocking data (ELECTRON.md 3.4): a random data key, wrapped under password and device secret
 * together, in a slot file that holds no secret. Pure of files; every buffer with a secret is zeroed
 * by whoever made it.
 *
 *   password ─ Argon2id ─┐
 *   device secret ───────┴─ HKDF-SHA256(salt = dekId) ─► KEK ─ AES-256-GCM ─► wrapped DEK
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { hashRaw } from "@node-rs/argon2";
import { z } from "zod";

const base64 = (bytes: number) => z.base64().refine((s) => Buffer.from(s, "base64").length === bytes, { error: `needs ${bytes} bytes` });

export const KdfSchema = z.object({ alg: z.literal("argon2id"), mKib: z.number().int(), t: z.number().int(), p: z.number().int(), salt: base64(32) });
export type Kdf = z.infer<typeof KdfSchema>;
export type KdfCost = Pick<Kdf, "mKib" | "t" | "p">;

/** Default cost: 128 MiB, three passes, four lanes (DESIGN.md 5). */
export const DEFAULT_COST: KdfCost = { mKib: 128 * 1024, t: 3, p: 4 };
/** A slot below this is refused even if it opens: replacing the file must not make guessing cheap. */
export const FLOOR: KdfCost = { mKib: 64 * 1024, t: 3, p: 4 };
const CEILING: KdfCost = { mKib: 1024 * 1024, t: 10, p: 16 };

export const SlotSchema = z.object({
  v: z.literal(1),
  userNo: z.string(),
  deviceId: z.uuid(),
  /** Names user, device and database generation. */
  dekId: z.uuid(),
  kdf: KdfSchema,
  iv: base64(12),
  ct: base64(32),
  tag: base64(16),
  createdAt: z.number().int(),
  /** Wrong passwords in a row and the time of the last, for the growing delay. Outside the seal: it can be rolled back, Argon2 and the device secret bound what that gains. */
  failures: z.number().int().nonnegative().default(0),
  lastFailureAt: z.number().int().default(0),
});
export type Slot = z.infer<typeof SlotSchema>;

/** The slot demands less work than the floor, or more than any machine should do. */
export class WeakSlotError extends Error {
  constructor() {
    super("the slot's key derivation is outside the allowed range");
    this.name = "WeakSlotError";
  }
}

function assertCost(cost: KdfCost): void {
  for (const key of ["mKib", "t", "p"] as const) if (cost[key] < FLOOR[key] || cost[key] > CEILING[key]) throw new WeakSlotError();
}

const INFO = "lockdesk/dek-wrap/v1";
const additional = (slot: Pick<Slot, "v" | "userNo" | "deviceId" | "dekId" | "kdf">): Buffer =>
  Buffer.from([slot.v, slot.userNo, slot.deviceId, slot.dekId, slot.kdf.alg, slot.kdf.mKib, slot.kdf.t, slot.kdf.p, slot.kdf.salt].join("|"));

/** Key-encryption key of a slot. The caller zeroes it. */
async function deriveKek(password: Buffer, deviceSecret: Uint8Array, kdf: Kdf, dekId: string): Promise<Buffer> {
  assertCost(kdf);
  // 2 is Argon2id; the library's enum is a type only.
  const k1 = await hashRaw(password, { algorithm: 2, version: 1, memoryCost: kdf.mKib, timeCost: kdf.t, parallelism: kdf.p, outputLen: 32, salt: Buffer.from(kdf.salt, "base64") });
  const material = Buffer.concat([k1, deviceSecret]);
  try {
    return Buffer.from(hkdfSync("sha256", material, dekId, INFO, 32));
  } finally {
    k1.fill(0);
    material.fill(0);
  }
}

export interface Holder {
  readonly userNo: string;
  readonly deviceId: string;
  /** UTF-8 of the NFKC form; see `passwordBytes`. */
  readonly password: Buffer;
  readonly deviceSecret: Uint8Array;
}

/** The bytes a password stands for, whatever keyboard typed it. The caller zeroes them. */
export const passwordBytes = (password: string): Buffer => Buffer.from(password.normalize("NFKC"), "utf8");

/** A new data key for a new database generation. The caller zeroes `dek`. */
export const newDek = (): { dekId: string; dek: Buffer } => ({ dekId: randomUUID(), dek: randomBytes(32) });

/** Wraps a data key. Throws `WeakSlotError` for a cost outside the range. */
export async function wrap(holder: Holder, dekId: string, dek: Buffer, now: number, cost: KdfCost = DEFAULT_COST): Promise<Slot> {
  const kdf: Kdf = { alg: "argon2id", ...cost, salt: randomBytes(32).toString("base64") };
  const head = { v: 1 as const, userNo: holder.userNo, deviceId: holder.deviceId, dekId, kdf };
  const kek = await deriveKek(holder.password, holder.deviceSecret, kdf, dekId);
  try {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", kek, iv).setAAD(additional(head));
    const ct = Buffer.concat([cipher.update(dek), cipher.final()]);
    return { ...head, iv: iv.toString("base64"), ct: ct.toString("base64"), tag: cipher.getAuthTag().toString("base64"), createdAt: now, failures: 0, lastFailureAt: 0 };
  } finally {
    kek.fill(0);
  }
}

/**
 * Opens a slot. Null when password, device secret, user, device or parameters are not the ones it was
 * made with. Throws `WeakSlotError` below the floor. The caller zeroes the key.
 */
export async function unwrap(holder: Holder, slot: Slot): Promise<Buffer | null> {
  const kek = await deriveKek(holder.password, holder.deviceSecret, slot.kdf, slot.dekId);
  try {
    const bound = { ...slot, userNo: holder.userNo, deviceId: holder.deviceId };
    const decipher = createDecipheriv("aes-256-gcm", kek, Buffer.from(slot.iv, "base64"), { authTagLength: 16 }).setAAD(additional(bound)).setAuthTag(Buffer.from(slot.tag, "base64"));
    return Buffer.concat([decipher.update(Buffer.from(slot.ct, "base64")), decipher.final()]);
  } catch {
    return null;
  } finally {
    kek.fill(0);
  }
}

/** The key of one database file, so that outbox and cache never share one. The caller zeroes it. */
export const fileKey = (dek: Buffer, dekId: string, kind: "outbox" | "cache"): Buffer => Buffer.from(hkdfSync("sha256", dek, dekId, `lockdesk/${kind}/v1`, 32));

const FREE_FAILURES = 5;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15 * 60_000;

/** How long the next try must wait at `now`, ms: five free, then doubling (ELECTRON.md 3.4). A clock set back waits the whole delay. */
export function waitBeforeTry(slot: Pick<Slot, "failures" | "lastFailureAt">, now: number): number {
  if (slot.failures < FREE_FAILURES) return 0;
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (slot.failures - FREE_FAILURES));
  const passed = now - slot.lastFailureAt;
  return passed < 0 ? delay : Math.max(0, delay - passed);
}
