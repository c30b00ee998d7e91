import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileKey, FLOOR, newDek, passwordBytes, SlotSchema, unwrap, waitBeforeTry, WeakSlotError, wrap, type Holder, type Slot } from "../../../electron/vault/keys.ts";
import { promoteNextSlot, putAside, readSlots, userFolder, writeSlot } from "../../../electron/vault/user-folder.ts";

const holder: Holder = { userNo: "A0101", deviceId: randomUUID(), password: passwordBytes("correct-horse-battery"), deviceSecret: randomBytes(32) };
const { dek, dekId } = newDek();
let slot: Slot;
beforeAll(async () => {
  slot = await wrap(holder, dekId, dek, 1_000, FLOOR);
}, 30_000);

describe("a slot", () => {
  it("opens to the same key with password and device secret together", async () => {
    expect(await unwrap(holder, slot)).toEqual(dek);
    expect(SlotSchema.parse(JSON.parse(JSON.stringify(slot)))).toEqual(slot);
  });

  it("opens to nothing when anything it is bound to differs", async () => {
    const wrong: [string, Holder, Slot][] = [
      ["password", { ...holder, password: passwordBytes("correct-horse-batterz") }, slot],
      ["device secret", { ...holder, deviceSecret: randomBytes(32) }, slot],
      ["user", { ...holder, userNo: "A0102" }, slot],
      ["device", { ...holder, deviceId: randomUUID() }, slot],
      ["generation", holder, { ...slot, dekId: randomUUID() }],
      ["passes", holder, { ...slot, kdf: { ...slot.kdf, t: 4 } }],
      ["salt", holder, { ...slot, kdf: { ...slot.kdf, salt: randomBytes(32).toString("base64") } }],
      ["ciphertext", holder, { ...slot, ct: randomBytes(32).toString("base64") }],
    ];
    for (const [what, who, which] of wrong) expect(await unwrap(who, which), what).toBeNull();
  }, 60_000);

  it("is refused below the floor and above the ceiling, even before the password is tried", async () => {
    for (const cost of [{ mKib: FLOOR.mKib - 1 }, { t: 2 }, { p: 1 }, { mKib: 4 * 1024 * 1024 }, { t: 1_000 }]) {
      await expect(unwrap(holder, { ...slot, kdf: { ...slot.kdf, ...cost } })).rejects.toThrow(WeakSlotError);
    }
    await expect(wrap(holder, dekId, dek, 0, { ...FLOOR, mKib: 1024 })).rejects.toThrow(WeakSlotError);
  });

  it("is the same password however it was typed", () => {
    expect(passwordBytes("Ａbc１２")).toEqual(passwordBytes("Abc12"));
  });

  it("holds no secret in its file", () => {
    const text = JSON.stringify(slot);
    for (const secret of [dek, Buffer.from(holder.deviceSecret), holder.password]) for (const form of ["hex", "base64", "utf8"] as const) expect(text.includes(secret.toString(form))).toBe(false);
  });

  it("gives each database file its own key", () => {
    const keys = [fileKey(dek, dekId, "outbox"), fileKey(dek, dekId, "cache"), dek].map((k) => k.toString("hex"));
    expect(new Set(keys).size).toBe(3);
  });
});

describe("wrong passwords", () => {
  it("are free five times, then wait twice as long each time, a quarter of an hour at most", () => {
    expect([0, 4].map((failures) => waitBeforeTry({ failures, lastFailureAt: 1_000 }, 1_000))).toEqual([0, 0]);
    expect([5, 6, 7].map((failures) => waitBeforeTry({ failures, lastFailureAt: 1_000 }, 1_000))).toEqual([1_000, 2_000, 4_000]);
    expect(waitBeforeTry({ failures: 60, lastFailureAt: 0 }, 0)).toBe(15 * 60_000);
    expect(waitBeforeTry({ failures: 7, lastFailureAt: 1_000 }, 4_900)).toBe(100);
    expect(waitBeforeTry({ failures: 7, lastFailureAt: 1_000 }, 6_000)).toBe(0);
  });
  it("gain nothing by setting the clock back", () => {
    expect(waitBeforeTry({ failures: 7, lastFailureAt: 10_000 }, 0)).toBe(4_000);
  });
});

describe("a user's folder", () => {
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-folder-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("cannot be led outside by a staff number", () => {
    for (const no of ["../../etc", "a/b", "..", "工号", "C:\\x", ""]) expect(userFolder(dir, no).path.startsWith(join(dir, "users", "x"))).toBe(true);
  });

  it("replaces a slot in two phases and promotes the waiting one", () => {
    const folder = userFolder(dir, "A0101");
    writeSlot(folder, slot, "current");
    writeSlot(folder, { ...slot, failures: 3 }, "next");
    expect(readSlots(folder).current?.failures).toBe(0);
    promoteNextSlot(folder);
    expect(readSlots(folder)).toMatchObject({ current: { failures: 3 }, next: null });
    expect(readdirSync(folder.path)).toEqual(["slot.json"]);
  });

  it("is put aside under a dated name with everything in it, never deleted", () => {
    const folder = userFolder(dir, "A0101");
    writeFileSync(folder.outbox, "sacred");
    const first = putAside(folder, 0)!;
    writeFileSync(folder.outbox, "also");
    const second = putAside(folder, 0)!;
    expect(first).not.toBe(second);
    expect(readFileSync(join(first, "outbox.db"), "utf8")).toBe("sacred");
    expect(readSlots(folder)).toEqual({ current: null, next: null });
  });
});
