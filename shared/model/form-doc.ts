/**
 * An instance of a workflow that is a form of its own and hangs on no case's audience: a complaint, a legal referral. It goes to
 * the desks it is addressed to and nowhere else, so that whoever it concerns does not read it.
 */
import { z } from "zod";
import { ComplaintEvidenceSchema } from "./complaint-form.ts";
import { ReferralEvidenceSchema } from "./referral-evidence.ts";
import { WorkflowAlertSchema, WorkflowStepSchema } from "./workflow-doc.ts";

export const FORM_WORKFLOWS = ["complaint", "legalReferral"] as const;
export type FormWorkflow = (typeof FORM_WORKFLOWS)[number];
export const WORKFLOW_NAMES = ["earlyWarning", ...FORM_WORKFLOWS] as const;
export type WorkflowName = (typeof WORKFLOW_NAMES)[number];

const id = z.uuid();
const ms = z.number().int();

/** A sealed package as its instance names it. */
const SealedPackSchema = z.object({ step: z.string(), no: z.string(), sha256: z.string(), bytes: z.number().int(), at: ms, signedAt: ms.nullable() });
export type SealedPack = z.infer<typeof SealedPackSchema>;

export const FormDocSchema = z.object({
  id,
  workflow: z.enum(FORM_WORKFLOWS),
  /** Given at the centre. Empty while only a workstation knows it. */
  no: z.string(),
  /** The case it is about, as the centre found it; null when it found none. */
  caseId: id.nullable(),
  personId: id.nullable(),
  bankCode: z.string(),
  /** Team that answers for it (责任部门); its region's posts get the region's steps. */
  teamId: id.nullable(),
  openedBy: id,
  openedByName: z.string(),
  state: z.string(),
  /** What all clocks start from, on the centre's clock. */
  t0: ms,
  /** The form it was opened with; null where it may not be seen. */
  opening: z.record(z.string(), z.unknown()).nullable(),
  /** 被投诉人, and whoever else was recused (回避名单): none of them is given a step of it, or sees it. */
  accused: z.array(id),
  named: z.array(id),
  /** Automatic fields, computed by the centre (masked). */
  facts: z.record(z.string(), z.string()),
  /** What the centre pulled from the ledger; null until it was. */
  evidence: ComplaintEvidenceSchema.nullable().default(null),
  /** Of a referral: what R-30 asks for, as the ledger had it when it was looked at last. */
  proof: ReferralEvidenceSchema.nullable().default(null),
  /** Sealed packages of what was handed over for the bank, in order; `signedAt` null until it has been signed for. */
  packs: z.array(SealedPackSchema).default([]),
  /** The forms of the steps, each as last sent, by step. */
  parts: z.record(z.string(), z.record(z.string(), z.string())),
  steps: z.array(WorkflowStepSchema),
  alerts: z.array(WorkflowAlertSchema),
  /** Who owes what now; the centre computes it. Null while only a workstation knows the form. */
  owed: z.array(z.object({ step: z.string(), users: z.array(id), post: z.string() })).nullable(),
  /** Who was told, and of which step. */
  copies: z.array(z.object({ step: z.string(), role: z.string(), at: ms })),
  /** Desks that may see it (`shared/access/desks.ts`). */
  desks: z.array(z.string()),
  applied: z.record(z.string(), z.number().int()),
});
export type FormDoc = z.infer<typeof FormDocSchema>;
