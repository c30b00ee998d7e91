import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { buildBundles, bundlesDone } from "../../../build/bootstrap/bundles.mjs";

let root: string;
const context = () => ({ root, env: process.env, node24: process.execPath });
const put = (path: string, text: string) => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockdesk-bundles-"));
  put("build/commands/build.ts", 'import { mkdirSync } from "node:fs";\nmkdirSync("out", { recursive: true });');
  put("shared/a.ts", "1");
  put("renderer/desk.tsx", "1");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("bundles are built when there are none, and not again", async () => {
  expect(await bundlesDone(context())).toBeUndefined();
  await buildBundles(context());
  expect(await bundlesDone(context())).toBe(true);
});

it.each([
  ["a source changes", "shared/a.ts", true],
  ["a source comes", "electron/main/new.ts", true],
  ["the build changes", "build/vite.renderer.ts", true],
  ["a dependency changes", "package-lock.json", true],
  ["a test changes", "tests/unit/x.test.ts", false],
  ["the service changes", "service/main.ts", false],
  ["the set-up changes", "build/bootstrap/main.mjs", false],
  ["another command changes", "build/commands/test.ts", false],
  ["words about it change", "renderer/README.md", false],
])("when %s (%s), rebuilding is due: %s", async (_what, path, due) => {
  await buildBundles(context());
  put(path, "2");
  expect((await bundlesDone(context())) === undefined).toBe(due);
});

it("when the bundles are deleted, rebuilding is due", async () => {
  await buildBundles(context());
  rmSync(join(root, "out"), { recursive: true });
  expect(await bundlesDone(context())).toBeUndefined();
});

it("a build that fails leaves nothing that passes for built", async () => {
  await buildBundles(context());
  put("build/commands/build.ts", "process.exit(1);");
  await expect(buildBundles(context())).rejects.toThrow("The application could not be bundled");
  expect(await bundlesDone(context())).toBeUndefined();
});

it("a missing build script is named", async () => {
  rmSync(join(root, "build/commands/build.ts"));
  await expect(buildBundles(context())).rejects.toThrow("build/commands/build.ts is missing");
});
