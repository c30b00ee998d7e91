/** Reports as the desks see them. */
import { z } from "zod";
import { RoleSchema } from "../access/roles.ts";
import { ReportBodySchema } from "../reports/figures.ts";
import { REPORT_ACTS, REPORT_NAMES } from "../reports/table.ts";
import { ReportStepTakenSchema } from "../reports/taken.ts";

const ms = z.number().int();

export const ReportRowSchema = z.object({
  id: z.uuid(), name: z.enum(REPORT_NAMES),
  /** Empty = of the house. */
  regionName: z.string(),
  from: ms, to: ms, draftedAt: ms,
  /** False when the work calendar does not know the year's holidays: somebody must check the dates. */
  covered: z.boolean(),
  /** What is owed of it; null once archived. */
  owed: z.object({ act: z.enum(REPORT_ACTS), owner: RoleSchema, dueAt: ms, words: z.boolean(), mine: z.boolean() }).nullable(),
  /** A step of it ran out of time. */
  breached: z.boolean(),
  archivedAt: ms.nullable(),
});
export type ReportRow = z.infer<typeof ReportRowSchema>;

export const ReportViewSchema = ReportRowSchema.extend({
  body: ReportBodySchema,
  steps: z.array(z.object({ act: z.enum(REPORT_ACTS), owner: RoleSchema, source: z.string(), dueAt: ms, taken: ReportStepTakenSchema.nullable() })),
  copies: z.array(RoleSchema),
  sha256: z.string().nullable(),
});
export type ReportView = z.infer<typeof ReportViewSchema>;
