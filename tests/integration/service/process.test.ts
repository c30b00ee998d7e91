import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adminSocketPath, connectAdmin, serveAdmin } from "../../../service/admin/socket.ts";
import { openService } from "../../../service/app.ts";
import { lockDirectory } from "../../../service/db/lock.ts";
import { StartFailure } from "../../../service/failure.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import { connect, freshData, quiet } from "../../support/service.ts";

const MAIN = new URL("../../../service/main.ts", import.meta.url).pathname;

let dir: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  dir = await freshData();
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(dir, { recursive: true, force: true });
});

function run(args: string[], env: Record<string, string> = {}): { child: ChildProcess; ended: Promise<{ code: number | null; out: string; err: string }> } {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, LOCKDESK_LOG: "warn", NODE_NO_WARNINGS: "1", ...env }, stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  let out = "";
  let err = "";
  child.stdout?.on("data", (d) => (out += String(d)));
  child.stderr?.on("data", (d) => (err += String(d)));
  return { child, ended: once(child, "close").then(([code]) => ({ code: code as number | null, out, err })) };
}

async function ready(child: ChildProcess): Promise<{ url: string; ca: string; engine: string; training: boolean; secondFactor: string }> {
  if (!child.stdout) throw new Error("no stdout");
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"ready"')) return JSON.parse(line) as never;
  throw new Error("it ended without a ready line");
}

describe("the service as a process", () => {
  it("says in one line that it accepts connections, names its engine, answers, and ends cleanly on SIGTERM", async () => {
    const { child, ended } = run(["--data", dir, "--port", "0", "--training-clock"]);
    const line = await ready(child);
    expect(line).toMatchObject({ event: "ready", engine: "pglite (demo and test engine: fsyncs nothing)", training: true, secondFactor: "off" });
    const client = connect(line.url, line.ca, null);
    expect((await client.call("GET", "/health/ready")).status).toBe(200);
    const refused = await run(["--data", dir, "--port", "0"]).ended;
    expect(refused.code).toBe(1);
    expect(refused.err.trim()).toMatch(/^Another service \(process \d+\) has the data directory .* open: .*\.$/);
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    await client.close();
    expect(existsSync(join(dir, "service.pid"))).toBe(false);
  }, 180_000);

  it("a killed service leaves no lock that would keep the next one out", async () => {
    const { child, ended } = run(["--data", dir, "--port", "0"]);
    const { ca, secondFactor } = await ready(child);
    expect(secondFactor).toBe("required");
    child.kill("SIGKILL");
    await ended;
    const next = run(["--data", dir, "--port", "0"]);
    expect((await ready(next.child)).ca).toBe(ca);
  }, 180_000);

  it("a port that is taken ends in one sentence", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { code, err } = await run(["--data", dir, "--port", String((server.address() as AddressInfo).port)]).ended;
    server.close();
    expect(code).toBe(1);
    expect(err.trim()).toMatch(/^Port \d+ on 127\.0\.0\.1 is taken: .*\.$/);
  }, 180_000);

  it.each([
    [["--database-url", "postgresql://nobody@127.0.0.1:1/none"], {}, /^The database cannot be reached \(ECONNREFUSED\): .*\.$/],
    [["--data", "x"], { LOCKDESK_PRODUCTION: "1" }, /^Production \(LOCKDESK_PRODUCTION=1\) needs PostgreSQL: .*\.$/],
    [["--database-url", "postgresql:///x", "--training-clock"], { LOCKDESK_PRODUCTION: "1" }, /^Production \(LOCKDESK_PRODUCTION=1\) runs on the real clock: .*\.$/],
    [["--database-url", "postgresql:///x", "--second-factor", "off"], { LOCKDESK_PRODUCTION: "1" }, /^Production \(LOCKDESK_PRODUCTION=1\) does not do without a second factor: .*\.$/],
    [["--second-factor", "sometimes"], {}, /^--second-factor sometimes is unknown: .*\.$/],
    [["--port", "seven"], {}, /^--port seven is no port: .*\.$/],
    [["--bogus"], {}, /^Unknown option '--bogus': .*\.$/],
  ])("%j ends in one sentence", async (args, env, sentence) => {
    const { code, err, out } = await run(args, env as Record<string, string>).ended;
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err.trim()).toMatch(sentence);
  }, 60_000);
});

describe("the data directory", () => {
  it("is refused to a second opener in the same process, and free again after closing", async () => {
    const service = await openService({ data: dir, log: quiet });
    await expect(openService({ data: dir, log: quiet })).rejects.toThrow(StartFailure);
    await service.close();
    const again = await openService({ data: dir, log: quiet });
    expect(again.epoch).toBe(service.epoch);
    await again.close();
  });

  it("keeps the authority's key to its owner", async () => {
    const service = await openService({ data: dir, log: quiet });
    await service.close();
    expect(statSync(join(dir, "pki", "ca.key.pem")).mode & 0o777).toBe(0o600);
  });

  it("a lock whose holder is alive is not taken over", async () => {
    const lock = await lockDirectory(dir);
    await expect(lockDirectory(dir)).rejects.toThrow(`process ${process.pid}`);
    await lock.release();
    await (await lockDirectory(dir)).release();
  });
});

describe("the operator's socket", () => {
  it("runs commands in the service, passes refusals on, survives rubbish, and is open to its owner only", async () => {
    const service = await openService({ data: dir, log: quiet });
    const door = await serveAdmin(service, dir, {
      "epoch.show": async (s, args) => ({ epoch: s.epoch, args }),
      "always.refuse": async () => refuse("conflict", ["because"]),
    });
    expect(statSync(adminSocketPath(dir)).mode & 0o777).toBe(0o600);
    const cli = await connectAdmin(dir);
    expect(await cli?.call("epoch.show", { a: 1 })).toEqual({ epoch: service.epoch, args: { a: 1 } });
    await expect(cli?.call("always.refuse", {})).rejects.toMatchObject({ refusal: { code: "conflict", issues: ["because"] } });
    await expect(cli?.call("toString", {})).rejects.toMatchObject({ refusal: { code: "not_found" } });
    expect(await cli?.call("epoch.show", null)).toEqual({ epoch: service.epoch, args: null });
    cli?.close();
    await door.close();
    await service.close();
  });

  it("nobody answers when no service runs", async () => {
    expect(await connectAdmin(dir)).toBeNull();
  });
});
