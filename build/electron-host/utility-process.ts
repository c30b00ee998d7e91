/** `utilityProcess`: a Node child process that speaks structured clone with its parent. */
import { type ChildProcess, fork as forkProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import path from "node:path";
import process from "node:process";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type Electron from "electron";
import { hostLog } from "./settings.ts";

/** Node's channel takes no bare `undefined` and keeps some shapes for itself. */
export type Wrapped = { readonly value: unknown };

const CHILD_SETUP = pathToFileURL(path.join(import.meta.dirname, "utility-child.ts")).href;
const running = new Set<ChildProcess>();

/** Ends every utility process at once; for the end of the host. */
export function killUtilityProcesses(): void {
  for (const child of running) child.kill("SIGKILL");
}

function stdioOf(wish: Electron.ForkOptions["stdio"]): ("pipe" | "ignore" | "inherit" | "ipc")[] {
  const list = Array.isArray(wish) ? wish : new Array<string>(3).fill(wish ?? "inherit");
  const output = list.slice(1, 3).map((entry) => (entry === "pipe" || entry === "ignore" ? entry : "inherit"));
  return ["ignore", output[0] ?? "inherit", output[1] ?? "inherit", "ipc"];
}

export class HostUtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  #pid: number | undefined;

  constructor(modulePath: string, args: readonly string[], options: Electron.ForkOptions) {
    super();
    this.#child = forkProcess(modulePath, args, {
      execPath: process.execPath,
      execArgv: ["--disable-warning=ExperimentalWarning", "--import", CHILD_SETUP, ...(options.execArgv ?? [])],
      serialization: "advanced",
      env: { ...(options.env ?? process.env) },
      cwd: options.cwd,
      stdio: stdioOf(options.stdio),
    });
    const child = this.#child;
    running.add(child);
    child.once("spawn", () => {
      this.#pid = child.pid;
      this.emit("spawn");
    });
    child.on("message", (wrapped: Wrapped) => this.emit("message", wrapped.value));
    child.once("error", (error) => hostLog(`utility process ${options.serviceName ?? modulePath}: ${error.message}`));
    child.once("exit", (code, signal) => {
      running.delete(child);
      this.#pid = undefined;
      this.emit("exit", code ?? signalCode(signal));
    });
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  get stdout(): Readable | null {
    return this.#child.stdout;
  }

  get stderr(): Readable | null {
    return this.#child.stderr;
  }

  /** Structured clone; ports cannot be transferred here. A message to an ended process is lost, as in Electron. */
  postMessage(message: unknown, transfer?: readonly unknown[]): void {
    if (transfer !== undefined && transfer.length > 0) {
      throw new Error("build/electron-host: transferring ports to a utility process is not implemented by the evaluation host");
    }
    if (!this.#child.connected) return;
    try {
      this.#child.send({ value: message } satisfies Wrapped, () => undefined);
    } catch (error) {
      throw new Error("An object could not be cloned.", { cause: error });
    }
  }

  /** SIGTERM, as Electron does on POSIX. False when the process has ended already. */
  kill(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.kill("SIGTERM");
  }
}

const SIGNALS: Readonly<Record<string, number>> = { SIGTERM: 15, SIGKILL: 9, SIGSEGV: 11, SIGABRT: 6, SIGINT: 2 };

function signalCode(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : (SIGNALS[signal] ?? 1);
}

/** The module `utilityProcess`. */
export const utilityProcess = {
  /** Starts `modulePath` in a process of its own. */
  fork(modulePath: string, args: string[] = [], options: Electron.ForkOptions = {}): HostUtilityProcess {
    return new HostUtilityProcess(modulePath, args, options);
  },
};
