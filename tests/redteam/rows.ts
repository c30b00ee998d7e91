/**
 * The table of ways out: row, way, where it is closed, and who proves it. `host`: tried on the running
 * program. `unit`: tried on our own code without a window. `needs-electron`, `needs-os`: what is tried
 * here shows only that we ask for it; such a row does not count as closed.
 */
export type Proof = "host" | "unit" | "needs-electron" | "needs-os";

export interface Row {
  readonly row: number;
  readonly way: string;
  /** E engine, M main, B build, O operating system. */
  readonly layer: string;
  /** Files that close it, below the project's folder. */
  readonly guards: readonly string[];
  readonly proof: Proof;
  /** What is not proved here, or stays open by nature. */
  readonly rest?: string;
}

const main = (...files: string[]) => files.map((file) => `electron/main/lockdown/${file}.ts`);
const HEADERS = "electron/main/lockdown/response-headers.ts";
const PRELOAD = "electron/preload/hold-back.ts";
const SCHEME = "that a custom scheme's response carries the policy";

export const ROWS: readonly Row[] = [
  { row: 1, way: "window.print", layer: "E", guards: [HEADERS], proof: "host", rest: SCHEME },
  { row: 2, way: "execCommand print", layer: "E", guards: [HEADERS], proof: "host", rest: SCHEME },
  { row: 3, way: "print from a new frame", layer: "E", guards: [HEADERS], proof: "host", rest: SCHEME },
  { row: 4, way: "Ctrl+P, Ctrl+S", layer: "M", guards: main("shortcuts"), proof: "host", rest: "that Electron waits for the answer before the page has the key" },
  { row: 5, way: "main's print calls", layer: "M", guards: main("printing"), proof: "host", rest: "that the replaced calls are the only ones" },
  { row: 6, way: "application menu", layer: "M", guards: main("menu"), proof: "host" },
  { row: 7, way: "context menu", layer: "M", guards: [...main("menu"), PRELOAD], proof: "host" },
  { row: 8, way: "PDF viewer", layer: "E, M", guards: [HEADERS, ...main("navigation")], proof: "host", rest: "Electron's own viewer process" },
  { row: 9, way: "Web Printing API", layer: "E, M", guards: main("permissions", "switches"), proof: "host", rest: "the feature per window" },
  { row: 10, way: "the system's printers", layer: "O", guards: [], proof: "needs-os", rest: "spooler off or device control; no print-to-file printer" },
  { row: 11, way: "downloads", layer: "E, M", guards: [HEADERS, ...main("downloads")], proof: "host", rest: SCHEME },
  { row: 12, way: "save page, picture of the page", layer: "M", guards: main("saving"), proof: "host" },
  { row: 13, way: "save dialog", layer: "M", guards: main("save-dialogs"), proof: "host" },
  { row: 14, way: "file pickers of a page", layer: "E, M", guards: main("switches", "permissions", "file-access"), proof: "host", rest: "the feature per window" },
  { row: 15, way: "native drag-out", layer: "M", guards: main("drag-out"), proof: "host" },
  { row: 16, way: "drag of text and pictures", layer: "E", guards: [PRELOAD], proof: "host", rest: "a frame the page makes has no listener of ours: no other program on the desktop (O)" },
  { row: 17, way: "clipboard", layer: "E, M", guards: [PRELOAD, ...main("clipboard", "permissions", "shortcuts")], proof: "host", rest: "up to a second between a frame's copy and its wiping; clipboard history off (O)" },
  { row: 18, way: "screenshots, screen share", layer: "M", guards: main("screen"), proof: "needs-electron", rest: "works on Windows and macOS only; on Linux no screenshot tool and a kiosk compositor (O)" },
  { row: 19, way: "display capture", layer: "M", guards: main("screen", "permissions"), proof: "host" },
  { row: 20, way: "camera, microphone, USB, HID, serial, Bluetooth, MIDI", layer: "E, M", guards: [HEADERS, ...main("devices", "permissions", "switches")], proof: "host", rest: "that Electron asks in every case" },
  { row: 21, way: "developer tools", layer: "M", guards: main("dev-tools", "switches", "shortcuts"), proof: "host", rest: "Electron's own key and flag handling" },
  { row: 22, way: "--inspect, SIGUSR1", layer: "B", guards: main("command-line", "start"), proof: "needs-electron", rest: "the fuse EnableNodeCliInspectArguments; main's own refusal is proved" },
  { row: 23, way: "--remote-debugging-port, -pipe", layer: "M", guards: main("command-line", "start"), proof: "host", rest: "that Electron opens the port after our first line (read in its source)" },
  { row: 24, way: "other switches of the engine", layer: "M", guards: main("command-line", "start"), proof: "host", rest: "O: started from a fixed shortcut only" },
  { row: 25, way: "NODE_OPTIONS, NODE_EXTRA_CA_CERTS, ELECTRON_RUN_AS_NODE", layer: "B", guards: main("environment", "start"), proof: "needs-electron", rest: "the fuses; main's own refusal is proved" },
  { row: 26, way: "ELECTRON_ENABLE_LOGGING, ELECTRON_LOG_FILE, SSLKEYLOGFILE", layer: "M", guards: main("environment", "start"), proof: "host" },
  { row: 27, way: "other programs", layer: "M", guards: main("other-programs"), proof: "host" },
  { row: 28, way: "spell checker's dictionaries", layer: "M", guards: main("spelling", "switches"), proof: "needs-electron", rest: "that Electron fetches none when told so" },
  { row: 29, way: "crash dumps", layer: "M, O", guards: main("dumps"), proof: "needs-os", rest: "Windows error reporting, core_pattern, LimitCORE=0" },
  { row: 30, way: "DNS", layer: "E, M", guards: [HEADERS, ...main("dns", "switches")], proof: "needs-electron", rest: "that Electron's resolver obeys; the host has none" },
  { row: 31, way: "any network from a page", layer: "E, M", guards: [HEADERS, ...main("network")], proof: "host", rest: "Electron's own request path" },
  { row: 32, way: "WebRTC", layer: "M, O", guards: main("webrtc", "switches"), proof: "needs-electron", rest: "that Electron takes policy and proxy as Chromium does (`integration/electron-host/webrtc`); an egress firewall behind them (O)" },
  { row: 33, way: "service workers, workers", layer: "E", guards: [HEADERS, ...main("switches")], proof: "host" },
  { row: 34, way: "the engine's own files", layer: "M", guards: main("caches", "switches"), proof: "needs-electron", rest: "that Electron writes nothing for such a session" },
  { row: 35, way: "SQLite's temporary files", layer: "M", guards: ["db/open.ts"], proof: "unit" },
  { row: 36, way: "logs, recent documents, titles, notifications", layer: "M", guards: main("names", "permissions"), proof: "host", rest: "the system's own lists" },
  { row: 37, way: "updates", layer: "M, B", guards: [...main("updates"), "db/migrate.ts"], proof: "host", rest: "that the system's installer takes the hand-over (`docs/release.md`)" },
  { row: 38, way: "the database handle", layer: "M", guards: ["db/guard.ts"], proof: "unit" },
];
