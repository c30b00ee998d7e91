/**
 * The machine's identity: key pair, certificate and the device secret that joins the password in
 * unlocking data. Private key and secret are sealed by the operating system (`safeStorage`); the
 * backend's name is stored beside them and a change of backend is refused, not papered over.
 */
import { randomBytes } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { safeStorage } from "electron";
import { z } from "zod";
import type { DeviceIdentity } from "../../shared/ipc/vault.ts";
import { OrderKeySchema } from "../../shared/protocol/device.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { overwrite, readJson, remove } from "./machine/files.ts";
import { replaceFile, syncFolder } from "../trust/durable.ts";

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
  /** The device secret is destroyed: the machine speaks to the centre, and opens nothing until it is enrolled anew. */
  spent: z.boolean().default(false),
});
const SealedSchema = z.object({ keyPem: z.string(), deviceSecret: z.base64().nullable().default(null) });

const fileOf = (profileDir: string) => join(profileDir, "device.json");
/** The secret store behind `safeStorage`. */
export const backend = () => (process.platform === "linux" ? safeStorage.getSelectedStorageBackend() : process.platform) as string;

/** Backends that protect nothing: allowed in evaluation only (ELECTRON.md 0.6). */
const WEAK_BACKENDS: ReadonlySet<string> = new Set(["basic_text", "unknown", "evaluation_host_weak"]);

/** True when this machine is enrolled and can open what is on it. */
export const isEnrolled = (profileDir: string): boolean => existsSync(fileOf(profileDir)) && readJson(fileOf(profileDir), FileSchema)?.spent !== true;

/** Name under which the machine was enrolled; empty before. Reads no secret. */
export function deviceName(profileDir: string): string {
  if (!isEnrolled(profileDir)) return "";
  return readFile(profileDir).deviceName;
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
  replaceFile(fileOf(profileDir), JSON.stringify(file, null, 2));
}

function readFile(profileDir: string): z.output<typeof FileSchema> {
  return readJson(fileOf(profileDir), FileSchema) ?? refuse("device_unknown", ["device.json"]);
}

/** Pins the centre's order key on a machine that has none yet; one that is pinned stays. */
export function pinOrderKey(profileDir: string, orderKey: string): void {
  const file = readFile(profileDir);
  if (file.orderKey === null) replaceFile(fileOf(profileDir), JSON.stringify({ ...file, orderKey: OrderKeySchema.parse(orderKey) }, null, 2));
}

export interface Machine {
  readonly identity: DeviceIdentity;
  /** Null once it is destroyed. The caller zeroes it. */
  readonly deviceSecret: Uint8Array | null;
}

/** Opens what the machine speaks to the centre with. Throws `device_unknown` when it is missing, damaged, sealed by another backend, or by a weak one in a packaged program. */
export async function openMachine(profileDir: string, packaged: boolean): Promise<Machine> {
  const file = readFile(profileDir);
  if (packaged && WEAK_BACKENDS.has(backend())) refuse("device_unknown", [`safeStorage: ${backend()}`]);
  if (file.backend !== backend()) refuse("device_unknown", [`safeStorage: ${file.backend} -> ${backend()}`]);
  const { result } = await safeStorage.decryptStringAsync(Buffer.from(file.sealed, "base64")).catch(() => refuse("device_unknown", ["safeStorage"]));
  const { keyPem, deviceSecret } = SealedSchema.parse(JSON.parse(result));
  const { deviceId, deviceName: name, certificatePem, caPem, orderKey } = file;
  return { identity: { deviceId, deviceName: name, keyPem, certificatePem, caPem, orderKey }, deviceSecret: deviceSecret === null ? null : Buffer.from(deviceSecret, "base64") };
}

/** The same for unlocking data, which needs the device secret. */
export async function openIdentity(profileDir: string, packaged: boolean): Promise<{ identity: DeviceIdentity; deviceSecret: Uint8Array }> {
  const { identity, deviceSecret } = await openMachine(profileDir, packaged);
  return deviceSecret ? { identity, deviceSecret } : refuse("device_unknown", ["device secret"]);
}

/**
 * Destroys the device secret: no slot of this machine opens any more. The device's own key stays, so that the
 * machine can say so. The file that takes its place is durable before the old one is overwritten where it lies.
 */
export async function destroySecret(profileDir: string): Promise<void> {
  const path = fileOf(profileDir);
  const next = readJson(`${path}.new`, FileSchema);
  // Cut off between overwriting and renaming.
  if (next?.spent && readJson(path, FileSchema) === null) return settle();
  const file = readFile(profileDir);
  if (file.spent) return;
  const { result } = await safeStorage.decryptStringAsync(Buffer.from(file.sealed, "base64"));
  const sealed = await safeStorage.encryptStringAsync(JSON.stringify({ keyPem: SealedSchema.parse(JSON.parse(result)).keyPem }));
  replaceFile(`${path}.new`, JSON.stringify({ ...file, sealed: sealed.toString("base64"), spent: true }));
  overwrite(path);
  settle();

  function settle(): void {
    renameSync(`${path}.new`, path);
    syncFolder(dirname(path));
  }
}

/** The machine's key goes as well: nothing is left to say. */
export function forgetMachine(profileDir: string): void {
  const path = fileOf(profileDir);
  if (!existsSync(path)) return;
  overwrite(path);
  remove(path);
  syncFolder(dirname(path));
}
