/** For each guard: the edit that takes it away, and the try that must go red. `docs/redteam.md` holds the last result. */
import type { Mutation } from "./mutation.ts";

const at = (file: string) => `electron/main/lockdown/${file}.ts`;
const HEADERS = at("response-headers");
const PRELOAD = "electron/preload/hold-back.ts";

/** A closure that is not in the list closes nothing. */
const unlisted = (name: string, red: string): Mutation => ({
  title: `${name} is not installed`, bundle: "main", file: at("index"), find: ` ${name},`, replace: "", red,
});
/** The list has its names at the ends of lines too. */
const inMain = (title: string, file: string, find: string, replace: string, red: string): Mutation => ({ title, bundle: "main", file: at(file), find, replace, red });
const source = (title: string, file: string, find: string, replace: string, red: string): Mutation => ({ title, bundle: "source", file, find, replace, red });

export const MUTATIONS: readonly Mutation[] = [
  // the engine's policy
  inMain("the page is not sandboxed: print", "response-headers", "sandbox allow-scripts", "sandbox allow-modals allow-scripts", "window.print()"),
  inMain("the page may download", "response-headers", "sandbox allow-scripts", "sandbox allow-downloads allow-scripts", "a download of made bytes"),
  inMain("frames of other pages", "response-headers", "frame-src 'none'", "frame-src data:", "a PDF in a frame"),
  inMain("workers", "response-headers", "worker-src 'none'", "worker-src 'self' blob: data:", "a worker"),
  inMain("connections by policy and by main", "response-headers", "connect-src 'none'", "connect-src 'self'", "fetch of a path beside the interface"),
  inMain("text as code by policy", "response-headers", "script-src 'self'", "script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval'", "WebAssembly"),
  inMain("markup without a policy for it", "response-headers", "require-trusted-types-for 'script'", "block-all-mixed-content", "document.write"),
  inMain("forms to anywhere", "response-headers", "\"usb\", ", "", "navigator.usb"),
  // the preload
  { title: "copy is not held back", bundle: "preload", file: PRELOAD, find: "  \"copy\",", replace: "  // \"copy\",", red: "a copy listener with words of its own" },
  { title: "drag is not held back", bundle: "preload", file: PRELOAD, find: "  \"dragstart\",", replace: "  // \"dragstart\",", red: "a drag of text" },
  { title: "the context menu is not held back", bundle: "preload", file: PRELOAD, find: "  \"contextmenu\",", replace: "  // \"contextmenu\",", red: "a context menu" },
  { title: "the page's own listeners hear", bundle: "preload", file: PRELOAD, find: "        event.stopImmediatePropagation();\n", replace: "", red: "a drag of text" },
  // closures
  unlisted("shortcuts", "Ctrl+P as main hears it"),
  unlisted("menu", "the menu at `ready`"),
  unlisted("navigation", "a webview"),
  unlisted("downloads", "contents.downloadURL() in main"),
  unlisted("saving", "window.capturePage() in main"),
  unlisted("saveDialogs", "dialog.showSaveDialog() in main"),
  unlisted("fileAccess", "a restricted path in a file picker"),
  unlisted("dragOut", "contents.startDrag() in main"),
  unlisted("clipboardGuard", "a copy inside a new frame"),
  unlisted("screen", "windows kept out of pictures of the screen"),
  unlisted("permissions", "the permission web-printing, looked up"),
  unlisted("otherPrograms", "shell.openExternal() in main"),
  unlisted("spelling", "the spell checker and its dictionaries"),
  unlisted("dumps", "crashReporter.start() in main"),
  unlisted("dns", "the engine's resolver"),
  unlisted("network", "a script"),
  unlisted("caches", "sessions of pages that keep files"),
  unlisted("names", "a record's name in the window's title"),
  unlisted("updates", "autoUpdater.checkForUpdates() in main"),
];
