/**
 * The reports of the plan (S-16.12–15, S-26.9–11, S-27.11–15) as data: what each counts, over which time, who signs
 * it by when, who gets it. A report is drafted ahead of its hour from the ledger; its figures are nobody's to change.
 * Monthly ones come after the month's cut-off, the weekly chain shifts whole (PRODUCT.md 2, reading 12).
 */
import type { Role } from "../access/roles.ts";
import type { CalendarClock, MonthlyClock, WeeklyClock } from "../workflow/calendar.ts";

export const REPORT_ACTS = ["sign", "approve", "pass", "send"] as const;
export type ReportAct = (typeof REPORT_ACTS)[number];

export interface ReportStep {
  readonly act: ReportAct;
  readonly owner: Role;
  readonly clock: CalendarClock;
  /** Next level when its time has run out. */
  readonly breach: Role;
  /** 分析 or 培训方案: words of the owner's own are demanded. */
  readonly words?: true;
  /** Plan or our reading. */
  readonly source: string;
}

interface Common {
  readonly name: string;
  /** What is counted, in the order shown (`figures.ts`). */
  readonly of: "warning" | "complaint" | "legal";
  /** One per region, or one for the house. */
  readonly per: "region" | "house";
  /** Who may read it once it is archived, beside its owners. */
  readonly copies: readonly Role[];
}
export interface MonthlyReport extends Common {
  readonly period: "month";
  readonly steps: readonly (ReportStep & { readonly clock: MonthlyClock })[];
}
export interface WeeklyReport extends Common {
  readonly period: "week";
  readonly steps: readonly (ReportStep & { readonly clock: WeeklyClock })[];
}
export type ReportDef = MonthlyReport | WeeklyReport;

/** The plan names the day; the hour is the end of the working day (ours). */
const DAY_END = "18:00";
const monthly = (dayOfMonth: number): MonthlyClock => ({ dayOfMonth, at: DAY_END });
const friday = (at: string): WeeklyClock => ({ weekday: 5, week: 0, at });
const monday = (at: string): WeeklyClock => ({ weekday: 1, week: 1, at });

/** The week's figures are cut here, ahead of the first signature: every report of the chain counts the same. */
export const WEEK_CUT: WeeklyClock = friday("12:00");

const DIRECTORS = ["operationsDirector", "marketingDirector", "generalManager"] as const;

export const REPORTS = [
  { name: "warningRegion", of: "warning", per: "region", period: "month", copies: ["assistant"], steps: [{ act: "sign", owner: "head", clock: monthly(1), breach: "operationsDirector", source: "S-26.9" }] },
  { name: "warningHouse", of: "warning", per: "house", period: "month", copies: ["customerServiceManager", "hr", ...DIRECTORS], steps: [{ act: "sign", owner: "assistant", clock: monthly(3), breach: "operationsDirector", words: true, source: "S-26.10" }] },
  { name: "warningTraining", of: "warning", per: "house", period: "month", copies: ["assistant", "operationsDirector"], steps: [{ act: "sign", owner: "hr", clock: monthly(5), breach: "generalManager", words: true, source: "S-26.11" }] },
  { name: "complaintRegion", of: "complaint", per: "region", period: "month", copies: ["assistant"], steps: [{ act: "sign", owner: "head", clock: monthly(2), breach: "operationsDirector", source: "S-16.13" }] },
  { name: "complaintHouse", of: "complaint", per: "house", period: "month", copies: ["customerServiceManager", "hr", ...DIRECTORS], steps: [{ act: "sign", owner: "assistant", clock: monthly(5), breach: "operationsDirector", words: true, source: "S-16.14" }] },
  // 定期 in the plan; with the month's report (ours).
  { name: "complaintSummary", of: "complaint", per: "house", period: "month", copies: [...DIRECTORS, "hr"], steps: [{ act: "sign", owner: "assistant", clock: monthly(5), breach: "operationsDirector", source: "S-16.15" }] },
  {
    name: "complaintTraining", of: "complaint", per: "house", period: "month", copies: ["assistant"],
    steps: [
      { act: "sign", owner: "hr", clock: monthly(5), breach: "generalManager", words: true, source: "S-16.12" },
      { act: "approve", owner: "operationsDirector", clock: monthly(5), breach: "generalManager", source: "S-16.12" },
    ],
  },
  {
    name: "legalAccounts", of: "legal", per: "house", period: "week", copies: ["legalSpecialist"],
    steps: [
      { act: "sign", owner: "legalCollector", clock: friday("15:00"), breach: "legalSpecialist", source: "S-27.11" },
      // At most the hour before the clerk's (derived).
      { act: "approve", owner: "head", clock: friday("16:00"), breach: "operationsDirector", source: "S-27.11" },
      { act: "pass", owner: "clerk", clock: friday("16:00"), breach: "assistant", source: "S-27.12" },
    ],
  },
  { name: "legalSummary", of: "legal", per: "house", period: "week", copies: ["dataPost"], steps: [{ act: "sign", owner: "legalSpecialist", clock: friday("17:00"), breach: "operationsDirector", source: "S-27.13" }] },
  {
    name: "legalAnalysis", of: "legal", per: "house", period: "week", copies: [...DIRECTORS, "assistant"],
    steps: [
      { act: "sign", owner: "dataPost", clock: monday("09:00"), breach: "assistant", words: true, source: "S-27.14" },
      // At most the half hour before it is sent (derived).
      { act: "approve", owner: "operationsDirector", clock: monday("09:30"), breach: "generalManager", source: "S-27.14" },
      { act: "send", owner: "dataPost", clock: monday("09:30"), breach: "assistant", source: "S-27.15" },
    ],
  },
] as const satisfies readonly ReportDef[];

export type ReportName = (typeof REPORTS)[number]["name"];
export const REPORT_NAMES = REPORTS.map((r) => r.name) as [ReportName, ...ReportName[]];
export const reportDef = (name: ReportName): ReportDef => REPORTS.find((r) => r.name === name)!;
