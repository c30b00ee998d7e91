/** All operator's commands: what a running service answers, and what the shell offers. */
import type { AdminRegistry } from "../socket.ts";
import { addBackup, backupCommands } from "./backup.ts";
import { registryOf, type AddArea } from "./command.ts";
import { addImport, importCommands } from "./import.ts";
import { addPackages, packageCommands } from "./packages.ts";
import { addPeople, peopleCommands } from "./people.ts";
import { addWork, workCommands } from "./work.ts";

export const adminRegistry: AdminRegistry = registryOf({ ...backupCommands, ...importCommands, ...packageCommands, ...peopleCommands, ...workCommands });
export const areas: readonly AddArea[] = [addBackup, addImport, addPackages, addPeople, addWork];
