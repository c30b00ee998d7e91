/**
 * Drives the built program on either host through Playwright: finds its windows by role, signs in,
 * and keeps every console error, page error and security warning so that a run can be shown clean.
 */
import { _electron as electron, chromium, type Browser, type ConsoleMessage, type ElectronApplication, type Page } from "@playwright/test";
import type { Question } from "../../../build/electron-host/probe.ts";
import { CLEAN_ENVIRONMENT, commandLine, hostOf, startWorkstation, type RunningWorkstation } from "../../../build/launch/workstation.ts";
import { askHost } from "./host-answers.ts";

export type WindowRole = "unlock" | "desk";

export interface Workstation {
  readonly profileDir: string;
  /** Process id of main. */
  readonly pid: number;
  /** Everything that went wrong in any window so far. */
  readonly faults: string[];
  /** The open window of a role; waits until it is there. */
  window(role: WindowRole, timeoutMs?: number): Promise<Page>;
  signIn(userNo: string, password: string): Promise<Page>;
  /** Simulates what only the operating system can do. Evaluation host only. */
  control(command: { cmd: "powerMonitor"; event: string } | { cmd: "idle"; seconds: number } | { cmd: "openDialog"; paths: string[] }): void;
  /** Asks the running main process. Evaluation host only. */
  probe(question: Question): Promise<unknown>;
  /** Ends the program as a user closing it, or as a crash. */
  close(how?: "quit" | "crash"): Promise<void>;
}

const NOISE = [/Electron Security Warning.*\(Insecure Content-Security-Policy\)/];

/** Collects faults of a page from now on. */
function watch(page: Page, faults: string[]): void {
  const note = (kind: string, text: string) => {
    if (!NOISE.some((n) => n.test(text))) faults.push(`${kind}: ${text}`);
  };
  page.on("pageerror", (error) => note("pageerror", error.message));
  page.on("console", (message: ConsoleMessage) => {
    if (message.type() === "error" || /security (policy|warning)/i.test(message.text())) note(message.type(), message.text());
  });
}

interface Backend {
  readonly pid: number;
  pages(): Page[];
  control(command: object): void;
  probe(question: Question): Promise<unknown>;
  close(how: "quit" | "crash"): Promise<void>;
}

async function openOnEvaluationHost(profileDir: string, headless: boolean, bundles: string | undefined, faults: string[]): Promise<Backend> {
  const running: RunningWorkstation = await startWorkstation({ profileDir, host: "evaluation", headless, control: true, bundles });
  const ask = askHost(running.child.process);
  const browser: Browser = await chromium.connectOverCDP(running.cdp ?? "");
  for (const context of browser.contexts()) {
    for (const page of context.pages()) watch(page, faults);
    context.on("page", (page) => watch(page, faults));
  }
  return {
    pid: running.child.process.pid ?? 0,
    pages: () => browser.contexts().flatMap((c) => c.pages()),
    control: (command) => running.child.process.stdin?.write(`${JSON.stringify(command)}\n`),
    probe: (question) => ask({ cmd: "probe", question }),
    close: async (how) => {
      await running.child.stop(how === "crash" ? "SIGKILL" : "SIGTERM");
      await browser.close().catch(() => undefined);
    },
  };
}

async function openOnElectron(profileDir: string, bundles: string | undefined, faults: string[]): Promise<Backend> {
  const { file, args } = commandLine("electron", profileDir, bundles);
  const app: ElectronApplication = await electron.launch({ executablePath: file, args, chromiumSandbox: true, env: { ...definedEnvironment(), LOCKDESK_HOST: "electron" } });
  for (const page of app.windows()) watch(page, faults);
  app.on("window", (page) => watch(page, faults));
  return {
    pid: app.process().pid ?? 0,
    pages: () => app.windows(),
    control: () => {
      throw new Error("only the evaluation host simulates the operating system");
    },
    probe: () => Promise.reject(new Error("only the evaluation host answers probes")),
    close: async (how) => {
      if (how === "crash") app.process().kill("SIGKILL");
      else await app.close();
    },
  };
}

/** This process's environment as the launcher would hand it on. */
function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...process.env, ...CLEAN_ENVIRONMENT }).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Starts the program on a provisioned profile. */
export async function openWorkstation(profileDir: string, options: { headless?: boolean; bundles?: string | undefined } = {}): Promise<Workstation> {
  const faults: string[] = [];
  const backend = hostOf() === "electron" ? await openOnElectron(profileDir, options.bundles, faults) : await openOnEvaluationHost(profileDir, options.headless ?? true, options.bundles, faults);

  const window = async (role: WindowRole, timeoutMs = 20_000): Promise<Page> => {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const page = backend.pages().find((p) => !p.isClosed() && new URL(p.url()).pathname.endsWith(`/${role}.html`));
      if (page) return page;
      if (Date.now() > deadline) throw new Error(`no ${role} window within ${timeoutMs} ms; open: ${backend.pages().map((p) => p.url()).join(", ")}`);
      await new Promise((r) => setTimeout(r, 50));
    }
  };

  return {
    profileDir,
    pid: backend.pid,
    faults,
    window,
    signIn: async (userNo, password) => {
      const unlock = await window("unlock");
      const secret = unlock.locator("form input[type=password]");
      await unlock.locator("form input:not([type=password])").first().fill(userNo);
      await secret.fill(password);
      await secret.press("Enter");
      const desk = await window("desk", 60_000);
      await desk.locator(".strip").waitFor({ timeout: 30_000 });
      return desk;
    },
    control: (command) => backend.control(command),
    probe: (question) => backend.probe(question),
    close: (how = "quit") => backend.close(how),
  };
}
