import IDValidator from "id-validator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCardNo, checkIdNo, idNoCheckDigit, passesLuhn } from "../../../shared/model/identity.ts";
import { parseCardNo, parseIdNo } from "../../../service/import/normalise/numbers-of-identity.ts";
import { parsePhones } from "../../../service/import/normalise/phones.ts";
import type { RawCell } from "../../../service/import/reading/types.ts";

const validator = new IDValidator();
const text = (value: string): RawCell => ({ kind: "text", text: value });
const number = (value: string): RawCell => ({ kind: "number", text: value, raw: value });

describe("a resident ID number is checked by GB 11643", () => {
  it.each([
    ["110101199001010007", { ok: true, birthday: "1990-01-01", gender: null }],
    ["32010219870701000X", { ok: true, birthday: "1987-07-01", gender: null }],
    ["110101900101001", { ok: true, birthday: "1990-01-01", gender: "male" }],
    ["110101199001010008", { ok: false, code: "checksum" }],
    ["32010219870701000x", { ok: false, code: "characters" }],
    ["11010119900230000X", { ok: false, code: "birthday" }],
    ["990101199001010007", { ok: false, code: "region" }],
    ["1101011990010100", { ok: false, code: "length" }],
    ["", { ok: false, code: "length" }],
  ])("%s", (idNo, result) => {
    expect(checkIdNo(idNo)).toEqual(result);
  });

  const first17 = fc
    .tuple(fc.constantFrom("110101", "310101", "440305", "500103", "650102"), fc.date({ min: new Date("1930-01-01T00:00:00Z"), max: new Date("2020-12-31T00:00:00Z"), noInvalidDate: true }), fc.nat(999))
    .map(([region, at, sequence]) => region + at.toISOString().slice(0, 10).replaceAll("-", "") + String(sequence).padStart(3, "0"));

  it("agrees with id-validator on right numbers, and gives birthday and gender", () => {
    fc.assert(
      fc.property(first17, (digits) => {
        const idNo = digits + idNoCheckDigit(digits);
        const result = checkIdNo(idNo);
        expect(result.ok).toBe(validator.isValid(idNo));
        const sequence = Number(digits.slice(14));
        expect(result).toMatchObject({ birthday: `${digits.slice(6, 10)}-${digits.slice(10, 12)}-${digits.slice(12, 14)}`, gender: sequence === 0 ? null : sequence % 2 ? "male" : "female" });
      }),
      { numRuns: 500 },
    );
  });

  it("notices any single mistyped digit and any two neighbours swapped", () => {
    fc.assert(
      fc.property(first17, fc.nat(16), fc.integer({ min: 1, max: 9 }), (digits, at, shift) => {
        const idNo = digits + idNoCheckDigit(digits);
        const other = String((Number(idNo[at]) + shift) % 10);
        expect(checkIdNo(idNo.slice(0, at) + other + idNo.slice(at + 1)).ok).toBe(false);
        const swapped = idNo.slice(0, at) + (idNo[at + 1] ?? "") + (idNo[at] ?? "") + idNo.slice(at + 2);
        if (swapped !== idNo) expect(checkIdNo(swapped).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe("an ID number from a cell", () => {
  const read = (cell: RawCell, idType = "身份证"): string => {
    const result = parseIdNo(cell, idType);
    return result.ok ? result.value : result.code;
  };

  it.each([
    ["as text", text("110101199001010007"), "110101199001010007"],
    ["with a small x", text("32010219870701000x"), "32010219870701000X"],
    ["with spaces, full width, an apostrophe", text("'１１0101 19900101 0007 "), "110101199001010007"],
    ["of 15 digits stored as a number", number("110101900101001"), "110101900101001"],
    ["of 18 digits stored as a number", number("110101199001010000"), "id-precision-lost"],
    ["in scientific notation", text("1.10101E+17"), "id-precision-lost"],
    ["in lower-case scientific notation", text("5.00103199602e17"), "id-precision-lost"],
    ["whose last digits became zeros", text("110101199001011000"), "id-precision-lost"],
    ["that is a formula", { kind: "formula", text: "110101199001010007", raw: "=A1" } as RawCell, "id-formula"],
    ["that is a formula in a CSV", text('="110101199001010007"'), "id-formula"],
    ["mistyped", text("110101199001010008"), "id-checksum"],
    ["too short", text("11010119900101"), "id-length"],
    ["with stars", text("110101********0007"), "id-characters"],
  ])("%s", (_how, cell, result) => {
    expect(read(cell)).toBe(result);
  });

  it("other papers are taken as written", () => {
    expect(read(text("e12345678"), "护照")).toBe("E12345678");
    expect(read(text("H1234567890"), "港澳居民来往内地通行证")).toBe("H1234567890");
    expect(read(text("E12345678"), "")).toBe("E12345678");
    expect(read(text("护照无号"), "护照")).toBe("id-characters");
  });
});

describe("a card number from a cell", () => {
  const read = (cell: RawCell): string => {
    const result = parseCardNo(cell);
    return result.ok ? result.value : result.code;
  };

  it.each([
    ["as text", text("6222007698745118"), "6222007698745118"],
    ["in groups", text("6222 0076-9874 5118"), "6222007698745118"],
    ["stored as a number", number("6222007698745110"), "card-precision-lost"],
    ["in scientific notation", text("6.22201E+15"), "card-precision-lost"],
    ["of 19 digits whose tail became zeros", text("6222007698745110000"), "card-precision-lost"],
    ["masked", text("622200******5118"), "card-masked"],
    ["that is a formula", { kind: "formula", text: "6222007698745118", raw: "=B2" } as RawCell, "card-formula"],
    ["too short", text("62220076"), "card-length"],
    ["with letters", text("62220076A8745118"), "card-characters"],
    ["failing Luhn: only a warning later", text("6222007698745119"), "6222007698745119"],
  ])("%s", (_how, cell, result) => {
    expect(read(cell)).toBe(result);
  });

  it("Luhn is told, not judged", () => {
    expect(checkCardNo("6222007698745118")).toEqual({ ok: true, luhn: true });
    expect(checkCardNo("6222007698745119")).toEqual({ ok: true, luhn: false });
    expect(passesLuhn("4111111111111111")).toBe(true);
  });
});

describe("phone numbers from a cell", () => {
  const read = (value: string, isNumber = false): string => {
    const { phones, invalid } = parsePhones(value, isNumber);
    return [...phones.map((phone) => `${phone.kind} ${phone.number}${phone.ext ? `#${phone.ext}` : ""}`), ...(invalid ? [`${invalid} invalid`] : [])].join("; ");
  };

  it.each([
    ["13800001234", "mobile 13800001234"],
    ["+86 138-0000-1234", "mobile 13800001234"],
    ["008613800001234", "mobile 13800001234"],
    ["８６１３８００００１２３４", "mobile 13800001234"],
    ["(029)40243855", "landline 029-40243855"],
    ["029-40243855", "landline 029-40243855"],
    ["0755 8888 0000", "landline 0755-88880000"],
    ["010-88880000-123", "landline 010-88880000#123"],
    ["010-88880000转6", "landline 010-88880000#6"],
    ["+86 21 8888 0000", "landline 021-88880000"],
    ["88880000", "landline 88880000"],
    ["4008880000", "service 4008880000"],
    ["95588", "service 95588"],
    ["13800001234、13900001234", "mobile 13800001234; mobile 13900001234"],
    ["13800001234/029-40243855", "mobile 13800001234; landline 029-40243855"],
    ["13800001234 13800001234".replace(" ", "  "), "mobile 13800001234"],
    ["12345", "service 12345"],
    ["1234", "1 invalid"],
    ["23800001234", "1 invalid"],
    ["无此人", "1 invalid"],
    ["138000012345", "1 invalid"],
  ])("%j: %s", (value, expected) => {
    expect(read(value)).toBe(expected);
  });

  it("a landline stored as a number gets its zero back; the same digits as text do not", () => {
    expect(read("2940243855", true)).toBe("landline 029-40243855");
    expect(read("2940243855")).toBe("1 invalid");
  });
});
