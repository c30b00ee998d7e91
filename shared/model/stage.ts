/**
 * Delinquency stage (PRODUCT.md 2, reading 19): M1–M3 normal, M4–M6 suspicious, M7+ malicious,
 * months late as the bank gives them.
 */
export const STAGES = ["normal", "suspicious", "malicious"] as const;
export type Stage = (typeof STAGES)[number];

/** Months late named by a bucket (`M1` … `M24`, `M7+`); null when the text names none. */
export function bucketMonths(bucket: string): number | null {
  const match = /^M(\d{1,2})\+?$/.exec(bucket.trim().toUpperCase());
  return match ? Number(match[1]) : null;
}

/** Stage of a bucket; an unreadable bucket counts as normal, the mildest treatment. */
export function stageOf(bucket: string): Stage {
  const months = bucketMonths(bucket) ?? 0;
  if (months >= 7) return "malicious";
  if (months >= 4) return "suspicious";
  return "normal";
}
