import "../../faults/model/plain.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { INVARIANTS } from "../../faults/model/invariants/index.ts";
import { MUTATIONS } from "../../faults/model/mutations.ts";
import { openModel, type Model } from "../../faults/model/run.ts";
import { caught } from "../../faults/model/sweep.ts";

const SEED = 8;
const MINUTES = 60_000;

let model: Model;
beforeAll(async () => {
  model = await openModel();
});
afterAll(() => model.close());

it("there is a mutation for every invariant", () => {
  expect(MUTATIONS.map((m) => m.n)).toEqual(INVARIANTS.map((i) => i.n));
});

it.each(MUTATIONS)("invariant $n notices that $title", async (mutation) => {
  expect(await caught(model, mutation, SEED)).not.toBeNull();
}, 5 * MINUTES);
