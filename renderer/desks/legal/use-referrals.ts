/** What a desk owes and was told of the referrals it sees, kept current by themselves. The window's title counts what is owed here. */
import type { FormRow } from "../../../shared/ipc/contract.ts";
import { clockOf, type Running } from "../../../shared/workflow/clocks.ts";
import { formStanding, stepsBeside, stepsOwedBy } from "../../../shared/workflow/form.ts";
import { REFERRAL } from "../../../shared/workflow/referral.ts";
import type { StepDef } from "../../../shared/workflow/table.ts";
import { useOwedCount } from "../../lib/owed-count.ts";
import type { Loaded } from "../../lib/use-call.ts";
import { useFollowed } from "../../lib/use-followed.ts";
import { useMe } from "../../stores/session.ts";

export interface ReferralItem {
  readonly row: FormRow;
  /** What this person owes now, and what they may do beside it. */
  readonly owed: readonly StepDef[];
  readonly beside: readonly StepDef[];
  /** The clock of the first step owed; null when none runs. */
  readonly clock: Running | null;
}
export interface Referrals {
  readonly loaded: Loaded<unknown>;
  readonly mine: readonly ReferralItem[];
  readonly told: readonly ReferralItem[];
}

const due = ({ clock }: ReferralItem): number => clock?.due ?? Infinity;

/** Follows the referrals for as long as the component is mounted. */
export function useReferrals(): Referrals {
  const me = useMe();
  const loaded = useFollowed("forms.list", { workflow: "legalReferral" });
  const items = (loaded.data?.forms ?? []).map((row): ReferralItem => {
    const doc = { ...row.form, applied: {} };
    const owed = stepsOwedBy(doc, me);
    const [first] = owed;
    return { row, owed, beside: stepsBeside(doc, me), clock: first ? clockOf(REFERRAL, first, formStanding(doc).moments) : null };
  });
  const mine = items.filter((i) => i.owed.length > 0).sort((a, b) => due(a) - due(b));
  useOwedCount("referrals", loaded.data && mine.length);
  return { loaded, mine, told: items.filter((i) => i.owed.length === 0) };
}
