/** The bill of materials is the same each time, names Electron's archive, and a licence that is not allowed stops it. */
import { expect, it } from "vitest";
import { billOfMaterials, licenceAllowed } from "../../../build/release/sbom.ts";

it("is the same text each time, and holds what ships with its hashes", async () => {
  const [once, again] = [await billOfMaterials("linux-x64"), await billOfMaterials("linux-x64")];
  expect(again).toBe(once);
  const { components, metadata } = JSON.parse(once) as { components: { name: string; hashes?: { content: string }[] }[]; metadata: object };
  expect(components[0]).toMatchObject({ name: "electron", hashes: [{ alg: "SHA-256", content: expect.stringMatching(/^[0-9a-f]{64}$/) as string }] });
  expect(components[1]).toMatchObject({ name: "node", hashes: [{ content: expect.stringMatching(/^[0-9a-f]{128}$/) as string }] });
  expect(components.some(({ name }) => name === "tuf-js")).toBe(true);
  expect(components.some(({ name }) => name === "vitest")).toBe(false);
  expect(metadata).not.toHaveProperty("timestamp");
  expect(await billOfMaterials("win32-x64")).not.toBe(once);
});

it("takes a choice of licences by its best part and a sum by its worst", () => {
  expect(["MIT", "(MIT OR GPL-3.0-or-later)", "(MIT AND Zlib)", "Apache-2.0"].filter((text) => !licenceAllowed(text))).toEqual([]);
  expect(["GPL-3.0-only", "(MIT AND GPL-3.0-only)", "SEE LICENSE IN LICENSE", "UNLICENSED", ""].filter(licenceAllowed)).toEqual([]);
});
