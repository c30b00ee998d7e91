/** `session.webRequest`: only `onBeforeRequest`, and only to cancel. */
import type Electron from "electron";
import { installUnsupported, unsupportedError } from "./unsupported.ts";
import { UNSUPPORTED } from "./unsupported-names.ts";

/** Electron's details without its objects. */
export type BeforeRequestDetails = Omit<Electron.OnBeforeRequestListenerDetails, "webContents" | "frame">;

type Callback = (response: Electron.CallbackResponse) => void;
export type BeforeRequestListener = (details: BeforeRequestDetails, callback: Callback) => void;

type Rule = { readonly matches: (url: string) => boolean; readonly listener: BeforeRequestListener };

/** Electron's match patterns: `<all_urls>`, `scheme://host/path` with `*`. */
function matcher(pattern: string): (url: string) => boolean {
  if (pattern === "<all_urls>") return () => true;
  const parts = /^([^:]+):\/\/([^/]*)(\/.*)?$/.exec(pattern);
  if (parts === null) throw new Error(`Invalid url pattern ${pattern}`);
  const escape = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  const scheme = parts[1] === "*" ? "(?:https?|wss?)" : escape(parts[1] as string);
  const test = new RegExp(`^${scheme}://${escape(parts[2] as string)}${escape(parts[3] ?? "/*")}$`, "i");
  return (url) => test.test(url);
}

export class HostWebRequest {
  #rule: Rule | undefined;

  /** One listener at a time, as in Electron; null removes it. */
  onBeforeRequest(listener: BeforeRequestListener | null): void;
  onBeforeRequest(filter: { readonly urls: string[] }, listener: BeforeRequestListener | null): void;
  onBeforeRequest(first: { readonly urls: string[] } | BeforeRequestListener | null, second?: BeforeRequestListener | null): void {
    const listener = typeof first === "function" || first === null ? first : (second ?? null);
    const urls = typeof first === "function" || first === null ? ["<all_urls>"] : first.urls;
    const tests = urls.map(matcher);
    this.#rule = listener === null ? undefined : { listener, matches: (url) => tests.some((test) => test(url)) };
  }

  /** True when the app's listener lets the request pass. */
  static async allows(webRequest: HostWebRequest, details: BeforeRequestDetails): Promise<boolean> {
    const rule = webRequest.#rule;
    if (rule === undefined || !rule.matches(details.url)) return true;
    const response = await new Promise<Electron.CallbackResponse>((resolve) => rule.listener(details, resolve));
    if (response.redirectURL) throw unsupportedError("webRequest.onBeforeRequest with redirectURL");
    return response.cancel !== true;
  }
}

installUnsupported(HostWebRequest.prototype, "webRequest", UNSUPPORTED.webRequest.methods);
