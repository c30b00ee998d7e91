import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ReceiptSchema, type Order, type Signed } from "../../../shared/protocol/device.ts";
import { filesBelow, localUsers } from "../../../electron/main/machine/files.ts";
import { beginWipe, carryOut, forgetWipe, receiptHanded, resumeCount, shredUser, wipeState } from "../../../electron/main/machine/wipe.ts";

let dir: string;
const put = (...path: string[]) => {
  mkdirSync(join(dir, ...path, ".."), { recursive: true });
  writeFileSync(join(dir, ...path), "x".repeat(300));
};
const SLOT = (userNo: string) => writeFileSync(join(dir, "users", userNo, "slot.json"), JSON.stringify({ userNo, ct: "c2VjcmV0" }));
const KEPT = ["device.json", "journal.jsonl", "provision.json", "wipe.json"];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-wipe-"));
  for (const user of ["A0101", "A0102"]) {
    for (const file of ["slot.json", "lease.json", "outbox.db", "outbox.db-wal", "outbox.db-shm", "cache.db", "cache.db-wal"]) put("users", user, file);
    SLOT(user);
  }
  put("users", "A0101.kept-2026-01-01", "outbox.db");
  put("users", "A0101.kept-2026-01-01", "slot.json");
  put("users", "A0101", "slot.next.json");
  put("logs", "main.log");
  put("Code Cache", "js", "index");
  for (const file of ["device.json", "journal.jsonl", "provision.json", "time.json", "unsent.json", "device.seq"]) put(file);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const order: Order = { v: 1, orderId: randomUUID(), deviceId: randomUUID(), mode: "wipe-now", issuedAt: 1, answers: 1 };

interface Story {
  readonly order: string[];
  secret: boolean;
}
function deps(story: Story, dieAt?: string) {
  return {
    profileDir: dir, now: () => 9_000,
    destroySecret: async () => {
      story.secret = false;
    },
    sign: async (receipt: unknown): Promise<Signed> => ({ text: JSON.stringify(receipt), signature: "AAAA" }),
    step: (name: string) => {
      story.order.push(name);
      if (name === dieAt) throw new Error("killed");
    },
  };
}
const receiptOf = () => ReceiptSchema.parse(JSON.parse(wipeState(dir)!.receipt!.text));
const left = () => readdirSync(dir).sort();

describe("a wipe", () => {
  it("destroys the secret, then the slots, then all the rest, and counts it in a receipt", async () => {
    const story: Story = { order: [], secret: true };
    beginWipe(dir, order, 4, 1_000);
    await carryOut(deps(story));
    expect(story).toEqual({ secret: false, order: ["secret", "slots", "databases", "caches", "logs", "other", "folders", "receipt"] });
    expect(left()).toEqual([...KEPT, "logs"].sort());
    expect(filesBelow(join(dir, "logs"))).toEqual([]);
    expect(receiptOf()).toEqual({
      v: 1, orderId: order.orderId, deviceId: order.deviceId, mode: "wipe-now", startedAt: 1_000, finishedAt: 9_000, resumed: 0,
      counts: { secrets: 1, slots: 6, databases: 11, caches: 1, logs: 1, other: 3, folders: 6, failed: 0, unsent: 4 },
    });
  });

  it.each(["secret", "slots", "databases", "caches", "logs", "other", "folders"])("killed after %s, goes on at the next start and ends the same", async (dieAt) => {
    const story: Story = { order: [], secret: true };
    beginWipe(dir, order, 0, 1_000);
    await expect(carryOut(deps(story, dieAt))).rejects.toThrow("killed");
    if (dieAt !== "secret") expect(filesBelow(join(dir, "users")).filter((file) => /slot|lease/.test(file))).toEqual([]);
    resumeCount(dir);
    await carryOut(deps(story));
    expect(left()).toEqual([...KEPT, "logs"].sort());
    expect(receiptOf()).toMatchObject({ resumed: 1, counts: { slots: 6, databases: 11, failed: 0 } });
  });

  it("is the same receipt when it is asked again, until the centre has it, and is forgotten with a new enrolment", async () => {
    const story: Story = { order: [], secret: true };
    beginWipe(dir, order, 0, 1_000);
    await carryOut(deps(story));
    const first = wipeState(dir)!.receipt;
    resumeCount(dir);
    expect((await carryOut(deps(story))).receipt).toEqual(first);
    receiptHanded(dir);
    expect(wipeState(dir)?.handed).toBe(true);
    forgetWipe(dir);
    expect(wipeState(dir)).toBeNull();
  });

  it("cannot be carried out when none was begun", async () => {
    await expect(carryOut(deps({ order: [], secret: true }))).rejects.toThrow("no wipe");
    expect(existsSync(join(dir, "users", "A0101", "outbox.db"))).toBe(true);
  });
});

describe("one user's keys", () => {
  it("go without touching another's, and the slot is overwritten where it lies", () => {
    expect(localUsers(dir).map((u) => u.userNo).sort()).toEqual(["A0101", "A0102"]);
    expect(shredUser(join(dir, "users", "A0101"))).toBe(8);
    expect(localUsers(dir).map((u) => u.userNo)).toEqual(["A0102"]);
    expect(readFileSync(join(dir, "users", "A0102", "slot.json"), "utf8")).toContain("c2VjcmV0");
  });
});
