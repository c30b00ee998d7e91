/** Child processes of the launcher: started on this Node, ended with it, their first word awaited. */
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

const children = new Set<ChildProcess>();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    for (const child of children) child.kill("SIGTERM");
    process.exit(signal === "SIGINT" ? 130 : 143);
  });
}
process.on("exit", () => {
  for (const child of children) child.kill("SIGTERM");
});

export interface Child {
  readonly process: ChildProcess;
  /** Resolves with the exit code (null when killed by a signal). */
  readonly ended: Promise<number | null>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program in the project's folder; it is ended when this process ends. */
export function startChild(file: string, args: readonly string[], env: Record<string, string | undefined> = {}, stdin: "ignore" | "pipe" = "ignore"): Child {
  const child = spawn(file, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: [stdin, "pipe", "pipe"] });
  children.add(child);
  const ended = new Promise<number | null>((done) => {
    child.once("exit", (code) => {
      children.delete(child);
      done(code);
    });
    child.once("error", () => {
      children.delete(child);
      done(127);
    });
  });
  return {
    process: child,
    ended,
    stop: async (signal = "SIGTERM") => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const timer = setTimeout(() => child.kill("SIGKILL"), 8_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/**
 * Waits for one JSON line on stdout whose `event` is `wanted`. Throws the child's last words (one
 * sentence from stderr) when it ends first or `timeoutMs` passes.
 */
export function firstWord(child: Child, wanted: string, timeoutMs: number): Promise<Record<string, unknown>> {
  return new Promise((resolveWord, reject) => {
    let lastWords = "";
    const { stdout, stderr } = child.process;
    stderr?.on("data", (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString("utf8")).slice(-2000);
    });
    const fail = (why: string) => reject(new Error(lastWords.trim() || why));
    const timer = setTimeout(() => fail(`no "${wanted}" within ${timeoutMs / 1000} s`), timeoutMs);
    if (!stdout) return fail("no output");
    createInterface({ input: stdout }).on("line", (line) => {
      const message = parseLine(line);
      if (message?.event !== wanted) return;
      clearTimeout(timer);
      resolveWord(message);
    });
    void child.ended.then((code) => {
      clearTimeout(timer);
      fail(`ended with code ${code ?? "none"}`);
    });
  });
}

function parseLine(line: string): Record<string, unknown> | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** Runs a program to its end and returns its stdout. Throws its stderr when the code is not 0. */
export function runToEnd(file: string, args: readonly string[], env: Record<string, string | undefined> = {}): Promise<string> {
  return new Promise((done, reject) => {
    const child = startChild(file, args, env);
    let out = "";
    let err = "";
    child.process.stdout?.on("data", (c: Buffer) => (out += c.toString("utf8")));
    child.process.stderr?.on("data", (c: Buffer) => (err += c.toString("utf8")));
    void child.ended.then((code) => (code === 0 ? done(out) : reject(new Error(err.trim() || `${args[0]} ended with code ${code}`))));
  });
}
