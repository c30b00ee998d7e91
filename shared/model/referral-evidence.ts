/**
 * The evidence of R-30: two effective collections at least 30 days apart with proof, then more than three months
 * unpaid, and at least 50,000 yuan of principal. The builder lists what qualifies and says what is missing; it
 * decides nothing (T-11: no pressure is made of it, it only keeps a referral from leaving half proved). Pure.
 */
import { z } from "zod";
import { addDays, dayOf, daysBetween } from "./time.ts";

export const EVIDENCE_KINDS = ["call", "letter", "visit"] as const;
/** R-30's figures; by R-31 "at least" includes the figure, "more than" does not. */
export const EVIDENCE_RULE = { contacts: 2, daysApart: 30, monthsUnpaid: 3, principalFen: 5_000_000 } as const;

export interface Contact {
  readonly kind: (typeof EVIDENCE_KINDS)[number];
  /** UTC ms. */
  readonly at: number;
  /** The debtor themselves were reached: identity verified on the line, signed for, or met. */
  readonly reached: boolean;
  /** Recording or proof of delivery by number; empty = none. */
  readonly proof: string;
}

/** What is missing, in the order in which somebody would see to it. */
export const EVIDENCE_GAPS = ["noContact", "noProof", "onlyOne", "tooClose", "waiting", "amount"] as const;
export type EvidenceGap = (typeof EVIDENCE_GAPS)[number];

const contact = z.object({ kind: z.enum(EVIDENCE_KINDS), at: z.number().int(), reached: z.boolean(), proof: z.string(), /** Counts: reached, and proved. */ counts: z.boolean() });
export const ReferralEvidenceSchema = z.object({
  contacts: z.array(contact),
  /** The two that are furthest apart of those that count. */
  first: z.number().int().nullable(),
  second: z.number().int().nullable(),
  daysApart: z.number().int().nullable(),
  principalFen: z.number().int(),
  missing: z.array(z.object({ gap: z.enum(EVIDENCE_GAPS), /** Contacts without proof, days still missing, or yuan below, in fen. */ n: z.number().int(), /** From when on it is there, `YYYY-MM-DD`; empty where no day can say. */ from: z.string() })),
  enough: z.boolean(),
  at: z.number().int(),
});
export type ReferralEvidence = z.infer<typeof ReferralEvidenceSchema>;
type Missing = ReferralEvidence["missing"][number];

/** The same day some months later; the last of the month where there is no such day. */
export function monthsLater(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const index = year * 12 + month - 1 + months;
  const first = `${String(Math.floor(index / 12)).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}`;
  for (let d = date; d > 28; d -= 1) {
    const at = `${first}-${String(d).padStart(2, "0")}`;
    if (!Number.isNaN(Date.parse(`${at}T00:00:00Z`)) && new Date(`${at}T00:00:00Z`).getUTCDate() === d) return at;
  }
  return `${first}-${String(Math.min(date, 28)).padStart(2, "0")}`;
}

/** Builds the evidence as it stands at `now` (UTC ms). */
export function buildEvidence({ contacts, principalFen, now }: { contacts: readonly Contact[]; principalFen: number; now: number }): ReferralEvidence {
  const listed = [...contacts].sort((a, b) => a.at - b.at).map((c) => ({ ...c, counts: c.reached && c.proof.trim() !== "" }));
  const counting = listed.filter((c) => c.counts);
  const first = counting[0]?.at ?? null;
  const pair = first === null ? null : (counting.find((c) => daysBetween(dayOf(first), dayOf(c.at)) >= EVIDENCE_RULE.daysApart) ?? null);
  const last = counting.at(-1)?.at ?? null;
  const second = pair?.at ?? (counting.length > 1 ? last : null);
  const missing = [...ofContacts(listed, first, pair !== null), ...ofWaiting(pair?.at ?? null, now), ...ofAmount(principalFen)];
  return {
    contacts: listed, first, second, daysApart: first === null || second === null ? null : daysBetween(dayOf(first), dayOf(second)), principalFen, missing, enough: missing.length === 0, at: now,
  };
}

function ofContacts(listed: readonly (Contact & { counts: boolean })[], first: number | null, apart: boolean): Missing[] {
  const unproved = listed.filter((c) => c.reached && !c.counts).length;
  if (apart) return [];
  const noProof: Missing[] = unproved > 0 ? [{ gap: "noProof", n: unproved, from: "" }] : [];
  if (first === null) return [...(unproved > 0 ? [] : [{ gap: "noContact" as const, n: EVIDENCE_RULE.contacts, from: "" }]), ...noProof];
  const counting = listed.filter((c) => c.counts);
  const from = addDays(dayOf(first), EVIDENCE_RULE.daysApart);
  if (counting.length < EVIDENCE_RULE.contacts) return [{ gap: "onlyOne", n: 1, from }, ...noProof];
  return [{ gap: "tooClose", n: EVIDENCE_RULE.daysApart - daysBetween(dayOf(first), dayOf(counting.at(-1)?.at ?? first)), from }, ...noProof];
}

/** More than three months since the second: from the day after. */
function ofWaiting(second: number | null, now: number): Missing[] {
  if (second === null) return [];
  const from = addDays(monthsLater(dayOf(second), EVIDENCE_RULE.monthsUnpaid), 1);
  return dayOf(now) >= from ? [] : [{ gap: "waiting", n: daysBetween(dayOf(now), from), from }];
}

const ofAmount = (principalFen: number): Missing[] => (principalFen >= EVIDENCE_RULE.principalFen ? [] : [{ gap: "amount", n: EVIDENCE_RULE.principalFen - principalFen, from: "" }]);
