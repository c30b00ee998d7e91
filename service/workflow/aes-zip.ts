/**
 * A zip archive of one file, encrypted with AES-256 as every archiver of a bank's desk opens it (WinZip AE-2:
 * PBKDF2-HMAC-SHA1, AES-CTR with a little-endian counter, HMAC-SHA1-80 over the ciphertext). The format's key
 * derivation is weak for a password people think of; ours are 130 random bits (`package.ts`).
 */
import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

const SALT = 16;
const KEY = 32;
const BLOCK = 16;
const ROUNDS = 1000;
const MAC = 10;
/** "Made by" and "needed": 5.1 knows AES. */
const VERSION = 51;
/** Encrypted, name in UTF-8. */
const FLAGS = 0x0801;
const METHOD_AES = 99;
/** AE-2, 256 bit, stored uncompressed: header 0x9901. */
const AES_EXTRA = Buffer.from([0x01, 0x99, 0x07, 0x00, 0x02, 0x00, 0x41, 0x45, 0x03, 0x00, 0x00]);
/** 1980-01-01: the archive tells no time of its own. */
const DOS_DATE = 0x21;

/** Keys of a password and salt: cipher, authentication, and the two bytes by which a wrong password is noticed. */
export function zipKeys(password: string, salt: Buffer): { cipher: Buffer; mac: Buffer; check: Buffer } {
  const all = pbkdf2Sync(password, salt, ROUNDS, 2 * KEY + 2, "sha1");
  return { cipher: all.subarray(0, KEY), mac: all.subarray(KEY, 2 * KEY), check: all.subarray(2 * KEY) };
}

/** Encrypts or decrypts: AES-CTR with the little-endian counter of the format, from 1. */
export function zipCrypt(key: Buffer, data: Buffer): Buffer {
  const counters = Buffer.alloc(Math.ceil(data.length / BLOCK) * BLOCK);
  for (let i = 0; i < counters.length / BLOCK; i += 1) counters.writeUInt32LE(i + 1, i * BLOCK);
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  const stream = Buffer.concat([cipher.update(counters), cipher.final()]);
  return Buffer.from(data.map((byte, i) => byte ^ (stream[i] ?? 0)));
}

/** The authentication code that follows the ciphertext. */
export const zipMac = (key: Buffer, ciphertext: Buffer): Buffer => createHmac("sha1", key).update(ciphertext).digest().subarray(0, MAC);

/** One file under `name`, readable with `password` alone. */
export function sealedZip(name: string, content: Buffer, password: string): Buffer {
  const salt = randomBytes(SALT);
  const keys = zipKeys(password, salt);
  const ciphertext = zipCrypt(keys.cipher, content);
  const data = Buffer.concat([salt, keys.check, ciphertext, zipMac(keys.mac, ciphertext)]);
  const title = Buffer.from(name, "utf8");
  // AE-2 keeps no checksum of the content: the authentication code stands in its place.
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(data.length, 4);
  sizes.writeUInt32LE(content.length, 8);
  const common = Buffer.concat([u16(VERSION), u16(FLAGS), u16(METHOD_AES), u16(0), u16(DOS_DATE), sizes, u16(title.length), u16(AES_EXTRA.length)]);
  const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, title, AES_EXTRA, data]);
  const central = Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), u16(VERSION), common, u16(0), u16(0), u16(0), u32(0), u32(0), title, AES_EXTRA]);
  const end = Buffer.concat([Buffer.from("PK\x05\x06", "latin1"), u16(0), u16(0), u16(1), u16(1), u32(central.length), u32(local.length), u16(0)]);
  return Buffer.concat([local, central, end]);
}

function u16(value: number): Buffer {
  const out = Buffer.alloc(2);
  out.writeUInt16LE(value);
  return out;
}
function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
}
