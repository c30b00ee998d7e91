/** The table of closed ways out and their installation. */
import { app } from "electron";
import { caches } from "./caches.ts";
import { clipboardGuard } from "./clipboard.ts";
import type { Closure } from "./closure.ts";
import { devices } from "./devices.ts";
import { devTools } from "./dev-tools.ts";
import { dns } from "./dns.ts";
import { downloads } from "./downloads.ts";
import { dragOut } from "./drag-out.ts";
import { dumps } from "./dumps.ts";
import { fileAccess } from "./file-access.ts";
import { menu } from "./menu.ts";
import { names } from "./names.ts";
import { navigation } from "./navigation.ts";
import { network } from "./network.ts";
import { otherPrograms } from "./other-programs.ts";
import { permissions } from "./permissions.ts";
import { printing } from "./printing.ts";
import { saveDialogs } from "./save-dialogs.ts";
import { saving } from "./saving.ts";
import { screen } from "./screen.ts";
import { shortcuts } from "./shortcuts.ts";
import { spelling } from "./spelling.ts";
import { updates } from "./updates.ts";
import { webrtc } from "./webrtc.ts";

const CLOSURES: readonly Closure[] = [
  printing, shortcuts, menu, navigation, downloads, saving, saveDialogs, fileAccess, dragOut, clipboardGuard, screen, permissions, devices,
  devTools, otherPrograms, spelling, dumps, dns, network, webrtc, caches, names, updates,
];

/** Installs every closure. Call once, before `ready`: later sessions, contents, frames and windows are caught as they are made. */
export function lockDown(): void {
  for (const closure of CLOSURES) closure.atStart?.();
  app.once("ready", () => {
    for (const closure of CLOSURES) closure.atReady?.();
  });
  app.on("session-created", (session) => {
    for (const closure of CLOSURES) closure.onSession?.(session);
  });
  app.on("web-contents-created", (_event, contents) => {
    for (const closure of CLOSURES) closure.onContents?.(contents);
    contents.on("frame-created", (_created, { frame }) => {
      if (frame) for (const closure of CLOSURES) closure.onFrame?.(frame);
    });
  });
  app.on("browser-window-created", (_event, window) => {
    for (const closure of CLOSURES) closure.onWindow?.(window);
  });
}
