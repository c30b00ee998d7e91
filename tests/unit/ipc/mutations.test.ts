import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { newGuards } from "../../../electron/main/ipc-guards.ts";
import { MUTATIONS } from "../../support/ipc/mutations.ts";
import { newRig } from "../../support/ipc/router.ts";

vi.mock("electron", async () => (await import("../../support/ipc/router.ts")).straw);

beforeEach(() => void vi.spyOn(process.stderr, "write").mockReturnValue(true));
afterEach(() => vi.restoreAllMocks());

it("there is a mutation for every guard", () => {
  expect([...new Set(MUTATIONS.map((m) => m.guard))].sort()).toEqual(Object.keys(newGuards()).sort());
});

it.each(MUTATIONS)("guard $guard: it is noticed when $title", async ({ guards, notice }) => {
  expect(await notice(await newRig({ guards }))).not.toEqual([]);
  expect(await notice(await newRig())).toEqual([]);
}, 60_000);
