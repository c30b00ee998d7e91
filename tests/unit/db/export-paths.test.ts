import { describe, expect, it } from "vitest";
import { attempt } from "../../redteam/tries/index.ts";
import { DATABASE } from "../../redteam/tries/database.ts";

describe("an opened database lets nothing out", () => {
  it.each(DATABASE)("by $name", async (each) => {
    expect(await attempt(each, { bundles: undefined })).toMatchObject({ state: "held" });
  });
});
