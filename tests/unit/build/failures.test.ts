import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { FAILURES, failure, fromFileError, runtimeFailure, speaksChinese } from "../../../build/bootstrap/failures.mjs";

const BOOTSTRAP = resolve(import.meta.dirname, "../../../build/bootstrap");
const DETAIL = { have: "18.1.0", path: "/srv/x", reason: "E_X", command: "apt", known: "a, b", names: "p", version: "1", need: "9" };
const good = { node: "20.0.0", platform: "linux", arch: "x64", musl: false };

describe("every failure is one sentence that says what to do", () => {
  it.each(Object.keys(FAILURES))("%s", (code) => {
    const { message, zh } = failure(code, DETAIL);
    expect(message).toMatch(/^[A-Z"pn][^\n]*\.$/);
    expect(message.match(/\.(?= [A-Z])/g)).toBeNull();
    // The half behind the colon or semicolon is the advice.
    expect(message).toMatch(/[:;] .*(install|use|restore|run|check|point|ask|free|give|delete|set|correct|clone)/);
    expect(zh).toMatch(/请[^\n]*。$|可用的命令/);
    expect(`${message}${zh}`).not.toContain("undefined");
  });

  it("has a sentence for every code the set-up throws", () => {
    const source = readdirSync(BOOTSTRAP).map((name) => readFileSync(`${BOOTSTRAP}/${name}`, "utf8")).join("\n");
    const thrown = [...source.matchAll(/failure\("([a-z0-9-]+)"/g)].map((match) => match[1]);
    expect(thrown.length).toBeGreaterThan(15);
    expect(thrown.filter((code) => !Object.hasOwn(FAILURES, code ?? ""))).toEqual([]);
  });

  it("leaves no sentence that nothing can say", () => {
    const source = readdirSync(BOOTSTRAP).map((name) => readFileSync(`${BOOTSTRAP}/${name}`, "utf8")).join("\n");
    const used = (code: string) => source.split(`"${code}"`).length - 1 > (code === "unexpected" ? 0 : 1);
    expect(Object.keys(FAILURES).filter((code) => !used(code))).toEqual([]);
  });
});

describe("a machine that cannot work is refused at once", () => {
  it.each([
    ["an old Node", { ...good, node: "18.20.4" }, "node-too-old"],
    ["a very old Node", { ...good, node: "8.0.0" }, "node-too-old"],
    ["a Mac", { ...good, platform: "darwin", arch: "arm64" }, "platform-unsupported"],
    ["an ARM Linux", { ...good, arch: "arm64" }, "platform-unsupported"],
    ["a Linux with musl", { ...good, musl: true }, "platform-unsupported"],
  ])("%s", (_name, facts, code) => {
    expect(runtimeFailure(facts)?.code).toBe(code);
  });

  it.each([good, { ...good, node: "24.21.0" }, { ...good, platform: "win32" }])("and one that can is not: %j", (facts) => {
    expect(runtimeFailure(facts)).toBeUndefined();
  });
});

describe("errors of the file system", () => {
  it.each([
    ["ENOSPC", "disk-full"],
    ["EDQUOT", "disk-full"],
    ["EACCES", "not-writable"],
    ["EROFS", "not-writable"],
    ["EPERM", "not-writable"],
  ])("%s is %s", (errno, code) => {
    expect(fromFileError({ code: errno, path: "/srv/x" }, ".")?.code).toBe(code);
  });

  it("names no cause that it does not know", () => {
    expect(fromFileError({ code: "EMFILE" }, ".")).toBeUndefined();
  });
});

describe("the language of the terminal", () => {
  it.each([
    [{ LANG: "zh_CN.UTF-8" }, true],
    [{ LANG: "zh_CN.UTF-8", LC_ALL: "C" }, false],
    [{ LANG: "en_US.UTF-8" }, false],
    [{}, false],
  ])("%j", (env, chinese) => {
    expect(speaksChinese(env)).toBe(chinese);
  });
});
