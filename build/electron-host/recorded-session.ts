/**
 * What the app sets on a session without effect here: Chromium is started in a way that is at least as strict (no
 * network, no devices, no proxy). The base of HostSession, so that each signature is Electron's.
 */
import { EventEmitter } from "node:events";
import type Electron from "electron";

type First<K extends keyof Electron.Session> = Electron.Session[K] extends (...args: infer A) => unknown ? A[0] : never;

export class RecordedSession extends EventEmitter {
  setCertificateVerifyProc(_proc: First<"setCertificateVerifyProc">): void {}
  setDevicePermissionHandler(_handler: First<"setDevicePermissionHandler">): void {}
  setUSBProtectedClassesHandler(_handler: First<"setUSBProtectedClassesHandler">): void {}
  setBluetoothPairingHandler(_handler: First<"setBluetoothPairingHandler">): void {}
  setDisplayMediaRequestHandler(_handler: unknown, _options?: Electron.DisplayMediaRequestHandlerOpts): void {}
  setSpellCheckerDictionaryDownloadURL(_url: string): void {}
  setSpellCheckerLanguages(_languages: string[]): void {}
  setSSLConfig(_config: Electron.Config): void {}
  async setProxy(_config: Electron.ProxyConfig): Promise<void> {}
  async forceReloadProxyConfig(): Promise<void> {}
  async clearAuthCache(): Promise<void> {}
  async clearHostResolverCache(): Promise<void> {}
  async clearCodeCaches(_options: Electron.ClearCodeCachesOptions): Promise<void> {}
  async closeAllConnections(): Promise<void> {}
  flushStorageData(): void {}
}
