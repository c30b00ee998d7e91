import { describe, expect, it } from "vitest";
import { refusedArguments } from "../../../electron/main/lockdown/command-line.ts";
import { refusedVariables } from "../../../electron/main/lockdown/environment.ts";

describe("the packaged program", () => {
  it.each([
    "--user-data-dir=/tmp/x", "--no-sandbox", "--remote-debugging-port=0", "--inspect", "-r", "--js-flags=--expose-gc", "--", "--a-switch-of-tomorrow",
  ])("does not start with %s", (argument) => {
    expect(refusedArguments([argument], "packaged", "linux")).toHaveLength(1);
  });

  it("does not start with a word either, such as a file dropped on its icon", () => {
    expect(refusedArguments(["/home/a/list.xlsx"], "packaged", "linux")).toEqual(["word"]);
  });

  it("knows Windows' way of writing a switch", () => {
    expect(refusedArguments(["/no-sandbox"], "packaged", "win32")).toEqual(["--no-sandbox"]);
  });

  it("starts with nothing", () => {
    expect(refusedArguments([], "packaged", "linux")).toEqual([]);
    expect(refusedVariables({ PATH: "/usr/bin", HOME: "/home/a", LANG: "zh_CN.UTF-8" }, "packaged")).toEqual([]);
  });

  it.each([
    "NODE_OPTIONS", "NODE_EXTRA_CA_CERTS", "NODE_TLS_REJECT_UNAUTHORIZED", "NODE_USE_ENV_PROXY", "ELECTRON_RUN_AS_NODE", "ELECTRON_ENABLE_LOGGING", "ELECTRON_LOG_FILE",
    "ELECTRON_ANYTHING_NEW", "SSLKEYLOGFILE", "sslkeylogfile", "LOCKDESK_HOST", "LD_PRELOAD", "SSL_CERT_FILE", "OPENSSL_CONF", "BREAKPAD_DUMP_LOCATION",
  ])("does not start with %s set", (name) => {
    expect(refusedVariables({ [name]: "x" }, "packaged")).toEqual([name]);
  });

  it("takes an empty variable for none", () => {
    expect(refusedVariables({ NODE_OPTIONS: "", SSLKEYLOGFILE: undefined }, "packaged")).toEqual([]);
  });
});

describe("a development run", () => {
  it("takes its profile and its main script, and nothing else", () => {
    expect(refusedArguments(["/app/out/main/main.js", "--user-data-dir=/tmp/x"], "evaluation", "linux")).toEqual([]);
    expect(refusedArguments(["/app/out/main/main.js", "--inspect=0"], "evaluation", "linux")).toEqual(["--inspect"]);
    expect(refusedArguments(["/app", "--inspect=0", "--remote-debugging-port=0"], "electron", "linux")).toEqual([]);
    expect(refusedArguments(["/app", "/etc/passwd"], "electron", "linux")).toEqual(["word"]);
  });

  it("names a switch without its value", () => {
    expect(refusedArguments(["--proxy-server=user:secret@10.0.0.1"], "evaluation", "linux")).toEqual(["--proxy-server"]);
  });

  it.each(["NODE_OPTIONS", "ELECTRON_LOG_FILE", "SSLKEYLOGFILE"])("does not start with %s set", (name) => {
    expect(refusedVariables({ [name]: "x", NODE_ENV: "test", LOCKDESK_LOG: "1" }, "evaluation")).toEqual([name]);
  });
});
