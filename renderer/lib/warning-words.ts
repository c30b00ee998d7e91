/** States and steps of the early warning as keys of the word files. */
import { DISPOSALS, EARLY_WARNING, SOOTHING_RESULTS, type WarningStep } from "../../shared/workflow/early-warning.ts";
import { useWords } from "../i18n/index.ts";
import type { FlowWords } from "../workflow/words.ts";

const STATES = ["stamped", "filed", "found", "unfounded", "planned", "soothed", "forwarded", "rechecked", "approved", "sealed", "sent", "signed"] as const;

/** A state's word; one this version does not know counts as filed. */
export const stateKey = (state: string): (typeof STATES)[number] => STATES.find((s) => s === state) ?? "filed";
/** A step's word; one this version does not know counts as filing. */
export const stepKey = (step: string): WarningStep => EARLY_WARNING.steps.find((s) => s.step === step)?.step ?? "file";

const FIELDS = ["result", "recordingNo", "promised", "disposal", "reason", "archiveNo", "opinion", "channel", "receiptNo"] as const;

/** Words of the early warning for the common parts; a name this version does not know shows itself. */
export function useWarningWords(): FlowWords {
  const { t } = useWords();
  return {
    step: (step) => t(`terms:warningStep.${stepKey(step)}`),
    field: (name) => {
      const known = FIELDS.find((f) => f === name);
      return known ? t(`warning:field.${known}`) : name;
    },
    value: (field, value) => {
      const result = field === "result" ? SOOTHING_RESULTS.find((r) => r === value) : undefined;
      const disposal = field === "disposal" ? DISPOSALS.find((d) => d === value) : undefined;
      if (result) return t(`terms:soothingResult.${result}`);
      return disposal ? t(`terms:disposal.${disposal}`) : value;
    },
  };
}
