/**
 * 客户投诉 (S-16…S-25 with PRODUCT.md 2, readings 1–5 and 15–17) as a step table: from the form customer service
 * fills in to the closing report at the bank. From the assistant's hand-over risk control (statement, soothing call)
 * and the data post (its own pull) work beside each other; the review begins when all three are there. The bank's
 * answer may send it round again. 当事人陈述 and an accompanied apology are open to whoever is accused; every other
 * step is closed to them and to whoever was recused. No step takes a complaint back (T-14).
 */
import { z } from "zod";
import { CONCLUSIONS } from "../model/complaint-form.ts";
import { bodyOf, choice, line, prose, typed, type Field } from "./fields.ts";
import { PENALTY_KINDS, WITH_AMOUNT } from "./penalties.ts";
import type { StepDef, WorkflowDef } from "./table.ts";

/** 安抚结果 of a complaint; 未联系上 is one, and says how often it was tried (reading 2). */
export const COMPLAINT_SOOTHING = ["calmed", "followUp", "insists", "notReached"] as const;
export const DECISIONS = ["approved", "returned"] as const;
/** 银行反馈意见. */
export const BANK_ANSWERS = ["satisfied", "supplement", "returned"] as const;
export const SATISFACTIONS = ["satisfied", "neutral", "dissatisfied", "notReached"] as const;

const NOT_REACHED = { field: "result", in: ["notReached"] } as const;
const TALKED = { field: "result", in: ["calmed", "followUp", "insists"] } as const;
const SOOTHING: readonly Field[] = [
  choice("result", COMPLAINT_SOOTHING),
  typed("contactedAt", "time", { required: TALKED, forbidden: NOT_REACHED }),
  typed("attempts", "count"),
  line("recordingNo", { required: TALKED, forbidden: NOT_REACHED }),
  prose("promised", { required: false }),
];
const STATEMENT: readonly Field[] = [prose("course"), prose("cause"), choice("conclusion", CONCLUSIONS), prose("correction")];
const REVIEW: readonly Field[] = [choice("conclusion", CONCLUSIONS), prose("opinion")];
const DECIDE: readonly Field[] = [choice("decision", DECISIONS), prose("opinion")];
const OPINION: readonly Field[] = [prose("opinion")];
const REPORT: readonly Field[] = [prose("report")];
/** What goes to the bank says by which way and when it went; the program sends nothing (reading 18). */
const SENT: readonly Field[] = [line("channel"), typed("sentAt", "time"), line("receiptNo", { required: false })];
const PROPOSAL: readonly Field[] = [
  choice("penalty", PENALTY_KINDS),
  line("clause", { required: { field: "penalty", in: PENALTY_KINDS.filter((k) => k !== "none") } }),
  typed("people", "people", { required: { field: "penalty", in: PENALTY_KINDS.filter((k) => k !== "none") }, forbidden: { field: "penalty", in: ["none"] } }),
  typed("amount", "amount", { required: { field: "penalty", in: WITH_AMOUNT }, forbidden: { field: "penalty", in: PENALTY_KINDS.filter((k) => !WITH_AMOUNT.includes(k)) } }),
  prose("opinion"),
];
/** 四段书面报告 (S-19). */
const FOUR_PARTS: readonly Field[] = [prose("analysis"), prose("solution"), prose("future"), prose("understanding")];
const UNREACHED = { field: "satisfaction", in: ["notReached"] } as const;
const VISIT: readonly Field[] = [
  choice("satisfaction", SATISFACTIONS), typed("contactedAt", "time"),
  line("recordingNo", { required: { field: "satisfaction", in: ["satisfied", "neutral", "dissatisfied"] }, forbidden: UNREACHED }), prose("opinion", { required: false }),
];

const formed = (fields: readonly Field[]) => ({ fields, body: bodyOf(fields) });
const house = (role: StepDef["owner"]) => ({ role, of: "house" }) as const;
/** 总监级以上人员. */
const DIRECTORS = [house("operationsDirector"), house("marketingDirector"), house("generalManager")] as const;
const HEAD = { role: "head", of: "region" } as const;
const ASSISTANT = house("assistant");
const MANAGER = house("customerServiceManager");
const RECUSED = ["accused", "named"] as const;

/** From the hand-over to the closing report: what goes beside the path is open all the way. */
const RUNNING = [
  "collecting", "reviewed", "returned", "decided", "handedOver", "passed", "reported", "supplementing", "answered", "proposed", "noneProposed",
  "penaltyApproved", "executed", "penaltySettled", "confirmWritten", "confirmPassed", "confirmSent", "visited", "closingWritten", "closingPassed",
] as const;
/** Steps that hand something over for the bank: the centre seals a package with each. */
export const SENDING = ["sendReport", "report", "sendConfirm", "sendClosing"] as const;
/** The last of these hand-overs begins the 30 minutes of review, approval and sending. */
const GATHERED = { minutes: 30, since: ["statement", "soothe", "pull", "reviewAgain"], of: "last" } as const;
/** And these the 60 minutes of customer service. */
const TO_THE_BANK = { minutes: 60, since: ["handOver", "supplement"], of: "last" } as const;

export const COMPLAINT = {
  name: "complaint",
  initial: "received",
  whole: { minutes: 230, until: "report", source: "S-16" },
  // step, owner | from → next | clock | fields | copies | breach | excluded
  steps: [
    { step: "file", owner: "customerService", from: ["received"], next: "filed", clock: { minutes: 10, since: "start" }, fields: [], body: z.unknown(), copies: [MANAGER, ASSISTANT, ...DIRECTORS], breach: "customerServiceManager", excludes: RECUSED, ownEvent: true, source: "S-16.1" },
    { step: "forward", owner: "assistant", from: ["filed"], next: "collecting", clock: { minutes: 10, since: "file" }, ...formed([typed("department", "team"), typed("recused", "people", { required: false }), prose("opinion", { required: false })]), copies: [HEAD, house("dataPost")], breach: "operationsDirector", excludes: RECUSED, source: "S-16.2" },
    // Beside each other from the hand-over (readings 1 and 2).
    { step: "statement", owner: "head", from: ["collecting"], next: null, owed: true, clock: { minutes: 120, since: "forward" }, ...formed(STATEMENT), copies: [ASSISTANT], breach: "operationsDirector", excludes: RECUSED, source: "S-16.3" },
    { step: "soothe", owner: "supervisor", from: ["collecting"], next: null, owed: true, clock: { minutes: 120, since: "forward", stands: "quiet" }, ...formed(SOOTHING), copies: [HEAD, ASSISTANT], breach: "head", excludes: RECUSED, source: "S-18" },
    { step: "pull", owner: "dataPost", from: ["collecting"], next: null, owed: true, clock: { minutes: 120, since: "forward" }, ...formed([prose("opinion")]), copies: [ASSISTANT], breach: "assistant", excludes: RECUSED, source: "R1" },
    // At once, as it moves: the supervisor writes, customer service sends (reading 3); "at once" is the ten minutes of every hand-on.
    { step: "firstReport", owner: "supervisor", from: RUNNING, next: null, owed: true, clock: { minutes: 10, since: "forward" }, ...formed(REPORT), copies: [HEAD], breach: "head", excludes: RECUSED, source: "R3" },
    { step: "progressReport", owner: "supervisor", from: RUNNING, next: null, after: ["firstReport"], again: true, clock: null, ...formed(REPORT), copies: [HEAD], breach: "head", excludes: RECUSED, source: "R3" },
    { step: "sendReport", owner: "customerService", from: RUNNING, next: null, owed: true, answers: ["firstReport", "progressReport"], clock: { minutes: 10, since: ["firstReport", "progressReport"], of: "last" }, ...formed(SENT), copies: [MANAGER], breach: "customerServiceManager", excludes: RECUSED, fixes: true, source: "R3" },
    // Once for each package that left: the bank has it, and its password is gone (S-43, reading 13).
    { step: "receipt", owner: "customerService", from: [...RUNNING, "closed"], next: null, answers: SENDING, clock: null, ...formed([line("receiptNo")]), copies: [MANAGER], breach: "customerServiceManager", excludes: RECUSED, source: "R13" },
    { step: "sootheAgain", owner: "supervisor", from: RUNNING, next: null, after: ["soothe"], again: true, clock: null, ...formed(SOOTHING), copies: [HEAD], breach: "head", excludes: RECUSED, source: "S-24" },
    { step: "ownStatement", owner: "collector", from: RUNNING, next: null, again: true, only: "accused", clock: null, ...formed([prose("statement")]), copies: [], breach: "head", excludes: [], source: "R5" },
    { step: "apology", owner: "supervisor", from: RUNNING, next: null, again: true, clock: null, ...formed([typed("contactedAt", "time"), typed("people", "people"), line("recordingNo"), prose("opinion")]), copies: [HEAD], breach: "head", excludes: RECUSED, source: "S-18" },
    // Both branches are there: 30 minutes for review, approval and sending, for which the assistant answers.
    { step: "review", owner: "dataPost", from: ["collecting"], next: "reviewed", after: ["statement", "soothe", "pull"], clock: GATHERED, ...formed(REVIEW), copies: [ASSISTANT], breach: "assistant", accountable: "assistant", excludes: RECUSED, source: "S-16.4" },
    { step: "decide", owner: "operationsDirector", from: ["reviewed"], next: { by: "decision", to: { approved: "decided", returned: "returned" } }, again: true, clock: GATHERED, ...formed(DECIDE), copies: [ASSISTANT], breach: "generalManager", accountable: "assistant", excludes: RECUSED, source: "S-16.4" },
    { step: "reviewAgain", owner: "dataPost", from: ["returned"], next: "reviewed", again: true, clock: { minutes: 30, since: "decide" }, ...formed(REVIEW), copies: [ASSISTANT], breach: "assistant", accountable: "assistant", excludes: RECUSED, source: "S-16.4" },
    { step: "handOver", owner: "assistant", from: ["decided"], next: "handedOver", clock: GATHERED, ...formed([]), copies: [MANAGER], breach: "operationsDirector", excludes: RECUSED, source: "S-16.4" },
    { step: "pass", owner: "customerServiceManager", from: ["handedOver"], next: "passed", again: true, clock: TO_THE_BANK, ...formed(OPINION), copies: [], breach: "operationsDirector", excludes: RECUSED, source: "S-16.5" },
    { step: "report", owner: "customerService", from: ["passed"], next: "reported", again: true, clock: TO_THE_BANK, ...formed([prose("report"), ...SENT]), copies: [MANAGER, ASSISTANT], breach: "customerServiceManager", excludes: RECUSED, fixes: true, source: "S-16.5" },
    { step: "answer", owner: "customerService", from: ["reported"], next: { by: "answer", to: { satisfied: "answered", supplement: "supplementing", returned: "supplementing" } }, again: true, clock: null, ...formed([choice("answer", BANK_ANSWERS), prose("opinion")]), copies: [MANAGER, ASSISTANT, ...DIRECTORS], breach: "customerServiceManager", excludes: RECUSED, source: "S-16.6" },
    { step: "supplement", owner: "head", from: ["supplementing"], next: "handedOver", again: true, clock: { minutes: 120, since: "answer" }, ...formed(STATEMENT), copies: [ASSISTANT], breach: "operationsDirector", excludes: RECUSED, source: "S-19" },
    { step: "propose", owner: "assistant", from: ["answered"], next: { by: "penalty", to: { none: "noneProposed", talk: "proposed", written: "proposed", training: "proposed", deduction: "proposed", transfer: "proposed", dismissal: "proposed" } }, again: true, clock: { minutes: 120, since: ["answer", "approvePenalty", "approveNone"], of: "last" }, ...formed(PROPOSAL), copies: [], breach: "operationsDirector", excludes: RECUSED, source: "S-16.8" },
    { step: "approvePenalty", owner: "operationsDirector", from: ["proposed"], next: { by: "decision", to: { approved: "penaltyApproved", returned: "answered" } }, again: true, clock: null, ...formed(DECIDE), copies: [HEAD, ASSISTANT], breach: "generalManager", excludes: RECUSED, source: "S-16.9" },
    { step: "approveNone", owner: "operationsDirector", from: ["noneProposed"], next: { by: "decision", to: { approved: "penaltySettled", returned: "answered" } }, again: true, clock: null, ...formed(DECIDE), copies: [HEAD, ASSISTANT], breach: "generalManager", excludes: RECUSED, source: "S-16.9" },
    { step: "execute", owner: "head", from: ["penaltyApproved"], next: "executed", clock: { minutes: 60, since: "approvePenalty" }, ...formed([prose("outcome"), typed("doneAt", "time")]), copies: [ASSISTANT, house("hr")], breach: "operationsDirector", excludes: RECUSED, source: "S-16.10" },
    { step: "penaltyReport", owner: "assistant", from: ["executed"], next: "penaltySettled", clock: { by: "dayEnd", since: "approvePenalty" }, ...formed(REPORT), copies: [house("generalManager"), house("hr")], breach: "operationsDirector", excludes: RECUSED, source: "S-16.10" },
    { step: "confirm", owner: "assistant", from: ["penaltySettled"], next: "confirmWritten", clock: null, ...formed([prose("content")]), copies: [], breach: "operationsDirector", excludes: RECUSED, source: "R16" },
    { step: "passConfirm", owner: "customerServiceManager", from: ["confirmWritten"], next: "confirmPassed", clock: null, ...formed(OPINION), copies: [], breach: "operationsDirector", excludes: RECUSED, source: "S-16.11" },
    { step: "sendConfirm", owner: "customerService", from: ["confirmPassed"], next: "confirmSent", clock: null, ...formed(SENT), copies: [MANAGER, ASSISTANT], breach: "customerServiceManager", excludes: RECUSED, fixes: true, source: "S-16.11" },
    { step: "visit", owner: "customerService", from: ["confirmSent"], next: "visited", clock: null, ...formed(VISIT), copies: [MANAGER], breach: "customerServiceManager", excludes: RECUSED, source: "S-20" },
    { step: "closing", owner: "supervisor", from: ["visited"], next: "closingWritten", clock: null, ...formed(FOUR_PARTS), copies: [HEAD], breach: "head", excludes: RECUSED, source: "S-19" },
    { step: "passClosing", owner: "customerServiceManager", from: ["closingWritten"], next: "closingPassed", clock: null, ...formed(OPINION), copies: [], breach: "operationsDirector", excludes: RECUSED, source: "R3" },
    { step: "sendClosing", owner: "customerService", from: ["closingPassed"], next: "closed", clock: null, ...formed(SENT), copies: [MANAGER, ASSISTANT, ...DIRECTORS], breach: "customerServiceManager", excludes: RECUSED, fixes: true, source: "R3" },
  ],
} as const satisfies WorkflowDef;

export type ComplaintStep = (typeof COMPLAINT)["steps"][number]["step"];
/** The same table as the engine reads any. */
export const COMPLAINT_STEPS: readonly StepDef[] = COMPLAINT.steps;
