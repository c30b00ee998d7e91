/**
 * Unlocking data (ELECTRON.md 3.4): a random data key, wrapped under password and device secret
 * together, in a slot file that holds no secret. Pure of files; every buffer with a secret is zeroed
 * by whoever made it.
 *
 *   password ─ Argon2id ─┐
 *   device secret ───────┴─ HKDF-SHA256(salt = dekId) ─► KEK ─ AES-256-GCM ─► wrapped DEK
 */
import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { argon2id, hkdf, openSealed, seal, type KdfCost } from "./primitives.ts";

const base64 = (bytes: number) => z.base64().refine((s) => Buffer.from(s, "base64").length === bytes, { error: `needs ${bytes} bytes` });

export const KdfSchema = z.object({ alg: z.literal("argon2id"), mKib: z.number().int(), t: z.number().int(), p: z.number().int(), salt: base64(32) });
export type Kdf = z.infer<typeof KdfSchema>;

/** Default cost: 128 MiB, three passes, four lanes (DESIGN.md 5); where a machine is measured, see `calibrate.ts`. */
export const DEFAULT_COST: KdfCost = { mKib: 128 * 1024, t: 3, p: 4 };
/** A slot below this is refused even if it opens: replacing the file must not make guessing cheap. */
export const FLOOR: KdfCost = { mKib: 64 * 1024, t: 3, p: 4 };
export const CEILING: KdfCost = { mKib: 1024 * 1024, t: 10, p: 16 };

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
  const k1 = await argon2id(password, Buffer.from(kdf.salt, "base64"), kdf);
  const material = Buffer.concat([k1, deviceSecret]);
  try {
    return hkdf(material, dekId, INFO);
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
    const { iv, ct, tag } = seal(kek, randomBytes(12), additional(head), dek);
    return { ...head, iv: iv.toString("base64"), ct: ct.toString("base64"), tag: tag.toString("base64"), createdAt: now, failures: 0, lastFailureAt: 0 };
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
    const [iv, ct, tag] = [slot.iv, slot.ct, slot.tag].map((part) => Buffer.from(part, "base64")) as [Buffer, Buffer, Buffer];
    return openSealed(kek, { iv, ct, tag }, additional(bound));
  } finally {
    kek.fill(0);
  }
}

/** The key of one database file, so that outbox and cache never share one. The caller zeroes it. */
export const fileKey = (dek: Buffer, dekId: string, kind: "outbox" | "cache"): Buffer => hkdf(dek, dekId, `lockdesk/${kind}/v1`);

const FREE_FAILURES = 5;
/** At this many wrong passwords in a row the machine's secret goes: nobody guesses on, and IT enrols it anew. */
export const MOST_FAILURES = 10;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15 * 60_000;

/** How long the next try must wait at `now`, ms: five free, then doubling (ELECTRON.md 3.4). A clock set back waits the whole delay. */
export function waitBeforeTry(slot: Pick<Slot, "failures" | "lastFailureAt">, now: number): number {
  if (slot.failures < FREE_FAILURES) return 0;
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (slot.failures - FREE_FAILURES));
  const passed = now - slot.lastFailureAt;
  return passed < 0 ? delay : Math.max(0, delay - passed);
}
