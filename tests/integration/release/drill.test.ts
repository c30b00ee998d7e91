/**
 * The release drill: build N on 2,000 desks and two workstation processes, N+1 to a pilot ring, seen by IT, paused, revoked,
 * the minimum raised, N+2 to all. Publisher, service, duty officer's answers, decisions and heartbeats are the product's own;
 * the 2,000 desks decide by the documents as one real client has checked them.
 */
import { fork, type ChildProcess } from "node:child_process";
import { hash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, newLabKey } from "../../../build/release/lab.ts";
import { answerRollout } from "../../../build/release/rollout.ts";
import { bucketOf } from "../../../electron/update/client.ts";
import { SYSTEM } from "../../../service/app.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { takeHeartbeat } from "../../../service/machines/heartbeat.ts";
import { DAY, HOUR } from "../../../shared/model/time.ts";
import type { DeskOutput } from "../../../shared/protocol/desk.ts";
import { HeartbeatSchema } from "../../../shared/protocol/device.ts";
import { decide } from "../../../shared/release/decide.ts";
import { BUCKETS, type Ring } from "../../../shared/release/documents.ts";
import { NO_UPDATES, releaseSaid, type UpdateReport } from "../../../shared/release/report.ts";
import type { RolloutChange } from "../../../shared/release/rollout.ts";
import { BUILD_HEADER } from "../../../shared/release/standing.ts";
import { addCases, enrol, foundAgency, signIn, startService, type Desk, type TestDevice, type TestService } from "../../support/service.ts";
import type { WorkstationSetting } from "./children/workstation.ts";

const DESKS = 2_000;
const PILOTS = 100;
/** Never heard again once the drill has begun. */
const ABSENT = 40;
/** What a documents' cache of the service may lag, ms. */
const CACHED_MS = 5_100;
const asar = (version: string) => hash("sha256", `asar ${version}`);

interface SimDesk {
  readonly id: string;
  readonly ring: Ring;
  version: string;
  absent: boolean;
  seq: number;
}

describe("a release drill", () => {
  let lab: Lab;
  let centre: TestService;
  let url: string;
  let time: number;
  let it_: Desk;
  let collector: Desk;
  const desks: SimDesk[] = [];
  const processes: { setting: WorkstationSetting; child: ChildProcess; device: TestDevice }[] = [];

  beforeAll(async () => {
    lab = new Lab();
    await lab.open("1.3.0");
    writeFileSync(lab.path("shipped.json"), readFileSync(lab.shipRoot()));
    const key = lab.path("timestamp.pem");
    writeFileSync(key, lab.keys.timestamp.secret.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    time = lab.now;
    centre = await startService({ clock: { now: () => time, training: false }, releases: { repository: lab.repository, timestampKey: key }, desk: deskHandlers });
    url = (await centre.service.listen()).url;
    const agency = await foundAgency(centre.service);
    it_ = await signIn(centre.service, await enrol(centre.service, url, "PC-IT"), agency.it);
    collector = await signIn(centre.service, await enrol(centre.service, url, "PC-OLD"), agency.lin);
    for (let i = 0; i < DESKS; i += 1) desks.push({ id: randomUUID(), ring: i < PILOTS ? "pilot" : "broad", version: "1.3.0", absent: false, seq: 0 });
    await centre.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`INSERT INTO device (id, name, cert_serial, cert_fingerprint, enrolled_at, version) SELECT id::uuid, 'SIM-' || n, id, id, ${time}, '1.3.0' FROM unnest(${sql.param(desks.map(({ id }) => id))}::text[]) WITH ORDINALITY AS t(id, n)`), "none");
    for (const ring of ["pilot", "broad"] as const) {
      const device = await enrol(centre.service, url, `PC-${ring}`);
      const identity = { deviceId: device.deviceId, deviceName: ring, keyPem: device.keyPem, certificatePem: device.certificatePem, caPem: centre.service.authority.certificatePem, orderKey: null };
      const setting = { folder: lab.path(`process-${ring}`), url, version: "1.3.0", build: asar("1.3.0"), ring, shippedRoot: lab.path("shipped.json"), identity };
      processes.push({ setting, child: await start(setting), device });
    }
    await hear(desks);
  }, 120_000);
  afterAll(async () => {
    for (const { child, device } of processes) {
      child.kill();
      await device.close();
    }
    await Promise.all([it_, collector].map((desk) => desk.device.close()));
    await centre.stop();
    lab.close();
  });

  async function start(setting: WorkstationSetting): Promise<ChildProcess> {
    const child = fork(resolve(import.meta.dirname, "children/workstation.ts"), [JSON.stringify(setting)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    await once(child, "message");
    return child;
  }

  /** The drill's clock jumps further than a session lasts. */
  async function signInAgain(): Promise<void> {
    it_ = await signIn(centre.service, it_.device, it_.me);
    collector = await signIn(centre.service, collector.device, collector.me);
  }

  /** Simulated desks say what they run. */
  async function hear(changed: readonly SimDesk[], build = (desk: SimDesk) => asar(desk.version)): Promise<void> {
    const seen = { root: 1, timestamp: 1, snapshot: 1, targets: 1, rollout: 1 };
    await centre.service.run(SYSTEM, async (ctx) => {
      for (const desk of changed) {
        desk.seq += 1;
        const release = releaseSaid({ ...NO_UPDATES, phase: "current", checkedAt: time, issued: time, seen }, { build: build(desk), platform: "linux-x64", ring: desk.ring });
        const said = HeartbeatSchema.parse({ v: 1, deviceId: desk.id, seq: desk.seq, version: desk.version, locked: true, users: [], diskFreeMb: 1, offsetMs: 0, facts: [], waits: null, release });
        await takeHeartbeat(ctx, centre.service.orderKey, said, { text: JSON.stringify(said), signature: "c2ltdWxhdGVk" });
      }
    }, "none");
  }

  /** Every desk that is there looks once: the documents as a real client has checked them, each desk's own decision, and its next heartbeat. */
  async function look(): Promise<void> {
    const { index, rollout } = await lab.client("fleet").check(null);
    const present = desks.filter((desk) => !desk.absent);
    for (const desk of present) {
      const decision = decide({ here: { version: desk.version, platform: "linux-x64", ring: desk.ring, dataFormat: 1 }, index, rollout, hold: null, bucket: bucketOf(desk.id, rollout.version), now: time });
      if (decision.action === "update") desk.version = decision.build.version;
    }
    await hear(present);
  }

  /** The two processes look; one that has handed an installer over is started again as what it installed. */
  async function lookForReal(): Promise<UpdateReport[]> {
    const reports: UpdateReport[] = [];
    for (const [i, { setting, child, device }] of processes.entries()) {
      const answer = once(child, "message") as Promise<[{ report: UpdateReport; failed: string | null }]>;
      child.send({ now: time });
      const [{ report, failed }] = await answer;
      expect(failed).toBeNull();
      reports.push(report);
      if (report.phase !== "handed_over") continue;
      expect(existsSync(join(setting.folder, "incoming", report.offered!))).toBe(true);
      child.kill();
      const next = { ...setting, version: report.offered!, build: asar(report.offered!) };
      processes[i] = { setting: next, child: await start(next), device };
    }
    return reports;
  }

  const publishes = async (answer: unknown) => it_.device.call<{ code: string; snapshot: number }>("POST", "/desk/fleet/rollout", { token: it_.token, body: { answer: typeof answer === "string" ? answer : JSON.stringify(answer) } });
  /** IT's screen names the change, a duty officer signs it with the command, the screen takes it back. */
  async function steer(change: RolloutChange): Promise<void> {
    lab.now = time;
    const reply = await publishes(answerRollout(lab.state, change, lab.keys.duty[1]!.secret, time));
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
  }
  const fleet = async () => (await it_.device.call<DeskOutput<"fleet.read">>("GET", "/desk/fleet", { token: it_.token, headers: { [BUILD_HEADER]: "1.5.0 linux-x64" } })).body;
  const running = (version: string, ring?: Ring) => desks.filter((desk) => desk.version === version && (ring === undefined || desk.ring === ring)).length;
  const realVersions = () => processes.map(({ setting }) => setting.version);

  it("an answer that no duty officer has signed, that is over something else, or that comes twice, publishes nothing", async () => {
    await lab.build("1.4.0");
    await new Promise((done) => setTimeout(done, CACHED_MS));
    const [duty, stranger] = [lab.keys.duty[0]!.secret, newLabKey("stranger").secret];
    const change: RolloutChange = { version: "1.4.0", wave: { rings: ["pilot"], percent: 100, after: time } };
    const good = answerRollout(lab.state, change, duty, time);
    const before = lab.state;
    const spoilt: [string, unknown][] = [
      ["bad_input", "no answer"], ["bad_input", { ...good, v: 2 }], ["rollout_unsigned", answerRollout(lab.state, change, stranger, time)],
      ["rollout_unsound", { ...good, rollout: good.rollout.replace('"percent":100', '"percent":50') }],
      ["rollout_unsigned", { ...good, documents: { ...good.documents, snapshot: answerRollout(lab.state, change, stranger, time).documents.snapshot } }],
      ["rollout_unsound", answerRollout(lab.state, change, duty, time + 40 * DAY)],
      ["rollout_outdated", { ...good, documents: { ...good.documents, rollout: good.documents.rollout.replace(/"version":\d+/, '"version":9') } }],
    ];
    for (const [code, answer] of spoilt) expect([code, (await publishes(answer)).body.code]).toEqual([code, code]);
    expect(lab.state).toBe(before);
    expect((await publishes(good)).status).toBe(200);
    expect((await publishes(good)).body.code).toBe("rollout_outdated");
    const asCollector = await collector.device.call<{ code: string }>("POST", "/desk/fleet/rollout", { token: collector.token, body: { answer: "x" } });
    expect(asCollector.body.code).toBe("forbidden");
  });

  it("the pilot ring takes N+1 and nobody else, and IT sees it", async () => {
    await look();
    const reports = await lookForReal();
    expect(reports.map(({ phase, why }) => [phase, why])).toEqual([["handed_over", "wave"], ["waiting", "wave"]]);
    await lookForReal();
    expect([running("1.4.0"), running("1.4.0", "pilot"), realVersions()]).toEqual([PILOTS, PILOTS, ["1.4.0", "1.3.0"]]);
    const { machines, published, history } = await fleet();
    expect(published).toMatchObject({ rollout: { version: "1.4.0", paused: false }, publishes: true });
    expect(machines.filter(({ share }) => share === "has")).toHaveLength(PILOTS + 1);
    expect(machines.find(({ name }) => name === "PC-pilot")).toMatchObject({ version: "1.4.0", flags: [], said: { phase: "current", build: asar("1.4.0"), seen: { rollout: expect.any(Number) as number } } });
    expect(history.at(-1)!.counts).toMatchObject({ "1.4.0": PILOTS + 1, "1.3.0": DESKS - PILOTS + 1 });
  }, 60_000);

  it("a wave of a quarter reaches a quarter, whatever was said before; a pause stops it for everybody", async () => {
    time += HOUR;
    await steer({ wave: { percent: 25, after: time } });
    await look();
    const broad = DESKS - PILOTS;
    // Four standard deviations of the share, which buckets make by hash.
    expect(Math.abs(running("1.4.0", "broad") / broad - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / broad));
    expect(desks.filter((desk) => desk.ring === "broad" && (desk.version === "1.4.0") !== bucketOf(desk.id, "1.4.0") < BUCKETS / 4)).toEqual([]);
    const before = running("1.4.0");
    await steer({ wave: { percent: 100, after: time }, paused: true });
    time = lab.now = time + 2 * HOUR;
    await signInAgain();
    await lab.roll({});
    await look();
    expect((await lookForReal()).map(({ why }) => why)).toEqual(["paused", "paused"]);
    expect(running("1.4.0")).toBe(before);
    expect((await fleet()).published).toMatchObject({ rollout: { paused: true } });
  }, 60_000);

  it("a revoked build leaves at once, whoever's wave it is; the others wait for theirs", async () => {
    await lab.build("1.5.0");
    for (const desk of desks.slice(-ABSENT)) desk.absent = true;
    // A build newer than the outgoing one is named first; what goes out cannot be revoked.
    await new Promise((done) => setTimeout(done, CACHED_MS));
    expect(() => answerRollout(lab.state, { revoke: "1.4.0" }, lab.keys.duty[0]!.secret, time)).toThrow(/cannot be revoked/);
    await steer({ version: "1.5.0", revoke: "1.4.0", paused: false });
    const [bad, rest] = [running("1.4.0"), running("1.3.0")];
    const stuck = desks.filter((desk) => desk.absent && desk.version === "1.4.0").length;
    await look();
    expect([running("1.4.0"), running("1.5.0"), running("1.3.0")]).toEqual([stuck, bad - stuck, rest]);
    await lookForReal();
    await lookForReal();
    expect(realVersions()).toEqual(["1.5.0", "1.3.0"]);
    const { machines } = await fleet();
    expect(machines.filter(({ flags }) => flags.includes("revoked"))).toHaveLength(stuck);
  }, 60_000);

  it("the minimum is raised and N+2 goes to all: nobody below it can pull, everybody can still push", async () => {
    await signInAgain();
    const deadline = time + HOUR / 2;
    await steer({ minimum: { version: "1.5.0", by: deadline }, wave: { percent: 100, after: time } });
    const [kase] = await addCases(centre.service, 1, collector.me);
    const as = async (version: string | null) => {
      const headers: Record<string, string> = version === null ? {} : { [BUILD_HEADER]: `${version} linux-x64` };
      const pull = await collector.device.call("GET", "/sync/snapshot?stream=all", { token: collector.token, headers });
      const push = await collector.device.call<{ results: { result: string }[] }>("POST", "/sync/push", { token: collector.token, headers, body: { events: [collector.event("note.added", kase!, { text: "演练" })] } });
      return [pull.status, push.body.results.map(({ result }) => result)];
    };
    expect(await as("1.3.0")).toEqual([200, ["ok"]]);
    time = lab.now = deadline;
    for (const version of ["1.3.0", "1.4.0", null]) expect([version, ...(await as(version))]).toEqual([version, 426, ["ok"]]);
    expect(await as("1.5.0")).toEqual([200, ["ok"]]);
    await look();
    await lookForReal();
    await lookForReal();
    expect(running("1.5.0")).toBe(DESKS - ABSENT);
    expect(realVersions()).toEqual(["1.5.0", "1.5.0"]);
    await hear(desks.slice(0, 1), () => "0".repeat(64));
    desks[1]!.version = "6.6.6";
    await hear(desks.slice(1, 2));
    const { machines, history } = await fleet();
    const flagged = (flag: string) => machines.filter(({ flags }) => flags.includes(flag as "altered")).length;
    expect({ outOfService: flagged("outOfService"), altered: flagged("altered"), foreign: flagged("foreign"), frozen: flagged("frozen") }).toEqual({ outOfService: ABSENT, altered: 1, foreign: 1, frozen: 0 });
    expect(Object.values(history.at(-1)!.counts).reduce((sum, n) => sum + n, 0)).toBe(DESKS + 2);
  }, 60_000);
});
