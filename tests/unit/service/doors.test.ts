import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashPassword, passwordFits, randomPassword } from "../../../service/auth/password.ts";
import { demandStrong, passwordFault, type Owner } from "../../../service/auth/password-rules.ts";
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
  const lin: Owner = { no: "A0101", name: "林知夏", house: ["华北示例银行", "北区"], alone: false };

  it.each([
    ["short", "short"], ["elevenchars", "short"], ["passwordpassword", "pattern"], ["aaaaaaaaaaaaaaaa", "pattern"], ["1234567890123456", "common"], ["qwertyuiopasdfgh", "common"],
    ["1qaz2wsx3edc4rfv", "common"], ["administrator123", "common"], ["iloveyouiloveyou", "pattern"], ["A0101A0101A0101", "pattern"], ["linzhixia20260101", "own"], ["lin zhi xia 2026", "own"],
    ["Lockdesk-A0101!", "own"], ["huabeishiliyinhang", "own"], ["林知夏林知夏林知夏林知夏", "pattern"], ["woaini1314woaini1314", "pattern"], ["2019-01-02 2020", "pattern"],
  ] as const)("%s is refused as %s", (password, fault) => {
    expect(passwordFault(password, lin)).toBe(fault);
    expect(codeOf(() => demandStrong(password, lin))).toBe("weak_password");
  });

  it.each(["correct horse battery", "a long sentence of my own", "今天下午三点要去西湖边跑步", "kaixin-mantou-river", "all lower case letters here"])("%s is strong enough: no rule of composition", (password) => {
    expect(passwordFault(password, lin)).toBeNull();
  });

  it("a made-up first password is strong enough beside a second factor", () => {
    for (let i = 0; i < 20; i += 1) expect(passwordFault(randomPassword(), lin)).toBeNull();
  });

  it("alone it needs fifteen characters, beside a second factor twelve; both say how many", () => {
    const said = (alone: boolean) => {
      try {
        demandStrong("kaixin-mant", { ...lin, alone });
        return "";
      } catch (error) {
        return (error as RefusalError).refusal.zh;
      }
    };
    expect([passwordFault("kaixin-manto", lin), passwordFault("kaixin-manto", { ...lin, alone: true })]).toEqual([null, "short"]);
    expect([said(false), said(true)].map((zh) => /\d+/.exec(zh)?.[0])).toEqual(["12", "15"]);
  });

  it("count and fit in one form, whatever keyboard typed them: full width or not, composed or not", async () => {
    expect(passwordFault("ｋａｉｘｉｎ-mantou-river", lin)).toBeNull();
    expect(passwordFault("ａａａａａａａａａａａａａａａａ", lin)).toBe("pattern");
    const hash = await hashPassword("ｋａｉｘｉｎ　ma\u0308ntou");
    expect(await passwordFits(hash, "kaixin m\u00e4ntou")).toBe(true);
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
