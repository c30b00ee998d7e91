import { describe, expect, it } from "vitest";
import { maskBody, maskText, restoreNumbers } from "../../../shared/model/masking-text.ts";

describe("text somebody typed", () => {
  it("loses phones, ID numbers and cards, however they are spaced", () => {
    expect(maskText("打 13800138622 没人,座机 010-62345678,证件110101199003070002,卡 6222 0200 0000 4302,带X 11010119900307001X")).toBe(
      "打 138****8622 没人,座机 010-****78,证件110***********0002,卡 **** 4302,带X 110***********001X",
    );
  });
  it("keeps amounts, dates, times and short numbers", () => {
    const text = "2026-11-23 09:30 承诺 12,345.67 元,分 12 期,尾号 8622,案件 HB202611000001";
    expect(maskText(text)).toBe(text);
  });
});

describe("an event's body", () => {
  it("is masked by kind and keeps ids and the gate's receipt", () => {
    const id = "12345678-1234-4123-8123-123456789012";
    expect(maskBody({ contactPointId: id, value: "13800138622", ownerName: "欧阳若兰", nested: [{ note: "找 13800138622" }], gate: { rules: [{ id: "R-10", value: "6" }], at: 1795397400000 } })).toEqual({
      contactPointId: id, value: "138****8622", ownerName: "欧***", nested: [{ note: "找 138****8622" }], gate: { rules: [{ id: "R-10", value: "6" }], at: 1795397400000 },
    });
  });

  it("keeps a hash as it is: it must be comparable with what another machine holds", () => {
    const hash = `54138001386221${"a0".repeat(25)}`;
    expect(maskBody({ hash })).toEqual({ hash });
    expect(maskBody({ note: `${hash} 13800138622` })).not.toEqual({ note: `${hash} 13800138622` });
  });
});

describe("a starred text that was edited", () => {
  const original = "改约 13800138622 或 13900138622,证件110101199003070002,三点";
  it("gets its numbers back where their starred form still stands", () => {
    const shown = maskText(original);
    expect(shown).not.toMatch(/\d{11}/);
    expect(restoreNumbers(shown.replace("三点", "四点"), original)).toBe(original.replace("三点", "四点"));
  });

  it("keeps a number away that was taken out, and two that look alike in their order", () => {
    expect(restoreNumbers("改约 139****8622", original)).toBe("改约 13900138622");
    const alike = "先 13811118622 后 13822228622";
    expect(restoreNumbers(maskText(alike), alike)).toBe(alike);
  });
});
