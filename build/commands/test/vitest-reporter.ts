// Writes what vitest ran as a list of outcomes to the file named by LOCKDESK_TALLY; vitest's own reporter beside
// it does the talking. A file that cannot be loaded and an error outside any test are outcomes too.
import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter, SerializedError, TestCase, TestModule } from "vitest/node";
import type { Outcome } from "./tally.ts";

export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env.LOCKDESK_TALLY;
    if (!file) throw new Error("LOCKDESK_TALLY names no file");
    const outcomes = [...modules.flatMap(moduleOutcomes), ...unhandled.map(unhandledOutcome)];
    writeFileSync(file, JSON.stringify(outcomes));
  }
}

function moduleOutcomes(module: TestModule): Outcome[] {
  const part = module.project.name;
  const tests = [...module.children.allTests()].map((test) => testOutcome(part, test));
  const suites = [...module.children.allSuites()];
  // Errors of loading and of beforeAll belong to no test, and leave the tests behind them skipped.
  const broken = [...module.errors(), ...suites.flatMap((suite) => suite.errors())];
  const errors = broken.map((error): Outcome => ({ part, name: place(module), state: "failed", note: firstLine(error.message) }));
  if (errors.length > 0) return [...tests.filter(({ state }) => state !== "skipped"), ...errors];
  return tests.length > 0 ? tests : [{ part, name: place(module), state: "failed", note: "the file holds no test" }];
}

function testOutcome(part: string, test: TestCase): Outcome {
  const result = test.result();
  const name = `${place(test.module)} > ${test.fullName}`;
  if (result.state === "passed") return { part, name, state: "passed" };
  if (result.state === "skipped") return { part, name, state: "skipped", note: result.note ?? reasonOf(test) };
  return { part, name, state: "failed", note: firstLine(result.errors?.[0]?.message) };
}

/** `it.todo` says by itself what is missing. */
function reasonOf(test: TestCase): string | undefined {
  return test.options.mode === "todo" ? "still to be written" : undefined;
}

function unhandledOutcome(error: SerializedError): Outcome {
  return { part: "vitest", name: "an error outside any test", state: "failed", note: firstLine(error.message) };
}

function place(module: TestModule): string {
  return relative(process.cwd(), module.moduleId);
}

function firstLine(text: string | undefined): string | undefined {
  return text?.split("\n")[0]?.slice(0, 200);
}
