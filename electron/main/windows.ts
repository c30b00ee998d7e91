/** The two windows: unlock (password, dies after use) and desk (record data, dies on lock). */
import { join } from "node:path";
import { BrowserWindow, type WebContents } from "electron";
import { ORIGIN } from "./content.ts";

export type WindowRole = "unlock" | "desk";

const SHAPES = {
  unlock: { width: 520, height: 720, minWidth: 420, minHeight: 560, page: "unlock.html" },
  desk: { width: 1440, height: 900, minWidth: 1280, minHeight: 720, page: "desk.html" },
} as const;

const roles = new Map<number, WindowRole>();

/** The role a web contents was created for; null for anything this program did not open. */
export function roleOf(contents: WebContents): WindowRole | null {
  return roles.get(contents.id) ?? null;
}

/** Opens a window of a role. The preferences are a literal on purpose (CVE-2026-34769). */
export function openWindow(role: WindowRole): BrowserWindow {
  const { page, ...size } = SHAPES[role];
  const window = new BrowserWindow({
    ...size,
    show: false,
    title: "Lockdesk",
    backgroundColor: "#f5f6f8",
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(import.meta.dirname, "../preload/preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      devTools: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      disableBlinkFeatures: "FileSystemAccess,FileSystemAccessLocal",
    },
  });
  const id = window.webContents.id;
  roles.set(id, role);
  window.on("closed", () => roles.delete(id));
  window.once("ready-to-show", () => window.show());
  window.setContentProtection(true);
  void window.loadURL(`${ORIGIN}/${page}`);
  return window;
}
