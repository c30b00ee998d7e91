import { autoUpdater } from "electron";
import { forbid, type Closure } from "./closure.ts";

/** The program installs nothing, and Electron's own updater fetches nothing. A signed build is fetched by `electron/update` through the bridge and handed to the system; a database of a later version is refused (db/migrate.ts). */
export const updates: Closure = {
  id: "updates",
  rows: [37],
  why: "P4: no network but the bridge; no code but what IT installed",
  atStart() {
    forbid(autoUpdater, ["setFeedURL", "checkForUpdates", "quitAndInstall"], this.why);
  },
};
