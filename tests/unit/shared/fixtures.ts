/** Small invented documents for tests of the pure domain. */
import { NEW_CASE_WORK, type CaseDoc, type ContactPoint, type LockdeskEvent, type PersonDoc } from "../../../shared/model/index.ts";

export const ID = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const contact = (over: Partial<ContactPoint> = {}): ContactPoint => ({
  id: ID(11), kind: "mobile", value: "13800000001", ownerName: "测试甲", relation: "本人", source: "contract", status: "unverified", current: true, ...over,
});

export const person = (over: Partial<PersonDoc> = {}): PersonDoc => ({
  id: ID(2), bankCode: "huabei", name: "测试甲", gender: "男", idNo: "110101199001010002", birthday: "1990-01-01", email: "", employer: "", jobTitle: "",
  homeAddress: "", employerAddress: "", householdAddress: "", province: "", city: "", district: "",
  contacts: [contact()], holds: [], tally: { day: "2026-11-23", effective: 0, unanswered: {} }, applied: {}, ...over,
});

export const caseDoc = (over: Partial<CaseDoc> = {}): CaseDoc => ({
  id: ID(1), caseNo: "HB-1", bankCode: "huabei", bankName: "华北测试银行", batchNo: "P1", personId: ID(2), assigneeId: ID(3), teamId: ID(4), grantNo: 1,
  assignedAt: 0, cardNo: "6222000000000000", cardType: "普卡", placedOn: "2026-11-20", dueBackOn: "2027-02-20", hand: "一手", placedFen: 100_000,
  creditLimitFen: 0, billDay: "10", bucket: "M1", overdueOn: "", overdueDays: 10, overduePeriods: 1, lastPaymentFen: 0, lastPaymentOn: "",
  paidSincePlacementFen: 0,
  balances: { asOf: "2026-11-20", currency: "CNY", currentFen: 100_000, principalFen: 90_000, interestFen: 10_000, managementFeeFen: 0, penaltyInterestFen: 0, liquidatedDamagesFen: 0, lateFeeFen: 0, overlimitFeeFen: 0, minimumDueFen: 10_000 },
  previousNotes: "", placements: 1, tags: [], status: "open", work: NEW_CASE_WORK, applied: {}, ...over,
});

type Part = { type: LockdeskEvent["type"]; body: unknown };
/** An event of the device `ID(9)` with the given seq at `at` (UTC ms). */
export const event = (seq: number, part: Part, at = Date.parse("2026-11-23T02:00:00Z")): LockdeskEvent =>
  ({ id: ID(1000 + seq), seq, deviceId: ID(9), userId: ID(3), caseId: ID(1), personId: ID(2), at, atServer: at, v: 1, ...part }) as LockdeskEvent;

export const call = (over: Record<string, unknown> = {}): Part => ({
  type: "call.logged",
  body: { callId: ID(50), contactPointId: ID(11), direction: "out", line: "A2", person: null, outcome: null, tags: [], identityStated: false, note: "", startedAt: 0, endedAt: 0, ...over },
});
