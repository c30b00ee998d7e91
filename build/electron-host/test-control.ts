/** What a test may do to the host while it drives the app: JSON lines on stdin, answered on stdout. */
import process from "node:process";
import readline from "node:readline";
import { queueOpenDialog } from "./dialogs.ts";
import { pinIdleTime, powerMonitor } from "./power-monitor.ts";
import { probe, type Question } from "./probe.ts";
import { hostLog } from "./settings.ts";

type Command = Readonly<Record<string, unknown>>;

const POWER_EVENTS = new Set(["suspend", "resume", "lock-screen", "unlock-screen", "on-ac", "on-battery", "shutdown"]);

/** What each command does; what it returns is in the answer. */
const COMMANDS: Readonly<Record<string, (command: Command) => unknown>> = {
  powerMonitor: ({ event }) => {
    if (!POWER_EVENTS.has(String(event))) throw new Error(`no such power event: ${String(event)}`);
    powerMonitor.emit(String(event));
  },
  idle: ({ seconds }) => pinIdleTime(typeof seconds === "number" ? seconds : undefined),
  probe: ({ question }) => probe(question as Question),
  openDialog: ({ paths }) => {
    if (!Array.isArray(paths)) throw new Error("openDialog needs paths");
    queueOpenDialog(paths.map(String));
  },
};

async function obey(line: string): Promise<void> {
  const command = JSON.parse(line) as Command;
  const act = COMMANDS[String(command["cmd"])];
  if (act === undefined) throw new Error(`no such command: ${String(command["cmd"])}`);
  const answer = await act(command);
  if (command["id"] !== undefined) announce({ event: "host-ack", id: command["id"], ...(answer === undefined ? {} : { answer }) });
}

/** One line for the test on stdout. */
export function announce(message: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Listens on stdin. Never keeps the host alive. */
export function listenForCommands(): void {
  const lines = readline.createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    if (line.trim() === "") return;
    obey(line).catch((error: Error) => hostLog(`command refused: ${error.message}`));
  });
  process.stdin.unref?.();
}
