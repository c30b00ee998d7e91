/** Release keys as files: the private half encrypted under a passphrase (the timestamp's not, it is read by the service), the public half with its holder's name. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { KeySchema, type ReleaseKey } from "../../shared/release/roles.ts";
import { keyId, privateKey, publicHalf } from "../../service/release/signing.ts";
import { ReleaseFailure } from "./failure.ts";

const PASSPHRASE_MIN = 12;

const PublicFileSchema = z.object({ v: z.literal(1), holder: z.string().min(1).max(60), keyid: z.string(), key: KeySchema });
export interface PublicKeyFile {
  readonly holder: string;
  readonly keyid: string;
  readonly key: ReleaseKey;
}

/** Makes a key pair: `<base>.pem` and `<base>.pub.json`. Never overwrites. `passphrase` null leaves the private half open, for the timestamp alone. */
export function makeKey(base: string, holder: string, passphrase: string | null): PublicKeyFile {
  const [secret, open] = [`${base}.pem`, `${base}.pub.json`];
  if (existsSync(secret) || existsSync(open)) throw new ReleaseFailure("key", [`${base} exists already`]);
  if (passphrase !== null && passphrase.length < PASSPHRASE_MIN) throw new ReleaseFailure("key", [`a passphrase has at least ${PASSPHRASE_MIN} characters`]);
  const { privateKey: key } = generateKeyPairSync("ed25519");
  const pem = key.export({ type: "pkcs8", format: "pem", ...(passphrase === null ? {} : { cipher: "aes-256-cbc", passphrase }) });
  writeFileSync(secret, pem, { mode: 0o600, flag: "wx" });
  const file = publicFileOf(key, holder);
  writeFileSync(open, `${JSON.stringify({ v: 1, ...file }, null, 2)}\n`, { flag: "wx" });
  return file;
}

export function publicFileOf(key: KeyObject, holder: string): PublicKeyFile {
  const half = publicHalf(key);
  return { holder, keyid: keyId(half), key: half };
}

/** Opens a private key. Throws `key`, without saying which of file and passphrase was wrong. */
export function openKey(path: string, passphrase?: string): KeyObject {
  try {
    return privateKey(readFileSync(path, "utf8"), passphrase);
  } catch {
    throw new ReleaseFailure("key", [path]);
  }
}

/** Reads a public half, and believes its key, not the id beside it. */
export function readPublicKey(path: string): PublicKeyFile {
  const parsed = PublicFileSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new ReleaseFailure("key", [`${path}: ${parsed.error.issues[0]!.path.join(".")}`]);
  const { holder, key, keyid } = parsed.data;
  if (keyId(key) !== keyid) throw new ReleaseFailure("ceremony", [`${path}: ${keyid.slice(0, 8)} is not the id of its key`]);
  return { holder, key, keyid };
}
