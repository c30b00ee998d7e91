/** The five verbs as IT types them: a ceremony from nothing to a workstation's decision, with key files and passphrases. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeArtifacts } from "../../../build/release/lab.ts";
import { newUpdateClient } from "../../../electron/update/client.ts";
import { folderSource } from "../../../electron/update/source.ts";
import { publishedState } from "../../../service/release/repository.ts";

const root = resolve(import.meta.dirname, "../../..");
const MINUTES = 60_000;
let dir: string;
const at = (name: string): string => join(dir, name);

function release(...args: string[]): { code: number; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["build/commands/release.ts", ...args], { cwd: root, encoding: "utf8", env: { ...process.env, NODE_NO_WARNINGS: "1", LOCKDESK_KEY_PASSPHRASE: "correct horse battery" } });
  return { code: status ?? -1, out: stdout, err: stderr };
}
const done = (...args: string[]): string => {
  const said = release(...args);
  expect([said.code, said.err]).toEqual([0, ""]);
  return said.out;
};

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-verbs-"));
  for (const folder of ["keys", "repository"]) mkdirSync(at(folder));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("a first release goes from key files to a workstation that takes it, and each step refuses what is missing", async () => {
  const keys = (role: string, count: number) => Array.from({ length: count }, (_, i) => at(`keys/${role}${i}`));
  for (const base of [...keys("root", 2), ...keys("targets", 2), ...keys("duty", 1)]) done("key", base, "--holder", base.slice(-6));
  done("key", at("keys/timestamp"), "--holder", "service", "--online");
  const open = (role: string, count: number) => keys(role, count).map((base) => `${base}.pub.json`);
  const where = ["--repository", at("repository")];
  const publishing = [...where, "--duty-key", at("keys/duty0.pem"), "--timestamp-key", at("keys/timestamp.pem")];

  done("propose", "root", ...where, "--out", at("r1"), "--root", ...open("root", 2), "--targets", ...open("targets", 2), "--duty", ...open("duty", 1), "--timestamp", `${at("keys/timestamp")}.pub.json`);
  for (const base of keys("root", 2)) expect(done("sign", at("r1"), "--key", `${base}.pem`, "--yes")).toMatch(/\+ targets: 新增密钥[^]*已签名/);
  writeArtifacts(at("artifacts"), "1.0.0");
  done("propose", "build", at("artifacts"), ...where, "--out", at("b1"), "--duty", ...open("duty", 1));
  // The station keeps the signed key list: here what the ceremony made.
  const read = (name: string) => JSON.parse(readFileSync(at(name), "utf8")) as object;
  writeFileSync(at("root.json"), JSON.stringify({ signed: read("r1/document.json"), signatures: readdirSync(at("r1/signatures")).map((name) => read(`r1/signatures/${name}`)) }));
  done("sign", at("b1"), "--key", `${keys("targets", 2)[0]}.pem`, "--root", at("root.json"), "--yes");

  expect(release("publish", at("r1"), at("b1"), ...publishing)).toMatchObject({ code: 1, err: expect.stringMatching(/^below_threshold: [^]*1\/2/) as string });
  expect(done("status", ...where, "--request", at("b1"))).toMatch(/targets v1/);
  expect(release("status", ...where)).toMatchObject({ code: 1, err: expect.stringMatching(/^not_published_yet/) as string });
  expect(release("sign", at("b1"), "--key", `${keys("duty", 1)[0]}.pem`, "--root", at("root.json"), "--yes")).toMatchObject({ code: 1, err: expect.stringMatching(/^not_a_holder/) as string });
  done("sign", at("b1"), "--key", `${keys("targets", 2)[1]}.pem`, "--root", at("root.json"), "--yes");
  done("publish", at("r1"), at("b1"), ...publishing);
  expect(done("rollout", ...publishing, "--wave", "pilot")).toMatch(/波次 \/ wave pilot 100 %/);
  expect(release("rollout", ...publishing, "--minimum", "9.0.0", "--by", "2030-01-01")).toMatchObject({ code: 1, err: expect.stringMatching(/^rollout: [^]*above the newest/) as string });

  const client = newUpdateClient({ source: folderSource(publishedState(at("repository"))!), folder: at("workstation"), shippedRoot: at("root.json"), here: { version: "0.9.0", platform: "linux-x64", ring: "pilot", dataFormat: 1, workstationId: "w", builtAt: 0 } });
  expect((await client.check(null)).decision).toMatchObject({ action: "update", why: "wave", build: { version: "1.0.0" } });
  expect(JSON.parse(done("status", ...where, "--json")) as object).toMatchObject({ lowest: "1.0.0", roles: expect.arrayContaining([expect.objectContaining({ role: "timestamp", state: "good" })]) as unknown });
}, 5 * MINUTES);
