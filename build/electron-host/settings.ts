/**
 * What the person or the test that starts the host may set, and the refusal of anything that looks like production.
 */
import process from "node:process";

export type HostSettings = {
  /** No window on a display. */
  readonly headless: boolean;
  /** A test drives the app: open a DevTools port on the loopback interface and read commands from stdin. */
  readonly testDriven: boolean;
  /** Where Chromium is, when the caller knows better than the search list. */
  readonly chromiumPath: string | undefined;
};

export const HOST_LABEL = "evaluation host";
export const TITLE_SUFFIX = ` · ${HOST_LABEL}`;

/** Reads the host's settings from the environment; a machine without a display is headless. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): HostSettings {
  const display = process.platform !== "linux" || Boolean(env["DISPLAY"] || env["WAYLAND_DISPLAY"]);
  const wish = env["LOCKDESK_HOST_HEADLESS"];
  return {
    headless: wish === undefined || wish === "" ? !display : wish !== "0",
    testDriven: env["LOCKDESK_HOST_CDP"] === "1",
    chromiumPath: env["LOCKDESK_CHROMIUM"] || undefined,
  };
}

const PRODUCTION_SIGNS: readonly { readonly sign: string; readonly seen: (mainPath: string) => boolean }[] = [
  { sign: "LOCKDESK_PRODUCTION is set", seen: () => isSet(process.env["LOCKDESK_PRODUCTION"]) },
  { sign: "LOCKDESK_PACKAGED is set", seen: () => isSet(process.env["LOCKDESK_PACKAGED"]) },
  { sign: "ELECTRON_FORCE_IS_PACKAGED is set", seen: () => isSet(process.env["ELECTRON_FORCE_IS_PACKAGED"]) },
  { sign: "the main script is inside an app.asar", seen: (mainPath) => /\.asar([\\/]|$)/.test(mainPath) },
];

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}

/**
 * The sentence that says why this host must not run here, or undefined. The host keeps keys weakly and runs
 * Chromium without its own sandbox when started as root, so real records must never meet it.
 */
export function productionRefusal(mainPath: string): string | undefined {
  const found = PRODUCTION_SIGNS.find((candidate) => candidate.seen(mainPath));
  if (found === undefined) return undefined;
  return `The evaluation host refuses to run a production configuration (${found.sign}). Use the Electron build.`;
}

/** Writes one line to stderr under the host's name. */
export function hostLog(message: string): void {
  process.stderr.write(`[${HOST_LABEL}] ${message}\n`);
}
