import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HostUtilityProcess, killUtilityProcesses, utilityProcess } from "../../../build/electron-host/utility-process.ts";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "lockdesk-host-unit-"));
});
afterEach(() => {
  killUtilityProcesses();
  fs.rmSync(folder, { recursive: true, force: true });
});

function fork(body: string, stdio: "pipe" | "inherit" = "inherit"): HostUtilityProcess {
  const file = path.join(folder, "child.mjs");
  fs.writeFileSync(file, body);
  return utilityProcess.fork(file, ["a"], { serviceName: "test", stdio });
}

const next = <T>(child: HostUtilityProcess, event: string): Promise<T> => new Promise((resolve) => child.once(event, (value: T) => resolve(value)));

describe("utility processes", { timeout: 60_000 }, () => {
  it("keep messages until the child listens, in order", async () => {
    const child = fork(`
      const got = [];
      setTimeout(() => process.parentPort.on("message", (e) => { got.push(e.data); if (got.length === 3) process.parentPort.postMessage(got); }), 200);`);
    for (const n of [1, 2, 3]) child.postMessage({ n, at: new Date(n) });
    expect(await next(child, "message")).toEqual([1, 2, 3].map((n) => ({ n, at: new Date(n) })));
  });

  it("carry any cloneable value, also those Node's own channel keeps for itself", async () => {
    const child = fork("process.parentPort.on('message', (e) => process.parentPort.postMessage([e.data]));");
    for (const value of [undefined, null, 10n, { cmd: "NODE_HANDLE" }, new Map([[1, new Set(["x"])]]), new TypeError("t")]) {
      const answer = next<unknown[]>(child, "message");
      child.postMessage(value);
      expect(await answer).toEqual([value]);
    }
  });

  it("have no access to what only main has", async () => {
    const child = fork(`
      import * as electron from "electron";
      let refused; try { electron.net.fetch("x"); } catch (error) { refused = error.message; }
      process.parentPort.postMessage({ names: Object.keys(electron).sort(), refused });`);
    expect(await next(child, "message")).toEqual({ names: ["default", "net", "systemPreferences"], refused: "build/electron-host: net.fetch is not implemented by the evaluation host" });
  });

  it("tell how they ended: own code, signal, and no number afterwards", async () => {
    const own = fork("process.exit(7);");
    expect(await next<number>(own, "exit")).toBe(7);
    expect(own.pid).toBeUndefined();
    expect(own.kill()).toBe(false);
    const busy = fork("process.parentPort.postMessage('busy'); for (;;) Math.random();");
    await next(busy, "message");
    const ended = next<number>(busy, "exit");
    expect(busy.kill()).toBe(true);
    expect(await ended).toBe(15);
  });

  it("refuse what cannot be cloned, in both directions", async () => {
    const child = fork("try { process.parentPort.postMessage(() => 1); } catch (error) { process.parentPort.postMessage(error.message); }");
    expect(await next(child, "message")).toBe("An object could not be cloned.");
    expect(() => child.postMessage(() => 1)).toThrow("An object could not be cloned.");
    expect(() => child.postMessage(1, [{}])).toThrow("not implemented by the evaluation host");
  });

  it("give their output to whoever asked for it, and take no standard input", async () => {
    const child = fork("process.stdin.on('data', () => {}).on('end', () => console.log('end of input', process.argv[2]));", "pipe");
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    await expect.poll(() => text.trim(), { timeout: 15_000 }).toBe("end of input a");
    child.kill();
  });
});
