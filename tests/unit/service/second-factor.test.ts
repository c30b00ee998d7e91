import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { URI } from "otpauth";
import { openPeopleKey } from "../../../service/auth/people-key.ts";
import { FACTOR_FAILURES, waitBeforeCode } from "../../../service/auth/second-factor/check.ts";
import { looksLikeRecoveryCode } from "../../../service/auth/second-factor/recovery-codes.ts";
import { base32Of, codeAt, newSecret, SECRET_BYTES, stepOf, uriOf } from "../../../service/auth/second-factor/totp.ts";

/** The secret of both RFCs' examples. */
const RFC = Buffer.from("12345678901234567890", "ascii");

describe("one-time codes", () => {
  it.each([
    [59, "94287082"], [1111111109, "07081804"], [1111111111, "14050471"], [1234567890, "89005924"], [2000000000, "69279037"], [20000000000, "65353130"],
  ])("are those of RFC 6238, appendix B, at %i s", (seconds, code) => {
    expect(codeAt(RFC, seconds * 1000, 8)).toBe(code);
    expect(stepOf(RFC, code.slice(2), seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  it("are those of RFC 4226, appendix D, for counts 0 to 9", () => {
    const counted = Array.from({ length: 10 }, (_, n) => codeAt(RFC, n * 30_000));
    expect(counted).toEqual(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]);
  });

  it("are taken one step to either side, and no further", () => {
    const at = 1_111_111_111_000;
    const around = (steps: number) => stepOf(RFC, codeAt(RFC, at + steps * 30_000), at);
    const step = Math.floor(at / 30_000);
    expect([-2, -1, 0, 1, 2].map(around)).toEqual([null, step - 1, step, step + 1, null]);
    for (const wrong of ["", "12345", "1234567", "abcdef"]) expect(stepOf(RFC, wrong, at)).toBeNull();
  });

  it("have a secret as long as RFC 4226 recommends, which the QR code's text carries whole", () => {
    const secret = newSecret();
    expect(secret.length).toBe(SECRET_BYTES);
    const read = URI.parse(uriOf(secret, "A0101"));
    expect([read.secret.base32, read.issuer, read.label]).toEqual([base32Of(secret), "Lockdesk", "A0101"]);
    expect(uriOf(secret, "A0101")).toContain("digits=6&period=30");
  });
});

describe("the key of people's secrets", () => {
  const key = openPeopleKey(randomBytes(32));
  const [lin, he] = [randomUUID(), randomUUID()];

  it("opens what it sealed for that person, and nothing else", () => {
    const sealed = key.seal(lin, RFC);
    expect(key.open(lin, sealed)).toEqual(RFC);
    expect(Buffer.from(sealed).includes(RFC)).toBe(false);
    expect(() => key.open(he, sealed)).toThrow();
    expect(() => openPeopleKey(randomBytes(32)).open(lin, sealed)).toThrow();
    for (let i = 0; i < sealed.length; i += 1) {
      const bent = Uint8Array.from(sealed);
      bent[i] = bent[i]! ^ 1;
      expect(() => key.open(lin, bent), `byte ${i}`).toThrow();
    }
  });

  it("hashes a code for one person only", () => {
    expect(key.hash(lin, "ABCDE23456")).toBe(key.hash(lin, "ABCDE23456"));
    expect(key.hash(lin, "ABCDE23456")).not.toBe(key.hash(he, "ABCDE23456"));
  });

  it("must have its whole length", () => {
    expect(() => openPeopleKey(randomBytes(16))).toThrow();
  });
});

describe("wrong codes", () => {
  it("cost nothing five times, then a wait that doubles up to a quarter of an hour", () => {
    expect([0, 4].map((n) => waitBeforeCode(n, 1_000, 1_000))).toEqual([0, 0]);
    expect([5, 6, 7].map((n) => waitBeforeCode(n, 1_000, 1_000))).toEqual([30_000, 60_000, 120_000]);
    expect(waitBeforeCode(FACTOR_FAILURES - 1, 1_000, 1_000)).toBe(480_000);
    expect(waitBeforeCode(40, 1_000, 1_000)).toBe(900_000);
    expect(waitBeforeCode(5, 1_000, 31_000)).toBe(0);
  });

  it("are told from recovery codes by their form", () => {
    expect(["K7M2Q-9XPLA", "k7m2q9xpla", "k7m2q 9xpla"].map(looksLikeRecoveryCode)).toEqual([true, true, true]);
    expect(["123456", "123 456", "K7M2Q"].map(looksLikeRecoveryCode)).toEqual([false, false, false]);
  });
});
