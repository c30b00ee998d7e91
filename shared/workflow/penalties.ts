/**
 * 处罚标准 (PRODUCT.md 2, reading 17): which penalties there are and what each has to say. The plan's own table is
 * empty, so this one is the house's to change; `none` is a decision too, and is approved like any other.
 */
export const PENALTIES = [
  { kind: "none", amount: false },
  { kind: "talk", amount: false },
  { kind: "written", amount: false },
  { kind: "training", amount: false },
  { kind: "deduction", amount: true },
  { kind: "transfer", amount: false },
  { kind: "dismissal", amount: false },
] as const;

export const PENALTY_KINDS = PENALTIES.map((p) => p.kind);
/** Penalties that name a sum. */
export const WITH_AMOUNT: readonly string[] = PENALTIES.filter((p) => p.amount).map((p) => p.kind);
