/** What every instance of a workflow remembers: its steps, and what its clocks have said. */
import { z } from "zod";

const ms = z.number().int();

/** A step as its instance remembers it. */
export const WorkflowStepSchema = z.object({
  /** Its event; empty of what an older version wrote. */
  id: z.string().default(""),
  step: z.string(),
  at: ms,
  /** When the centre took it in; null while only a workstation knows it. */
  receivedAt: ms.nullable().default(null),
  by: z.string(),
  byName: z.string(),
  late: z.boolean(),
  body: z.unknown(),
  /** False: somebody was earlier, and this one changed nothing. */
  counts: z.boolean().default(true),
});
export type WorkflowStep = z.infer<typeof WorkflowStepSchema>;

/** What a clock has said: half, four fifths, or that the time has run out and to whom it went. */
export const WorkflowAlertSchema = z.object({ step: z.string(), kind: z.enum(["half", "fourFifths", "breach"]), at: ms, firedAt: ms, to: z.string() });
export type WorkflowAlert = z.infer<typeof WorkflowAlertSchema>;
