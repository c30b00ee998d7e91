/** Early warnings as rows, and the form as it is prefilled from the call. */
import type { z } from "zod";
import type { WarningRowSchema } from "../../../shared/ipc/contract.ts";
import type { WarningDoc } from "../../../shared/model/documents.ts";
import type { EventBody } from "../../../shared/model/events.ts";
import type { OutcomeCode, PersonCode } from "../../../shared/model/disposition.ts";
import { maskName } from "../../../shared/model/masking.ts";
import { maskText } from "../../../shared/model/masking-text.ts";
import type { WarningForm } from "../../../shared/model/warning-form.ts";
import { formatTime } from "../../../shared/model/time.ts";
import { EARLY_WARNING } from "../../../shared/workflow/early-warning.ts";
import { maskWarning } from "./mask.ts";

export type WarningRow = z.output<typeof WarningRowSchema>;

export function warningRow(w: { doc: WarningDoc; pending: boolean; name: string; caseNo: string; bankName: string }): WarningRow {
  // A desk that has no case of it reads name and number as they were frozen with the form.
  const { facts } = w.doc;
  return { warning: maskWarning(w.doc), nameMasked: w.name ? maskName(w.name) : (facts["name"] ?? ""), caseNo: w.caseNo || (facts["caseNo"] ?? ""), bankName: w.bankName || (facts["bank"] ?? ""), pending: w.pending };
}

/** States in which somebody still owes a step. */
export const OPEN_STATES: readonly string[] = [...new Set(EARLY_WARNING.steps.filter((s) => s.next !== null).flatMap((s): readonly string[] => s.from))];

/** Words of the paper form (PRODUCT.md 3 and 4); data of the record, not of the interface. */
const REACHED_WORDS: Record<PersonCode, string> = {
  B1: "本人", B2: "未核实身份", B3: "担保人", B4: "相关第三人", B5: "无关第三人", B6: "号码易主", B7: "代理人", B8: "未成年人",
};
const NOT_YET_ASKED = "通话中,对象待核实";

/** What an outcome already says about the warning. */
const BY_OUTCOME: Partial<Record<OutcomeCode, Partial<WarningForm>>> = {
  C10: { types: ["amountDispute"] },
  C12: { emotion: "agitated", urgency: "urgent" },
  C16: { emotion: "selfHarmRisk", urgency: "critical" },
  C17: { types: ["suspectedAgent"] },
};

/**
 * The form as far as it can be known: the live or last call, its result when there is one already.
 * Every field may be changed; the summary is to be completed.
 */
export function prefillForm(input: { t0: number; contactMasked: string; call: Pick<EventBody<"call.logged">, "person" | "outcome" | "note"> | null }): WarningForm {
  const { call } = input;
  const reached = call?.person ? REACHED_WORDS[call.person] : NOT_YET_ASKED;
  const where = input.contactMasked ? `与 ${input.contactMasked} ` : "";
  const said = call?.note ? maskText(call.note) : "对方表示不满并有投诉倾向。";
  return {
    reached, types: ["other"], emotion: "dissatisfied", channels: ["unsaid"], demand: "", explained: "", urgency: "normal",
    ...(call?.outcome ? BY_OUTCOME[call.outcome] : {}),
    summary: `${formatTime(input.t0)} ${where}通话,${said}`.slice(0, 300),
  };
}
