import { describe, expect, it } from "vitest";
import { clocksOf, filingLateness, overdueMinutes, owedClock, type WarningClockDoc } from "../../../renderer/desks/supervisor/logic/clocks.ts";
import { EARLY_WARNING, type WarningStep } from "../../../shared/workflow/early-warning.ts";
import { took } from "../../support/warning.ts";

const T0 = Date.parse("2026-11-23T01:30:00Z");
const MIN = 60_000;
const step = (name: WarningStep, at: number, late = false) => took(name, at, { late });
const stamped: WarningClockDoc = { t0: T0, steps: [] };
const filed: WarningClockDoc = { t0: T0, steps: [took("file", T0 + 3 * MIN, { receivedAt: T0 + 4 * MIN })] };
const clock = (doc: WarningClockDoc, name: string, now: number) => clocksOf(doc, now).find((c) => c.step === name)!;

describe("the clock strip of a warning", () => {
  it("shows every step of the workflow table in order, and the whole flow last", () => {
    expect(clocksOf(stamped, T0).map((c) => c.step)).toEqual([...EARLY_WARNING.steps.filter((s) => s.clock !== null).map((s) => s.step), "whole"]);
  });

  it("counts the collector's 5 minutes from T0 and the supervisor's 30 from receipt at the centre", () => {
    expect(clock(stamped, "file", T0 + 2 * MIN)).toMatchObject({ owner: "collector", leftMs: 3 * MIN, state: "running" });
    expect(clock(filed, "find", T0 + 14 * MIN)).toMatchObject({ owner: "supervisor", usedMs: 10 * MIN, leftMs: 20 * MIN, state: "running" });
  });

  it("has not started the supervisor's clock while the form is on its way", () => {
    expect(clock(stamped, "find", T0 + MIN)).toMatchObject({ state: "waiting", startedAt: null, dueAt: null });
    expect(clock({ t0: T0, steps: [took("file", T0 + 3 * MIN, { receivedAt: null })] }, "find", T0 + 10 * MIN).state).toBe("waiting");
  });

  it("says soon at 80 % and overdue past the limit, never at the limit itself", () => {
    const received = T0 + 4 * MIN;
    expect(clock(filed, "find", received + 23 * MIN).state).toBe("running");
    expect(clock(filed, "find", received + 24 * MIN).state).toBe("soon");
    expect(clock(filed, "find", received + 30 * MIN).state).toBe("soon");
    expect(clock(filed, "find", received + 30 * MIN + 1).state).toBe("overdue");
  });

  it("stops when the step is taken and keeps saying that it came late", () => {
    const found = { ...filed, steps: [...filed.steps, step("find", T0 + 40 * MIN, true)] };
    expect(clock(found, "find", T0 + 90 * MIN)).toMatchObject({ state: "doneLate", usedMs: 36 * MIN, leftMs: -6 * MIN });
    expect(clock(found, "file", T0 + 90 * MIN).state).toBe("done");
  });

  it("runs the whole flow's 5 hours from T0", () => {
    expect(clock(filed, "whole", T0 + 60 * MIN)).toMatchObject({ limitMinutes: 300, leftMs: 240 * MIN, owner: null });
    expect(clock(filed, "whole", T0 + 301 * MIN).state).toBe("overdue");
  });

  it("counts down what is owed now, the soothing once the plan is sent, and nothing at the end", () => {
    expect(owedClock(stamped, T0)?.step).toBe("file");
    expect(owedClock(filed, T0 + 5 * MIN)?.step).toBe("find");
    const planned = { ...filed, steps: [...filed.steps, step("find", T0 + 5 * MIN), step("plan", T0 + 6 * MIN)] };
    expect(owedClock(planned, T0 + 6 * MIN)).toMatchObject({ step: "soothe", limitMinutes: 180 });
    const rest = (["soothe", "forward", "recheck", "approve", "seal", "relay", "sign"] as const).map((name, i) => step(name, T0 + (10 + i) * MIN));
    expect(owedClock({ ...planned, steps: [...planned.steps, ...rest] }, T0 + 30 * MIN)).toBeNull();
  });

  it("stops the whole when the package has been sent on (reading 13), and shows the manager the derived limit", () => {
    const until = (["find", "plan", "soothe", "forward", "recheck"] as const).map((name, i) => step(name, T0 + (10 + i) * MIN));
    const checked = { ...filed, steps: [...filed.steps, ...until] };
    expect(clock(checked, "approve", T0 + 20 * MIN)).toMatchObject({ owner: "customerServiceManager", limitMinutes: 281, dueAt: T0 + 295 * MIN });
    const sent = { ...checked, steps: [...checked.steps, step("approve", T0 + 20 * MIN), step("seal", T0 + 21 * MIN), step("relay", T0 + 22 * MIN)] };
    expect(clock(sent, "whole", T0 + 400 * MIN)).toMatchObject({ state: "done", usedMs: 22 * MIN });
  });

  it("shows of the two ways the one that is not gone", () => {
    const names = (doc: WarningClockDoc) => clocksOf(doc, T0 + 20 * MIN).map((c) => c.step);
    expect(names({ ...filed, steps: [...filed.steps, step("find", T0 + 5 * MIN)] })).not.toContain("release");
    const released = { ...filed, steps: [...filed.steps, took("find", T0 + 5 * MIN, { body: { finding: "notUpheld" } }), step("release", T0 + 6 * MIN)] };
    expect(names(released)).toEqual(["file", "find", "release", "forward", "recheck", "approve", "seal", "relay", "whole"]);
  });

  it("names the minutes overdue, never 0", () => {
    expect(overdueMinutes(-1)).toBe(1);
    expect(overdueMinutes(-17 * MIN)).toBe(17);
    expect(overdueMinutes(-17 * MIN - 1)).toBe(18);
  });

  it("tells a form filed within 5 minutes from one filed later", () => {
    expect(filingLateness({ t0: T0, filedAt: null })).toBeNull();
    expect(filingLateness({ t0: T0, filedAt: T0 + 5 * MIN })).toEqual({ minutes: 5, late: false });
    expect(filingLateness({ t0: T0, filedAt: T0 + 5 * MIN + 1000 })).toEqual({ minutes: 5, late: true });
  });
});
