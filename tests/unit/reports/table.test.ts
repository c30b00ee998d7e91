import { describe, expect, it } from "vitest";
import { isWorkday, workCalendar } from "../../../service/import/confirm-workdays.ts";
import { atLocal, dayOf, formatDateTime } from "../../../shared/model/time.ts";
import { COMPLAINT_FIGURES, LEGAL_FIGURES, WARNING_FIGURES } from "../../../shared/reports/figures.ts";
import { duesOf, periodsCut } from "../../../shared/reports/periods.ts";
import { reportDef, REPORTS, type ReportDef } from "../../../shared/reports/table.ts";
import { report } from "../../../renderer/i18n/zh-CN/report.ts";

const ALL: readonly ReportDef[] = REPORTS;
const written = (name: Parameters<typeof reportDef>[0], after: string, now: string) => periodsCut(reportDef(name), atLocal(after, "00:00") + 1, atLocal(now, "23:59"), workCalendar).map((p) => `${formatDateTime(p.from)} – ${formatDateTime(p.to)}`);

describe("the table of reports", () => {
  it("has every report of the plan, each figure with words and a formula", () => {
    const sources = new Set(ALL.flatMap((r) => r.steps.map((s) => s.source)));
    for (const source of ["S-16.12", "S-16.13", "S-16.14", "S-16.15", "S-26.9", "S-26.10", "S-26.11", "S-27.11", "S-27.12", "S-27.13", "S-27.14", "S-27.15"]) expect(sources, source).toContain(source);
    const keys = [WARNING_FIGURES, COMPLAINT_FIGURES, LEGAL_FIGURES].flatMap((f) => f.figures.map((x) => x.key));
    for (const key of [...keys, "attempts", "debtor", "worked"]) {
      expect(report.figure, key).toHaveProperty(key);
      expect(report.formula, key).toHaveProperty(key);
    }
    for (const key of [WARNING_FIGURES, COMPLAINT_FIGURES, LEGAL_FIGURES].flatMap((f) => f.tables.map((x) => x.key))) expect(report.table, key).toHaveProperty(key);
  });

  it("names only figures of its own as a whole", () => {
    for (const { figures } of [WARNING_FIGURES, COMPLAINT_FIGURES, LEGAL_FIGURES]) for (const f of figures) if ("of" in f && f.of) expect(figures.map((x) => x.key)).toContain(f.of);
  });
});

describe("the periods of a report", () => {
  it("are whole months, cut when the month is over", () => {
    expect(written("warningRegion", "2026-09-15", "2026-11-20")).toEqual(["2026-09-01 00:00 – 2026-10-01 00:00", "2026-10-01 00:00 – 2026-11-01 00:00"]);
    expect(written("warningRegion", "2026-11-02", "2026-11-30")).toEqual([]);
  });

  it("are weeks that leave no minute out, cut ahead of the first signature", () => {
    const weeks = periodsCut(reportDef("legalAccounts"), atLocal("2026-09-01", "00:00"), atLocal("2026-12-01", "00:00"), workCalendar);
    expect(weeks.length).toBeGreaterThan(10);
    for (const [i, week] of weeks.entries()) {
      if (i > 0) expect(week.from).toBe(weeks[i - 1]!.to);
      const dues = duesOf(reportDef("legalAccounts"), week, workCalendar);
      expect(dues[0]!.at).toBeGreaterThan(week.to);
      expect(isWorkday(dayOf(dues[0]!.at))).toBe(true);
      expect(dues.map((d) => d.at)).toEqual(dues.map((d) => d.at).toSorted((a, b) => a - b));
    }
  });

  it("move with the chain before the national holiday, and keep its order (reading 12)", () => {
    // Friday 2026-10-02 and Monday 2026-10-05 are days off: Friday's steps come to the last working day that leaves Monday's after them.
    const [week] = periodsCut(reportDef("legalAnalysis"), atLocal("2026-09-28", "00:00"), atLocal("2026-10-01", "00:00"), workCalendar);
    expect(week).toBeDefined();
    const friday = duesOf(reportDef("legalSummary"), week!, workCalendar)[0]!.at;
    const monday = duesOf(reportDef("legalAnalysis"), week!, workCalendar)[0]!.at;
    expect(friday).toBeLessThan(monday);
    expect(dayOf(monday) <= "2026-09-30").toBe(true);
    expect(week!.to).toBeLessThan(friday);
  });

  it("are one for the two weeks that end together before the Spring Festival: a week without a working day has none of its own", () => {
    const weeks = written("legalAccounts", "2026-02-02", "2026-03-01");
    expect(weeks).toEqual(["2026-01-30 12:00 – 2026-02-06 12:00", "2026-02-06 12:00 – 2026-02-13 12:00", "2026-02-13 12:00 – 2026-02-27 12:00"]);
  });

  it("are due on the first working day on or after the plan's day, and say when the calendar ends", () => {
    const dues = (to: string) => duesOf(reportDef("complaintHouse"), { from: 0, to: atLocal(to, "00:00") }, workCalendar);
    expect(formatDateTime(dues("2026-12-01")[0]!.at)).toBe("2026-12-07 18:00");
    expect(dues("2026-12-01")[0]!.covered).toBe(true);
    expect(dues("2027-03-01")[0]!.covered).toBe(false);
  });
});
