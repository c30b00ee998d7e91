/** For each guard: the edit that takes it away, and the try that must go red. `docs/redteam.md` holds the last result. */
import { ENTERING, type Edit, type Mutation } from "./mutation.ts";

const lockdown = (file: string, find: string, replace: string): Edit => ({ file: `electron/main/lockdown/${file}.ts`, find, replace });
const headers = (find: string, replace: string): Edit => lockdown("response-headers", find, replace);

/** A closure that is not in the list closes nothing. */
const unlisted = (name: string): Edit => lockdown("index", ` ${name},`, " ");
const inMain = (title: string, red: string, ...edits: Edit[]): Mutation => ({ title, bundle: "main", edits, red });
const notInstalled = (name: string, red: string): Mutation => inMain(`the closure ${name} is not installed`, red, unlisted(name));
const inPreload = (title: string, red: string, find: string, replace: string, file = "hold-back"): Mutation => ({
  title, bundle: "preload", edits: [{ file: `electron/preload/${file}.ts`, find, replace }], red,
});
const inSource = (title: string, red: string, file: string, find: string, replace: string): Mutation => ({ title, bundle: "source", edits: [{ file, find, replace }], red });

export const MUTATIONS: readonly Mutation[] = [
  // the engine's policy
  inMain("the policy allows dialogs", "window.print()", headers("sandbox allow-scripts", "sandbox allow-modals allow-scripts")),
  inMain("the policy allows dialogs, by command", "document.execCommand('print')", headers("sandbox allow-scripts", "sandbox allow-modals allow-scripts")),
  inMain("the policy allows dialogs, in a frame", "print of a new frame", headers("sandbox allow-scripts", "sandbox allow-modals allow-scripts")),
  inMain("the policy allows downloads", "a download of made bytes", headers("sandbox allow-scripts", "sandbox allow-downloads allow-scripts")),
  inMain("the policy allows frames of other pages", "a PDF in a frame", headers("frame-src 'none'", "frame-src data:")),
  inMain("the policy allows workers", "a worker", headers("worker-src 'none'", "worker-src 'self' blob: data:"), headers("require-trusted-types-for 'script'", "upgrade-insecure-requests")),
  inMain("the policy allows text as code", "eval", headers("script-src 'self'", "script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval'"), headers("require-trusted-types-for 'script'", "upgrade-insecure-requests")),
  inMain("the policy allows compiled code", "WebAssembly", headers("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")),
  inMain("the policy asks no trusted types", "document.write", headers("require-trusted-types-for 'script'", "upgrade-insecure-requests")),
  inMain("the permissions policy allows the whole screen", "the whole screen", headers("\"encrypted-media\", \"fullscreen\"", "\"encrypted-media\"")),
  // the preload
  inPreload("copy is not held back", "words of its own in the event copy", "  \"copy\",", "  \"paste\","),
  inPreload("drag is not held back", "a drag of text", "  \"dragstart\",", "  \"dragleave\","),
  inPreload("the context menu is not held back", "a context menu", "  \"contextmenu\",", "  \"auxclick\","),
  inPreload("the page's own listeners hear", "a drag of text", "        event.stopImmediatePropagation();\n", ""),
  inPreload("the bridge hands out a third function", "names of the bridge", "  on: (push", "  raw: ipcRenderer.invoke,\n  on: (push", "preload"),
  // closures
  notInstalled("printing", "contents.print() in main"),
  notInstalled("shortcuts", "Ctrl+P as main hears it"),
  notInstalled("menu", "the menu at `ready`"),
  notInstalled("navigation", "a webview"),
  notInstalled("downloads", "a download that begins all the same"),
  notInstalled("saving", "window.capturePage() in main"),
  notInstalled("saveDialogs", "dialog.showSaveDialog() in main"),
  notInstalled("fileAccess", "a restricted path in a file picker"),
  notInstalled("dragOut", "contents.startDrag() in main"),
  notInstalled("clipboardGuard", "a copy inside a new frame"),
  notInstalled("screen", "windows kept out of pictures of the screen"),
  notInstalled("permissions", "the permission web-printing, looked up"),
  notInstalled("devices", "choosing a USB device"),
  notInstalled("devTools", "contents.openDevTools() in main"),
  notInstalled("otherPrograms", "shell.openExternal() in main"),
  notInstalled("spelling", "the spell checker and its dictionaries"),
  notInstalled("dumps", "crashReporter.start() in main"),
  notInstalled("dns", "the engine's resolver"),
  notInstalled("network", "main's verdict on a request to another machine"),
  notInstalled("webrtc", "the engine's WebRTC policy"),
  inMain("pages stand behind no proxy", "the proxy that pages stand behind", lockdown("webrtc", "    void session.setProxy(NO_WAY_OUT);", "    void [session, NO_WAY_OUT];")),
  notInstalled("names", "a record's name in the window's title"),
  notInstalled("updates", "autoUpdater.checkForUpdates() in main"),
  inMain("pages live in a session that keeps files", ENTERING, lockdown("switches", "PARTITION = \"workstation\"", "PARTITION = \"persist:workstation\"")),
  inMain("such a session is let be", "sessions of pages that keep files", lockdown("switches", "PARTITION = \"workstation\"", "PARTITION = \"persist:workstation\""), unlisted("caches")),
  inMain("a closed call can be put back", "contents.print() in main", lockdown("closure", "throw new Error(`${name} is closed: ${why}`);", "return;")),
  // the start
  inMain("a switch is let through", "started with --no-sandbox", lockdown("command-line", "evaluation: { switches: [\"user-data-dir\"]", "evaluation: { switches: [\"user-data-dir\", \"no-sandbox\"]")),
  inMain("a single dash is no switch", "started with -remote-debugging-port=9222", lockdown("command-line", ": /^--?([^=]*)/", ": /^--([^=]*)/")),
  inMain("words are not counted", "started with a file to open", lockdown("command-line", "++words > rule.words", "words > rule.words")),
  inMain("a variable is let through", "started with SSLKEYLOGFILE set", lockdown("environment", "name: \"SSLKEYLOGFILE\"", "name: \"SSLKEYLOGFILES\"")),
  inMain("the start is not judged", "started with --remote-debugging-port=9222", lockdown("start", "if (names.length === 0) return true;", "if (names.length >= 0) return true;")),
  inMain("a refused start leaves no trace", "started with --inspect-brk", lockdown("start", "  note(\"start.refused\"", "  if (names.length > 99) note(\"start.refused\"")),
  // clipboard and drives
  inMain("the clipboard is not wiped on lock", "a copied case number after the lock", { file: "electron/main/workstation.ts", find: "await Promise.all([now.vault.kill(), wipeOurs()]);", replace: "await now.vault.kill();" }),
  inMain("nobody watches for drives", "a removable drive is put in", { file: "electron/main/main.ts", find: "  watchRemovable(", replace: "  void (() => watchRemovable)(); void (" }),
  // the database
  inSource("serialize is open", "serialize()", "db/guard.ts", "[\"serialize\", ", "["),
  inSource("backup is open", "backup()", "db/guard.ts", "\"backup\", ", ""),
  inSource("unsafe mode is open", "unsafeMode()", "db/guard.ts", ", \"unsafeMode\"]", "]"),
  inSource("ATTACH is open", "ATTACH written otherwise", "db/guard.ts", "\\b(attach|detach)\\b|", ""),
  inSource("VACUUM INTO is open", "VACUUM INTO", "db/guard.ts", "\\bvacuum\\b[^;]*\\binto\\b|", ""),
  inSource("a later database is opened", "a database of a later version", "db/migrate.ts", "if (found > newest)", "if (found > newest + 99)"),
  inSource("temporary files go to the disk", "a sort too large for its memory", "db/open.ts", "  db.pragma(\"temp_store = MEMORY\");", ""),
];
