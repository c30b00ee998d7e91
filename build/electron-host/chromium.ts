/** Finds, starts and ends the system's Chromium. */
import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { type CdpConnection, connectPipe } from "./cdp.ts";
import type { HostSettings } from "./settings.ts";

/** Blink features no window of the app has. Chromium can switch them only for all windows at once. */
export const DISABLED_BLINK_FEATURES: readonly string[] = [
  "FileSystemAccess", "FileSystemAccessLocal", "FileSystemAccessOriginPrivate", "WebUSB", "WebHID", "Serial",
  "WebBluetooth", "WebNFC", "WebShare", "ContactsManager", "DirectSockets", "Presentation", "RemotePlayback",
  "DocumentPictureInPictureAPI", "EyeDropperAPI", "WebPrinting", "PrivacySandboxAdsAPIs", "SharedStorageAPI",
];

const DISABLED_FEATURES = [
  "Translate", "OptimizationHints", "MediaRouter", "DialMediaRouteProvider", "AutofillServerCommunication",
  "CertificateTransparencyComponentUpdater", "BackForwardCache", "IsolateSandboxedIframes", "HttpsUpgrades",
  "InterestFeedContentSuggestions", "PaintHolding", "DestroyProfileOnBrowserClose", "GlobalMediaControls",
  "RenderDocument", "LensOverlay", "Prerender2", "WebRtcHideLocalIpsWithMdns",
  "SpareRendererForSitePerProcess",
];

/** Switch and why. Nothing here may reach a network: the app's pages are served from inside the host. */
const SWITCHES: readonly string[] = [
  "--host-resolver-rules=MAP * ~NOTFOUND", // no name and no address literal resolves
  "--no-proxy-server", // a proxy from the environment would resolve names for us
  "--webrtc-ip-handling-policy=disable_non_proxied_udp", // WebRTC is outside request interception
  "--dns-prefetch-disable",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-client-side-phishing-detection",
  "--disable-field-trial-config",
  "--disable-sync",
  "--disable-default-apps",
  "--disable-extensions",
  "--disable-component-extensions-with-background-pages",
  "--disable-breakpad", // a minidump would hold page memory
  "--disable-crash-reporter",
  "--no-first-run",
  "--no-default-browser-check",
  "--no-pings",
  "--no-service-autorun",
  "--metrics-recording-only",
  "--password-store=basic",
  "--use-mock-keychain",
  "--deny-permission-prompts",
  "--disable-search-engine-choice-screen",
  "--disable-site-isolation-trials", // one renderer per window: one CDP session sees every frame
  "--disable-hang-monitor",
  "--disable-prompt-on-repost",
  "--disable-infobars",
  "--disable-session-crashed-bubble",
  "--hide-crash-restore-bubble",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--keep-alive-for-test", // closing the last window must not end the browser: the app decides
  "--no-startup-window",
];

/** Switches the app may not set: they belong to the host. */
const RESERVED = /^(remote-debugging|user-data-dir|headless|no-sandbox|host-resolver-rules|host-rules|proxy|app$|kiosk)/;

const CANDIDATES: Readonly<Record<string, readonly string[]>> = {
  linux: [
    "/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable", "/snap/bin/chromium", "/usr/bin/microsoft-edge",
  ],
  darwin: [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
  ],
};

/** Path of the Chromium to use, or undefined when the machine has none. */
export function findChromium(wish?: string): string | undefined {
  if (wish) return fs.existsSync(wish) ? wish : undefined;
  return (CANDIDATES[process.platform] ?? []).find((candidate) => fs.existsSync(candidate));
}

export type SwitchList = readonly { readonly name: string; readonly value: string }[];

export type Chromium = {
  readonly connection: CdpConnection;
  /** `http://127.0.0.1:PORT` when a DevTools port was asked for. */
  readonly cdpUrl: string | undefined;
  /** Opens one more app-mode window showing `url` in the running (headed) browser. */
  openAppWindow(url: string): void;
  /** Ends Chromium, gently for at most `graceMs`. */
  close(graceMs: number): Promise<void>;
};

const running = new Set<() => void>();

/** Ends every Chromium of this process now, also one that is still starting; safe in an `exit` listener. */
export function killChromium(): void {
  for (const kill of running) kill();
}

const PROFILE_PREFIX = "lockdesk-host-profile-";

/** A crash of an earlier host leaves its throw-away profile behind; its owner's number is in the name. */
function sweepProfiles(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const owner = name.startsWith(PROFILE_PREFIX) ? Number.parseInt(name.slice(PROFILE_PREFIX.length), 10) : 0;
    if (owner > 0 && !isAlive(owner)) removeTree(path.join(os.tmpdir(), name));
  }
}

/** True when a process with this number exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function removeTree(dir: string): void {
  try {
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  } catch {
    // Left for the sweep of the next start.
  }
}

/**
 * Settings of the throw-away profile: what a browser offers around a page and Electron does not. The last two would
 * be ways out: printing by key, and Chromium's own download.
 */
const PREFERENCES = {
  translate: { enabled: false },
  credentials_enable_service: false,
  profile: { password_manager_enabled: false, default_content_setting_values: { popups: 2 } },
  autofill: { profile_enabled: false, credit_card_enabled: false },
  browser: { enable_spellchecking: false, has_seen_welcome_page: true },
  search: { suggest_enabled: false },
  safebrowsing: { enabled: false },
  printing: { enabled: false },
  download_restrictions: 3,
};

function writePreferences(profile: string): void {
  fs.mkdirSync(path.join(profile, "Default"));
  fs.writeFileSync(path.join(profile, "Default", "Preferences"), JSON.stringify(PREFERENCES));
}

function switchesFor(settings: HostSettings, profile: string, appSwitches: SwitchList, lang: string): string[] {
  const own = appSwitches.filter((entry) => !RESERVED.test(entry.name) && !entry.name.startsWith("disable-features"));
  const features = appSwitches.filter((entry) => entry.name === "disable-features").map((entry) => entry.value);
  const asRoot = process.platform === "linux" && process.getuid?.() === 0;
  return [
    ...SWITCHES,
    `--disable-blink-features=${DISABLED_BLINK_FEATURES.join(",")}`,
    `--disable-features=${[...DISABLED_FEATURES, ...features].join(",")}`,
    `--user-data-dir=${profile}`,
    `--lang=${lang}`,
    "--remote-debugging-pipe",
    ...(settings.testDriven ? ["--remote-debugging-port=0"] : []),
    ...(settings.headless ? ["--headless", "--disable-gpu", "--mute-audio"] : []),
    ...(asRoot ? ["--no-sandbox", "--test-type"] : []),
    ...(process.platform === "linux" ? ["--disable-dev-shm-usage"] : []),
    ...own.map((entry) => (entry.value === "" ? `--${entry.name}` : `--${entry.name}=${entry.value}`)),
  ];
}

async function devToolsUrl(profile: string): Promise<string> {
  const file = path.join(profile, "DevToolsActivePort");
  for (let waited = 0; waited < 10_000; waited += 25) {
    const port = fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n")[0] : "";
    if (port) return `http://127.0.0.1:${port}`;
    await delay(25);
  }
  throw new Error("Chromium did not open its DevTools port within 10 s.");
}

/**
 * Starts Chromium with a throw-away profile. Throws an Error that says what to do when it cannot.
 */
export async function launchChromium(
  settings: HostSettings,
  appSwitches: SwitchList,
  lang: string,
): Promise<Chromium> {
  const exe = findChromium(settings.chromiumPath);
  if (exe === undefined) {
    throw new Error("No Chromium found. Install the package chromium, or set LOCKDESK_CHROMIUM to its path.");
  }
  sweepProfiles();
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), `${PROFILE_PREFIX}${process.pid}-`));
  writePreferences(profile);
  const args = switchesFor(settings, profile, appSwitches, lang);
  const env = chromiumEnvironment();
  const child = spawn(exe, args, { stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"], detached: true, env });
  const lastWords: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => {
    lastWords.push(chunk.toString("utf8"));
    if (lastWords.length > 40) lastWords.shift();
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const failed = new Promise<Error>((resolve) => child.once("error", resolve));
  const connection = connectPipe(child.stdio[3] as Writable, child.stdio[4] as Readable);

  const killNow = (): void => {
    running.delete(killNow);
    killGroup(child);
    removeTree(profile);
  };
  running.add(killNow);
  const close = async (graceMs: number): Promise<void> => {
    connection.browser.post("Browser.close");
    const inTime = await Promise.race([exited.then(() => true), delay(graceMs, false)]);
    connection.close();
    if (!inTime) {
      killGroup(child);
      await Promise.race([exited, delay(1_000)]);
    }
    killNow();
  };

  const answer = connection.browser.send("Browser.getVersion").then(() => undefined);
  const problem = await Promise.race([
    answer.catch((error: Error) => error),
    failed,
    exited.then(() => new Error("Chromium ended at once")),
    delay(30_000, new Error("Chromium did not answer within 30 s"), { ref: false }),
  ]);
  if (problem !== undefined) {
    killNow();
    throw new Error(`${problem.message} (${exe}). Its last words:\n${lastWords.join("").slice(-2_000)}`);
  }
  return {
    connection,
    cdpUrl: settings.testDriven ? await devToolsUrl(profile) : undefined,
    openAppWindow: (url) => {
      const flags = args.filter((flag) => /^--(user-data-dir=|no-sandbox$|test-type$|disable-infobars$)/.test(flag));
      spawn(exe, [...flags, `--app=${url}`], { stdio: "ignore", env }).on("error", () => undefined);
    },
    close,
  };
}

/** Chromium takes proxies, key-log files and API keys from the environment; it gets none of them. */
function chromiumEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(.*_proxy|SSLKEYLOGFILE|GOOGLE_.*|CHROME_.*|NODE_.*|LOCKDESK_.*)$/i.test(name),
  );
  const none = "no"; // "no" also silences the "API keys are missing" bar
  return {
    ...Object.fromEntries(kept),
    GOOGLE_API_KEY: none,
    GOOGLE_DEFAULT_CLIENT_ID: none,
    GOOGLE_DEFAULT_CLIENT_SECRET: none,
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}
