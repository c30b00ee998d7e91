import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const store = vi.hoisted(() => ({ backend: "gnome_libsecret" }));
vi.mock("electron", () => ({
  safeStorage: {
    getSelectedStorageBackend: () => store.backend,
    encryptStringAsync: async (text: string) => Buffer.from(text, "utf8").reverse(),
    decryptStringAsync: async (sealed: Buffer) => ({ result: Buffer.from(sealed).reverse().toString("utf8") }),
  },
}));
const { destroySecret, forgetMachine, isEnrolled, openIdentity, openMachine, pinOrderKey, storeIdentity } = await import("../../../electron/main/device.ts");

let dir: string;
const file = () => join(dir, "device.json");
const identity = { deviceId: randomUUID(), deviceName: "PC-1", keyPem: "the key", certificatePem: "c", caPem: "a", orderKey: Buffer.alloc(32, 1).toString("base64") };
beforeEach(async () => {
  store.backend = "gnome_libsecret";
  dir = mkdtempSync(join(tmpdir(), "lockdesk-device-"));
  await storeIdentity(dir, identity, true);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("the device secret", () => {
  it("goes and leaves the machine's own key, so that it can say so; twice is once", async () => {
    const { deviceSecret } = await openIdentity(dir, true);
    expect(deviceSecret).toHaveLength(32);
    for (let i = 0; i < 2; i++) await destroySecret(dir);
    const machine = await openMachine(dir, true);
    expect(machine).toMatchObject({ deviceSecret: null, identity: { keyPem: "the key", deviceId: identity.deviceId } });
    expect(isEnrolled(dir)).toBe(false);
    await expect(openIdentity(dir, true)).rejects.toMatchObject({ refusal: { code: "device_unknown" } });
    const text = readFileSync(file(), "utf8");
    for (const form of ["base64", "hex"] as const) expect(text.includes(Buffer.from(deviceSecret).toString(form))).toBe(false);
  });

  it("stays gone when the program dies between overwriting the old file and naming the new one", async () => {
    await destroySecret(dir);
    renameSync(file(), `${file()}.new`);
    writeFileSync(file(), Buffer.alloc(400, 7));
    await destroySecret(dir);
    expect((await openMachine(dir, true)).deviceSecret).toBeNull();
    expect(existsSync(`${file()}.new`)).toBe(false);
  });

  it("comes anew with a new enrolment, and the machine's key goes last", async () => {
    await destroySecret(dir);
    await storeIdentity(dir, { ...identity, deviceId: randomUUID() }, true);
    expect((await openIdentity(dir, true)).deviceSecret).toHaveLength(32);
    forgetMachine(dir);
    expect(existsSync(file())).toBe(false);
  });
});

describe("the machine's identity", () => {
  it("is not opened by a packaged program on a weak secret store, nor on another one than sealed it", async () => {
    store.backend = "basic_text";
    await expect(openMachine(dir, true)).rejects.toMatchObject({ refusal: { code: "device_unknown", issues: ["safeStorage: basic_text"] } });
    await expect(openMachine(dir, false)).rejects.toMatchObject({ refusal: { code: "device_unknown" } });
    await expect(storeIdentity(dir, identity, true)).rejects.toMatchObject({ refusal: { code: "device_unknown" } });
  });

  it("of a machine enrolled by the version before is read, and the order key is pinned once", async () => {
    const { orderKey: _pinned, spent: _spent, ...before } = JSON.parse(readFileSync(file(), "utf8")) as Record<string, unknown>;
    writeFileSync(file(), JSON.stringify(before));
    expect((await openIdentity(dir, true)).identity.orderKey).toBeNull();
    pinOrderKey(dir, Buffer.alloc(32, 2).toString("base64"));
    pinOrderKey(dir, Buffer.alloc(32, 3).toString("base64"));
    expect((await openIdentity(dir, true)).identity.orderKey).toBe(Buffer.alloc(32, 2).toString("base64"));
    expect(isEnrolled(dir)).toBe(true);
  });
});
