import { describe, expect, it } from "vitest";
import { readReport } from "../../../build/commands/test/playwright-run.ts";
import { account, exitCode, lastLine, settle, tally, type Outcome } from "../../../build/commands/test/tally.ts";
import { vitestRunner, withEmptyProjects } from "../../../build/commands/test/vitest-run.ts";
import { newcomersEnvironment } from "../../../build/commands/checks/clean-clone.ts";

const outcome = (state: Outcome["state"], note?: string): Outcome => ({ part: "unit", name: "a test", state, note });

describe("the last line", () => {
  it("counts everything that was tried", () => {
    const all = [outcome("passed"), outcome("passed"), outcome("failed"), outcome("skipped", "no PostgreSQL here")];
    expect(lastLine(tally(all))).toBe("2 passed, 1 failed, 1 skipped");
  });

  it.each([
    [{ passed: 3, failed: 0, skipped: 0 }, 0],
    [{ passed: 3, failed: 0, skipped: 2 }, 0],
    [{ passed: 3, failed: 1, skipped: 0 }, 1],
    [{ passed: 0, failed: 0, skipped: 0 }, 1],
    [{ passed: 0, failed: 0, skipped: 4 }, 1],
  ])("%j ends with %i", (total, code) => {
    expect(exitCode(total)).toBe(code);
  });
});

describe("a skip", () => {
  it("is printed with its reason", () => {
    expect(account([outcome("skipped", "no PostgreSQL here")]).join("\n")).toContain("unit: a test (no PostgreSQL here)");
  });

  it.each([[undefined], [""], ["  "]])("without a reason (%j) is a failure that says how to give one", (note) => {
    expect(settle(outcome("skipped", note))).toMatchObject({ state: "failed", note: expect.stringContaining("ctx.skip") as string });
  });

  it("with one stays a skip, and nothing else is touched", () => {
    for (const same of [outcome("skipped", "why"), outcome("passed"), outcome("failed", "x")]) expect(settle(same)).toBe(same);
  });
});

describe("vitest's result", () => {
  it("fails a project in which nothing ran", () => {
    expect(withEmptyProjects([outcome("passed")], ["unit", "integration"])).toContainEqual({ part: "integration", name: "no test ran", state: "failed" });
  });

  it("is refused when it is not what the reporter writes", () => {
    expect(() => vitestRunner(["unit"]).read([{ part: "unit", name: "x", state: "maybe" }])).toThrow();
  });
});

describe("Playwright's result", () => {
  const test = (status: string, annotations: object[] = []) => ({ status, annotations });
  const report = {
    errors: [{ message: "beforeAll broke\n at x" }],
    suites: [
      {
        title: "shift.spec.ts",
        specs: [{ title: "signs in", file: "shift.spec.ts", tests: [test("expected")] }],
        suites: [
          {
            title: "offline",
            specs: [
              { title: "goes on", file: "shift.spec.ts", tests: [test("unexpected"), test("flaky")] },
              { title: "on Electron", file: "shift.spec.ts", tests: [test("skipped", [{ type: "skip", description: "no Electron here" }])] },
              { title: "mute", file: "shift.spec.ts", tests: [test("skipped", [{ type: "skip" }])] },
            ],
          },
        ],
      },
    ],
  };

  it("names every test by its way down, keeps the reasons, counts errors outside tests", () => {
    expect(readReport(report)).toEqual([
      { part: "e2e", name: "shift.spec.ts > signs in", state: "passed" },
      { part: "e2e", name: "shift.spec.ts > offline > goes on", state: "failed" },
      { part: "e2e", name: "shift.spec.ts > offline > goes on (passed when tried again)", state: "passed" },
      { part: "e2e", name: "shift.spec.ts > offline > on Electron", state: "skipped", note: "no Electron here" },
      { part: "e2e", name: "shift.spec.ts > offline > mute", state: "skipped", note: undefined },
      { part: "e2e", name: "Playwright", state: "failed", note: "beforeAll broke" },
    ]);
  });

  it("fails when nothing ran", () => {
    expect(readReport({ suites: [] })).toMatchObject([{ state: "failed", name: "no test ran" }]);
  });
});

describe("the clean clone's environment", () => {
  it("carries nothing of this run over", () => {
    const env = { HOME: "/root", npm_config_x: "1", LOCKDESK_HOST: "electron", NODE_OPTIONS: "-r x", DISPLAY: ":0", LANG: "C", PATH: "/a" };
    expect(newcomersEnvironment(env, "/poor")).toEqual({ HOME: "/root", LANG: "C", PATH: "/poor" });
  });
});
