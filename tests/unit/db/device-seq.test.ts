import { mkdtempSync, openSync, readFileSync, rmSync, writeSync, closeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noteOfOwner, openDeviceSeq, type DeviceSeq, type OwnTail } from "../../../db/device-seq.ts";
import { LostTailError } from "../../../db/failures.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-seq-"));
  path = join(dir, "device.seq");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** An outbox that remembers only its numbers, as the database would. */
function outbox(owner: string) {
  const kept: number[] = [];
  const tail = (): OwnTail => ({ seq: kept.at(-1) ?? 0, tail: `h${kept.length}` });
  return {
    kept, tail,
    open: () => openDeviceSeq(path, owner, tail()),
    append: (seq: DeviceSeq, count: number) => {
      kept.push(...seq.take(count));
      seq.confirm(tail());
    },
  };
}

describe("the device's counter", () => {
  it("goes on without a gap over several users of one machine", () => {
    const [a, b] = [outbox("a"), outbox("b")];
    for (const who of [a, b, a, b]) {
      const seq = who.open();
      who.append(seq, 2);
      who.append(seq, 1);
      seq.close();
    }
    expect([...a.kept, ...b.kept].sort((x, y) => x - y)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  it("uses a failed append's numbers for the next one", () => {
    const a = outbox("a");
    const seq = a.open();
    a.append(seq, 1);
    seq.take(3);
    seq.giveBack();
    a.append(seq, 2);
    a.append(seq, 2);
    expect(a.kept).toEqual([1, 2, 3, 4, 5]);
    seq.close();
  });

  it("says so when the outbox has lost its tail", () => {
    const a = outbox("a");
    const seq = a.open();
    a.append(seq, 3);
    seq.close();
    expect(() => openDeviceSeq(path, "a", { seq: 2, tail: "h2" })).toThrow(LostTailError);
    expect(() => openDeviceSeq(path, "a", { seq: 3, tail: "another" })).toThrow(LostTailError);
  });

  it("syncs once in a block of saves, and gives back what is left of it", () => {
    const [a, b] = [outbox("a"), outbox("b")];
    const seq = a.open();
    for (let i = 0; i < 3; i++) a.append(seq, 1);
    expect(seq.high()).toBe(16);
    seq.close();
    const other = b.open();
    b.append(other, 1);
    expect(b.kept).toEqual([4]);
    other.close();
  });

  it("keeps the rest of a block for its owner when the vault was killed", () => {
    const [a, b] = [outbox("a"), outbox("b")];
    a.append(a.open(), 2);
    const other = b.open();
    b.append(other, 1);
    other.close();
    const again = a.open();
    a.append(again, 1);
    again.close();
    expect([a.kept, b.kept]).toEqual([[1, 2, 3], [17]]);
  });

  it("doubts only what was begun, unless the machine has lost power since", () => {
    const a = outbox("a");
    const seq = a.open();
    a.append(seq, 2);
    seq.take(1);
    expect(noteOfOwner(path, "a")?.doubts).toEqual([3]);
    expect(noteOfOwner(path, "a", "another start of the machine")?.doubts.toSorted((x, y) => x - y)).toEqual(Array.from({ length: 14 }, (_, i) => i + 3));
    seq.close();
  });

  it("survives a torn write of its newest slot", () => {
    const a = outbox("a");
    const seq = a.open();
    for (let i = 0; i < 5; i++) a.append(seq, 1);
    const slotOf = (n: number) => readFileSync(path).subarray(n * 16_384, n * 16_384 + 4_096).toString("latin1");
    const newest = /"gen":(\d+)/.exec(slotOf(0))![1]! > /"gen":(\d+)/.exec(slotOf(1))![1]! ? 0 : 1;
    seq.take(1); // the intent whose write is torn: the commit behind it never began
    seq.close();
    const fd = openSync(path, "r+");
    writeSync(fd, Buffer.from("torn"), 0, 4, (1 - newest) * 16_384 + 60);
    closeSync(fd);
    const again = a.open();
    a.append(again, 1);
    expect(a.kept).toEqual([1, 2, 3, 4, 5, 6]);
    again.close();
  });

  it("never gives one number to two events, whoever dies when (property)", () => {
    const step = fc.record({ who: fc.constantFrom("a", "b", "c"), count: fc.integer({ min: 1, max: 4 }), dies: fc.constantFrom("no", "beforeCommit", "afterCommit", "failed") });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        rmSync(path, { force: true });
        const users = Object.fromEntries(["a", "b", "c"].map((n) => [n, outbox(n)])) as Record<string, ReturnType<typeof outbox>>;
        for (const { who, count, dies } of steps) {
          const user = users[who]!;
          const seq = user.open();
          const numbers = seq.take(count);
          if (dies === "failed") seq.giveBack();
          if (dies === "no" || dies === "afterCommit") user.kept.push(...numbers);
          if (dies === "no") seq.confirm(user.tail());
          if (dies === "failed") {
            user.append(seq, 1);
          }
          seq.close();
        }
        // Everybody comes back and works on: what was in doubt is settled, blocks are used up, and no hole remains.
        for (const user of Object.values(users)) {
          const seq = user.open();
          user.append(seq, 40);
          seq.close();
        }
        const all = Object.values(users).flatMap((u) => u.kept).sort((x, y) => x - y);
        expect(new Set(all).size).toBe(all.length);
        for (const user of Object.values(users)) expect(user.kept).toEqual([...user.kept].sort((x, y) => x - y));
        expect(all).toEqual(Array.from({ length: all.at(-1)! }, (_, i) => i + 1));
      }),
      { numRuns: 60 },
    );
  });
});
