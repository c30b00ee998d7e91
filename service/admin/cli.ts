/**
 * `npm run admin -- <area> <verb> …`: the operator's shell. Works through the running service's socket
 * when one holds the data directory, else opens the database itself. Exit codes: 0 done, 1 refused or
 * failed (one sentence on stderr), 2 wrong usage.
 */
import { Command, CommanderError } from "commander";
import pino from "pino";
import { RefusalError } from "../../shared/protocol/errors.ts";
import { openService, type Service } from "../app.ts";
import { openTrainingClock, systemClock } from "../clock.ts";
import type { Clock } from "../context.ts";
import { readMeta } from "../db/meta.ts";
import { deskHandlers } from "../desk/index.ts";
import { errorForLog, StartFailure } from "../failure.ts";
import { adminRegistry, areas } from "./commands/index.ts";
import type { Shell } from "./commands/command.ts";
import { connectAdmin } from "./socket.ts";

const DEFAULT_DATA = ".lockdesk/service";

interface Where {
  readonly data?: string;
  readonly databaseUrl?: string;
  readonly trainingClock?: boolean;
  readonly json?: boolean;
}

type Call = (name: string, args: unknown) => Promise<unknown>;

/** Opens the database in process, on the clock it keeps: a training database stays on training time. */
async function openHere(where: Where, training: boolean): Promise<{ service: Service; close: () => Promise<void> }> {
  let inner: Clock = systemClock;
  let save = async (): Promise<void> => undefined;
  const clock: Clock = { now: () => inner.now(), get training() { return inner.training; } };
  const database = where.databaseUrl ? { databaseUrl: where.databaseUrl } : { data: where.data ?? DEFAULT_DATA };
  const service = await openService({ ...database, clock, desk: deskHandlers, log: pino({ level: process.env["LOCKDESK_LOG"] ?? "error", base: null }, pino.destination({ dest: 2, sync: true })) });
  if (training || (await readMeta(service.db, "training_offset")) !== null) {
    const opened = await openTrainingClock(service.db);
    inner = opened.clock;
    save = opened.save;
  }
  return {
    service,
    close: async () => {
      await save().catch(() => undefined);
      await service.close();
    },
  };
}

/** Runs one command where the service is. */
async function callThere(where: Where, name: string, args: unknown): Promise<unknown> {
  const running = where.databaseUrl ? null : await connectAdmin(where.data ?? DEFAULT_DATA);
  if (running) {
    try {
      return await running.call(name, args);
    } finally {
      running.close();
    }
  }
  const { service, close } = await openHere(where, where.trainingClock === true || name === "demo.seed");
  try {
    return await adminRegistry[name]!(service, args);
  } finally {
    await close();
  }
}

function shellOf(program: Command): Shell {
  const where = (): Where => program.opts<Where>();
  const call: Call = (name, args) => callThere(where(), name, args);
  // What goes over the socket is JSON; in process it is made the same.
  const ask = async <R>(name: string, args: unknown): Promise<R> => JSON.parse(JSON.stringify((await call(name, args)) ?? null)) as R;
  const print = <R>(result: R, show: (result: R) => string, json: (result: R) => unknown = (r) => r): void => {
    process.stdout.write(`${where().json ? JSON.stringify(json(result) ?? {}) : show(result)}\n`);
  };
  return {
    ask,
    print,
    databaseUrl: () => where().databaseUrl,
    json: () => where().json === true,
    note: (text) => void process.stderr.write(`${text}\n`),
    async run<R>(name: string, args: unknown, show: (result: R) => string, { json, after }: { json?: (result: R) => unknown; after?: (result: R) => void } = {}) {
      const result = await ask<R>(name, args);
      print(result, show, json);
      after?.(result);
    },
  };
}

function build(): Command {
  const program = new Command("npm run admin --").description("Lockdesk: the operator's commands").exitOverride().showHelpAfterError("(--help shows what there is)");
  program.option("--data <dir>", `embedded database (default ${DEFAULT_DATA})`).option("--database-url <url>", "PostgreSQL").option("--training-clock", "run on the labelled training clock").option("--json", "print JSON");
  const shell = shellOf(program);
  for (const add of areas) add(program, shell);
  return program;
}

/** One sentence that says what to do. */
function sentence(error: unknown): string {
  if (error instanceof RefusalError) {
    const { zh, en, issues } = error.refusal;
    return `${zh} / ${en}${issues.length ? ` (${issues.join("; ")})` : ""}`;
  }
  if (error instanceof StartFailure) return error.message;
  if (error instanceof Error && error.name === "ZodError") return `参数不正确 / Wrong arguments: ${(error as unknown as { issues: { path: PropertyKey[]; message: string }[] }).issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("; ")}`;
  if (error instanceof Error && (error as NodeJS.ErrnoException).code === "ENOENT") return `找不到文件 / No such file: ${(error as NodeJS.ErrnoException).path ?? ""}`;
  return `出错了 / It failed: ${JSON.stringify(errorForLog(error))}`;
}

/** Runs the shell on the given arguments; answers the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    await build().parseAsync([...argv], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.code === "commander.helpDisplayed" || error.code === "commander.help" ? 0 : 2;
    process.stderr.write(`${sentence(error)}\n`);
    return 1;
  }
}

if (import.meta.main) {
  const code = await main(process.argv.slice(2));
  // Into a pipe much of a long answer is still on its way.
  process.stdout.write("", () => process.exit(code));
}
