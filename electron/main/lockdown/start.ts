/** The first thing the program does: with a switch or a variable it may not have, it ends before `ready`. */
import { join } from "node:path";
import { app } from "electron";
import { note, openJournal } from "../journal.ts";
import { refusedArguments, type Setting } from "./command-line.ts";
import { refusedVariables } from "./environment.ts";

/** Exit code of a start that is refused (sysexits: EX_CONFIG). */
export const EX_REFUSED = 78;
const MOST_NAMES = 12;

function settingOf(): Setting {
  if (app.isPackaged) return "packaged";
  return process.versions.electron === undefined ? "evaluation" : "electron";
}

/** Where the machine's own record lies. A packed program's is not moved by a switch. */
const journalFolder = (): string => (app.isPackaged ? join(app.getPath("appData"), app.getName()) : app.getPath("userData"));

/**
 * Opens the journal and judges this start. False: it has been written down and the program is ending
 * with `EX_REFUSED`; the caller does nothing more. Names only, never a value.
 */
export function mayStart(): boolean {
  openJournal(journalFolder());
  const setting = settingOf();
  const started = [...process.argv.slice(1), ...(setting === "packaged" ? process.execArgv : [])];
  const names = [...refusedArguments(started, setting), ...refusedVariables(process.env, setting)];
  if (names.length === 0) return true;
  note("start.refused", { setting, names: names.slice(0, MOST_NAMES).join(" ").slice(0, 200) });
  process.stderr.write(`Lockdesk does not start with ${names.join(", ")}: remove it, or start from the shortcut.\n`);
  app.exit(EX_REFUSED);
  return false;
}
