import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { demandStrong, hashPassword, passwordFits, randomPassword } from "../../../service/auth/password.ts";
import { rateLimit } from "../../../service/http/rate-limit.ts";
import { readToken, writeToken } from "../../../service/sync/token.ts";
import { RefusalError } from "../../../shared/protocol/errors.ts";

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return "ok";
  } catch (error) {
    return error instanceof RefusalError ? error.refusal.code : "thrown";
  }
};

describe("passwords", () => {
  it.each(["short", "1234567890", "aaaaaaaaaaaa", "Password123", "A0101A0101", "A0101a0101xyz", "a0101-x1"])("%s is too weak", (password) => {
    expect(codeOf(() => demandStrong(password, "A0101"))).toBe("weak_password");
  });

  it("a long sentence is strong enough, and so is a made-up first password", () => {
    expect(codeOf(() => demandStrong("correct horse battery", "A0101"))).toBe("ok");
    expect(codeOf(() => demandStrong(randomPassword(), "A0101"))).toBe("ok");
  });

  it("fit only their own hash; no password fits an account without one", async () => {
    const hash = await hashPassword("correct horse");
    expect(hash).toMatch(/^\$argon2id\$/);
    expect(await passwordFits(hash, "correct horse")).toBe(true);
    expect(await passwordFits(hash, "wrong horse")).toBe(false);
    expect(await passwordFits("", "correct horse")).toBe(false);
  });
});

describe("the rate limit at the doors", () => {
  it("lets a burst pass, then refuses, then lets one through as time passes; keys do not disturb each other", () => {
    let now = 0;
    const gate = rateLimit(3, 6, () => now);
    const take = (key: string) => codeOf(() => gate.take(key));
    expect([1, 2, 3, 4].map(() => take("a"))).toEqual(["ok", "ok", "ok", "too_many_requests"]);
    expect(take("b")).toBe("ok");
    now = 10_000;
    expect([take("a"), take("a")]).toEqual(["ok", "too_many_requests"]);
  });

  it("a try given back does not count", () => {
    const gate = rateLimit(1, 0, () => 0);
    for (let i = 0; i < 5; i += 1) {
      expect(codeOf(() => gate.take("a"))).toBe("ok");
      gate.giveBack("a");
    }
  });
});

describe("snapshot tokens", () => {
  const secrets = { token: randomBytes(32) };
  const value = { e: randomUUID(), s: `collector:${randomUUID()}`, at: 7, k: 1, a: randomUUID() };

  it("come back as they were written", () => {
    expect(readToken(secrets, writeToken(secrets, value), value.s, value.e)).toEqual(value);
  });

  it("cannot be written by anybody else", () => {
    const forged = writeToken({ token: randomBytes(32) }, value);
    expect(codeOf(() => readToken(secrets, forged, value.s, value.e))).toBe("bad_input");
    expect(codeOf(() => readToken(secrets, "rubbish", value.s, value.e))).toBe("bad_input");
  });

  it("are good for their own stream and epoch only", () => {
    const token = writeToken(secrets, value);
    expect(codeOf(() => readToken(secrets, token, "all", value.e))).toBe("bad_input");
    expect(codeOf(() => readToken(secrets, token, value.s, randomUUID()))).toBe("epoch_changed");
  });
});
