/** Each attack of the tables is refused with its own code by what it is made on: the workstation's client and program, the centre, the publisher. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ATTACKS } from "../../../build/release/attacks.ts";
import { openProbe } from "../../../build/release/probe.ts";
import { UPDATE_REFUSALS } from "../../../shared/release/refusals.ts";

describe("an attack on the update path", () => {
  let probe: Awaited<ReturnType<typeof openProbe>>;
  beforeAll(async () => {
    probe = await openProbe();
  });
  afterAll(() => probe.close());

  it.each(ATTACKS.map((attack) => [attack.id, attack.what, attack] as const))("%s: %s", async (id, _what, attack) => {
    expect(await probe.run(attack)).toEqual({ attack: id, refused: true, code: attack.code });
  });

  it("has a name of its own", () => {
    expect(new Set(ATTACKS.map(({ id }) => id)).size).toBe(ATTACKS.length);
    for (const { code } of ATTACKS) if (code.startsWith("update_")) expect(Object.keys(UPDATE_REFUSALS)).toContain(code);
  });
});
