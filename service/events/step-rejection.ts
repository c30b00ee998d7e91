/** How a step the table refuses is answered to the workstation. */
import type { RejectionCode } from "../../shared/model/rejection.ts";
import type { StepAnswer, StepRefusalCode } from "../../shared/workflow/engine.ts";
import type { Rejection } from "./judge.ts";

const REJECTION_OF: Record<StepRefusalCode, RejectionCode> = { unknown_step: "malformed", wrong_state: "wrong_state", not_owner: "forbidden", recused: "forbidden", off_duty: "forbidden", bad_body: "malformed" };

export const rejectedStep = (answer: Extract<StepAnswer, { ok: false }>): Rejection => ({ code: REJECTION_OF[answer.code], detail: answer.issues.join("; ") });
