/**
 * What the app sets on a session without effect here: Chromium is started in a way that is at least as strict (no
 * network, no devices, no proxy). The base of HostSession, so that each signature is Electron's.
 */
import { EventEmitter } from "node:events";
import type Electron from "electron";

type First<K extends keyof Electron.Session> = Electron.Session[K] extends (...args: infer A) => unknown ? A[0] : never;

/** What the app has set, for a test's probe (probe.ts). */
export type Recorded = {
  readonly device?: First<"setDevicePermissionHandler">;
  readonly usbProtectedClasses?: First<"setUSBProtectedClassesHandler">;
  readonly bluetoothPairing?: First<"setBluetoothPairingHandler">;
  readonly displayMedia?: unknown;
  readonly dictionaryUrl?: string;
  readonly proxy?: Electron.ProxyConfig;
};

export class RecordedSession extends EventEmitter {
  #recorded: Recorded = {};

  /** Not Electron API. */
  static recordedOf(session: RecordedSession): Recorded {
    return session.#recorded;
  }

  setCertificateVerifyProc(_proc: First<"setCertificateVerifyProc">): void {}
  setDevicePermissionHandler(device: First<"setDevicePermissionHandler">): void {
    this.#recorded = { ...this.#recorded, device };
  }
  setUSBProtectedClassesHandler(usbProtectedClasses: First<"setUSBProtectedClassesHandler">): void {
    this.#recorded = { ...this.#recorded, usbProtectedClasses };
  }
  setBluetoothPairingHandler(bluetoothPairing: First<"setBluetoothPairingHandler">): void {
    this.#recorded = { ...this.#recorded, bluetoothPairing };
  }
  setDisplayMediaRequestHandler(displayMedia: unknown, _options?: Electron.DisplayMediaRequestHandlerOpts): void {
    this.#recorded = { ...this.#recorded, displayMedia };
  }
  setSpellCheckerDictionaryDownloadURL(dictionaryUrl: string): void {
    this.#recorded = { ...this.#recorded, dictionaryUrl };
  }
  setSpellCheckerLanguages(_languages: string[]): void {}
  setSSLConfig(_config: Electron.Config): void {}
  /** Taken up when the session's first window opens. */
  async setProxy(proxy: Electron.ProxyConfig): Promise<void> {
    this.#recorded = { ...this.#recorded, proxy };
  }
  async forceReloadProxyConfig(): Promise<void> {}
  async clearAuthCache(): Promise<void> {}
  async clearHostResolverCache(): Promise<void> {}
  async clearCodeCaches(_options: Electron.ClearCodeCachesOptions): Promise<void> {}
  async closeAllConnections(): Promise<void> {}
  flushStorageData(): void {}
}
