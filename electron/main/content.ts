/**
 * Serves the interface to `app://workstation`: only files of the renderer folder, with the response
 * headers that close print, download and pop-ups in the engine (DESIGN.md 8, ELECTRON.md 2.4).
 */
import { randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";

export const SCHEME = "app";
export const ORIGIN = "app://workstation";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** The content policy of every page; `nonce` is fresh per response. */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
    // Without allow-modals, allow-downloads and allow-popups: print, download and window.open are dead in the engine.
    "sandbox allow-scripts allow-same-origin allow-forms",
  ].join("; ");
}

const DENIED_FEATURES = [
  "accelerometer", "autoplay", "bluetooth", "camera", "clipboard-read", "clipboard-write", "display-capture", "encrypted-media", "fullscreen",
  "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
  "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb", "web-share", "window-management", "xr-spatial-tracking",
];

/** Security headers of every response. */
export function securityHeaders(nonce: string): Record<string, string> {
  return {
    "content-security-policy": contentPolicy(nonce),
    "permissions-policy": DENIED_FEATURES.map((f) => `${f}=()`).join(", "),
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
  };
}

/** Builds the handler for `protocol.handle`. Anything outside the folder, or of an unknown type, is 404. */
export function serveRenderer(folder: string): (request: Request) => Promise<Response> {
  const root = realpathSync(folder) + sep;
  return async (request) => {
    const nonce = randomBytes(16).toString("base64");
    const headers = securityHeaders(nonce);
    const missing = new Response("", { status: 404, headers });
    const url = new URL(request.url);
    if (request.method !== "GET" || url.host !== "workstation") return missing;
    try {
      const path = await realpath(join(root, decodeURIComponent(url.pathname)));
      const type = TYPES[extname(path)];
      if (!path.startsWith(root) || !type) return missing;
      const bytes = await readFile(path);
      const body = type.startsWith("text/html") ? bytes.toString("utf8").replaceAll("__CSP_NONCE__", nonce) : new Uint8Array(bytes);
      return new Response(body, { status: 200, headers: { ...headers, "content-type": type } });
    } catch {
      return missing;
    }
  };
}
