/**
 * The machine's identity: key pair, certificate and the device secret that joins the password in
 * unlocking data. Private key and secret are sealed by the operating system (`safeStorage`); the
 * backend's name is stored beside them and a change of backend is refused, not papered over.
 */
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { safeStorage } from "electron";
import { z } from "zod";
import type { DeviceIdentity } from "../../shared/ipc/vault.ts";
import { OrderKeySchema } from "../../shared/protocol/device.ts";
import { refuse } from "../../shared/protocol/errors.ts";

const FileSchema = z.object({
  v: z.literal(1),
  deviceId: z.uuid(),
  deviceName: z.string(),
  certificatePem: z.string(),
  caPem: z.string(),
  backend: z.string(),
  sealed: z.base64(),
  /** Absent on a machine enrolled before there was one; pinned at its next sign-in on line. */
  orderKey: OrderKeySchema.nullable().default(null),
});
const SealedSchema = z.object({ keyPem: z.string(), deviceSecret: z.base64() });

const fileOf = (profileDir: string) => join(profileDir, "device.json");
const backend = () => (process.platform === "linux" ? safeStorage.getSelectedStorageBackend() : process.platform) as string;

/** Backends that protect nothing: allowed in evaluation only (ELECTRON.md 0.6). */
const WEAK_BACKENDS: ReadonlySet<string> = new Set(["basic_text", "unknown", "evaluation_host_weak"]);

/** True when this machine is enrolled. */
export const isEnrolled = (profileDir: string): boolean => existsSync(fileOf(profileDir));

/** Name under which the machine was enrolled; empty before. Reads no secret. */
export function deviceName(profileDir: string): string {
  if (!isEnrolled(profileDir)) return "";
  return FileSchema.parse(JSON.parse(readFileSync(fileOf(profileDir), "utf8"))).deviceName;
}

/**
 * Seals and stores a fresh identity with a new device secret. Durable before it returns: written
 * beside, fsynced, renamed. Throws `device_unknown` when a packaged program has only a weak backend.
 */
export async function storeIdentity(profileDir: string, identity: DeviceIdentity, packaged: boolean): Promise<void> {
  if (packaged && WEAK_BACKENDS.has(backend())) refuse("device_unknown", [`safeStorage: ${backend()}`]);
  const sealed = await safeStorage.encryptStringAsync(JSON.stringify({ keyPem: identity.keyPem, deviceSecret: randomBytes(32).toString("base64") }));
  const file = FileSchema.parse({
    v: 1, deviceId: identity.deviceId, deviceName: identity.deviceName, certificatePem: identity.certificatePem, caPem: identity.caPem,
    backend: backend(), sealed: sealed.toString("base64"), orderKey: identity.orderKey,
  });
  writeDurably(fileOf(profileDir), JSON.stringify(file, null, 2));
}

function readFile(profileDir: string): z.output<typeof FileSchema> {
  const parsed = isEnrolled(profileDir) ? FileSchema.safeParse(JSON.parse(readFileSync(fileOf(profileDir), "utf8"))) : null;
  return parsed?.success ? parsed.data : refuse("device_unknown", ["device.json"]);
}

/** Pins the centre's order key on a machine that has none yet; one that is pinned stays. */
export function pinOrderKey(profileDir: string, orderKey: string): void {
  const file = readFile(profileDir);
  if (file.orderKey === null) writeDurably(fileOf(profileDir), JSON.stringify({ ...file, orderKey: OrderKeySchema.parse(orderKey) }, null, 2));
}

/** Opens the identity. Throws `device_unknown` when it is missing, damaged, sealed by another backend, or by a weak one in a packaged program. */
export async function openIdentity(profileDir: string, packaged: boolean): Promise<{ identity: DeviceIdentity; deviceSecret: Uint8Array }> {
  const file = readFile(profileDir);
  if (packaged && WEAK_BACKENDS.has(backend())) refuse("device_unknown", [`safeStorage: ${backend()}`]);
  if (file.backend !== backend()) refuse("device_unknown", [`safeStorage: ${file.backend} -> ${backend()}`]);
  const { result } = await safeStorage.decryptStringAsync(Buffer.from(file.sealed, "base64")).catch(() => refuse("device_unknown", ["safeStorage"]));
  const { keyPem, deviceSecret } = SealedSchema.parse(JSON.parse(result));
  const { deviceId, deviceName: name, certificatePem, caPem, orderKey } = file;
  return { identity: { deviceId, deviceName: name, keyPem, certificatePem, caPem, orderKey }, deviceSecret: Buffer.from(deviceSecret, "base64") };
}

function writeDurably(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.new`;
  const fd = openSync(temporary, "w", 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
}
