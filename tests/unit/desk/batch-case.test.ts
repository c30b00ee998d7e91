import { describe, expect, test } from "vitest";
import { changedFields, contactsOf, contentHashOf, incomingOf, mergedCase, mergedPerson, newCase, newPerson } from "../../../service/import/batch-case.ts";
import { matchOf, UNMATCHED, type Match } from "../../../service/import/batch-match.ts";
import { withPayment } from "../../../service/import/batch-repayments.ts";
import { randomFrom } from "../../../service/demo/random.ts";
import type { CaseRecord } from "../../../service/import/normalise/schemas.ts";

const FACTS = { bankCode: "b", bankName: "示例银行", batchNo: "20261123-001", today: "2026-11-23" };
const record = (change: Partial<CaseRecord> = {}): CaseRecord => ({
  caseNo: "C-1", placedOn: "2026-11-20", placedAmountFen: 100_000, dueBackOn: "2027-02-20", debtor: { name: "测试甲", gender: "male", idNo: "11010119900307000X", homeAddress: "北京市", postcodes: {} },
  card: { cardNo: "6222000000010001" }, balances: { currency: "CNY", overduePrincipalFen: 90_000 }, delinquency: { bucket: "M1" }, contacts: [], phones: { mobile: { number: "13800001111", kind: "mobile" } },
  remarks: [], extra: {}, ...change,
});
let n = 0;
const id = () => `id-${(n += 1)}`;

describe("a row of a bank's file", () => {
  test("hashes to the same whatever the order of its keys, and to another when a value differs", () => {
    const { caseNo, ...rest } = record();
    expect(contentHashOf({ ...rest, caseNo })).toBe(contentHashOf(record()));
    expect(contentHashOf(record({ placedAmountFen: 100_001 }))).not.toBe(contentHashOf(record()));
  });

  test("gives a person, a case and each number once, landlines without their hyphen", () => {
    const row = record({
      phones: { mobile: { number: "13800001111", kind: "mobile" }, home: { number: "010-12345678", kind: "landline" }, work: { number: "13800001111", kind: "mobile" } },
      contacts: [{ name: "测试乙", relation: "配偶", mobile: { number: "13900002222", kind: "mobile" }, workPhone: { number: "13800001111", kind: "mobile" } }],
    });
    expect(contactsOf(row).map((c) => [c.value, c.kind, c.source, c.relation])).toEqual([["13800001111", "mobile", "contract", "本人"], ["01012345678", "home", "contract", "本人"], ["13900002222", "mobile", "reserved", "配偶"]]);
    expect(incomingOf(row, FACTS)).toMatchObject({ identity: "11010119900307000X|测试甲", person: { gender: "男" }, kase: { balances: { asOf: "2026-11-20", currentFen: 100_000, principalFen: 90_000 } } });
  });

  test("is known by its card where the bank gives no ID number", () => {
    const { idNo: _, ...debtor } = record().debtor;
    expect(incomingOf(record({ debtor }), FACTS).identity).toBe("card:6222000000010001");
  });

  test("is never one person with somebody of another name, though the bank wrote the same ID number", () => {
    const other = record({ debtor: { ...record().debtor, name: "测试丙" } });
    expect(incomingOf(other, FACTS).identity).not.toBe(incomingOf(record(), FACTS).identity);
  });

  test("given again leaves what the file leaves empty, adds numbers, and keeps the current one", () => {
    const person = newPerson(incomingOf(record(), FACTS), "p", id);
    const { homeAddress: _, ...debtor } = record().debtor;
    const later = incomingOf(record({ debtor: { ...debtor, employer: "某公司" }, phones: { mobile: { number: "13700003333", kind: "mobile" } } }), FACTS);
    const merged = mergedPerson(person, later, id);
    expect(merged).toMatchObject({ homeAddress: "北京市", employer: "某公司" });
    expect(merged.contacts.map((c) => [c.value, c.current])).toEqual([["13800001111", true], ["13700003333", false]]);
    expect(changedFields(person, merged)).toEqual(["employer", "contacts"]);
    expect(changedFields(merged, structuredClone(merged))).toEqual([]);
  });

  test("changed keeps the work; placed again it reopens and counts; known payments stay paid", () => {
    const doc = { ...newCase(incomingOf(record(), FACTS), "c", "p"), paidSincePlacementFen: 500, status: "recalled" as const, work: { ...newCase(incomingOf(record(), FACTS), "c", "p").work, attempts: 7 } };
    const later = incomingOf(record({ placedAmountFen: 200_000 }), { ...FACTS, batchNo: "20261130-001" });
    const changed = mergedCase(doc, later, { paidAfterFen: 30_000, placedAgain: false });
    expect(changed).toMatchObject({ placedFen: 200_000, balances: { currentFen: 170_000 }, work: { attempts: 7 }, status: "recalled", placements: 1, batchNo: "20261123-001", paidSincePlacementFen: 500 });
    expect(mergedCase(doc, later, { paidAfterFen: 0, placedAgain: true })).toMatchObject({ work: { attempts: 7 }, status: "open", placements: 2, batchNo: "20261130-001", paidSincePlacementFen: 0 });
  });
});

describe("a payment", () => {
  const doc = newCase(incomingOf(record(), FACTS), "c", "p");
  test("lowers the balance only when the bank's figures are older", () => {
    expect(withPayment(doc, { paidOn: "2026-11-20", amountFen: 1_000 })).toMatchObject({ balances: { currentFen: 100_000 }, paidSincePlacementFen: 1_000 });
    expect(withPayment(doc, { paidOn: "2026-11-21", amountFen: 1_000 })).toMatchObject({ balances: { currentFen: 99_000 }, lastPaymentOn: "2026-11-21" });
    expect(withPayment(doc, { paidOn: "2026-11-19", amountFen: 1_000 })).toMatchObject({ paidSincePlacementFen: 0 });
    expect(withPayment(doc, { paidOn: "2026-11-21", amountFen: 999_999 }).balances.currentFen).toBe(0);
  });
});

describe("a row that names a case", () => {
  const match = (caseNo: string, cardNo: string, status = "open"): Match => ({ id: caseNo, caseNo, cardNo, personId: "p", personName: "测试甲", status, doc: newCase(incomingOf(record(), FACTS), caseNo, "p") });
  const among = [match("A", "1111"), match("B", "2222"), match("B2", "2222"), match("C", "3333", "recalled")];
  const reason = (named: Parameters<typeof matchOf>[0]) => {
    const found = matchOf(named, among);
    return found.ok ? found.match.caseNo : found.reason;
  };
  test("is matched by number, else by card, and never guessed", () => {
    expect(reason({ caseNo: "A" })).toBe("A");
    expect(reason({ cardNo: "1111" })).toBe("A");
    expect(reason({ cardNo: "3333" })).toBe("C");
    expect(reason({ cardNo: "2222" })).toBe(UNMATCHED.severalCases);
    expect(reason({ caseNo: "A", cardNo: "2222" })).toBe(UNMATCHED.keysDiffer);
    expect(reason({ caseNo: "Z" })).toBe(UNMATCHED.noCase);
    expect(reason({ caseNo: "A", name: "别人" })).toBe(UNMATCHED.nameDiffers);
    expect(reason({ caseNo: "A", name: "测**" })).toBe("A");
  });
});

test("chance with a seed is the same every time", () => {
  const [a, b] = [randomFrom(7), randomFrom(7)];
  expect(Array.from({ length: 20 }, () => a.whole(1, 100))).toEqual(Array.from({ length: 20 }, () => b.whole(1, 100)));
  expect(randomFrom(1).next()).not.toBe(randomFrom(2).next());
});
