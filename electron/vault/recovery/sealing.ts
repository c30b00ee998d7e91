/**
 * The sealed recovery envelope. The outbox's key is split by Shamir's scheme, two parts needed; each part is sealed by
 * HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM) to one holder, and handed over by the holder in the same way to
 * the workstation that asks. Every seal is bound to what it is for. Pure of files and network.
 */
import { createHash, randomUUID } from "node:crypto";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { combine, split } from "shamir-secret-sharing";
import { canonical } from "../../../shared/model/canonical.ts";
import { HOLDERS_NEEDED, type Envelope, type Holder, type Sealed } from "../../../shared/protocol/recovery.ts";
import { unwrap, wrap, SlotSchema } from "../keys.ts";
import type { KdfCost } from "../primitives.ts";

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** The bytes as a buffer of their own: the library takes no views into larger ones. */
const own = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
const base64 = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString("base64");
const fromBase64 = (text: string): ArrayBuffer => own(Buffer.from(text, "base64"));

/** A fresh X25519 pair, raw. The caller zeroes the private half. */
export async function newPair(): Promise<{ privateKey: Buffer; publicKey: string }> {
  const pair = await suite.kem.generateKeyPair();
  return { privateKey: Buffer.from(await suite.kem.serializePrivateKey(pair.privateKey)), publicKey: base64(await suite.kem.serializePublicKey(pair.publicKey)) };
}

/** Seals to a public key, bound to a purpose. */
export async function sealTo(publicKey: string, purpose: string, plain: Uint8Array): Promise<Sealed> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(fromBase64(publicKey));
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: own(Buffer.from(purpose)) }, own(plain));
  return { enc: base64(enc), ct: base64(ct) };
}

/** Opens what was sealed to this private key for this purpose; null for anything else. The caller zeroes it. */
export async function openSealed(privateKey: Uint8Array, purpose: string, sealed: Sealed): Promise<Buffer | null> {
  try {
    const recipientKey = await suite.kem.deserializePrivateKey(own(privateKey));
    return Buffer.from(await suite.open({ recipientKey, enc: fromBase64(sealed.enc), info: own(Buffer.from(purpose)) }, fromBase64(sealed.ct)));
  } catch {
    return null;
  }
}

/** Whose outbox it is. */
export interface Whose {
  readonly userId: string;
  readonly deviceId: string;
}

const sharePurpose = (whose: Whose, envelope: Pick<Envelope, "id" | "dekId">, holderId: string): string =>
  ["lockdesk/recovery/share/v1", whose.userId, whose.deviceId, envelope.dekId, envelope.id, holderId].join("|");
const handoverPurpose = (requestId: string, holderId: string, digest: string): string => ["lockdesk/recovery/handover/v1", requestId, holderId, digest].join("|");
const commitmentTo = (envelopeId: string, key: Uint8Array): string => createHash("sha256").update(`lockdesk/recovery/commit/v1|${envelopeId}|`).update(key).digest("hex");

/** What an envelope is, whoever carries it: another one in its place is noticed. */
export const digestOf = (envelope: Envelope): string => createHash("sha256").update(canonical(envelope)).digest("hex");

/** Seals the outbox's key for its holders. Throws with fewer than two. */
export async function sealEnvelope(key: Uint8Array, dekId: string, whose: Whose, holders: readonly Holder[]): Promise<Envelope> {
  const head = { id: randomUUID(), dekId };
  const parts = await split(Uint8Array.from(key), holders.length, HOLDERS_NEEDED);
  try {
    const shares = await Promise.all(holders.map(async (holder, i) => ({ holderId: holder.id, sealed: await sealTo(holder.publicKey, sharePurpose(whose, head, holder.id), parts[i]!) })));
    return { ...head, commitment: commitmentTo(head.id, key), shares };
  } finally {
    for (const part of parts) part.fill(0);
  }
}

/** A holder's step: opens the own part and seals it to the workstation that asks. Null when the part is not this holder's. */
export async function handOver(privateKey: Uint8Array, whose: Whose, envelope: Envelope, holderId: string, request: { id: string; publicKey: string }): Promise<Sealed | null> {
  const share = envelope.shares.find((s) => s.holderId === holderId);
  const part = share ? await openSealed(privateKey, sharePurpose(whose, envelope, holderId), share.sealed) : null;
  if (!part) return null;
  try {
    return await sealTo(request.publicKey, handoverPurpose(request.id, holderId, digestOf(envelope)), part);
  } finally {
    part.fill(0);
  }
}

/** The outbox's key from two handed-over parts; null unless both are what they should be and the key is the one that was sealed. The caller zeroes it. */
export async function takeParts(privateKey: Uint8Array, envelope: Envelope, requestId: string, handed: readonly { holderId: string; sealed: Sealed }[]): Promise<Buffer | null> {
  const digest = digestOf(envelope);
  const parts = await Promise.all(handed.map(({ holderId, sealed }) => openSealed(privateKey, handoverPurpose(requestId, holderId, digest), sealed)));
  try {
    const whole = parts.filter((part) => part !== null);
    if (whole.length < HOLDERS_NEEDED || new Set(handed.map((h) => h.holderId)).size !== handed.length) return null;
    const key = Buffer.from(await combine(whole.map((part) => Uint8Array.from(part))));
    if (commitmentTo(envelope.id, key) === envelope.commitment) return key;
    key.fill(0);
    return null;
  } catch {
    return null;
  } finally {
    for (const part of parts) part?.fill(0);
  }
}

/** A holder's private key under the passphrase: the same wrapping as a slot's, without a device secret, since it must open on any machine. */
export async function wrapHolderKey(who: { id: string; no: string }, passphrase: Buffer, keyId: string, privateKey: Buffer, now: number, cost?: KdfCost): Promise<string> {
  return JSON.stringify(await wrap({ userNo: who.no, deviceId: who.id, password: passphrase, deviceSecret: new Uint8Array(0) }, keyId, privateKey, now, cost));
}

/** Opens it; null when the passphrase is wrong or the text is not such a key. The caller zeroes it. */
export async function unwrapHolderKey(who: { id: string; no: string }, passphrase: Buffer, wrapped: string): Promise<Buffer | null> {
  const parsed = SlotSchema.safeParse(jsonOf(wrapped));
  return parsed.success ? unwrap({ userNo: who.no, deviceId: who.id, password: passphrase, deviceSecret: new Uint8Array(0) }, parsed.data) : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
