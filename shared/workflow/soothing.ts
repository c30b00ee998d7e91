/** Whose call a soothing call is: what the contact gate lets pass, and what the centre does not take for a call after 停催. Pure. */
import type { Soothing } from "../conduct/gate.ts";
import type { WarningDoc } from "../model/documents.ts";
import type { FormDoc } from "../model/form-doc.ts";
import { EARLY_WARNING } from "./early-warning.ts";
import { openSteps } from "./engine.ts";
import { stepsBeside, stepsOwedBy, type Sitting } from "./form.ts";
import { excludedFrom, warningStanding } from "./warning.ts";

/** Steps that are a call to whoever is upset, in the tables of both workflows. */
export const SOOTHING_STEPS: readonly string[] = ["soothe", "sootheAgain"];

/** True when the complaint's soothing is this person's to do: owed now, or open beside the path once it was done. */
export const soothesComplaint = (doc: FormDoc, me: Sitting): boolean =>
  doc.workflow === "complaint" && [...stepsOwedBy(doc, me), ...stepsBeside(doc, me)].some((s) => SOOTHING_STEPS.includes(s.step));

/** True when the warning's plan stands, and its soothing is not closed to this person. */
export const soothesWarning = (doc: WarningDoc, me: Sitting): boolean =>
  openSteps(EARLY_WARNING, warningStanding(doc)).some((s) => SOOTHING_STEPS.includes(s.step)) && !excludedFrom(doc, "soothe").includes(me.id);

/** What of the documents about one person a call of this user's soothes; null = an ordinary call. A complaint goes before a warning. */
export function soothingOf({ complaints, warnings }: { complaints: readonly FormDoc[]; warnings: readonly WarningDoc[] }, me: Sitting): Soothing | null {
  if (complaints.some((doc) => soothesComplaint(doc, me))) return "complaint";
  return warnings.some((doc) => soothesWarning(doc, me)) ? "warning" : null;
}
