/** Starts the evaluation host on the fixture app and attaches Playwright to it, as the e2e fixture does. */
import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { findChromium } from "../../../build/electron-host/chromium.ts";

const RUN = path.resolve(import.meta.dirname, "../../../build/electron-host/run.ts");
const FIXTURE = path.join(import.meta.dirname, "app/main.mjs");

/** The page's window with what the fixture's preload exposes. */
export type Probe = {
  invoke(channel: string, input?: unknown): Promise<never>;
  send(channel: string, input?: unknown): void;
  on(channel: string, callback: (payload: unknown) => void): () => void;
  twice(callback: (n: number) => number): number;
  fails(): void;
  later(value: unknown): Promise<{ value: unknown }>;
  readonly facts: Record<string, unknown>;
};
declare global {
  interface Window {
    probe: Probe;
    seenAtStart: { probe: string; keys: string[] };
  }
}

export type Seen = { readonly name: string } & Readonly<Record<string, unknown>>;

export type Host = {
  readonly child: ChildProcess;
  readonly userData: string;
  readonly output: () => string;
  readonly browser: Browser;
  page(match: RegExp): Promise<Page>;
  main(): Promise<Page>;
  command<T = unknown>(name: string, input?: unknown): Promise<T>;
  /** A command that takes the asking page away: answered before it is done. */
  later(name: string, input?: unknown): Promise<void>;
  /** What the fixture app saw in main. */
  seen(...names: string[]): Promise<Seen[]>;
  control(message: Readonly<Record<string, unknown>>): Promise<void>;
  stop(): Promise<void>;
};

/** Why the tests that need Chromium cannot run here, or undefined. */
export const NO_CHROMIUM: string | undefined =
  findChromium(process.env["LOCKDESK_CHROMIUM"]) === undefined
    ? "no Chromium on this machine: install the package chromium, or set LOCKDESK_CHROMIUM"
    : undefined;

/** Skips a test with its reason; for `beforeEach`. */
export function skipWithout(reason: string | undefined): (context: { skip: (note: string) => never }) => void {
  return (context) => {
    if (reason !== undefined) context.skip(reason);
  };
}

export type Launched = { readonly child: ChildProcess; readonly output: () => string };

/** Starts the host without waiting for it. */
export function launch(userData: string, env: NodeJS.ProcessEnv = {}, script = FIXTURE): Launched {
  const child = spawn(process.execPath, [RUN, script, "--", `--user-data-dir=${userData}`], {
    env: { ...process.env, LOCKDESK_HOST_CDP: "1", LOCKDESK_HOST_HEADLESS: "1", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
  return { child, output: () => text };
}

/** Waits until `check` gives something; throws with `what` after 20 s. */
export async function until<T>(what: string, check: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (let waited = 0; waited < 20_000; waited += 20) {
    const found = await check();
    if (found !== undefined && found !== false) return found;
    await delay(20);
  }
  throw new Error(`waited 20 s for ${what}`);
}

export function exited(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode ?? -1);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? -1)));
}

/** A folder that goes with the test process, however its tests end. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lockdesk-host-test-"));
  process.once("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function startHost(env: NodeJS.ProcessEnv = {}): Promise<Host> {
  const userData = temporaryFolder();
  const { child, output } = launch(userData, env);
  const line = await until("host-ready", () => {
    if (child.exitCode !== null) throw new Error(`the host ended:\n${output()}`);
    return output().split("\n").find((each) => each.includes('"host-ready"'));
  });
  const browser = await chromium.connectOverCDP((JSON.parse(line) as { cdp: string }).cdp);
  const pages = (): Page[] => browser.contexts().flatMap((context) => context.pages());
  const page = (match: RegExp): Promise<Page> => until(`page ${match}`, () => pages().find((each) => match.test(each.url())));
  const main = async (): Promise<Page> => {
    const found = await page(/workstation\.app\.invalid\/(open)?(\?|$)/);
    await found.waitForFunction(() => typeof window.probe === "object");
    return found;
  };
  const ask = async <T>(channel: string, input: unknown): Promise<T> =>
    (await main()).evaluate(([name, value]) => window.probe.invoke(name as string, value), [channel, input] as const);
  let lastControl = 0;
  return {
    child, userData, output, browser, page, main,
    command: (name, input) => ask("command", [name, input]),
    later: (name, input) => ask("later", [name, input]),
    seen: (...names) => ask("seen", names),
    control: async (message) => {
      lastControl += 1;
      const id = lastControl;
      child.stdin?.write(`${JSON.stringify({ ...message, id })}\n`);
      await until("the host's answer", () => output().includes(`{"event":"host-ack","id":${id}}`));
    },
    stop: async () => {
      await browser.close();
      child.kill("SIGTERM");
      await exited(child);
      fs.rmSync(userData, { recursive: true, force: true });
    },
  };
}

/** Process numbers of a process's descendants, from /proc. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of fs.readdirSync("/proc")) {
    const id = Number(name);
    if (!Number.isInteger(id)) continue;
    try {
      const stat = fs.readFileSync(`/proc/${id}/stat`, "utf8");
      parents.set(id, Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // Gone meanwhile.
    }
  }
  const found: number[] = [];
  for (let layer = [pid]; layer.length > 0; ) {
    layer = [...parents].filter(([, parent]) => layer.includes(parent)).map(([id]) => id);
    found.push(...layer);
  }
  return found;
}
