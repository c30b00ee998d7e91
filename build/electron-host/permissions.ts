/**
 * Permissions: Chromium denies all of them, except those the app's handlers grant to the document that is loaded.
 * CDP has no event for a request, so the handlers are asked when a document commits, not when it asks.
 */
import { browserSession } from "./browser.ts";
import type { Commands } from "./cdp.ts";
import { HostSession, type PermissionName } from "./session.ts";
import { toChromium } from "./urls.ts";
import type { HostWebContents } from "./web-contents.ts";

type Descriptor = Commands["Browser.setPermission"]["permission"];

/** Electron's name, and Chromium's for the same thing. */
const PERMISSIONS: readonly { readonly electron: PermissionName; readonly chromium: Descriptor }[] = [
  { electron: "geolocation", chromium: { name: "geolocation" } },
  { electron: "notifications", chromium: { name: "notifications" } },
  { electron: "notifications", chromium: { name: "push", userVisibleOnly: true } },
  { electron: "midi", chromium: { name: "midi" } },
  { electron: "midiSysex", chromium: { name: "midi", sysex: true } },
  { electron: "media", chromium: { name: "camera" } },
  { electron: "media", chromium: { name: "microphone" } },
  { electron: "clipboard-read", chromium: { name: "clipboard-read" } },
  { electron: "clipboard-sanitized-write", chromium: { name: "clipboard-write", allowWithoutSanitization: false } },
  { electron: "idle-detection", chromium: { name: "idle-detection" } },
  { electron: "display-capture", chromium: { name: "display-capture" } },
  { electron: "window-management", chromium: { name: "window-management" } },
  { electron: "storage-access", chromium: { name: "storage-access" } },
  { electron: "top-level-storage-access", chromium: { name: "top-level-storage-access" } },
  { electron: "speaker-selection", chromium: { name: "speaker-selection" } },
  { electron: "keyboardLock", chromium: { name: "keyboard-lock" } },
  { electron: "pointerLock", chromium: { name: "pointer-lock" } },
  { electron: "background-sync", chromium: { name: "background-sync" } },
  { electron: "background-fetch", chromium: { name: "background-fetch" } },
  { electron: "periodic-background-sync", chromium: { name: "periodic-background-sync" } },
  { electron: "local-fonts", chromium: { name: "local-fonts" } },
  { electron: "nfc", chromium: { name: "nfc" } },
  { electron: "screen-wake-lock", chromium: { name: "screen-wake-lock" } },
  { electron: "persistent-storage", chromium: { name: "persistent-storage" } },
  { electron: "sensors", chromium: { name: "accelerometer" } },
  { electron: "sensors", chromium: { name: "gyroscope" } },
  { electron: "sensors", chromium: { name: "magnetometer" } },
  { electron: "payment-handler", chromium: { name: "payment-handler" } },
  { electron: "local-network-access", chromium: { name: "local-network-access" } },
];

async function set(
  browserContextId: string | undefined,
  permission: Descriptor,
  setting: "granted" | "denied",
  origin?: string,
): Promise<void> {
  // A name this Chromium does not know is a permission it cannot grant.
  await browserSession()
    ?.send("Browser.setPermission", { permission, setting, origin, browserContextId })
    .catch(() => undefined);
}

/** A new session starts with every permission denied to every origin. */
export async function denyEverything(browserContextId: string | undefined): Promise<void> {
  await Promise.all(PERMISSIONS.map(({ chromium }) => set(browserContextId, chromium, "denied")));
}

async function isGranted(contents: HostWebContents, permission: PermissionName, url: string): Promise<boolean> {
  const { check, request } = HostSession.permissionHandlers(contents.session);
  const details = { isMainFrame: true, requestingUrl: url };
  if (check !== null && !check(contents, permission, contents.mainFrame.origin, details)) return false;
  if (request === null) return check !== null;
  return new Promise<boolean>((resolve) => request(contents, permission, resolve, details));
}

/** Asks the app's handlers for the document just committed and tells Chromium what they grant. */
export async function applyPermissions(contents: HostWebContents, url: string): Promise<void> {
  const { check, request } = HostSession.permissionHandlers(contents.session);
  if (check === null && request === null) return;
  const context = await HostSession.contextOf(contents.session);
  const origin = new URL(toChromium(url)).origin;
  const names = new Set(PERMISSIONS.map((entry) => entry.electron));
  for (const name of names) {
    if (!(await isGranted(contents, name, url))) continue;
    const granted = PERMISSIONS.filter((entry) => entry.electron === name);
    await Promise.all(granted.map(({ chromium }) => set(context, chromium, "granted", origin)));
  }
}
