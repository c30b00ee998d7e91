/** The whole path of an update: publisher's files, the service over mutual TLS, the bridge, the client; and 426 for a build that is out of service. */
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, installerOf } from "../../../build/release/lab.ts";
import { createBridge, type Bridge } from "../../../electron/bridge/client.ts";
import { centreSource } from "../../../electron/update/source.ts";
import { signByDevice } from "../../../electron/trust/signed.ts";
import { holdsFile, setHold } from "../../../service/release/releases.ts";
import { metadataOf, readDocument } from "../../../service/release/repository.ts";
import { renewTimestamp, type Timestamp } from "../../../service/release/timestamp.ts";
import { BUILD_HEADER } from "../../../shared/release/standing.ts";
import { HOUR } from "../../../shared/model/time.ts";
import { enrol, foundAgency, signIn, startService, type TestDevice, type TestService } from "../../support/service.ts";

describe("updating from the centre", () => {
  let lab: Lab;
  let centre: TestService;
  let url: string;
  let device: TestDevice;
  let bridge: Bridge;
  let time: number;

  beforeAll(async () => {
    lab = new Lab();
    await lab.open("1.3.0");
    writeFileSync(lab.path("shipped.json"), readFileSync(lab.shipRoot()));
    await lab.build("1.4.0");
    await lab.roll({ version: "1.4.0", wave: { percent: 100, after: lab.now } });
    time = lab.now;
    centre = await startService({ clock: { now: () => time, training: false }, releases: { repository: lab.repository } });
    url = (await centre.service.listen()).url;
    device = await enrol(centre.service, url);
    const { keyPem, certificatePem } = device;
    bridge = createBridge({ settings: { serviceUrl: url, vpnRanges: ["127.0.0.0/8"], vpnInterface: "lo" }, caPem: centre.service.authority.certificatePem, identity: { keyPem, certificatePem } });
  });
  afterAll(async () => {
    await bridge.close();
    await device.close();
    await centre.stop();
    lab.close();
  });

  const client = (name: string) => lab.client(name, { source: centreSource(bridge), here: { workstationId: device.deviceId } });

  it("works over the bridge without any session, from the documents to the checked installer", async () => {
    const updating = client("over-tls");
    const { decision } = await updating.check(null);
    if (decision.action !== "update") throw new Error(JSON.stringify(decision));
    const path = await updating.download(decision.build);
    await updating.verify(decision.build, path);
    expect(readFileSync(path)).toEqual(installerOf("1.4.0"));
  });

  it("goes on from where a download was cut, by asking for the rest", async () => {
    const index = readDocument<{ targets: Record<string, { hashes: { sha256: string } }> } & Timestamp>(lab.state, "targets").signed.targets;
    const [path, { hashes }] = Object.entries(index).find(([name]) => name.endsWith("1.4.0_amd64.deb"))!;
    const wire = path.replace(/[^/]+$/, (name) => `${hashes.sha256}.${name}`);
    const rest = await bridge.raw({ method: "GET", path: `/release/targets/${wire}`, from: 39_990 }, async (status, parts) => {
      const bytes: Buffer[] = [];
      for await (const part of parts) bytes.push(part);
      return { status, bytes: Buffer.concat(bytes) };
    });
    expect(rest).toMatchObject({ ok: true, value: { status: 206, bytes: installerOf("1.4.0").subarray(39_990) } });
  });

  it("answers 404 for the key list after the last, for what is not listed, and for a way out of the folder", async () => {
    for (const path of ["metadata/2.root.json", "metadata/holds.json", "metadata/..%2f..%2fholds.json", "targets/..%2f..%2fholds.json", "targets/builds/index.json", `targets/builds/${"a".repeat(64)}.index.json`]) {
      const answer = await bridge.raw({ method: "GET", path: `/release/${path}` }, (status) => Promise.resolve(status));
      expect([path, answer.ok && answer.value]).toEqual([path, 404]);
    }
  });

  it("says in the answer to a heartbeat which documents are the newest, so that a workstation looks", async () => {
    const said = { v: 1, deviceId: device.deviceId, seq: 1, version: "1.3.0", locked: true, users: [], diskFreeMb: 1, offsetMs: 0, facts: [], waits: null };
    const { body } = await device.call<{ release: number }>("POST", "/device/heartbeat", { body: signByDevice("heartbeat", said, device.keyPem) });
    expect(body.release).toBe(readDocument(lab.state, "snapshot").signed.version);
  });

  it("tells a workstation to wait when IT holds it, and nobody else", async () => {
    expect((await device.call("GET", "/release/hold")).body).toEqual({ hold: null });
    setHold(lab.repository, device.deviceId, 77);
    expect((await device.call("GET", "/release/hold")).body).toEqual({ hold: { until: 77 } });
    const other = await enrol(centre.service, url, "PC-2");
    expect((await other.call("GET", "/release/hold")).body).toEqual({ hold: null });
    await other.close();
    setHold(lab.repository, device.deviceId, null);
    expect((await device.call("GET", "/release/hold")).body).toEqual({ hold: null });
    expect(() => setHold(lab.repository, "PC-2", 77)).toThrow();
  });

  it("keeps its timestamp fresh with the server's key: every six hours, once, and with no other key", async () => {
    const before = readDocument<Timestamp>(lab.state, "timestamp").signed;
    const key = lab.keys.timestamp.secret;
    expect(await renewTimestamp(lab.repository, key, before.issued ? Date.parse(before.issued) + HOUR : 0)).toBe("fresh");
    expect(await renewTimestamp(lab.repository, lab.keys.duty[0]!.secret, time + 7 * HOUR)).toBe("foreign_key");
    expect(await Promise.all([1, 2].map(() => renewTimestamp(lab.repository, key, time + 7 * HOUR)))).toContain("renewed");
    const after = readDocument<Timestamp>(lab.state, "timestamp").signed;
    expect(after).toMatchObject({ version: before.version + 1, meta: before.meta });
    expect(statSync(join(metadataOf(lab.state), "timestamp.json")).nlink).toBe(1);
    lab.now = time = time + 7 * HOUR;
    expect((await client("over-tls").check(null)).issued).toBe(time);
  });

  it("puts a build out of service after its deadline: 426 for all but updating and handing over; pausing lifts it", async () => {
    const agency = await foundAgency(centre.service);
    const desk = await signIn(centre.service, device, agency.lin);
    const as = async (build: string | null, method: "GET" | "POST", path: string, body?: object) => {
      const reply = await desk.device.call<{ code: string }>(method, path, { token: desk.token, ...(body ? { body } : {}), ...(build ? { headers: { [BUILD_HEADER]: build } } : {}) });
      return reply.status === 426 ? `426 ${reply.body.code}` : "served";
    };
    const pull = "/sync/snapshot?stream=all";
    expect(await as("1.3.0 linux-x64", "GET", pull)).toBe("served");
    await lab.roll({ minimum: { version: "1.4.0", by: time } });
    await new Promise((done) => setTimeout(done, 5_100));
    for (const build of ["1.3.0 linux-x64", null, "nonsense"]) {
      expect(await as(build, "GET", pull)).toBe("426 update_needed");
      expect(await as(build, "POST", "/sync/hello", { protocol: 2, appVersion: "x", lastSeq: 0, unsent: 0, cursors: [] })).toBe("426 update_needed");
      expect(await as(build, "POST", "/sync/push", { events: [{}] })).toBe("served");
      expect(await as(build, "GET", "/release/metadata/timestamp.json")).toBe("served");
    }
    expect(await as("1.4.0 linux-x64", "GET", pull)).toBe("served");
    expect(await as("1.3.0 win32-x64", "GET", pull)).toBe("served");
    await lab.roll({ paused: true });
    await new Promise((done) => setTimeout(done, 5_100));
    expect(await as("1.3.0 linux-x64", "GET", pull)).toBe("served");
    expect(existsSync(holdsFile(lab.repository))).toBe(true);
  });
});
