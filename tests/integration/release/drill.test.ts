/**
 * What of a release drill needs a clock that jumps, or words that no screen would send: answers that publish nothing, a pause
 * and a deadline over the days, the centre's answers by build, and what IT is told of a machine that says what cannot be.
 * The drill itself, with whole workstations and a fleet of 2,000, is `tests/e2e/drill.spec.ts`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, newLabKey } from "../../../build/release/lab.ts";
import { answerRollout } from "../../../build/release/rollout.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { DAY, HOUR } from "../../../shared/model/time.ts";
import type { DeskOutput } from "../../../shared/protocol/desk.ts";
import type { RolloutChange } from "../../../shared/release/rollout.ts";
import { BUILD_HEADER } from "../../../shared/release/standing.ts";
import { addCases, enrol, foundAgency, signIn, startService, type Desk, type TestService } from "../../support/service.ts";
import { SimFleet } from "../../support/sim-fleet.ts";

const [DESKS, PILOTS, ABSENT] = [60, 10, 5] as const;
/** What a documents' cache of the service may lag, ms. */
const CACHED_MS = 5_100;

describe("a release over the days", () => {
  let lab: Lab;
  let centre: TestService;
  let time: number;
  let it_: Desk;
  let collector: Desk;
  let fleet: SimFleet;

  beforeAll(async () => {
    lab = new Lab();
    await lab.open("1.3.0");
    writeFileSync(lab.path("shipped.json"), readFileSync(lab.shipRoot()));
    const key = lab.path("timestamp.pem");
    writeFileSync(key, lab.keys.timestamp.secret.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    time = lab.now;
    centre = await startService({ clock: { now: () => time, training: false }, releases: { repository: lab.repository, timestampKey: key }, desk: deskHandlers });
    const { url } = await centre.service.listen();
    const agency = await foundAgency(centre.service);
    it_ = await signIn(centre.service, await enrol(centre.service, url, "PC-IT"), agency.it);
    collector = await signIn(centre.service, await enrol(centre.service, url, "PC-OLD"), agency.lin);
    fleet = new SimFleet(centre.service, lab, { count: DESKS, pilots: PILOTS, version: "1.3.0" });
    await fleet.enrol();
  }, 120_000);
  afterAll(async () => {
    await Promise.all([it_, collector].map((desk) => desk.device.close()));
    await centre.stop();
    lab.close();
  });

  /** The drill's clock jumps further than a session lasts. */
  async function later(ms: number): Promise<void> {
    time = lab.now = time + ms;
    it_ = await signIn(centre.service, it_.device, it_.me);
    collector = await signIn(centre.service, collector.device, collector.me);
  }
  const publishes = async (answer: unknown) => it_.device.call<{ code: string }>("POST", "/desk/fleet/rollout", { token: it_.token, body: { answer: typeof answer === "string" ? answer : JSON.stringify(answer) } });
  async function steer(change: RolloutChange): Promise<void> {
    const reply = await publishes(answerRollout(lab.state, change, lab.keys.duty[1]!.secret, time));
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
  }
  const read = async () => (await it_.device.call<DeskOutput<"fleet.read">>("GET", "/desk/fleet", { token: it_.token, headers: { [BUILD_HEADER]: "1.5.0 linux-x64" } })).body;

  it("an answer that is none, or that is not IT's to give, publishes nothing; the same one twice neither", async () => {
    await lab.build("1.4.0");
    const [duty, stranger] = [lab.keys.duty[0]!.secret, newLabKey("stranger").secret];
    const change: RolloutChange = { version: "1.4.0", wave: { rings: ["pilot"], percent: 100, after: time } };
    const good = answerRollout(lab.state, change, duty, time);
    const before = lab.state;
    for (const [code, answer] of [["bad_input", "no answer"], ["bad_input", { ...good, v: 2 }], ["rollout_unsigned", answerRollout(lab.state, change, stranger, time)]] as const) expect([code, (await publishes(answer)).body.code]).toEqual([code, code]);
    expect((await collector.device.call<{ code: string }>("POST", "/desk/fleet/rollout", { token: collector.token, body: { answer: JSON.stringify(good) } })).body.code).toBe("forbidden");
    expect(lab.state).toBe(before);
    // What was published a moment ago counts: nobody waits for the centre to look again.
    expect((await publishes(good)).status).toBe(200);
    expect((await publishes(good)).body.code).toBe("rollout_outdated");
    await fleet.look();
    expect([fleet.running("1.4.0"), fleet.running("1.4.0", "pilot")]).toEqual([PILOTS, PILOTS]);
  });

  it("a pause holds over the days, and a wave of everybody's waits under it", async () => {
    await steer({ wave: { percent: 100, after: time }, paused: true });
    await later(2 * DAY);
    await lab.roll({});
    await fleet.look();
    expect(fleet.running("1.4.0")).toBe(PILOTS);
    expect((await read()).published).toMatchObject({ rollout: { paused: true } });
  });

  it("before a minimum's deadline all is served; after it nobody below it can pull, everybody can still push", async () => {
    await lab.build("1.5.0");
    for (const desk of fleet.desks.slice(-ABSENT)) desk.absent = true;
    expect(() => answerRollout(lab.state, { revoke: "1.4.0" }, lab.keys.duty[0]!.secret, time)).toThrow(/cannot be revoked/);
    const deadline = time + HOUR / 2;
    await steer({ version: "1.5.0", paused: false, minimum: { version: "1.5.0", by: deadline }, wave: { percent: 100, after: time } });
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
    await fleet.look();
    expect(fleet.running("1.5.0")).toBe(DESKS - ABSENT);
  });

  it("IT is told who says what cannot be, who is kept from what is new, and who has fallen silent", async () => {
    const [altered, foreign, frozen] = fleet.desks;
    await fleet.hear([altered!], () => "0".repeat(64));
    foreign!.version = "6.6.6";
    await fleet.hear([foreign!]);
    const flagged = async (flag: string) => (await read()).machines.filter(({ flags }) => flags.includes(flag as "altered")).length;
    const count = async () => ({ outOfService: await flagged("outOfService"), altered: await flagged("altered"), foreign: await flagged("foreign"), frozen: await flagged("frozen"), silent: await flagged("silent") });
    expect(await count()).toEqual({ outOfService: ABSENT, altered: 1, foreign: 1, frozen: 0, silent: 0 });
    expect(Object.values((await read()).history.at(-1)!.counts).reduce((sum, n) => sum + n, 0)).toBe(DESKS);
    await later(3 * DAY + HOUR);
    await lab.roll({});
    await new Promise((done) => setTimeout(done, CACHED_MS));
    await fleet.hear([frozen!], undefined, time - 3 * DAY - HOUR);
    expect(await count()).toMatchObject({ frozen: 1, silent: DESKS - 1 });
  });
});
