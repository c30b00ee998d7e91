import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../../shared/model/time.ts";
import { LeaseSchema, type Lease } from "../../../shared/protocol/device.ts";
import { GRACE_BOOTS, GRACE_RAN_MS, lookAtGrace, overAtCentre } from "../../../electron/trust/grace.ts";
import { judgeOffline, keepLease, openLease, readLease } from "../../../electron/trust/lease.ts";
import { openSigned } from "../../../electron/trust/signed.ts";
import { markFile, openTimeMark, type Mark } from "../../../electron/trust/time-mark.ts";
import { makeOrderKeyPem, openOrderKey } from "../../../service/pki/order-key.ts";
import { grant, TEST_ORDER_KEY } from "../../support/lease.ts";

const NOW = Date.UTC(2026, 10, 23, 1, 30);
const who = { userId: randomUUID(), userNo: "A0101", deviceId: randomUUID() };
const key = TEST_ORDER_KEY.publicKey;
const given = (now = NOW, change: Partial<Lease> = {}) => {
  const { signed, policy } = grant(who, now, { change });
  return { lease: signed, policy };
};
const dir = mkdtempSync(join(tmpdir(), "lockdesk-lease-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("a lease", () => {
  it("is 72 hours, and a week of grace, from the centre's hand", () => {
    const held = openLease(given(), key, who)!;
    expect(held.lease).toMatchObject({ issuedAt: NOW, notAfter: NOW + 72 * HOUR, shredAfter: NOW + 72 * HOUR + 7 * DAY });
  });

  it("is nothing when anything about it was changed, or it was signed for something else or by somebody else", () => {
    const good = given();
    const bent = [
      { ...good, lease: { ...good.lease, text: good.lease.text.replace(String(NOW), String(NOW + 1)) } },
      { ...good, lease: { ...good.lease, signature: Buffer.alloc(64).toString("base64") } },
      { ...good, lease: { ...good.lease, signature: "" } },
      { ...good, policy: grant(who, NOW, { policy: { leaseHours: 71 } }).policy },
      { ...good, lease: TEST_ORDER_KEY.sign("order", good.lease.text) },
      { ...good, lease: openOrderKey(makeOrderKeyPem()).sign("lease", good.lease.text) },
    ];
    for (const [i, signed] of bent.entries()) expect(openLease(signed, key, who), `${i}`).toBeNull();
    expect(openLease(good, key, { ...who, userNo: "A0102" })).toBeNull();
    expect(openLease(good, key, { ...who, deviceId: randomUUID() })).toBeNull();
    expect(openSigned("lease", TEST_ORDER_KEY.sign("lease", "no JSON"), key, LeaseSchema)).toBeNull();
    expect(openSigned("lease", TEST_ORDER_KEY.sign("lease", "{}"), key, LeaseSchema)).toBeNull();
  });

  it("is replaced by a newer one only: an old one sent again does not bring the old end back", () => {
    keepLease(dir, given(NOW), key, who);
    expect(keepLease(dir, given(NOW + DAY), key, who)?.lease.issuedAt).toBe(NOW + DAY);
    expect(keepLease(dir, given(NOW), key, who)?.lease.issuedAt).toBe(NOW + DAY);
    expect(readLease(dir, key, who)?.lease.issuedAt).toBe(NOW + DAY);
    expect(keepLease(dir, { ...given(NOW + 2 * DAY), policy: { text: "{}", signature: "" } }, key, who)?.lease.issuedAt).toBe(NOW + DAY);
  });
});

describe("being let in without the centre", () => {
  const { lease } = openLease(given(), key, who)!;
  const mark = (change: Partial<Mark> = {}): Mark => ({ v: 1, latest: NOW + HOUR, offset: 0, uptime: 0, over: {}, ...change });
  const why = (l: Lease | null, m: Mark | null, wall: number) => {
    const verdict = judgeOffline(l, m, wall);
    return verdict.may ? "may" : verdict.why;
  };

  it("needs a lease that is not over by the latest time that is known", () => {
    expect(why(lease, mark(), NOW + 2 * HOUR)).toBe("may");
    expect(why(lease, mark(), NOW + 72 * HOUR)).toBe("may");
    expect(why(lease, mark(), NOW + 72 * HOUR + 1)).toBe("lease_over");
    expect(why(lease, mark({ latest: NOW + 73 * HOUR }), NOW + 73 * HOUR - MINUTE)).toBe("lease_over");
    expect(why(null, mark(), NOW)).toBe("lease_over");
  });

  it("needs a clock that is not more than five minutes behind what was seen", () => {
    expect(why(lease, mark(), NOW + HOUR - 5 * MINUTE)).toBe("may");
    expect(why(lease, mark(), NOW + HOUR - 5 * MINUTE - 1)).toBe("clock_doubtful");
    expect(why(lease, null, NOW)).toBe("clock_doubtful");
    // The mark was put back to an older one: the lease's own date is the floor.
    expect(why(lease, mark({ latest: NOW - 30 * DAY }), NOW - 29 * DAY)).toBe("clock_doubtful");
  });

  it("reckons with what this machine's clock is off by", () => {
    expect(why(lease, mark({ offset: -DAY }), NOW + DAY + 2 * HOUR)).toBe("may");
  });
});

describe("the latest time seen", () => {
  const deviceId = randomUUID();
  const secret = Buffer.alloc(32, 9);
  const profile = join(dir, "mark");
  const open = (s = secret) => openTimeMark(profile, deviceId, s);

  it("only rises, save by the centre's own word", () => {
    const mark = open();
    expect(mark.read()).toBeNull();
    mark.see({ latest: 5_000, offset: 7 }, false);
    mark.see({ latest: 4_000, offset: 8 }, false);
    expect(open().read()).toMatchObject({ latest: 5_000, offset: 8 });
    mark.see({ latest: 4_500, offset: 0 }, true);
    expect(open().read()).toMatchObject({ latest: 4_500 });
  });

  it("is nothing once its file was changed, or sealed on another machine", () => {
    const text = readFileSync(markFile(profile), "utf8");
    expect(open(Buffer.alloc(32, 8)).read()).toBeNull();
    writeFileSync(markFile(profile), text.replace("4500", "1500"));
    expect(open().read()).toBeNull();
    writeFileSync(markFile(profile), text);
    expect(open().read()).toMatchObject({ latest: 4_500 });
  });
});

describe("the grace after a lease", () => {
  const lease: Lease = { ...openLease(given(), key, who)!.lease };
  const start: Mark = { v: 1, latest: NOW, offset: 0, uptime: 0, over: {} };
  /** Looks every minute of a run of the system, from `wall` on. */
  const run = (mark: Mark, wall: number, ms: number) => {
    let now = mark;
    let due: string[] = [];
    for (let t = 60_000; t <= ms; t += 60_000) ({ mark: now, due } = lookAtGrace(now, [lease], { wall: wall + t, uptime: t / 1000 }));
    return { mark: now, due };
  };
  const OVER = lease.shredAfter + HOUR;

  it("ends at once when the centre itself says so", () => {
    expect(overAtCentre([lease], lease.shredAfter)).toEqual([]);
    expect(overAtCentre([lease], lease.shredAfter + 1)).toEqual([who.userNo]);
  });

  it("does not end by one wild reading, nor by one long run with a wrong clock", () => {
    const wild = lookAtGrace(start, [lease], { wall: NOW + 400 * DAY, uptime: 60 });
    expect(wild.due).toEqual([]);
    expect(run(start, NOW + 400 * DAY, 3 * DAY).due).toEqual([]);
  });

  it("ends after two starts and a shift's running time that all say so", () => {
    const first = run(start, OVER, 5 * HOUR);
    expect(first.due).toEqual([]);
    expect(run(first.mark, OVER + DAY, GRACE_RAN_MS - 5 * HOUR - MINUTE).due).toEqual([]);
    expect(run(first.mark, OVER + DAY, GRACE_RAN_MS - 5 * HOUR + 2 * MINUTE).due).toEqual([who.userNo]);
    expect(GRACE_BOOTS).toBe(2);
  });

  it("begins anew when the clock was set right meanwhile", () => {
    const wild = run(start, NOW + 400 * DAY, 7 * HOUR);
    const right = lookAtGrace(wild.mark, [lease], { wall: NOW + DAY, uptime: 60 });
    expect(right).toMatchObject({ due: [], mark: { over: {} } });
    expect(run(right.mark, NOW + 401 * DAY, 7 * HOUR).due).toEqual([]);
  });

  it("counts no sleep as running", () => {
    const first = run(start, OVER, HOUR);
    const second = lookAtGrace(lookAtGrace(first.mark, [lease], { wall: OVER + DAY, uptime: 60 }).mark, [lease], { wall: OVER + 2 * DAY, uptime: 90_000 });
    expect(second.mark.over[who.userNo]!.ranMs).toBeLessThan(2 * HOUR);
    expect(second.due).toEqual([]);
  });
});
