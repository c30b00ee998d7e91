/** The module `electron` inside a utility process. */
import type Electron from "electron";
import { unsupportedModule } from "./unsupported.ts";

export const net = unsupportedModule<Electron.Net>("net");
export const systemPreferences = unsupportedModule<Electron.SystemPreferences>("systemPreferences");

export default { net, systemPreferences };
