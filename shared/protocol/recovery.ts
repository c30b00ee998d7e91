/**
 * Getting unsent events back after a forgotten password (DESIGN.md 5). The workstation splits the key of the outbox,
 * and only that, among the holders of IT, two of whom are needed, and seals each part to its holder. The centre keeps
 * the envelope; it can open nothing of it.
 */
import { z } from "zod";

/** How many holders open an envelope together. */
export const HOLDERS_NEEDED = 2;
export const MOST_HOLDERS = 12;

/** An X25519 key, 32 bytes in base64. */
const Key = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);
/** What was sealed: 18 to 200 bytes in base64. */
const Ciphertext = z.string().regex(/^(?:[A-Za-z0-9+/]{4}){6,66}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

export const HolderSchema = z.object({ id: z.uuid(), publicKey: Key });
export type Holder = z.infer<typeof HolderSchema>;

/** HPKE (RFC 9180, base mode): the encapsulated key and what was sealed. */
export const SealedSchema = z.strictObject({ enc: Key, ct: Ciphertext });
export type Sealed = z.infer<typeof SealedSchema>;

export const EnvelopeSchema = z.strictObject({
  id: z.uuid(),
  /** The database generation whose outbox it opens. */
  dekId: z.uuid(),
  /** A hash of the key: what two parts give is proved before it is used. */
  commitment: Hash,
  shares: z.array(z.strictObject({ holderId: z.uuid(), sealed: SealedSchema })).min(HOLDERS_NEEDED).max(MOST_HOLDERS),
});
export type Envelope = z.infer<typeof EnvelopeSchema>;

/** A holder's private key under a passphrase, as the holder's own workstation wrapped it; the centre does not read it. */
export const WrappedKeySchema = z.string().min(1).max(2_000);

/** Where a request stands. `gone`: refused, expired or finished. */
export const REQUEST_STATES = ["wanted", "opened", "approved", "gone"] as const;

/** What a workstation says of a folder it cannot open: which envelope, its digest as it was sealed here, and the key to hand the parts over to. */
export const WantInput = z.strictObject({ envelopeId: z.uuid(), digest: Hash, publicKey: Key });
