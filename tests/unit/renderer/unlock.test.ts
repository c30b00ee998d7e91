import { describe, expect, it } from "vitest";
import decodeQR from "qr/decode.js";
import { refusal, type RefusalCode } from "../../../shared/protocol/errors.ts";
import { codeReady, inGroups } from "../../../renderer/unlock/progress.ts";
import { qrPath } from "../../../renderer/unlock/QrCode.tsx";
import { stepAfter, type Step } from "../../../renderer/unlock/steps.ts";

const URI = "otpauth://totp/Lockdesk:A0101?issuer=Lockdesk&secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567&algorithm=SHA1&digits=6&period=30";

describe("the QR code of a second factor", () => {
  it("is read back by a decoder as the text it was drawn from", () => {
    const { side, path } = qrPath(URI);
    const scale = 6;
    const data = new Uint8ClampedArray(side * scale * side * scale * 4).fill(255);
    for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
      for (let dy = 0; dy < scale; dy += 1) for (let dx = 0; dx < scale; dx += 1) data.fill(0, ((Number(y) * scale + dy) * side * scale + Number(x) * scale + dx) * 4, ((Number(y) * scale + dy) * side * scale + Number(x) * scale + dx) * 4 + 3);
    expect(decodeQR({ width: side * scale, height: side * scale, data })).toBe(URI);
  });

  it("is given to be typed in groups of four, too", () => {
    expect(inGroups("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")).toBe("ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567");
  });
});

describe("the unlock window's next step", () => {
  it.each([
    ["signIn", "password_change_needed", "signIn", "newPassword"], ["newPassword", "weak_password", "signIn", "newPassword"], ["newPassword", "second_factor_enrol", "signIn", "setUpFactor"],
    ["setUpFactor", "second_factor_wrong", "signIn", "setUpFactor"], ["signIn", "second_factor_needed", "signIn", "code"], ["code", "second_factor_used", "signIn", "code"], ["code", "second_factor_wait", "signIn", "code"],
    ["passwordKnown", "second_factor_needed", "passwordKnown", "code"], ["code", "wrong_credentials", "passwordKnown", "passwordKnown"], ["passwordKnown", "weak_password", "passwordKnown", "passwordKnown"],
    ["code", "account_locked", "signIn", "signIn"], ["code", "offline", "signIn", "code"], ["passwordKnown", "offline", "passwordKnown", "passwordKnown"],
  ] as [Step, RefusalCode, "signIn" | "passwordKnown", Step][])("from %s after %s (typed in %s) is %s", (step, code, typedIn, next) => {
    expect(stepAfter(step, refusal(code), typedIn)).toBe(next);
  });

  it("sends a code only when it can be one", () => {
    expect(["123456", "123 456", "K7M2Q-9XPLA"].map(codeReady)).toEqual([true, true, true]);
    expect(["", "12345", "1234567"].map(codeReady)).toEqual([false, false, false]);
  });
});
