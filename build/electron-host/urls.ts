/**
 * Stock Chromium cannot register a URL scheme, so a standard scheme of the app (`app://workstation/x`) is
 * served under an https origin that never resolves (`https://workstation.app.invalid/x`) and always intercepted.
 * Main only ever sees the app's own form.
 */
import { TITLE_SUFFIX } from "./settings.ts";

const schemes = new Set<string>();
const INNER_SUFFIX = ".invalid";

/** Declares a scheme of the app (from `protocol.registerSchemesAsPrivileged`). */
export function addAppScheme(scheme: string): void {
  schemes.add(scheme);
}

/** True when the URL belongs to a scheme of the app. */
export function isAppUrl(url: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  return scheme !== undefined && schemes.has(scheme);
}

/** `app://workstation/x` → `https://workstation.app.invalid/x`; anything else unchanged. */
export function toChromium(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url);
  const scheme = match?.[1]?.toLowerCase();
  if (match === null || scheme === undefined || !schemes.has(scheme)) return url;
  const rest = match[3] === "" ? "/" : match[3];
  return `https://${match[2]}.${scheme}${INNER_SUFFIX}${rest}`;
}

/** `https://workstation.app.invalid/x` → `app://workstation/x`, also inside `blob:`; anything else unchanged. */
export function toApp(url: string): string {
  return url.replace(
    /^(blob:)?https:\/\/([a-z0-9.-]+)\.([a-z0-9+-]+)\.invalid(?=[/?#:]|$)/i,
    (whole, blob: string | undefined, host: string, scheme: string) =>
      schemes.has(scheme) ? `${blob ?? ""}${scheme}://${host}` : whole,
  );
}

/** A policy that names the scheme (`app:` or `app://workstation`) must name what Chromium sees instead. */
export function headerToChromium(name: string, value: string): string {
  if (!/^(content-security-policy|access-control-allow-origin|location|link)/i.test(name)) return value;
  let result = value;
  for (const scheme of schemes) {
    result = result
      .replaceAll(new RegExp(`\\b${scheme}://([a-z0-9.-]+)`, "gi"), `https://$1.${scheme}${INNER_SUFFIX}`)
      .replaceAll(new RegExp(`(?<=^|[\\s;,])${scheme}:(?=$|[\\s;,])`, "gi"), `https://*.${scheme}${INNER_SUFFIX}`);
  }
  return result;
}

/** Origin as Electron shows it for standard schemes; `null` for opaque origins. */
export function originOf(chromiumOrigin: string): string {
  if (chromiumOrigin === "" || chromiumOrigin === "://" || chromiumOrigin.startsWith("null")) return "null";
  return toApp(chromiumOrigin.replace(/\/$/, ""));
}

/** The suffix by which nobody can take this for the real program. */
export function withSuffix(title: string): string {
  return title.endsWith(TITLE_SUFFIX) ? title : `${title}${TITLE_SUFFIX}`;
}
