/** Every switch that holds for the whole program, one per line, each with its reason. Read by windows.ts, main.ts and the closures. */
import type { ConfigureHostResolverOptions, FromPartitionOptions, Privileges, ProxyConfig, Session, WebPreferences } from "electron";

/** Engine features no page has. Comma-joined into `disableBlinkFeatures`. */
export const BLINK_FEATURES_OFF = [
  "FileSystemAccess", // save and open pickers: not stopped by the content policy
  "FileSystemAccessLocal", // the same on the local disk
  "FileSystemAccessOriginPrivate", // a page's private file system
  "WebUSB", // devices
  "WebHID", // devices
  "Serial", // devices
  "WebBluetooth", // devices
  "WebNFC", // devices
  "WebPrinting", // printers, past window.print
  "WebShare", // hands text and files to other programs
  "DirectSockets", // raw network
  "Presentation", // casts the page to another screen
  "RemotePlayback", // the same for media
  "DocumentPictureInPictureAPI", // a second window without our rules
  "EyeDropperAPI", // reads pixels of the screen
] as const;

/**
 * Preferences of every page. A literal, never a spread of something else: an unknown key would be a
 * switch nobody reads (CVE-2026-34769).
 */
export function pagePreferences(preload: string, session: Session): WebPreferences {
  return {
    preload, // the two functions of window.lockdesk
    session, // in memory only (PARTITION)
    sandbox: true, // a taken page has no file, device or network of the system
    contextIsolation: true, // the page cannot reach the preload's objects
    nodeIntegration: false, // no Node in a page
    nodeIntegrationInWorker: false, // nor in a worker
    nodeIntegrationInSubFrames: false, // nor the preload in a frame
    webSecurity: true, // one origin, no other
    allowRunningInsecureContent: false, // nothing without TLS or our scheme
    experimentalFeatures: false, // no engine feature before its time
    webviewTag: false, // no guest page (CVE-2026-102676)
    devTools: false, // no flag switches them on
    spellcheck: false, // dictionaries come from a public server
    plugins: false, // no plugin; the PDF viewer is kept out by object-src and frame-src
    navigateOnDragDrop: false, // a file dropped on the window does not open
    disableBlinkFeatures: BLINK_FEATURES_OFF.join(","),
  };
}

/** Name of the session pages live in: without `persist:` it keeps nothing on disk. */
export const PARTITION = "workstation";

export const SESSION_OPTIONS: FromPartitionOptions = {
  cache: false, // no HTTP cache either
};

/** Rights of our own scheme. */
export const SCHEME_PRIVILEGES: Privileges = {
  standard: true, // a normal origin, so that origin checks mean something
  secure: true, // a secure context
  supportFetchAPI: true, // modules are fetched
  allowServiceWorkers: false, // nothing of a page outlives its window
  bypassCSP: false, // the content policy is the point
  corsEnabled: false, // no other origin reads us
  codeCache: false, // no compiled page on disk
};

export const HOST_RESOLVER: ConfigureHostResolverOptions = {
  enableBuiltInResolver: false, // no resolver of the engine's own
  secureDnsMode: "off", // the default asks a public server over HTTPS
  enableAdditionalDnsQueryTypes: false, // no further questions beside an address
};

/** No datagram but through a proxy. */
export const WEBRTC_POLICY = "disable_non_proxied_udp";

/**
 * The proxy that pages are behind: nobody listens there. Our own scheme asks no proxy; whatever passes
 * by `webRequest` ends here, WebRTC over TCP above all.
 */
export const NO_WAY_OUT: ProxyConfig = {
  mode: "fixed_servers",
  proxyRules: "socks5://127.0.0.1:1",
  proxyBypassRules: "<-loopback>", // not even this machine is reached without it
};
