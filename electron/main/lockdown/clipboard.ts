/**
 * The only holder of the clipboard. Copying is off; the fields a collector needs are copied by main from
 * the vault's value (never from the page's words), and wiped after a while and on lock. Whatever else
 * lands in the clipboard while one of our windows is in front is wiped too: a page may find a way to
 * copy that no listener of ours sees, a frame of its own for one.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { app, BrowserWindow, clipboard, ClipboardItem } from "electron";
import { forbid, type Closure } from "./closure.ts";
import { log } from "../log.ts";
import { tried } from "./tried.ts";

/** How long a copied field stays, ms. */
export const CLEAR_AFTER_MS = 30_000;
const LOOK_EVERY_MS = 1_000;

/** Windows' history and cloud keep no copy of what carries these formats. */
const KEPT_OUT = {
  'electron application/osclipboard;format="ExcludeClipboardContentFromMonitorProcessing"': new Blob([new Uint8Array(4)]),
  'electron application/osclipboard;format="CanIncludeInClipboardHistory"': new Blob([new Uint8Array(4)]),
  'electron application/osclipboard;format="CanUploadToCloudClipboard"': new Blob([new Uint8Array(4)]),
};

const salt = randomBytes(16);
/** Text is compared, never kept: it may be another program's. */
const digest = (text: string): Buffer => createHash("sha256").update(salt).update(text).digest();
const same = (a: Buffer | null, b: Buffer | null): boolean => a !== null && b !== null && timingSafeEqual(a, b);
const EMPTY = digest("");

/** What we put there ourselves. */
let ours: Buffer | null = null;
/** What was there when our window came to the front. */
let before: Buffer | null = null;
let clearing: NodeJS.Timeout | undefined;
let looking: NodeJS.Timeout | undefined;

const present = async (): Promise<Buffer> => digest(await clipboard.readText());

/** Puts one field's value into the clipboard; it is wiped after `CLEAR_AFTER_MS` unless something else is there by then. */
export async function copyField(value: string): Promise<void> {
  ours = digest(value);
  await clipboard.write([new ClipboardItem({ "text/plain": value, ...(process.platform === "win32" ? KEPT_OUT : {}) })]);
  clearTimeout(clearing);
  clearing = setTimeout(() => void wipeOurs().catch(unreadable), CLEAR_AFTER_MS);
}

/** Wipes the clipboard if it still holds what we put there. Called on lock and at the end as well. */
export async function wipeOurs(): Promise<void> {
  clearTimeout(clearing);
  if (ours === null) return;
  if (same(await present(), ours)) clipboard.clear();
  ours = null;
}

/** A clipboard that another program holds just now is looked at again a second later. */
const unreadable = (): void => log("warn", "clipboard.unreadable");

/** Wipes what came into the clipboard from one of our windows without us. */
async function look(): Promise<void> {
  if (before === null) return;
  const now = await present();
  if (before === null || same(now, EMPTY) || same(now, before) || same(now, ours)) return;
  clipboard.clear();
  tried("clipboard");
}

export const clipboardGuard: Closure = {
  id: "clipboard",
  rows: [17],
  why: "S-47: copying data without permission is theft",
  atReady() {
    app.on("browser-window-focus", () => {
      void present().then((now) => {
        before ??= now;
      }, unreadable);
      clearInterval(looking);
      looking = setInterval(() => void look().catch(unreadable), LOOK_EVERY_MS);
    });
    app.on("browser-window-blur", () => {
      clearInterval(looking);
      // From one of our windows to another (the desk after the unlock window) the watch goes on.
      void look().catch(unreadable).finally(() => {
        if (BrowserWindow.getFocusedWindow() === null) before = null;
      });
    });
  },
  onContents(contents) {
    forbid(contents, ["copy", "cut"], this.why);
  },
};
