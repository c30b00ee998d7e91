/**
 * The release drill on the built program: N on every desk, N+1 proposed, signed by two, published and rolled to a pilot ring,
 * seen on IT's desk, paused, revoked, the minimum raised, N+2 to all. The verbs are IT's own, in processes of their own; two
 * whole workstations take part beside 2,000 simulated desks at the same centre; what is "installed" is what root's helper let through.
 */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test, type Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { ROOT } from "../../build/launch/processes.ts";
import { installerOf, Lab, writeArtifacts, type LabKey } from "../../build/release/lab.ts";
import { publishedRoot } from "../../build/release/publish.ts";
import { installIncoming } from "../../electron/update/helper.ts";
import { SYSTEM, type Service } from "../../service/app.ts";
import { rows } from "../../service/db/query.ts";
import { readDocument } from "../../service/release/repository.ts";
import type { Ring } from "../../shared/release/documents.ts";
import { labArchive, SimFleet } from "../support/sim-fleet.ts";
import { centreHere } from "./support/centre-here.ts";
import { atWork, openCaseId } from "./support/collector.ts";
import type { Workstation } from "./support/driver.ts";
import { look } from "./support/look.ts";
import { sit } from "./support/seat.ts";
import { openStage, passwordOf, type Stage } from "./support/stage.ts";
import { until } from "./support/until.ts";

// Each step holds several starts and looks: longer than another spec's on a machine that others use.
test.describe.configure({ mode: "serial", timeout: 480_000 });

const [N, N1, N2] = ["0.1.0", "0.2.0", "0.3.0"] as const;
const DESKS = 2_000;
const PILOTS = 100;
/** Never heard again once N+1 is revoked. */
const ABSENT = 40;
const PASSPHRASE = "correct horse battery";
const SOON = 60_000;
const run = promisify(execFile);

interface Machine {
  readonly name: string;
  readonly ring: Ring;
  version: string;
  open: Workstation;
}

test.describe("a release drill", () => {
  let stage: Stage;
  let lab: Lab;
  let service: Service;
  let fleet: SimFleet;
  let it: Page;
  let published: Promise<unknown>;
  const machines: Machine[] = [];
  const [pilot, broad] = [() => machines[0]!, () => machines[1]!];

  test.beforeAll(async () => {
    lab = new Lab();
    lab.now = Date.now();
    await lab.open(N);
    writeFileSync(lab.path("shipped.json"), publishedRoot(lab.state));
    const timestampKey = keyFile("timestamp", lab.keys.timestamp, null);
    stage = await openStage("drill", undefined, { releases: lab.repository, timestampKey, serve: centreHere((opened) => { service = opened; }) });
    for (const version of [N1, N2]) install(version);
    fleet = new SimFleet(service, lab, { count: DESKS, pilots: PILOTS, version: N });
  });
  test.afterAll(async () => {
    await stage.close();
    lab.close();
  });

  function keyFile(name: string, key: LabKey, passphrase: string | null): string {
    const path = lab.path(`${name}.pem`);
    writeFileSync(path, key.secret.export({ type: "pkcs8", format: "pem", ...(passphrase === null ? {} : { cipher: "aes-256-cbc", passphrase }) }), { mode: 0o600 });
    return path;
  }
  /** One of IT's verbs, as typed. */
  const release = (...args: string[]) => run(process.execPath, ["build/commands/release.ts", ...args], { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: "", LOCKDESK_KEY_PASSPHRASE: PASSPHRASE } });

  /** The program with another number: what a newer installer would have put in its place. */
  function install(version: string): void {
    const folder = join(stage.dir, "installed", version);
    cpSync(join(ROOT, "out"), join(folder, "out"), { recursive: true });
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as object;
    writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, version }));
  }
  const start = (name: string, ring: Ring, version: string, heartbeatSeconds = 2) => stage.workstation(name, { heartbeatSeconds, ring, bundles: version === N ? undefined : join(stage.dir, "installed", version, "out") });

  async function machine(name: string, ring: Ring): Promise<Machine> {
    const profile = join(stage.dir, "profiles", name);
    for (const folder of ["release", "incoming"]) mkdirSync(join(profile, folder), { recursive: true });
    writeFileSync(join(profile, "release/root.json"), publishedRoot(lab.state));
    writeFileSync(join(profile, "release/build.json"), JSON.stringify({ builtAt: lab.now }));
    return { name, ring, version: N, open: await start(name, ring, N) };
  }
  const handedOver = (one: Machine, version: string) => join(one.open.profileDir, "incoming", version, "targets");

  /** Root's helper looks at what was handed over; what it lets through is what runs from then on. */
  async function helperInstalls(one: Machine, version: string): Promise<void> {
    let installed: Buffer | null = null;
    const said = await installIncoming({
      incoming: join(one.open.profileDir, "incoming"), folder: lab.path(`root-of-${one.name}`), shippedRoot: lab.path("shipped.json"),
      here: { version: one.version, platform: "linux-x64", ring: one.ring, dataFormat: 1, builtAt: 0 },
      install: (path) => Promise.resolve(void (installed = readFileSync(path))),
    });
    expect(said).toEqual({ [version]: "installed" });
    expect(installed).toEqual(installerOf(version));
    await one.open.close("quit");
    one.version = version;
    one.open = await start(one.name, one.ring, version);
  }

  /** The duty officer runs the command where the key is; IT pastes what comes of it. */
  async function steer(...change: string[]): Promise<void> {
    const answer = lab.path("answer.json");
    rmSync(answer, { force: true });
    await release("rollout", ...change, "--repository", lab.repository, "--duty-key", keyFile("duty", lab.keys.duty[1]!, PASSPHRASE), "--answer", answer);
    const before = readDocument(lab.state, "rollout").signed.version;
    await it.getByRole("textbox", { name: "粘贴 answer.json 的内容" }).fill(readFileSync(answer, "utf8"));
    await it.getByRole("button", { name: "核验并发布" }).click();
    await until("it is published", () => readDocument(lab.state, "rollout").signed.version === before + 1);
    lab.now = Date.now();
  }
  /** The command as IT's screen shows it, without what the duty officer fills in. */
  const shownChange = async () => ((await it.locator(".it-command").textContent()) ?? "").replace(/^npm run release -- rollout /, "").replace(/ --repository .*$/, "").split(" ");
  const pick = async (label: string, option: string) => {
    await it.locator(".it-rollout").getByRole("combobox", { name: label }).click();
    await it.locator(".ant-select-item-option", { hasText: option }).last().click();
  };
  /** IT's screen shows it once it is read anew; a list of 2,000 is not asked for more often than somebody would. */
  const shows = (what: string, holds: (text: string) => boolean | Promise<boolean>) => until(`IT sees ${what}`, async () => {
    await it.keyboard.press("F5");
    await it.waitForTimeout(1_000);
    return holds((await it.locator(".it-fleet").textContent()) ?? "");
  }, SOON);
  const row = async (name: string) => (await it.locator('[role="row"]', { hasText: name }).first().textContent().catch(() => "")) ?? "";
  const seesMachine = async (name: string, ...words: string[]) => {
    await it.getByRole("searchbox", { name: "设备名称" }).fill(name);
    await shows(`${name}: ${words.join(", ")}`, async () => {
      const text = await row(name);
      return words.every((word) => text.includes(word));
    });
    await it.getByRole("searchbox", { name: "设备名称" }).fill("");
  };

  test("N is on every desk; N+1 is proposed, signed by two, and published by the verbs", async () => {
    const artifacts = lab.path("artifacts-n1");
    const request = lab.path("request-n1");
    const where = ["--repository", lab.repository];
    writeArtifacts(artifacts, N1, { dataFormat: 9_999 });
    published = (async () => {
      await release("propose", "build", artifacts, ...where, "--out", request);
      writeFileSync(lab.path("station-root.json"), publishedRoot(lab.state));
      const sign = (i: number) => release("sign", request, "--key", keyFile(`targets${i}`, lab.keys.targets[i]!, PASSPHRASE), "--root", lab.path("station-root.json"), "--yes");
      await sign(0);
      const publishing = ["publish", request, ...where, "--duty-key", keyFile("duty", lab.keys.duty[0]!, PASSPHRASE), "--timestamp-key", lab.path("timestamp.pem")];
      expect(await release(...publishing).then(() => "published", (error: { stderr: string }) => error.stderr)).toMatch(/^below_threshold: [^]*1\/2/);
      expect((await release("status", ...where, "--request", request)).stdout).toMatch(/1\/2/);
      await sign(1);
      return release(...publishing);
    })();
    published.catch(() => undefined);
    await fleet.enrol();
    // IT's own machine has the newest: below the minimum its screen would be refused like any other.
    it = await (await start("PC-IT", "broad", N2, 60)).signIn("T0101", passwordOf("T0101"));
    await it.setViewportSize({ width: 1440, height: 900 });
    await it.getByRole("button", { name: "设备", exact: true }).click();
    await it.getByText("版本与发布").click();
    await published;
    await shows("both builds", (text) => text.includes(N) && text.includes(N1));
  });

  test("the pilot ring takes N+1 and nobody else; IT sees who has it", async () => {
    await pick("下一步推送", "安排一批");
    await expect(it.locator(".it-command")).toContainText(`--version ${N1} --wave pilot`);
    await steer(...(await shownChange()));
    machines.push(await machine("PC-PILOT", "pilot"), await machine("PC-BROAD", "broad"));
    await fleet.look();
    expect([fleet.running(N1), fleet.running(N1, "pilot")]).toEqual([PILOTS, PILOTS]);
    await until("the pilot machine hands N+1 over", () => existsSync(handedOver(pilot(), N1)), SOON);
    await seesMachine("PC-PILOT", `${N1} 已交系统安装`);
    await seesMachine("PC-BROAD", N, "待轮到", "暂不更新");
    expect(existsSync(handedOver(broad(), N1))).toBe(false);
    await shows("the pilots", (text) => text.includes(`已更新 ${PILOTS} · 应更新 1`));
    await look(it, "pilot");
  });

  test("a quarter's wave reaches a quarter; a pause stops it for everybody, and IT sees that", async () => {
    await helperInstalls(pilot(), N1);
    await steer("--wave", "broad:25%");
    await fleet.look();
    expect(fleet.deviation(N1, "broad", 25)).toBeLessThan(4);
    expect(fleet.outsideWave(N1, "broad", 25)).toBe(0);
    const before = fleet.running(N1);
    await pick("下一步推送", "暂停推送");
    await steer(...(await shownChange()), "--wave", "100%");
    await fleet.look();
    expect(fleet.running(N1)).toBe(before);
    await expect(it.getByText("推送已暂停")).toBeVisible({ timeout: SOON });
    await seesMachine("PC-PILOT", N1);
    await look(it, "paused");
  });

  test("N+1 is revoked and N+2 goes out: who has N+1 leaves it at once, the others wait", async () => {
    await lab.build(N2, { dataFormat: 9_999 });
    for (const desk of fleet.desks.slice(-ABSENT)) desk.absent = true;
    const [bad, old] = [fleet.running(N1), fleet.running(N)];
    const stuck = fleet.desks.filter((desk) => desk.absent && desk.version === N1).length;
    await steer("--version", N2, "--revoke", N1, "--resume");
    await fleet.look();
    expect([fleet.running(N1), fleet.running(N2), fleet.running(N)]).toEqual([stuck, bad - stuck, old]);
    // The one that looks anew at once is told to leave; the one with N has its wave still to come.
    await until("the pilot machine hands N+2 over", () => existsSync(handedOver(pilot(), N2)), SOON * 2);
    expect(existsSync(handedOver(broad(), N2))).toBe(false);
    await seesMachine("PC-PILOT", "版本已停用");
    await helperInstalls(pilot(), N2);
  });

  test("the minimum is raised: a desk below it cannot pull, its note still reaches the centre", async () => {
    // It hears of a publication with its heartbeat: with a rare one it has looked once, and works on while the minimum is raised.
    await broad().open.close("quit");
    broad().open = await start("PC-BROAD", "broad", N, 600);
    const desk = await sit(broad().open, "A0101");
    await atWork(desk);
    await until("it has looked", async () => {
      const said = await desk.evaluate(() => window.lockdesk.call("session.update", {}));
      return said.ok && said.value.phase === "waiting" && said.value.seen?.rollout === readDocument(lab.state, "rollout").signed.version;
    }, SOON);
    await steer("--minimum", N2, "--by", new Date().toISOString(), "--wave", "100%");
    await until("the centre refuses its pull", async () => {
      await desk.evaluate(() => window.lockdesk.call("sync.now", {}));
      const said = await desk.evaluate(() => window.lockdesk.call("sync.status", {}));
      return said.ok && said.value.reason?.code === "update_needed";
    }, SOON);
    const caseId = await openCaseId(desk);
    const saved = await desk.evaluate((id) => window.lockdesk.call("note.add", { caseId: id ?? "", text: "演练:版本已停用时保存" }), caseId);
    expect(saved.ok).toBe(true);
    await until("the note is at the centre", async () => (await service.run(SYSTEM, (ctx) => rows(ctx.tx, sql`SELECT 1 FROM event WHERE type = 'note.added' AND body ->> 'text' = '演练:版本已停用时保存'`))).length === 1, SOON);
    await fleet.look();
    expect([fleet.running(N2), fleet.running(N) + fleet.running(N1)]).toEqual([DESKS - ABSENT, ABSENT]);
    await seesMachine("PC-BROAD", N, "版本已停用");
    await look(it, "minimum");
    await broad().open.close("quit");
    broad().open = await start("PC-BROAD", "broad", N);
    await until("only the update is to be seen", async () => (await broad().open.window("unlock")).getByText("本版本已停用").isVisible().catch(() => false), SOON);
    await until("N+2 is handed over", () => existsSync(handedOver(broad(), N2)), SOON);
  });

  test("N+2 is on both workstations, and people work on it", async () => {
    await helperInstalls(broad(), N2);
    await seesMachine("PC-PILOT", N2, "已更新");
    await seesMachine("PC-BROAD", N2, "已更新");
    const desk = await sit(broad().open, "A0101");
    await atWork(desk);
    await fleet.hear(fleet.desks.slice(0, 1), () => labArchive("another"));
    await shows("what has come of it", (text) => text.includes(`已更新 ${DESKS - ABSENT + 3}`) && text.includes("程序被改动 1") && text.includes(`版本已停用 ${ABSENT}`));
    await look(it, "done");
    expect((await release("status", "--repository", lab.repository, "--data", stage.service().data)).stdout).toMatch(new RegExp(`设备 / machines: [^]*${N2.replaceAll(".", "\\.")} × ${DESKS - ABSENT + 3}[^]*程序被改动`));
  });
});
