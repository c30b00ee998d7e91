// The dependency rule on a small house of its own, with this project's configuration: one planted import at a
// time, and each must be found by name.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { boundaries, judgeCruise } from "../../../build/commands/checks/boundaries.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
let house: string;

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), "lockdesk-house-"));
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"]) cpSync(join(ROOT, file), join(house, file));
  symlinkSync(join(ROOT, "node_modules"), join(house, "node_modules"));
  put("shared/model/money.ts", 'import { z } from "zod";\nexport const money = z.number();');
  put("db/open.ts", 'import { money } from "../shared/model/money.ts";\nimport { load } from "./guard.ts";\nexport const open = [money, load];');
  put("db/guard.ts", 'import Library from "better-sqlite3";\nexport const load = Library;');
  put("electron/vault/main.ts", 'import { open } from "../../db/open.ts";\nimport { client } from "../bridge/client.ts";\nexport const vault = [open, client];');
  put("electron/bridge/client.ts", 'import { request } from "undici";\nimport { connect } from "node:tls";\nexport const client = [request, connect];');
  put("electron/main/main.ts", 'import { app } from "electron";\nexport const main = app;');
  put("renderer/desk.tsx", 'import { money } from "../shared/model/money.ts";\nimport { useState } from "react";\nexport const desk = [money, useState];');
  put("service/main.ts", 'import { createServer } from "node:https";\nimport { money } from "../shared/model/money.ts";\nexport const service = [createServer, money];');
});
afterEach(() => rmSync(house, { recursive: true, force: true }));

function put(path: string, text: string) {
  mkdirSync(join(house, path, ".."), { recursive: true });
  writeFileSync(join(house, path), text);
}

describe("the dependency rule", () => {
  it("passes a house that keeps it", async () => {
    expect(await boundaries.problems(house)).toBe("");
  });

  it("finds every planted violation, each by its name", async () => {
    const planted: [string, string, string][] = [
      ["shared-imports-nobody", "shared/a.ts", 'import { open } from "../db/open.ts";'],
      ["shared-is-pure", "shared/b.ts", 'import { readFileSync } from "node:fs";'],
      ["shared-is-pure", "shared/c.ts", 'import { create } from "zustand";'],
      ["db-below-electron", "db/d.ts", 'import { vault } from "../electron/vault/main.ts";'],
      ["db-only-in-vault", "electron/main/e.ts", 'import { open } from "../../db/open.ts";'],
      ["vault-knows-no-window", "electron/vault/f.ts", 'import { main } from "../main/main.ts";'],
      ["bridge-knows-no-table", "electron/bridge/g.ts", 'import { vault } from "../vault/main.ts";'],
      ["preload-has-no-logic", "electron/preload/h.ts", 'import { money } from "../../shared/model/money.ts";'],
      ["renderer-apart", "renderer/i.ts", 'import type { main } from "../electron/main/main.ts";'],
      ["renderer-apart", "renderer/j.ts", 'import { service } from "../service/main.ts";'],
      ["renderer-without-node", "renderer/k.ts", 'import { join } from "node:path";'],
      ["renderer-without-electron", "renderer/l.ts", 'import { ipcRenderer } from "electron";'],
      ["service-apart", "service/m.ts", 'import { open } from "../db/open.ts";'],
      ["sockets-only-in-bridge", "electron/main/n.ts", 'import { request } from "node:https";'],
      ["sockets-only-in-bridge", "electron/vault/o.ts", 'import { fetch } from "undici";'],
      ["sockets-only-in-bridge", "db/p.ts", 'import { connect } from "net";'],
      ["sqlite-only-in-guard", "electron/vault/q.ts", 'import Library from "better-sqlite3";'],
      ["guard-only-inside-db", "electron/vault/r.ts", 'import { load } from "../../db/guard.ts";'],
      ["no-dev-package", "service/s.ts", 'import { test } from "vitest";'],
      ["resolvable", "service/t.ts", 'import { gone } from "./gone.ts";'],
    ];
    for (const [, path, line] of planted) put(path, `${line}\nexport const planted = ${/\{ (\w+) \}|import (\w+)/.exec(line)?.[1] ?? "Library"};`.replace("export const planted = main;", "export type Planted = typeof main;"));
    const found = await boundaries.problems(house);
    for (const [name, path] of planted) expect(found, `${name} in ${path}`).toContain(`${name}: ${path} -> `);
  });

  it("lets db/ take the library's types, and nobody else its code", async () => {
    put("db/types.ts", 'import type Library from "better-sqlite3";\nexport type Handle = Library.Database;');
    expect(await boundaries.problems(house)).toBe("");
  });

  it("finds two modules that need each other", async () => {
    put("service/one.ts", 'import { two } from "./two.ts";\nexport const one = () => two;');
    put("service/two.ts", 'import { one } from "./one.ts";\nexport const two = () => one;');
    expect(await boundaries.problems(house)).toContain("no-circles: service/one.ts");
  });

  it("fails where there is nothing to look at", async () => {
    for (const folder of ["shared", "db", "electron", "renderer", "service"]) rmSync(join(house, folder), { recursive: true });
    expect(await boundaries.problems(house)).toBe("no source folder was found");
  });
});

describe("a check that saw too little is not green", () => {
  const nothing = { modules: [], summary: { violations: [] } };

  it("fails on 0 modules", () => {
    expect(judgeCruise(nothing, ["shared/a.ts"]).join()).toContain("0 modules were seen");
    expect(judgeCruise(nothing, []).join()).toContain("0 modules were seen");
  });

  it("fails on a source file it did not see", () => {
    const cruise = { modules: [{ source: "shared/a.ts" }], summary: { violations: [] } };
    expect(judgeCruise(cruise, ["shared/a.ts"])).toEqual([]);
    expect(judgeCruise(cruise, ["shared/a.ts", "shared/b.ts"])).toEqual(["shared/b.ts was not seen by the check"]);
  });
});
