/** What may lie in the program's archive, whatever the packager put there. */
import { describe, expect, it } from "vitest";
import { contentFaults, mayShip } from "../../../build/package/contents.ts";
import { differences } from "../../../build/package/reproducible.ts";

const WHOLE = [
  "package.json", "out/main/main.js", "out/vault/vault.js", "out/preload/preload.cjs", "out/renderer/desk.html", "out/renderer/assets/desk-a1.js", "release/root.json",
  "node_modules/better-sqlite3/lib/index.js", "node_modules/better-sqlite3/prebuilds/linux-x64.node", "node_modules/@node-rs/argon2/index.js", "node_modules/@node-rs/argon2-linux-x64-gnu/argon2.linux-x64-gnu.node",
];

describe("the archive's table", () => {
  it("takes a whole program", () => expect(contentFaults("linux-x64", WHOLE)).toEqual([]));

  it.each([
    "electron/main/main.ts", "out/main/main.js.map", "out/renderer/assets/desk-a1.js.map", "tests/unit/a.test.ts", "build/electron-host/run.ts", "out/service/main.js", "node_modules/better-sqlite3/src/addon.cpp",
    "node_modules/better-sqlite3/deps/sqlite3/sqlite3.c", "node_modules/better-sqlite3/prebuilds/darwin-x64.node", "node_modules/better-sqlite3/prebuilds/win32-x64.node", "node_modules/@node-rs/argon2-win32-x64-msvc/argon2.win32-x64-msvc.node",
    "node_modules/fastify/fastify.js", "release/alice.pem", "out/../secret.js", ".env",
  ])("refuses %s", (path) => {
    expect(mayShip("linux-x64", path)).toBe(false);
    expect(contentFaults("linux-x64", [...WHOLE, path])).toEqual([`${path}: does not belong into the program`]);
  });

  it("names what is missing", () => expect(contentFaults("linux-x64", WHOLE.filter((path) => !path.endsWith(".node") && !path.startsWith("out/vault")))).toEqual(["the vault: is missing", "its native part: is missing", "its native part's loader: is missing"]));

  it("a comparison of two builds names what only one has and what differs", () => {
    expect(differences(new Map([["a", "1"], ["b", "2"], ["c", "3"]]), new Map([["a", "1"], ["b", "x"], ["d", "4"]]))).toEqual(["b is not the same twice", "c is not the same twice", "d is not the same twice"]);
  });
});
