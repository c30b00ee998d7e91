/** Keys and signatures of the release documents: Ed25519, in the form of The Update Framework. */
import { createPrivateKey, createPublicKey, hash, sign as signBytes, type KeyObject } from "node:crypto";
import { canonicalize } from "@tufjs/canonical-json";
import { KeySchema, keyText, type ReleaseKey } from "../../shared/release/roles.ts";

/** A document before and after its signatures. */
export interface Signable {
  readonly _type: string;
  readonly version: number;
  readonly expires: string;
  readonly [field: string]: unknown;
}
export interface SignatureJson {
  readonly keyid: string;
  readonly sig: string;
}
export interface SignedJson<S extends Signable = Signable> {
  readonly signatures: readonly SignatureJson[];
  readonly signed: S;
}

export const SPEC_VERSION = "1.0.31";

/** Id of a key: SHA-256 of its text. */
export const keyId = (key: ReleaseKey): string => hash("sha256", keyText(key));

/** The public half of a private key, as it stands in the documents. Throws when it is no Ed25519 key. */
export function publicHalf(key: KeyObject): ReleaseKey {
  if (key.asymmetricKeyType !== "ed25519") throw new TypeError(`a release key is Ed25519, not ${key.asymmetricKeyType ?? "symmetric"}`);
  const der = createPublicKey(key).export({ format: "der", type: "spki" });
  return KeySchema.parse({ keytype: "ed25519", scheme: "ed25519", keyval: { public: der.subarray(-32).toString("hex") } });
}

/** Reads a private key. Throws on a wrong passphrase and on another kind of key. */
export function privateKey(pem: string, passphrase?: string): KeyObject {
  const key = createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase });
  publicHalf(key);
  return key;
}

/** One signature over a document's canonical form. */
export function signatureOf(signed: Signable, key: KeyObject): SignatureJson {
  return { keyid: keyId(publicHalf(key)), sig: signBytes(null, Buffer.from(canonicalize(signed)), key).toString("hex") };
}

/** The document with its signatures, as bytes that are stored, hashed and sent. */
export const documentBytes = (signed: Signable, signatures: readonly SignatureJson[]): Buffer => Buffer.from(JSON.stringify({ signatures, signed }));

/** What another document says of this one. */
export const described = (bytes: Buffer, version: number) => ({ version, length: bytes.length, hashes: { sha256: hash("sha256", bytes) } });

/** A moment as the documents write it: whole seconds. */
export const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
