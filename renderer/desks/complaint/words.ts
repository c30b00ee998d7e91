/** Words of complaints for the common parts and the panes; a name this version does not know shows itself. */
import { COMPLAINT, type ComplaintStep } from "../../../shared/workflow/complaint.ts";
import { useWords, type Translate } from "../../i18n/index.ts";
import { complaint as source } from "../../i18n/zh-CN/complaint.ts";
import { useCall } from "../../lib/use-call.ts";
import type { FlowWords } from "../../workflow/words.ts";

type FieldName = keyof typeof source.field;
const isField = (name: string): name is FieldName => name in source.field;
type StateName = keyof typeof source.state;

export const stepWord = (step: string, t: Translate): string => {
  const known: ComplaintStep | undefined = COMPLAINT.steps.find((s) => s.step === step)?.step;
  return known ? t(`complaint:step.${known}`) : step;
};
export const stateWord = (state: string, t: Translate): string => (state in source.state ? t(`complaint:state.${state as StateName}`) : state);
export const fieldWord = (name: string, t: Translate): string => (isField(name) ? t(`complaint:field.${name}`) : name);

/** Fields whose values are words of the table. */
const CHOICES = ["conclusion", "result", "decision", "answer", "penalty", "satisfaction"] as const;

function choiceWord(field: string, value: string, t: Translate): string | null {
  const known = CHOICES.find((c) => c === field);
  return known && value in source[known] ? t(`complaint:${known}.${value}` as "complaint:result.calmed") : null;
}

export function useComplaintWords(): FlowWords & { nameOf: (id: string) => string } {
  const { t } = useWords();
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  const nameOf = (id: string): string => colleagues.find((c) => c.id === id)?.name ?? "—";
  const teamOf = (id: string): string => colleagues.find((c) => c.teamId === id)?.teamName ?? "—";
  return {
    nameOf,
    step: (step) => stepWord(step, t),
    field: (name) => fieldWord(name, t),
    value: (field, value) => {
      if (field === "people" || field === "recused") return value.split(" ").map(nameOf).join(" / ");
      return field === "department" ? teamOf(value) : (choiceWord(field, value, t) ?? value);
    },
  };
}
