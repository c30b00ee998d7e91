/**
 * Starts the app on the evaluation host: `node build/electron-host/run.ts <main-script> [-- app arguments]`.
 * See README.md for the environment it reads.
 */
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { registerElectron } from "./register.ts";
import { hostLog, productionRefusal, readSettings } from "./settings.ts";

const EX_USAGE = 64;
const EX_CONFIG = 78;
const LAST_WORD_MS = 3_000;

function stop(code: number, sentence: string): never {
  hostLog(sentence);
  process.exit(code);
}

function takeArguments(): string {
  const [main, ...rest] = process.argv.slice(2);
  if (main === undefined) stop(EX_USAGE, "Usage: node build/electron-host/run.ts <main-script> [-- app arguments]");
  const file = path.resolve(main);
  if (!fs.existsSync(file)) stop(EX_USAGE, `There is no main script at ${file}. Build the app first.`);
  process.argv = [process.execPath, file, ...(rest[0] === "--" ? rest.slice(1) : rest)];
  return file;
}

const mainScript = takeArguments();
const refusal = productionRefusal(mainScript);
if (refusal !== undefined) stop(EX_CONFIG, refusal);
const settings = readSettings();
Object.defineProperty(process, "type", { value: "browser", enumerable: true });
registerElectron(new URL("main-module.ts", import.meta.url).href);

const { app, HostApp } = await import("./app.ts");
const { cdpUrl } = await import("./browser.ts");
const { announce, listenForCommands } = await import("./test-control.ts");
type Contents = import("./web-contents.ts").HostWebContents;

/** A signal asks once; the second one, or three seconds, ends it. */
function quitOn(signal: NodeJS.Signals): void {
  let asked = false;
  process.on(signal, () => {
    if (asked) process.exit(130);
    asked = true;
    setTimeout(() => process.exit(1), LAST_WORD_MS).unref();
    app.quit();
  });
}
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) quitOn(signal);

/** A test that dies must not leave the app behind. */
function followParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 1_000).unref();
}

function announceFirstPage(): void {
  const onCreated = (_event: unknown, contents: Contents): void => {
    app.removeListener("web-contents-created", onCreated);
    let done = false;
    const tell = (): void => {
      if (done) return;
      done = true;
      announce({ event: "host-ready", cdp: cdpUrl() });
    };
    contents.once("did-finish-load", tell);
    contents.once("did-fail-load", tell);
  };
  app.on("web-contents-created", onCreated);
}

if (settings.testDriven) {
  listenForCommands();
  followParent();
  announceFirstPage();
}
hostLog("This is the evaluation host, not Electron: weak key storage, stock Chromium. Never use it with real records.");

// Electron shows an error box and goes on; a run nobody watches had better end. A listener of the app's own decides.
process.on("uncaughtException", (error) => {
  hostLog(`Uncaught exception in main: ${error.stack ?? error.message}`);
  if (process.listenerCount("uncaughtException") === 1) app.exit(1);
});
// As in Electron: said, survived.
process.on("unhandledRejection", (reason) => {
  hostLog(`Unhandled rejection in main: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`);
});

try {
  await import(pathToFileURL(mainScript).href);
  await HostApp.start(app, settings);
} catch (error) {
  hostLog((error as Error).stack ?? String(error));
  app.exit(1);
}
