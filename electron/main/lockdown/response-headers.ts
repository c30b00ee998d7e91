/**
 * What the engine enforces on every page, as tables: content policy, permissions policy and the other
 * headers of every response (DESIGN.md 8, ELECTRON.md 2.4). Served by content.ts.
 */

/** Directives of the content policy in their order; `{nonce}` is fresh per response. */
const POLICY: readonly { readonly directive: string; readonly why: string }[] = [
  { directive: "default-src 'none'", why: "what is not named here is refused" },
  { directive: "script-src 'self'", why: "our own files; no inline code, no eval" },
  { directive: "style-src-elem 'self' 'nonce-{nonce}'", why: "antd makes style elements; they carry the nonce" },
  { directive: "style-src-attr 'unsafe-inline'", why: "widths and positions of components; an attribute loads nothing by the other lines" },
  { directive: "img-src 'self' data:", why: "the watermark is drawn to a data address" },
  { directive: "font-src 'self'", why: "our own fonts" },
  { directive: "connect-src 'none'", why: "31: a page speaks to main through the preload only" },
  { directive: "worker-src 'none'", why: "33: no worker has a window's rules" },
  { directive: "object-src 'none'", why: "8: the PDF viewer has its own print and save buttons" },
  { directive: "frame-src 'none'", why: "3, 8: no frame with another page" },
  { directive: "frame-ancestors 'none'", why: "nobody frames us" },
  { directive: "base-uri 'none'", why: "relative addresses stay ours" },
  { directive: "form-action 'none'", why: "31: a form sends nothing anywhere" },
  { directive: "require-trusted-types-for 'script'", why: "text never becomes code" },
  { directive: "trusted-types default", why: "one policy, which refuses (renderer/lib/trusted-types.ts)" },
  { directive: "sandbox allow-scripts allow-same-origin allow-forms", why: "1, 2, 3, 11: without allow-modals, allow-downloads and allow-popups print, download and window.open are dead in the engine" },
];

/** Features no document may use, nor hand to a frame. */
const DENIED_FEATURES = [
  "accelerometer", "autoplay", "bluetooth", "camera", "clipboard-read", "clipboard-write", "display-capture", "encrypted-media", "fullscreen",
  "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
  "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb", "web-share", "window-management", "xr-spatial-tracking",
];

const OTHERS: readonly { readonly name: string; readonly value: string; readonly why: string }[] = [
  { name: "x-content-type-options", value: "nosniff", why: "8: a file is what its type says, never a PDF" },
  { name: "x-dns-prefetch-control", value: "off", why: "30: a link's name is not looked up" },
  { name: "referrer-policy", value: "no-referrer", why: "no address in any request" },
  { name: "cross-origin-opener-policy", value: "same-origin", why: "no window holds a handle on ours" },
  { name: "cache-control", value: "no-store", why: "34: nothing of a page is kept" },
];

/** Security headers of every response; `nonce` is fresh per response. */
export function securityHeaders(nonce: string): Record<string, string> {
  return {
    "content-security-policy": POLICY.map(({ directive }) => directive.replace("{nonce}", nonce)).join("; "),
    "permissions-policy": DENIED_FEATURES.map((feature) => `${feature}=()`).join(", "),
    ...Object.fromEntries(OTHERS.map(({ name, value }) => [name, value])),
  };
}
