import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findNpm, installed, isNpmWarning, npmFailure, registryIsDead } from "../../../build/bootstrap/npm.mjs";

const said = (code: string, text = "something happened") => `npm error code ${code}\nnpm error ${text}\nnpm error A complete log of this run`;

describe("what npm's output means", () => {
  it.each([
    ["ENOTFOUND", "network-down"],
    ["ECONNREFUSED", "network-down"],
    ["EAI_AGAIN", "network-down"],
    ["ETIMEDOUT", "network-down"],
    ["ENOTCACHED", "network-down"],
    ["E403", "registry-refused"],
    ["E404", "registry-refused"],
    ["E503", "registry-refused"],
    ["ETARGET", "registry-refused"],
    ["EINTEGRITY", "package-damaged"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "certificate-refused"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate-refused"],
    ["ENOSPC", "disk-full"],
    ["EACCES", "not-writable"],
    ["EROFS", "not-writable"],
    ["EUSAGE", "lockfile-stale"],
    ["EWEIRD", "install-failed"],
  ])("%s is %s", (code, meaning) => {
    expect(npmFailure(said(code), "/srv/x").code).toBe(meaning);
  });

  it("names npm's own words, and no password in an address", () => {
    const text = npmFailure(said("E403", "403 Forbidden - GET https://me:secret@registry.test/zod"), "/srv/x").message;
    expect(text).toContain("E403: 403 Forbidden - GET https://registry.test/zod");
    expect(text).not.toContain("secret");
  });

  it("names the path that could not be written", () => {
    expect(npmFailure(`npm error path /srv/x/node_modules\n${said("EACCES")}`, "/srv/x").message).toContain("at /srv/x/node_modules (");
  });

  it("does not believe a success that ran out of space", () => {
    expect(installed({ code: 0, output: "added 637 packages" })).toBe(true);
    expect(installed({ code: 0, output: "npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write" })).toBe(false);
    expect(installed({ code: 1, output: "" })).toBe(false);
  });
});

describe("which of npm's warnings are shown", () => {
  it.each([
    "npm warn EBADENGINE Unsupported engine {",
    "npm warn EBADENGINE   package: 'undici@8.12.4',",
    "npm warn Unknown user config \"nodedir\". This will stop working in the next major version of npm.",
    "npm warn deprecated glob@7.2.3: no longer supported",
    "npm warn cli npm v11.19.1 does not support Node.js v20.9.0.",
    "added 637 packages in 29s",
    "",
  ])("not: %s", (line) => expect(isNpmWarning(line)).toBe(false));

  it("but what else it warns of", () => {
    expect(isNpmWarning("npm warn tarball tarball data for x seems to be corrupted")).toBe(true);
  });
});

describe("the registry's sign of life", () => {
  it.each([
    ["an answer", { code: 0, output: "npm notice PONG" }, false],
    ["a registry that knows no ping", { code: 1, output: said("E404") }, false],
    ["no network", { code: 1, output: said("ENOTFOUND") }, true],
    ["a certificate that is not trusted", { code: 1, output: said("SELF_SIGNED_CERT_IN_CHAIN") }, true],
    ["silence up to the limit", { code: -1, output: "" }, true],
  ])("%s", (_name, ping, dead) => {
    expect(registryIsDead(ping)).toBe(dead);
  });
});

describe("where npm is", () => {
  const place = mkdtempSync(join(tmpdir(), "lockdesk-npm-"));
  const put = (path: string) => {
    const file = join(place, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, "");
    chmodSync(file, 0o755);
    return file;
  };
  const cli = put("lib/npm-cli.js");
  const yarn = put("lib/yarn.js");
  const onPath = put("bin/npm");
  put("project/node_modules/.bin/npm");
  const path = [join(place, "project/node_modules/.bin"), join(place, "bin")].join(":");
  const facts = { execPath: "/opt/node/bin/node", platform: "linux" };

  it("is the npm that started us", () => {
    expect(findNpm({ ...facts, env: { npm_execpath: cli, PATH: path } })).toMatchObject({ file: "/opt/node/bin/node", args: [cli] });
  });

  it("is the one on PATH when something else started us, and never one inside node_modules", () => {
    expect(findNpm({ ...facts, env: { npm_execpath: yarn, PATH: path } })).toMatchObject({ file: onPath, args: [] });
  });

  it("is nowhere on a machine without it", () => {
    expect(findNpm({ ...facts, env: { PATH: join(place, "lib") } })).toBeUndefined();
  });

  it("runs on the Node that runs us", () => {
    expect(findNpm({ ...facts, env: { PATH: path } })?.env.PATH?.startsWith("/opt/node/bin:")).toBe(true);
  });
});
