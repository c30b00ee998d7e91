/**
 * `safeStorage` WITHOUT an operating-system secret store: AES-256-GCM under a key that lies beside the data in the
 * user-data folder. Whoever can read the folder can read the secrets. It exists so that the code above it runs.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type Electron from "electron";
import { installUnsupported } from "./unsupported.ts";
import { UNSUPPORTED } from "./unsupported-names.ts";

const KEY_FILE = "evaluation-host-weak-key";
const MAGIC = Buffer.from("lkw1"); // lockdesk, weak, format 1
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

let userData: () => string = () => {
  throw new Error("safeStorage cannot be used before app is ready");
};

/** Says where the weak key lives; called when the app becomes ready. */
export function enableSafeStorage(folder: () => string): void {
  userData = folder;
}

function key(): Buffer {
  const file = path.join(userData(), KEY_FILE);
  try {
    return fs.readFileSync(file);
  } catch {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const made = crypto.randomBytes(32);
    fs.writeFileSync(file, made, { mode: 0o600, flag: "wx" });
    return made;
  }
}

function encryptString(plainText: string): Buffer {
  if (typeof plainText !== "string") throw new TypeError("Error: Failed to encrypt, expected a string");
  const nonce = crypto.randomBytes(NONCE_BYTES);
  const cipher = crypto.createCipheriv("aes-256-gcm", key(), nonce);
  const body = Buffer.concat([cipher.update(plainText, "utf8"), cipher.final()]);
  return Buffer.concat([MAGIC, nonce, cipher.getAuthTag(), body]);
}

function decryptString(encrypted: Buffer): string {
  const at = MAGIC.length + NONCE_BYTES;
  if (!Buffer.isBuffer(encrypted) || encrypted.length < at + TAG_BYTES || !encrypted.subarray(0, 4).equals(MAGIC)) {
    throw new Error("Error while decrypting the ciphertext provided to safeStorage.decryptString.");
  }
  const decipher = crypto.createDecipheriv("aes-256-gcm", key(), encrypted.subarray(MAGIC.length, at));
  decipher.setAuthTag(encrypted.subarray(at, at + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(encrypted.subarray(at + TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    throw new Error("Error while decrypting the ciphertext provided to safeStorage.decryptString.");
  }
}

export const safeStorage = {
  isEncryptionAvailable: (): boolean => true,
  isAsyncEncryptionAvailable: async (): Promise<boolean> => true,
  encryptString,
  decryptString,
  encryptStringAsync: async (plainText: string): Promise<Buffer> => encryptString(plainText),
  decryptStringAsync: async (encrypted: Buffer): Promise<Electron.DecryptStringAsyncReturnValue> => ({
    result: decryptString(encrypted),
    shouldReEncrypt: false,
  }),
  /** Deliberately none of Electron's names: a check for a real store must not pass by accident. */
  getSelectedStorageBackend: () => "evaluation_host_weak" as const,
};

installUnsupported(safeStorage, "safeStorage", UNSUPPORTED.safeStorage.methods);
