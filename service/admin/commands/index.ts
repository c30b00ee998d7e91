/** All operator's commands: what a running service answers, and what the shell offers. */
import type { AdminRegistry } from "../socket.ts";
import { addBackup, backupCommands } from "./backup.ts";
import { registryOf, type AddArea } from "./command.ts";
import { addImport, importCommands } from "./import.ts";
import { addPeople, peopleCommands } from "./people.ts";
import { addWork, workCommands } from "./work.ts";

export const adminRegistry: AdminRegistry = registryOf({ ...backupCommands, ...importCommands, ...peopleCommands, ...workCommands });
export const areas: readonly AddArea[] = [addBackup, addImport, addPeople, addWork];
