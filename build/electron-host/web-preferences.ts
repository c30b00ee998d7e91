/** `webPreferences`: only what the host can honour, only safe values. */
import type Electron from "electron";
import { DISABLED_BLINK_FEATURES } from "./chromium.ts";
import { HostSession, session } from "./session.ts";

type Preferences = Electron.WebPreferences;
type Rule = (value: unknown) => boolean;

const only = (...values: readonly unknown[]): Rule => (value) => value === undefined || values.includes(value);
const anything: Rule = () => true;

const RULES: Partial<Record<keyof Preferences, Rule>> = {
  preload: (value) => value === undefined || typeof value === "string",
  partition: anything,
  session: anything,
  additionalArguments: anything,
  sandbox: only(true),
  contextIsolation: only(true),
  nodeIntegration: only(false),
  nodeIntegrationInWorker: only(false),
  nodeIntegrationInSubFrames: only(true, false),
  webviewTag: only(false),
  webSecurity: only(true),
  allowRunningInsecureContent: only(false),
  experimentalFeatures: only(false),
  devTools: only(true, false),
  spellcheck: only(true, false),
  plugins: only(false),
  javascript: only(true),
  images: only(true),
  webgl: anything,
  safeDialogs: anything,
  disableDialogs: anything,
  navigateOnDragDrop: only(false),
  autoplayPolicy: anything,
  backgroundThrottling: anything,
  enableWebSQL: only(false),
  enableDeprecatedPaste: only(false),
  v8CacheOptions: anything,
  zoomFactor: anything,
  textAreasAreResizable: anything,
  defaultEncoding: anything,
  disableHtmlFullscreenWindowResize: anything,
  minimumFontSize: anything,
  scrollBounce: anything,
  accessibleTitle: anything,
  enablePreferredSizeMode: anything,
  focusOnNavigation: anything,
  disableBlinkFeatures: (value) => value === undefined || typeof value === "string",
};

/** Throws when a preference is unknown here, unsafe, or cannot be had from a stock Chromium. */
export function checkPreferences(preferences: Preferences): void {
  for (const [name, value] of Object.entries(preferences)) {
    const rule = RULES[name as keyof Preferences];
    if (rule === undefined) throw new Error(`build/electron-host: webPreferences.${name} is not implemented by the evaluation host`);
    if (!rule(value)) throw new Error(`build/electron-host: webPreferences.${name} = ${String(value)} is not possible here`);
  }
  const wished = (preferences.disableBlinkFeatures ?? "").split(",").map((name) => name.trim()).filter(Boolean);
  const missing = wished.filter((name) => !DISABLED_BLINK_FEATURES.includes(name));
  if (missing.length > 0) {
    throw new Error(
      `build/electron-host: add ${missing.join(", ")} to DISABLED_BLINK_FEATURES (chromium.ts); Chromium switches features for all windows at once`,
    );
  }
}

/** The session a window lives in. */
export function sessionOf(preferences: Preferences): HostSession {
  const given = preferences.session as unknown;
  if (given instanceof HostSession) return given;
  return preferences.partition ? session.fromPartition(preferences.partition) : session.defaultSession;
}
