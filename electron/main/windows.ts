/** The two windows: unlock (password, dies after use) and desk (record data, dies on lock). */
import { join } from "node:path";
import { BrowserWindow, session, type Session, type WebContents } from "electron";
import { ORIGIN } from "./content.ts";
import { PARTITION, pagePreferences, SESSION_OPTIONS } from "./lockdown/switches.ts";

export type WindowRole = "unlock" | "desk";

const SHAPES = {
  unlock: { width: 520, height: 720, minWidth: 420, minHeight: 560, page: "unlock.html" },
  desk: { width: 1440, height: 900, minWidth: 1280, minHeight: 720, page: "desk.html" },
} as const;

export interface WindowPlace {
  readonly role: WindowRole;
  /** The page it was opened on, and never leaves. */
  readonly page: string;
}
const open = new Map<WebContents, WindowPlace>();

/** What a web contents was created for; null for anything this program did not open, or has closed. */
export function placeOf(contents: WebContents): WindowPlace | null {
  return open.get(contents) ?? null;
}

/** The one session of all pages; it keeps nothing on disk. */
export const pageSession = (): Session => session.fromPartition(PARTITION, SESSION_OPTIONS);

/** Opens a window of a role, on screen as soon as it has something to show, or `later` by its `show`. Its preferences are those of every page. */
export function openWindow(role: WindowRole, later = false): BrowserWindow {
  const { page, ...size } = SHAPES[role];
  const window = new BrowserWindow({
    ...size,
    show: false,
    title: "Lockdesk",
    backgroundColor: "#f5f6f8",
    autoHideMenuBar: true,
    webPreferences: pagePreferences(join(import.meta.dirname, "../preload/preload.cjs"), pageSession()),
  });
  const contents = window.webContents;
  open.set(contents, { role, page });
  window.on("closed", () => open.delete(contents));
  if (!later) window.once("ready-to-show", () => window.show());
  void window.loadURL(`${ORIGIN}/${page}`);
  return window;
}
