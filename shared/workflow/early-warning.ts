/**
 * 投诉预警 (S-26 with PRODUCT.md 2, readings 6–13) as a step table: from the key in the call to the bank's receipt.
 * The supervisor's 30 minutes and 3 hours both run from receipt; the head is informed and is no gate; the manager
 * has what the 5 hours leave; 已转出 ends the whole.
 */
import { z } from "zod";
import { SoothingPlanSchema, WarningFindingSchema } from "../model/warning-form.ts";
import { bodyOf, choice, line, prose, type Field } from "./fields.ts";
import type { StepDef, WorkflowDef } from "./table.ts";

/** 安抚结果. `quietHours`: 静默时段未安抚, filed at night and done in the morning (reading 11). */
export const SOOTHING_RESULTS = ["calmed", "followUp", "insists", "notReached", "quietHours"] as const;
/** 后续处置: what becomes of the person's pause (reading 7). */
export const DISPOSALS = ["resume", "handOver", "stop", "toComplaint"] as const;

const TALKED = { field: "result", in: ["calmed", "followUp", "insists"] } as const;
const NOT_TALKED = { field: "result", in: ["notReached", "quietHours"] } as const;
const SOOTHING: readonly Field[] = [
  choice("result", SOOTHING_RESULTS),
  line("recordingNo", { required: TALKED, forbidden: NOT_TALKED }),
  prose("promised", { required: false }),
  choice("disposal", DISPOSALS, { required: { field: "result", in: ["calmed", "insists"] }, forbidden: NOT_TALKED }),
];
const RELEASE: readonly Field[] = [choice("disposal", DISPOSALS), prose("reason")];
const FORWARD: readonly Field[] = [line("archiveNo")];
const RECHECK: readonly Field[] = [prose("opinion"), line("archiveNo")];
const APPROVE: readonly Field[] = [prose("opinion")];
const RELAY: readonly Field[] = [prose("channel")];
const SIGN: readonly Field[] = [line("receiptNo")];
const NOTHING: readonly Field[] = [];

const formed = (fields: readonly Field[]) => ({ fields, body: bodyOf(fields) });
/** A form with a screen of its own. */
const screened = (body: z.ZodType) => ({ fields: NOTHING, body });

const HEAD = { role: "head", of: "region" } as const;
const CLERK = { role: "clerk", of: "house" } as const;
const ASSISTANT = { role: "assistant", of: "house" } as const;
/** Nobody decides on a warning that concerns them. */
const RECUSED = ["accused", "named"] as const;

/** From the form on; 阅知 and a later soothing call go beside the path. */
const FILED = ["filed", "found", "unfounded", "planned", "soothed", "forwarded", "rechecked", "approved", "sealed", "sent", "signed"] as const;
const SOOTHED = ["soothed", "forwarded", "rechecked", "approved", "sealed", "sent", "signed"] as const;

export const EARLY_WARNING = {
  name: "earlyWarning",
  initial: "stamped",
  whole: { minutes: 300, until: "relay", source: "S-26.8" },
  // step, owner | from → next | clock | fields | copies | breach | excluded
  steps: [
    { step: "file", owner: "collector", from: ["stamped"], next: "filed", clock: { minutes: 5, since: "start" }, ...screened(z.unknown()), copies: [HEAD], breach: "supervisor", excludes: [], ownEvent: true, source: "S-26.1" },
    { step: "find", owner: "supervisor", from: ["filed"], next: { by: "finding", to: { upheld: "found", notUpheld: "unfounded" } }, clock: { minutes: 30, since: "file" }, ...screened(WarningFindingSchema), copies: [HEAD], breach: "head", excludes: RECUSED, source: "S-26.2" },
    { step: "plan", owner: "supervisor", from: ["found", "unfounded", "planned"], next: "planned", clock: { minutes: 30, since: "file" }, ...screened(SoothingPlanSchema), copies: [HEAD], breach: "head", excludes: RECUSED, again: true, source: "S-26.2" },
    { step: "release", owner: "supervisor", from: ["unfounded"], next: "soothed", clock: { minutes: 180, since: "file", stands: "quiet" }, ...formed(RELEASE), copies: [HEAD, CLERK], breach: "head", excludes: RECUSED, source: "R8" },
    { step: "soothe", owner: "supervisor", from: ["planned"], next: "soothed", clock: { minutes: 180, since: "file", stands: "quiet" }, ...formed(SOOTHING), copies: [HEAD, CLERK], breach: "head", excludes: RECUSED, source: "S-26.3" },
    { step: "sootheAgain", owner: "supervisor", from: SOOTHED, next: null, clock: null, ...formed(SOOTHING), copies: [HEAD], breach: "head", excludes: RECUSED, again: true, source: "R11" },
    { step: "read", owner: "head", from: FILED, next: null, clock: null, ...formed(NOTHING), copies: [], breach: "head", excludes: RECUSED, source: "R10" },
    { step: "forward", owner: "clerk", from: ["soothed"], next: "forwarded", clock: { minutes: 10, since: ["soothe", "release"] }, ...formed(FORWARD), copies: [ASSISTANT], breach: "assistant", excludes: RECUSED, source: "S-26.4" },
    { step: "recheck", owner: "customerService", from: ["forwarded"], next: "rechecked", clock: { minutes: 30, since: "forward" }, ...formed(RECHECK), copies: [], breach: "customerServiceManager", excludes: RECUSED, source: "S-26.5" },
    { step: "approve", owner: "customerServiceManager", from: ["rechecked"], next: "approved", clock: { rest: "whole", since: "recheck" }, ...formed(APPROVE), copies: [], breach: "operationsDirector", excludes: RECUSED, source: "S-26.6" },
    { step: "seal", owner: "customerService", from: ["approved"], next: "sealed", clock: { minutes: 5, since: "approve" }, ...formed(NOTHING), copies: [], breach: "customerServiceManager", excludes: RECUSED, fixes: true, source: "S-26.7" },
    { step: "relay", owner: "it", from: ["sealed"], next: "sent", clock: { minutes: 5, since: "approve" }, ...formed(RELAY), copies: [ASSISTANT], breach: "customerServiceManager", excludes: RECUSED, sees: "envelope", source: "S-26.7" },
    { step: "sign", owner: "customerService", from: ["sent"], next: "signed", clock: null, ...formed(SIGN), copies: [ASSISTANT], breach: "customerServiceManager", excludes: RECUSED, source: "R13" },
  ],
} as const satisfies WorkflowDef;

export type WarningStep = (typeof EARLY_WARNING)["steps"][number]["step"];
/** The same table as the engine reads any. */
export const WARNING_STEPS: readonly StepDef[] = EARLY_WARNING.steps;
