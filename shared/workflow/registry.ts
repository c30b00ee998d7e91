/** Workflows whose instances are form documents. A new one is a step table, a line here, and a name in `FORM_WORKFLOWS`. */
import type { FormWorkflow } from "../model/form-doc.ts";
import { COMPLAINT } from "./complaint.ts";
import { REFERRAL } from "./referral.ts";
import type { WorkflowDef } from "./table.ts";

export const FORMS: Readonly<Record<FormWorkflow, WorkflowDef>> = { complaint: COMPLAINT, legalReferral: REFERRAL };
