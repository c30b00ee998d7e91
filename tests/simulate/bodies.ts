/** What people write into the forms of the steps: mostly the shortest way, sometimes a detour, now and then a dead end. */
import { formatDateTime } from "../../shared/model/time.ts";
import type { ComplaintForm } from "../../shared/model/complaint-form.ts";
import type { FormDoc } from "../../shared/model/form-doc.ts";
import type { WarningDoc } from "../../shared/model/documents.ts";
import { WARNING_TYPES } from "../../shared/model/warning-form.ts";
import { PENALTY_KINDS, WITH_AMOUNT } from "../../shared/workflow/penalties.ts";
import type { Random } from "../faults/random.ts";
import { COMPLAINT_BODIES } from "../support/complaint.ts";
import { REFERRAL_BODIES } from "../support/referral.ts";
import { STEP_BODIES } from "../support/warning.ts";
import type { Agency } from "./house.ts";

type Body = Record<string, unknown>;
export type Instance = WarningDoc | FormDoc;
export const workflowOf = (doc: Instance) => ("workflow" in doc ? doc.workflow : ("earlyWarning" as const));

interface Writing {
  readonly random: Random;
  readonly doc: Instance;
  readonly now: number;
  readonly agency: Agency;
}
type Variant = (w: Writing) => Body;

const decide = (share: number): Variant => ({ random }) => ({ decision: random.chance(share) ? "approved" : "returned" });
const conclusion: Variant = ({ random }) => ({ conclusion: random.pick(["true", "partly", "untrue", "unverifiable"]) });
const sent: Variant = ({ now }) => ({ sentAt: formatDateTime(now) });
const contacted: Variant = ({ now, random }) => {
  const result = random.weighted({ calmed: 6, followUp: 2, insists: 1, notReached: 2 });
  return result === "notReached" ? { result, contactedAt: "", recordingNo: "" } : { result, contactedAt: formatDateTime(now) };
};

/** What a step says beside its plainest body, by workflow and step. */
const VARIANTS: Readonly<Record<ReturnType<typeof workflowOf>, Readonly<Record<string, Variant>>>> = {
  earlyWarning: {
    find: ({ random }) => (random.chance(0.75) ? { finding: "upheld", reason: "", ourFault: random.pick(["none", "possible", "yes"]) } : { finding: "notUpheld", reason: "录音核实,通话正常", ourFault: "none" }),
    release: ({ random }) => ({ disposal: random.weighted({ resume: 7, handOver: 1, stop: 1, toComplaint: 1 }) }),
    soothe: ({ random }) => soothing(random),
    sootheAgain: ({ random }) => soothing(random),
  },
  complaint: {
    forward: ({ random, doc, agency }) => {
      const department = agency.teams.find((t) => t.id === doc.teamId) ?? random.pick(agency.teams);
      const others = agency.people.filter((p) => p.role === "supervisor" || p.role === "dataPost");
      return { department: department.id, recused: random.chance(0.12) ? random.pick(others).me.id : "" };
    },
    statement: conclusion, supplement: conclusion, review: conclusion, reviewAgain: conclusion, soothe: contacted, sootheAgain: contacted, sendReport: sent, report: sent, sendConfirm: sent, sendClosing: sent,
    decide: decide(0.85), approvePenalty: decide(0.9), approveNone: decide(0.9),
    answer: ({ random }) => ({ answer: random.weighted({ satisfied: 15, supplement: 3, returned: 2 }) }),
    propose: ({ random, doc, agency }) => {
      const penalty = random.pick(PENALTY_KINDS);
      const people = doc.id && "accused" in doc && doc.accused.length > 0 ? doc.accused.join(" ") : agency.people.find((p) => p.role === "collector")!.me.id;
      return penalty === "none" ? { penalty, clause: "", people: "", amount: "" } : { penalty, people, amount: WITH_AMOUNT.includes(penalty) ? "200" : "" };
    },
    execute: ({ now }) => ({ doneAt: formatDateTime(now) }),
    visit: ({ now, random }) => {
      const satisfaction = random.weighted({ satisfied: 6, neutral: 2, dissatisfied: 1, notReached: 1 });
      return { satisfaction, contactedAt: formatDateTime(now), recordingNo: satisfaction === "notReached" ? "" : "LY-0003" };
    },
  },
  legalReferral: {
    check: ({ random }) => (random.chance(0.8) ? { check: "complete", opinion: "" } : { check: "incomplete", opinion: "缺债权证明" }),
    deliver: ({ now }) => ({ deliveredAt: formatDateTime(now) }),
    decideRepayment: decide(0.8), decideSupplement: decide(0.8), decideMerge: decide(0.4),
    askRepayment: ({ random, now }) => ({ amount: `${random.between(100, 9000)}.${random.between(10, 99)}`, paidAt: formatDateTime(now) }),
    arrest: ({ now }) => ({ arrestAt: formatDateTime(now) }),
    conclude: ({ random }) => ({ outcome: random.pick(["accepted", "notAccepted", "repaid", "withdrawn"]) }),
  },
};

function soothing(random: Random): Body {
  const result = random.weighted({ calmed: 6, followUp: 2, insists: 2, notReached: 2 });
  const disposal = random.weighted({ resume: 7, handOver: 1, stop: 1, toComplaint: 1 });
  return result === "notReached" ? { result, recordingNo: "", disposal: "" } : { result, disposal };
}

const PLAIN: Readonly<Record<ReturnType<typeof workflowOf>, Readonly<Record<string, Body>>>> = { earlyWarning: STEP_BODIES, complaint: COMPLAINT_BODIES, legalReferral: REFERRAL_BODIES };

/** The body of a step somebody takes now. */
export function bodyOf(step: string, w: Writing): Body {
  const name = workflowOf(w.doc);
  return { ...PLAIN[name][step], ...VARIANTS[name][step]?.(w) };
}

/** 投诉预警账户情况表 as a collector fills it in. */
export const warningForm = (random: Random, named: readonly string[]) => ({
  reached: "本人", types: [random.pick(WARNING_TYPES)], emotion: random.pick(["dissatisfied", "agitated", "abusive"] as const), channels: [random.pick(["bank", "12378", "12345", "unsaid"] as const)],
  demand: "停止来电", summary: "本人扬言投诉", explained: "", urgency: random.pick(["normal", "urgent", "critical"] as const), ...(named.length > 0 ? { named: [...named] } : {}),
});

/** What differs from one 客户投诉单 to the next. */
export function complaintOf(random: Random, now: number): Partial<ComplaintForm> {
  const handedOn = random.chance(0.6);
  return {
    source: handedOn ? random.pick(["bank", "regulator"] as const) : random.pick(["line12345", "call", "letter"] as const), orderNo: handedOn ? `GD-${now}` : "", dueAt: handedOn ? now + 3 * 86_400_000 : null,
    types: [random.pick(WARNING_TYPES)], level: random.pick(["normal", "important", "major"] as const), relation: random.pick(["self", "family", "agent"] as const),
  };
}
