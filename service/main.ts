/**
 * `npm run service`: the central service as a process. One JSON line on stdout says that it accepts
 * connections; logs go to stderr; a reason not to start is one sentence there and exit code 1.
 */
import { parseArgs } from "node:util";
import { HOUR } from "../shared/model/time.ts";
import { SECOND_FACTOR_POLICIES, type SecondFactorPolicy } from "../shared/protocol/session.ts";
import { adminRegistry } from "./admin/commands/index.ts";
import { serveAdmin } from "./admin/socket.ts";
import { openService, type Service } from "./app.ts";
import { runDailyJobs } from "./desk/daily-jobs.ts";
import { deskHandlers } from "./desk/index.ts";
import { errorForLog, StartFailure } from "./failure.ts";
import { watchReports } from "./reports/jobs.ts";
import { watchTimers } from "./workflow/timers.ts";

const DEFAULT_PORT = 17_443;
/** How long running requests may take to finish once the door is closed. */
const DRAIN_MS = 10_000;
/** In production a balancer needs a moment to see that this service is no longer ready. */
const NOTICE_MS = { production: 5_000, otherwise: 0 } as const;
const ENGINES = { pglite: "pglite (demo and test engine: fsyncs nothing)", postgresql: "postgresql" } as const;

const USAGE = `npm run service -- [--data DIR | --database-url URL] [--port N] [--host ADDR]

  --data DIR          embedded database in DIR (demo and tests; default .lockdesk/service)
  --database-url URL  PostgreSQL 15 or later
  --port N            default ${DEFAULT_PORT}; 0 takes a free one
  --host ADDR         address to listen on, default 127.0.0.1
  --name NAME         further host name the server certificate is good for (repeatable)
  --pki DIR           keep the certificate authority here, not in the database
  --releases DIR      the published release documents, for workstations to update from
  --timestamp-key F   the server's own release key: keeps their timestamp fresh
  --metrics-port N    Prometheus metrics on http://127.0.0.1:N/metrics; off unless given
  --drain-notice S    seconds between "not ready" and the closed door (production: 5, else 0)
  --training-clock    the labelled training clock (demo and tests)
  --second-factor P   required, offered or off; default required, on the training clock off
  --openapi           print the OpenAPI document and end
`;

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: "string" }, "database-url": { type: "string" }, port: { type: "string" }, host: { type: "string" }, name: { type: "string", multiple: true },
        pki: { type: "string" }, releases: { type: "string" }, "timestamp-key": { type: "string" }, "metrics-port": { type: "string" }, "drain-notice": { type: "string" }, "training-clock": { type: "boolean" }, "second-factor": { type: "string" }, openapi: { type: "boolean" }, help: { type: "boolean" },
      },
    });
    return values;
  } catch (cause) {
    throw new StartFailure(`${(cause as Error).message.split(". ")[0]}: see npm run service -- --help.`, { cause });
  }
}
type Arguments = ReturnType<typeof readArguments>;

/** What production may not do (DESIGN.md 8): the embedded engine fsyncs nothing, the training clock lies. */
function demandSound(values: Arguments): void {
  if (values.data && values["database-url"]) throw new StartFailure("Give either --data or --database-url, not both.");
  if (process.env["LOCKDESK_PRODUCTION"] !== "1") return;
  if (!values["database-url"]) throw new StartFailure("Production (LOCKDESK_PRODUCTION=1) needs PostgreSQL: give --database-url; the embedded engine is for demo and tests.");
  if (values["second-factor"] === "off") throw new StartFailure("Production (LOCKDESK_PRODUCTION=1) does not do without a second factor: leave out --second-factor off.");
  if (values["training-clock"]) throw new StartFailure("Production (LOCKDESK_PRODUCTION=1) runs on the real clock: leave out --training-clock.");
}

/** What workstations update from, when this service publishes it. */
function releasesOf({ releases, "timestamp-key": timestampKey }: Arguments) {
  if (releases === undefined && timestampKey !== undefined) throw new StartFailure("--timestamp-key needs --releases DIR: it signs what lies there.");
  return releases === undefined ? undefined : { repository: releases, ...(timestampKey === undefined ? {} : { timestampKey }) };
}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (text === "" || !Number.isInteger(port) || port < 0 || port > 65_535) throw new StartFailure(`--${option} ${text} is no port: give a number from 0 to 65535.`);
  return port;
}

function policyOf(values: Arguments): SecondFactorPolicy {
  const text = values["second-factor"] ?? (values["training-clock"] ? "off" : "required");
  return SECOND_FACTOR_POLICIES.find((p) => p === text) ?? fail(`--second-factor ${text} is unknown: give required, offered or off.`);
}

function fail(sentence: string): never {
  throw new StartFailure(sentence);
}

function noticeOf(text: string | undefined): number {
  if (text === undefined) return process.env["LOCKDESK_PRODUCTION"] === "1" ? NOTICE_MS.production : NOTICE_MS.otherwise;
  const seconds = Number(text);
  if (text === "" || !(seconds >= 0 && seconds <= 300)) throw new StartFailure(`--drain-notice ${text} is no such time: give seconds from 0 to 300.`);
  return seconds * 1000;
}

async function main(): Promise<void> {
  const values = readArguments();
  if (values.help) return void process.stdout.write(USAGE);
  demandSound(values);
  const databaseUrl = values["database-url"];
  const data = databaseUrl ? undefined : (values.data ?? ".lockdesk/service");
  const port = portOf("port", values.port ?? String(DEFAULT_PORT));
  const metricsPort = values["metrics-port"] === undefined ? null : portOf("metrics-port", values["metrics-port"]);
  const noticeMs = noticeOf(values["drain-notice"]);
  const secondFactor = policyOf(values);
  const service = await openService({ data, databaseUrl, pki: values.pki, releases: releasesOf(values), clock: values["training-clock"] ? "training" : undefined, secondFactor, desk: deskHandlers });
  try {
    if (values.openapi) {
      process.stdout.write(`${JSON.stringify(await service.describe(), null, 2)}\n`);
      return await service.close();
    }
    await serve(service, { data, metricsPort, noticeMs, port, host: values.host ?? "127.0.0.1", names: values.name ?? [] });
  } catch (error) {
    await service.close();
    throw error;
  }
}

interface Serving {
  readonly data: string | undefined;
  readonly metricsPort: number | null;
  readonly noticeMs: number;
  readonly port: number;
  readonly host: string;
  readonly names: string[];
}

async function serve(service: Service, { data, metricsPort, noticeMs, ...listen }: Serving): Promise<void> {
  const daily = () => runDailyJobs(service).catch((error: unknown) => service.log.error({ err: errorForLog(error) }, "daily jobs failed"));
  await daily();
  const { url, caPem } = await service.listen(listen);
  const metrics = metricsPort === null ? {} : { metrics: (await service.measure(metricsPort)).url };
  const admin = data ? await serveAdmin(service, data, adminRegistry) : null;
  const timer = setInterval(() => void daily(), HOUR);
  const stops = [watchTimers(service), watchReports(service)];
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    clearInterval(timer);
    for (const stop of stops) stop();
    setTimeout(() => process.exit(1), noticeMs + DRAIN_MS).unref();
    void Promise.resolve(admin?.close()).then(() => service.drain(noticeMs)).then(() => process.exit(0));
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  process.stdout.write(`${JSON.stringify({ event: "ready", url, ca: caPem, ...metrics, engine: ENGINES[service.engine], training: service.clock.training, secondFactor: service.people.policy, epoch: service.epoch, pid: process.pid })}\n`);
}

// Whatever nobody caught ends the process as it would anyway, but without its message: that may hold a row's values.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${JSON.stringify({ level: 60, msg: "ended by an error nobody caught", err: errorForLog(error) })}\n`);
  process.exit(1);
});

try {
  await main();
} catch (error) {
  const sentence = error instanceof StartFailure ? error.message : `The service could not start (${JSON.stringify(errorForLog(error))}): see the log above, or run it again with LOCKDESK_LOG=debug.`;
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
