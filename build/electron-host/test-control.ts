/** What a test may do to the host while it drives the app: JSON lines on stdin, answered on stdout. */
import process from "node:process";
import readline from "node:readline";
import { queueOpenDialog } from "./dialogs.ts";
import { pinIdleTime, powerMonitor } from "./power-monitor.ts";
import { hostLog } from "./settings.ts";

type Command = Readonly<Record<string, unknown>>;

const POWER_EVENTS = new Set(["suspend", "resume", "lock-screen", "unlock-screen", "on-ac", "on-battery", "shutdown"]);

const COMMANDS: Readonly<Record<string, (command: Command) => void>> = {
  powerMonitor: ({ event }) => {
    if (!POWER_EVENTS.has(String(event))) throw new Error(`no such power event: ${String(event)}`);
    powerMonitor.emit(String(event));
  },
  idle: ({ seconds }) => pinIdleTime(typeof seconds === "number" ? seconds : undefined),
  openDialog: ({ paths }) => {
    if (!Array.isArray(paths)) throw new Error("openDialog needs paths");
    queueOpenDialog(paths.map(String));
  },
};

function obey(line: string): void {
  const command = JSON.parse(line) as Command;
  const act = COMMANDS[String(command["cmd"])];
  if (act === undefined) throw new Error(`no such command: ${String(command["cmd"])}`);
  act(command);
  if (command["id"] !== undefined) announce({ event: "host-ack", id: command["id"] });
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
    try {
      obey(line);
    } catch (error) {
      hostLog(`command refused: ${(error as Error).message}`);
    }
  });
  process.stdin.unref?.();
}
