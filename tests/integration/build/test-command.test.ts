// `npm test`'s own reporter on a real vitest run: what it must not miss.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Outcome } from "../../../build/commands/test/tally.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const FILES = {
  "mixed.test.ts": `
    import { describe, it, expect } from "vitest";
    it("passes", () => expect(1).toBe(1));
    it("fails", () => expect(1).toBe(2));
    it("skips and says why", (ctx) => ctx.skip("no printer here"));
    it.skip("skips in silence", () => {});
    it.todo("is to come");`,
  "broken.test.ts": 'throw new Error("cannot be loaded");',
  "hook.test.ts": `
    import { beforeAll, describe, it } from "vitest";
    describe("with a hook", () => {
      beforeAll(() => { throw new Error("hook broke"); });
      it("never runs", () => {});
    });`,
  "stray.test.ts": `
    import { it } from "vitest";
    it("leaves a promise behind", () => { void Promise.reject(new Error("stray")); });`,
};
let place: string;
let outcomes: Outcome[];

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "lockdesk-vitest-"));
  mkdirSync(join(place, "tests"));
  symlinkSync(join(ROOT, "node_modules"), join(place, "node_modules"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(place, "tests", name), text);
  writeFileSync(join(place, "vitest.config.ts"), 'export default { test: { projects: [{ test: { name: "unit", include: ["tests/*.test.ts"] } }] } };');
  const reporter = join(ROOT, "build/commands/test/vitest-reporter.ts");
  const file = join(place, "tally.json");
  const args = [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", `--reporter=${reporter}`];
  spawnSync(process.execPath, args, { cwd: place, env: { PATH: process.env.PATH, LOCKDESK_TALLY: file }, encoding: "utf8" });
  outcomes = JSON.parse(readFileSync(file, "utf8")) as Outcome[];
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

it.each([
  ["a pass", "tests/mixed.test.ts > passes", "passed", undefined],
  ["a failure", "tests/mixed.test.ts > fails", "failed", "expected 1 to be 2"],
  ["a skip with its reason", "tests/mixed.test.ts > skips and says why", "skipped", "no printer here"],
  ["a skip without one", "tests/mixed.test.ts > skips in silence", "skipped", undefined],
  ["a test still to be written", "tests/mixed.test.ts > is to come", "skipped", "still to be written"],
  ["a file that cannot be loaded", "tests/broken.test.ts", "failed", "cannot be loaded"],
  ["a hook that breaks", "tests/hook.test.ts", "failed", "hook broke"],
  ["an error outside any test", "an error outside any test", "failed", "stray"],
])("%s is counted", (_what, name, state, note) => {
  const found = outcomes.filter((outcome) => outcome.name === name);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ state });
  if (note) expect(found[0]?.note).toContain(note);
  else expect(found[0]?.note).toBeUndefined();
});
