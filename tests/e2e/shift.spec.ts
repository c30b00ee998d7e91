/** The whole first shift, from sign-in to "everything once", on the built program. */
import { expect, test } from "@playwright/test";
import { faultsOf, newShift, SHIFT, type Shift } from "./support/shift.ts";
import { openStage } from "./support/stage.ts";

test.describe.configure({ mode: "serial" });

test.describe("the first shift", () => {
  let shift: Shift;
  test.beforeAll(async () => {
    shift = newShift(await openStage("shift"));
  });
  test.afterAll(() => shift.stage.close());

  for (const step of SHIFT) {
    test(step.title, async () => {
      const page = await step.run(shift);
      if (page) await page.screenshot({ path: test.info().outputPath(`${step.name}.png`) });
    });
  }

  test("no window reported a console error, a policy violation or a security warning", () => {
    expect(faultsOf(shift)).toEqual([]);
  });
});
