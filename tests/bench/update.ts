/**
 * What updating costs. A check of all documents by 2,000 desks: CPU of the centre's process against a server that only
 * hands out the same bytes over the same mutual TLS. And an installer of 100 MB over a line that breaks: how many
 * bytes go over it in all, against those of one that does not break.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { hash } from "node:crypto";
import { mkdirSync, openSync, writeSync, closeSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, connect as connectTcp, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { Agent, request } from "undici";
import { Lab } from "../../build/release/lab.ts";
import { createBridge } from "../../electron/bridge/client.ts";
import { newFetcher } from "../../electron/update/fetch.ts";
import { centreSource, folderSource, type Source } from "../../electron/update/source.ts";
import { issueServer } from "../../service/pki/authority.ts";
import { figureOf, type Bench } from "./measure.ts";
import { cpuMs, enrolClients, type Client } from "./session.ts";
import { bestStack, type Stack } from "./stack.ts";

const DESKS = 2_000;
const CONNECTIONS = 40;
const MEGABYTE = 1024 * 1024;
const INSTALLER = 100 * MEGABYTE;
/** Bytes a second of the line, and after how many it breaks. */
const LINE = 20 * MEGABYTE;
const BREAKS_AFTER = [30 * MEGABYTE, 45 * MEGABYTE] as const;
/** At most this many times the CPU of the bare file server. */
const CHECK_AIM = 2;
const RESUME_AIM = 1.05;

/** The files one look of the real client asks for, in its order. */
async function filesOfOneLook(lab: Lab): Promise<string[]> {
  const asked: string[] = [];
  const inner = folderSource(lab.state);
  const source: Source = { read: (path, from, take) => (asked.push(path), inner.read(path, from, take)) };
  await lab.client("one-look", { source, clock: Date.now, here: { builtAt: 0 } }).check(null);
  return asked;
}

/** All desks look once, over a few dozen connections; CPU of the serving process, ms. */
async function cpuOfLooks(url: string, prefix: string, files: readonly string[], clients: readonly Client[], caPem: string, pid: number): Promise<number> {
  const agents = clients.map((c) => new Agent({ connect: { ca: caPem, key: c.keyPem, cert: c.certificatePem }, pipelining: 1 }));
  const look = async (agent: Agent): Promise<void> => {
    for (const file of files) {
      const { body } = await request(`${url}${prefix}/${file}`, { dispatcher: agent });
      await body.dump();
    }
  };
  for (const agent of agents) await look(agent);
  const before = cpuMs([pid]);
  await Promise.all(agents.map(async (agent) => {
    for (let i = 0; i < DESKS / agents.length; i++) await look(agent);
  }));
  const spent = cpuMs([pid]) - before;
  await Promise.all(agents.map((agent) => agent.close()));
  return spent;
}

/** A line of a certain width to a port, which breaks after so many bytes towards the desk, once for each number. */
async function line(target: number, breaks: readonly number[]) {
  const left = [...breaks];
  const sent = { bytes: 0 };
  const server = createServer((near) => {
    const far = connectTcp(target, "127.0.0.1");
    let through = 0;
    const slow = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        through += chunk.length;
        sent.bytes += chunk.length;
        if (left[0] !== undefined && through > left[0]) {
          left.shift();
          near.destroy();
          far.destroy();
          return;
        }
        setTimeout(() => done(null, chunk), (1000 * chunk.length) / LINE);
      },
    });
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
    near.pipe(far);
    far.pipe(slow).pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, sent, close: () => new Promise((done) => server.close(done)) };
}

/** Fetches the installer as the client does, again after each break; bytes that went over the line. */
async function fetchInstaller(stack: Stack, lab: Lab, name: string, sha256: string, breaks: readonly number[]): Promise<number> {
  const machine = await stack.machine();
  const way = await line(Number(new URL(stack.centre.url).port), breaks);
  const settings = { ...machine.settings, serviceUrl: `https://127.0.0.1:${way.port}` };
  const partFile = lab.path(`${breaks.length}.part`);
  const bridge = createBridge({ settings, caPem: machine.identity.caPem, identity: machine.identity });
  const fetcher = newFetcher({ source: centreSource(bridge), partFile });
  let got = "";
  let failed: unknown = null;
  for (let tries = 0; got === "" && tries <= breaks.length; tries++) {
    await fetcher.downloadFile(`release://targets/${name}`, INSTALLER, async (file) => {
      got = hash("sha256", readFileSync(file));
    }).catch((error: unknown) => void (failed = error));
  }
  await bridge.close();
  machine.remove();
  if (got !== sha256) throw new Error(`the installer did not come whole after ${breaks.length} breaks`, { cause: failed });
  void way.close();
  return way.sent.bytes;
}

function writeInstaller(state: string, name: string): string {
  const path = join(state, "targets", name);
  mkdirSync(dirname(path), { recursive: true });
  const block = Buffer.alloc(MEGABYTE);
  const file = openSync(path, "w");
  for (let i = 0; i < INSTALLER / MEGABYTE; i++) writeSync(file, block.fill(i));
  closeSync(file);
  return hash("sha256", readFileSync(path));
}

export const bench: Bench = {
  name: "update",
  async *run() {
    const lab = new Lab();
    lab.now = Date.now();
    await lab.open("1.3.0");
    await lab.build("1.4.0");
    writeFileSync(lab.path("shipped.json"), readFileSync(lab.shipRoot()));
    const clients: Client[] = [];
    let serving: { keyPem: string; certificatePem: string } | null = null;
    const stack = await bestStack("update", {
      cases: 1, perCase: 1, machines: 2, args: ["--releases", lab.repository],
      also: async (service, agency) => {
        await enrolClients(service, agency, CONNECTIONS, clients);
        serving = await issueServer(service.authority, ["127.0.0.1"]);
      },
    });
    const { caPem } = stack.centre;
    const child = fork(join(import.meta.dirname, "children/static-files.ts"), [JSON.stringify({ folder: lab.state, caPem, ...serving! })], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    try {
      const [{ port }] = (await once(child, "message")) as [{ port: number }];
      const files = await filesOfOneLook(lab);
      const bare = await cpuOfLooks(`https://127.0.0.1:${port}`, "", files, clients, caPem, child.pid!);
      const ours = await cpuOfLooks(stack.centre.url, "/release", files, clients, caPem, stack.centre.pid);
      yield figureOf("update", `CPU of a desk's look at ${files.length} documents, ${DESKS} desks, ${stack.engine}`, "ms", ours / DESKS, { what: "the same bytes from a bare file server", value: bare / DESKS, aim: CHECK_AIM }, DESKS);
      const name = `builds/${"0".repeat(64)}.lockdesk_9.9.9_amd64.deb`;
      const sha256 = writeInstaller(lab.state, name);
      const whole = await fetchInstaller(stack, lab, name, sha256, []);
      const broken = await fetchInstaller(stack, lab, name, sha256, BREAKS_AFTER);
      yield figureOf("update", "100 MB over a line that breaks twice, bytes over the line", "MB", broken / MEGABYTE, { what: "the same over one that does not", value: whole / MEGABYTE, aim: RESUME_AIM }, 1);
    } finally {
      child.kill();
      await stack.stop();
      lab.close();
    }
  },
};
