import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { fitsPlatform, lockedNode, missingPackages, parseLock, promisedPackages } from "../../../build/bootstrap/lockfile.mjs";

const linux = { os: "linux", cpu: "x64", libc: "glibc" };
const windows = { os: "win32", cpu: "x64", libc: undefined };
const real = parseLock(readFileSync(resolve(import.meta.dirname, "../../../package-lock.json"), "utf8"));

describe("a package fits a platform by npm's rule", () => {
  it.each([
    [{}, true],
    [{ os: ["linux"] }, true],
    [{ os: "linux", cpu: "x64" }, true],
    [{ os: ["darwin", "linux"] }, true],
    [{ os: ["!win32"] }, true],
    [{ os: ["!linux"] }, false],
    [{ os: ["win32"] }, false],
    [{ cpu: ["arm64"] }, false],
    [{ libc: ["glibc"] }, true],
    [{ libc: ["musl"] }, false],
  ])("%j", (entry, fits) => {
    expect(fitsPlatform(entry, linux)).toBe(fits);
  });

  it("a package that wants a libc does not fit where there is none", () => {
    expect(fitsPlatform({ libc: ["glibc"] }, windows)).toBe(false);
  });
});

const lock = {
  packages: {
    "": { dependencies: { a: "1" }, devDependencies: { tool: "1" }, optionalDependencies: { "only-mac": "1" } },
    "node_modules/a": { version: "1.0.0", integrity: "sha512-a", dependencies: { b: "2" } },
    "node_modules/a/node_modules/b": { version: "2.0.0" },
    "node_modules/b": { version: "1.0.0" },
    "node_modules/tool": { version: "1.0.0", optionalDependencies: { native: "1" }, peerDependencies: { b: "1" } },
    "node_modules/native": { version: "1.0.0", os: ["linux"], cpu: ["x64"] },
    "node_modules/only-mac": { version: "1.0.0", os: ["darwin"], dependencies: { "mac-helper": "1" } },
    "node_modules/mac-helper": { version: "1.0.0" },
  },
};

describe("what the lockfile promises here", () => {
  it("is what can be reached through packages that fit, nested ones first", () => {
    expect([...promisedPackages(lock, linux)].sort()).toEqual([
      "node_modules/a", "node_modules/a/node_modules/b", "node_modules/b", "node_modules/native", "node_modules/tool",
    ]);
  });

  it("misses a native half that npm left out", () => {
    const { "node_modules/native": _native, ...rest } = lock.packages;
    expect(missingPackages(lock, { packages: rest }, linux)).toEqual(["node_modules/native"]);
    expect(missingPackages(lock, { packages: rest }, windows)).toEqual([]);
  });

  it("misses a package of another version or another checksum", () => {
    const other = { ...lock.packages, "node_modules/b": { version: "1.0.1" }, "node_modules/a": { version: "1.0.0", integrity: "sha512-x" } };
    expect(missingPackages(lock, { packages: other }, linux).sort()).toEqual(["node_modules/a", "node_modules/b"]);
  });

  it("misses everything when nothing is installed", () => {
    expect(missingPackages(lock, undefined, linux)).toHaveLength(5);
  });
});

describe("the project's own lockfile", () => {
  it.each([linux, windows])("brings a Node 24 and the native halves for %j", (platform) => {
    expect(lockedNode(real, platform).version).toMatch(/^24\./);
    const native = [...promisedPackages(real, platform)].filter((path) => path.includes(`${platform.os === "linux" ? "linux" : "win32"}-x64`));
    for (const half of ["@rolldown/binding", "@node-rs/argon2", "@oxc-parser/binding"]) {
      expect(native.some((path) => path.includes(half)), half).toBe(true);
    }
  });

  it("has an entry for every optional package, so that npm ci accepts it", () => {
    const names = (entry: { optionalDependencies?: Record<string, string> }) => Object.keys(entry.optionalDependencies ?? {});
    const absent = Object.entries(real.packages).flatMap(([path, entry]) =>
      names(entry).filter((name) => !Object.keys(real.packages).some((key) => key.endsWith(`node_modules/${name}`))).map((name) => `${path} wants ${name}`),
    );
    expect(absent).toEqual([]);
  });

  it.each([[undefined], [""], ["{"], ["{}"], ["null"]])("is called missing when it reads %j", (text) => {
    expect(() => parseLock(text)).toThrow("package-lock.json is missing or unreadable");
  });
});
