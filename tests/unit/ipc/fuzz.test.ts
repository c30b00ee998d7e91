import { expect, it, vi } from "vitest";
import { fuzz } from "../../support/ipc/fuzz.ts";
import { newRig } from "../../support/ipc/router.ts";

vi.mock("electron", async () => (await import("../../support/ipc/router.ts")).straw);

/** `LOCKDESK_FUZZ=100000` for a full run. */
const MESSAGES = Number(process.env["LOCKDESK_FUZZ"] ?? 3_000);
/** Fixed, so that a failure here is the same failure everywhere. */
const SEED = Number(process.env["LOCKDESK_FUZZ_SEED"] ?? 20261123);
/** Rubbish of a message may stay until the next collection; what grows by more is kept by somebody. */
const MOST_GROWTH = 192 * 1024 * 1024;

it(`${MESSAGES} random messages: no crash, nothing handled that schema, sender or table refuse, no memory kept`, async () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const rig = await newRig();
  const before = process.memoryUsage().heapUsed;
  const tally = await fuzz(rig, MESSAGES, SEED);
  write.mockRestore();
  console.log(`messages fuzzed: ${JSON.stringify(tally)}`);
  // Every kind of outcome was met: a run that refuses all, or none, proves nothing.
  expect(tally.answered).toBeGreaterThan(MESSAGES / 100);
  for (const code of ["bad_input", "forbidden", "locked"]) expect(tally.refused[code], code).toBeGreaterThan(0);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(MOST_GROWTH);
}, 1_800_000);
