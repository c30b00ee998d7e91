/** A step of an early warning, drawn from its table. */
import type { StepDef } from "../../../shared/workflow/table.ts";
import { call } from "../../lib/api.ts";
import { useWarningWords } from "../../lib/warning-words.ts";
import { StepForm } from "../../workflow/StepForm.tsx";
import type { WarningRow } from "../supervisor/logic/inbox.ts";

interface Props {
  readonly row: WarningRow;
  readonly step: StepDef;
  readonly onSaved: (row: WarningRow) => void;
  readonly combo?: string;
}

export function WarningStepForm({ row, step, ...rest }: Props) {
  const words = useWarningWords();
  const { id } = row.warning;
  return <StepForm {...rest} id={id} step={step} words={words} draft="warning.step" send={(body) => call("warning.step", { warningId: id, step: step.step, body })} />;
}
