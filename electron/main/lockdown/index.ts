/** The table of closed ways out and their installation. */
import { app } from "electron";
import type { Closure } from "./closure.ts";
import { devTools } from "./dev-tools.ts";
import { downloads } from "./downloads.ts";
import { navigation } from "./navigation.ts";
import { network } from "./network.ts";
import { permissions } from "./permissions.ts";
import { printing } from "./printing.ts";
import { saving } from "./saving.ts";
import { shortcuts } from "./shortcuts.ts";

export const CLOSURES: readonly Closure[] = [printing, saving, downloads, permissions, network, navigation, devTools, shortcuts];

/** Installs every closure. Call once, before `ready`: later sessions and contents are caught as they are made. */
export function lockDown(): void {
  for (const closure of CLOSURES) closure.atStart?.();
  app.on("session-created", (session) => {
    for (const closure of CLOSURES) closure.onSession?.(session);
  });
  app.on("web-contents-created", (_event, contents) => {
    for (const closure of CLOSURES) closure.onContents?.(contents);
  });
}
