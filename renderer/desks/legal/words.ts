/** Words of the legal referral for the common parts; a name this version does not know shows itself. */
import { REFERRAL, MATERIAL_CHECKS, REFERRAL_DECISIONS, REFERRAL_OUTCOMES, type ReferralStep } from "../../../shared/workflow/referral.ts";
import type { legal } from "../../i18n/zh-CN/legal.ts";
import { useWords, type Translate } from "../../i18n/index.ts";
import type { FlowWords } from "../../workflow/words.ts";

const stepKey = (step: string): ReferralStep | null => REFERRAL.steps.find((s) => s.step === step)?.step ?? null;
const FIELDS = ["registerNo", "receiptNo", "check", "opinion", "unit", "deliveredAt", "arrestAt", "amount", "paidAt", "decision", "material", "otherBank", "admission", "applicationNo", "outcome", "archiveNo"] as const satisfies readonly (keyof (typeof legal)["field"])[];
const STATES = ["confirmed", "filed", "registered", "signed", "incomplete", "checked", "channelled", "delivered", "stopped", "concluded", "archived"] as const satisfies readonly (keyof (typeof legal)["state"])[];

export function stateWord(state: string, t: Translate): string {
  const known = STATES.find((s) => s === state);
  return known ? t(`legal:state.${known}`) : state;
}

function valueWord(field: string, value: string, t: Translate): string {
  const check = field === "check" ? MATERIAL_CHECKS.find((x) => x === value) : undefined;
  const decision = field === "decision" ? REFERRAL_DECISIONS.find((x) => x === value) : undefined;
  const outcome = field === "outcome" ? REFERRAL_OUTCOMES.find((x) => x === value) : undefined;
  if (check) return t(`legal:check.${check}`);
  if (decision) return t(`legal:decision.${decision}`);
  return outcome ? t(`legal:outcome.${outcome}`) : value;
}

export function useReferralWords(): FlowWords {
  const { t } = useWords();
  return {
    step: (step) => {
      const known = stepKey(step);
      return known ? t(`legal:step.${known}`) : step;
    },
    field: (name) => {
      const known = FIELDS.find((f) => f === name);
      return known ? t(`legal:field.${known}`) : name;
    },
    value: (field, value) => valueWord(field, value, t),
  };
}
