/** States and steps of the early warning as keys of the word files. */
import { EARLY_WARNING, type WarningStep } from "../../shared/workflow/early-warning.ts";

const STATES = ["stamped", "filed", "found", "unfounded", "planned", "soothed", "forwarded", "rechecked", "approved", "sealed", "sent", "signed"] as const;

/** A state's word; one this version does not know counts as filed. */
export const stateKey = (state: string): (typeof STATES)[number] => STATES.find((s) => s === state) ?? "filed";
/** A step's word; one this version does not know counts as filing. */
export const stepKey = (step: string): WarningStep => EARLY_WARNING.steps.find((s) => s.step === step)?.step ?? "file";
