/**
 * Serves the interface to `app://workstation`: only files of the renderer folder, with the response
 * headers that close print, download and pop-ups in the engine (lockdown/response-headers.ts).
 */
import { randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { securityHeaders } from "./lockdown/response-headers.ts";

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
