/** A step of a report as its row remembers it. */
import { z } from "zod";
import { REPORT_ACTS } from "./table.ts";

export const ReportStepTakenSchema = z.object({ act: z.enum(REPORT_ACTS), by: z.uuid(), byName: z.string(), at: z.number().int(), late: z.boolean(), words: z.string() });
export type ReportStepTaken = z.infer<typeof ReportStepTakenSchema>;
