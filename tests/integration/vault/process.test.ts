import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../../shared/ipc/contract.ts";
import type { FromVault, ToVault } from "../../../shared/ipc/vault.ts";
import { foundAgency, PASSWORD, startService, type Agency, type TestService } from "../../support/service.ts";
import { enrolMachine, type Machine } from "../../support/workstation.ts";

const ENTRY = join(import.meta.dirname, "../../../electron/vault/main.ts");
const PORT = join(import.meta.dirname, "children/port.mjs");

let running: TestService;
let agency: Agency;
let machine: Machine;
const children: ChildProcess[] = [];
beforeAll(async () => {
  running = await startService();
  const { url } = await running.service.listen();
  agency = await foundAgency(running.service);
  machine = await enrolMachine(running.service, url);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  machine.remove();
  await running.stop();
});

type Asked = ToVault extends infer M ? (M extends { n: number } ? Omit<M, "n"> : never) : never;

/** The vault as main starts it: a process of its own, spoken to by messages only. */
function startProcess() {
  const child = fork(ENTRY, [], { execArgv: ["--import", PORT], serialization: "advanced", stdio: ["ignore", "inherit", "ignore", "ipc"] });
  children.push(child);
  const waiting = new Map<number, (answer: Answer<unknown>) => void>();
  child.on("message", (message: FromVault) => {
    if (message.t === "signedIn" || message.t === "answer") waiting.get(message.n)?.(message.answer);
  });
  let next = 1;
  const ask = (message: Asked) => {
    const n = next++;
    return new Promise<Answer<unknown>>((resolve) => {
      waiting.set(n, resolve);
      child.send({ ...message, n } as ToVault);
    });
  };
  const signIn = () =>
    ask({ t: "signIn", profileDir: machine.profileDir, identity: machine.identity, bridge: machine.settings, deviceSecret: Uint8Array.from(machine.deviceSecret), userNo: agency.lin.no, password: PASSWORD, appVersion: "test" });
  const killed = () =>
    new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.kill("SIGKILL");
    });
  return { ask, signIn, killed };
}

describe("the vault's process", () => {
  it("answers locked before a sign-in, and refuses what is no channel of its own", async () => {
    const vault = startProcess();
    expect(await vault.ask({ t: "call", channel: "queue.counts", input: {} })).toMatchObject({ ok: false, refusal: { code: "locked" } });
    expect(await vault.ask({ t: "upload", path: "/nowhere", name: "x" })).toMatchObject({ ok: false, refusal: { code: "locked" } });
    expect(await vault.signIn()).toMatchObject({ ok: true, value: { offline: false, me: { no: agency.lin.no } } });
    expect(await vault.ask({ t: "call", channel: "session.me", input: {} })).toMatchObject({ ok: false, refusal: { code: "bad_input" } });
    await vault.killed();
  }, 120_000);

  it("killed right after an answer has lost nothing, and its successor opens at once", async () => {
    const first = startProcess();
    expect((await first.signIn()).ok).toBe(true);
    expect((await first.ask({ t: "call", channel: "draft.save", input: { key: "d", value: "打到一半" } })).ok).toBe(true);
    expect((await first.ask({ t: "call", channel: "duty.set", input: { state: "busy" } })).ok).toBe(true);
    await first.killed();
    const second = startProcess();
    expect((await second.signIn()).ok).toBe(true);
    expect(await second.ask({ t: "call", channel: "draft.load", input: { key: "d" } })).toEqual({ ok: true, value: { value: "打到一半" } });
    for (let i = 0; i < 200; i++) {
      const status = (await second.ask({ t: "call", channel: "sync.status", input: {} })) as { ok: true; value: { pending: number; rejected: number } };
      if (status.value.pending === 0) return expect(status.value.rejected).toBe(0);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the event did not reach the centre");
  }, 120_000);
});
