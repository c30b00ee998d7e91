/**
 * The host against Electron's own typings, checked by the compiler alone (nothing here runs).
 *
 * 1. Every name Electron declares is either implemented or listed in unsupported-names.ts, so that an update of
 *    Electron that brings a name forces a decision.
 * 2. Every implemented member has Electron's signature, with Electron's classes read as the host's own.
 */
import type { EventEmitter } from "node:events";
import type Electron from "electron";
import type * as electronMain from "electron/main";
import type { app } from "./app.ts";
import type { HostBrowserWindow } from "./browser-window.ts";
import type { clipboard, HostClipboardItem } from "./clipboard.ts";
import type { commandLine } from "./command-line.ts";
import type { dialog, HostMenu, nativeTheme, screen } from "./dialogs.ts";
import type { HostWebFrame } from "./frames.ts";
import type { InvokeEvent, ipcMain } from "./ipc.ts";
import type * as mainModule from "./main-module.ts";
import type { powerMonitor } from "./power-monitor.ts";
import type { HostProtocol } from "./protocol.ts";
import type { safeStorage } from "./safe-storage.ts";
import type { HostSession, protocol, session } from "./session.ts";
import type { UNSUPPORTED } from "./unsupported-names.ts";
import type { HostUtilityProcess, utilityProcess } from "./utility-process.ts";
import type { HostWebContents, webContents } from "./web-contents.ts";
import type { HostWebRequest } from "./web-request.ts";

/** Members every emitter has; their overloads per event are checked by the tests that listen. */
type EmitterKeys = keyof NodeJS.EventEmitter | keyof typeof EventEmitter;

type Classes =
  | [Electron.WebContents, HostWebContents]
  | [Electron.WebFrameMain, HostWebFrame]
  | [Electron.BrowserWindow, HostBrowserWindow]
  | [Electron.Session, HostSession]
  | [Electron.Protocol, HostProtocol]
  | [Electron.WebRequest, HostWebRequest]
  | [Electron.CommandLine, typeof commandLine]
  | [Electron.UtilityProcess, HostUtilityProcess]
  | [Electron.ClipboardItem, HostClipboardItem];

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Counterpart<T, Pair = Classes> = Pair extends [infer Real, infer Host] ? (Same<T, Real> extends true ? Host : never) : never;

/** T with Electron's classes replaced by the host's. */
type Swap<T> = T extends unknown
  ? [Counterpart<T>] extends [never]
    ? T extends Promise<infer U>
      ? Promise<Swap<U>>
      : T extends (infer U)[]
        ? Swap<U>[]
        : T extends (...args: infer A) => infer R
          ? (...args: SwapAll<A>) => Swap<R>
          : T
    : Counterpart<T>
  : never;
type SwapAll<A extends unknown[]> = { [I in keyof A]: Swap<A[I]> };

/** Names neither implemented nor refused: must be none. */
type Forgotten<Real, Host, Refused> = Exclude<keyof Real, keyof Host | Refused | EmitterKeys | "prototype">;

/** Implemented members whose type does not fit Electron's: must be none. */
type Misfits<Real, Host, Excused = never> = {
  [K in keyof Real & keyof Host]: K extends EmitterKeys | Excused | "prototype" ? never : Host[K] extends Swap<Real[K]> ? never : K;
}[keyof Real & keyof Host];

type Names<T> = T extends readonly string[] ? T[number] : never;
type Refused<Entry> = Entry extends Readonly<Record<string, readonly string[]>> ? Names<Entry["methods" | "properties" & keyof Entry]> : never;
type RefusedOf<K extends keyof typeof UNSUPPORTED> = Refused<{
  readonly methods: (typeof UNSUPPORTED)[K] extends { readonly methods: infer M } ? M : readonly [];
  readonly properties: (typeof UNSUPPORTED)[K] extends { readonly properties: infer P } ? P : readonly [];
}>;
type RefusedStatics<K extends keyof typeof UNSUPPORTED> = (typeof UNSUPPORTED)[K] extends { readonly statics: infer S } ? Names<S> : never;

/** Compiles only for `never`; the error names what is missing. */
type None<T extends never> = T;

export type Complete = [
  None<Forgotten<Electron.App, typeof app, RefusedOf<"app">>>,
  None<Forgotten<Electron.WebContents, HostWebContents, RefusedOf<"webContents">>>,
  None<Forgotten<Electron.WebFrameMain, HostWebFrame, RefusedOf<"webFrameMain">>>,
  None<Forgotten<Electron.Session, HostSession, RefusedOf<"session">>>,
  None<Forgotten<Electron.BrowserWindow, HostBrowserWindow, RefusedOf<"browserWindow">>>,
  None<Forgotten<typeof Electron.BrowserWindow, typeof HostBrowserWindow, RefusedStatics<"browserWindow">>>,
  None<Forgotten<Electron.Protocol, HostProtocol, RefusedOf<"protocol">>>,
  None<Forgotten<Electron.Protocol, typeof protocol, RefusedOf<"protocol">>>,
  None<Forgotten<Electron.WebRequest, HostWebRequest, RefusedOf<"webRequest">>>,
  None<Forgotten<Electron.SafeStorage, typeof safeStorage, RefusedOf<"safeStorage">>>,
  None<Forgotten<Electron.Clipboard, typeof clipboard, RefusedOf<"clipboard">>>,
  None<Forgotten<Electron.ClipboardItem, HostClipboardItem, RefusedOf<"clipboardItem">>>,
  None<Forgotten<Electron.Dialog, typeof dialog, RefusedOf<"dialog">>>,
  None<Forgotten<Electron.Menu, HostMenu, RefusedOf<"menu">>>,
  None<Forgotten<typeof Electron.Menu, typeof HostMenu, RefusedStatics<"menu">>>,
  None<Forgotten<Electron.NativeTheme, typeof nativeTheme, RefusedOf<"nativeTheme">>>,
  None<Forgotten<Electron.Screen, typeof screen, RefusedOf<"screen">>>,
  None<Forgotten<Electron.IpcMain, typeof ipcMain, never>>,
  None<Forgotten<Electron.PowerMonitor, typeof powerMonitor, never>>,
  None<Forgotten<Electron.CommandLine, typeof commandLine, never>>,
  None<Forgotten<Electron.UtilityProcess, HostUtilityProcess, never>>,
  None<Exclude<keyof typeof electronMain, keyof typeof mainModule>>,
];

/**
 * Excused, with reason: the storage backend's name is none of Electron's on purpose; a handler's event is compared
 * member by member instead, because its class differs.
 */
export type Fitting = [
  None<Misfits<Electron.App, typeof app>>,
  None<Misfits<Electron.WebContents, HostWebContents>>,
  None<Misfits<Electron.WebFrameMain, HostWebFrame>>,
  None<Misfits<Electron.Session, HostSession>>,
  None<Misfits<Electron.BrowserWindow, HostBrowserWindow>>,
  None<Misfits<typeof Electron.BrowserWindow, typeof HostBrowserWindow>>,
  None<Misfits<Electron.Protocol, HostProtocol>>,
  None<Misfits<Electron.Protocol, typeof protocol>>,
  None<Misfits<Electron.WebRequest, HostWebRequest>>,
  None<Misfits<Electron.SafeStorage, typeof safeStorage, "getSelectedStorageBackend">>,
  None<Misfits<Electron.Clipboard, typeof clipboard>>,
  None<Misfits<Electron.ClipboardItem, HostClipboardItem>>,
  None<Misfits<Electron.Dialog, typeof dialog>>,
  None<Misfits<typeof Electron.Menu, typeof HostMenu>>,
  None<Misfits<Electron.NativeTheme, typeof nativeTheme>>,
  None<Misfits<Electron.Screen, typeof screen>>,
  None<Misfits<Electron.IpcMain, typeof ipcMain, "handle" | "handleOnce">>,
  None<Misfits<Electron.IpcMainInvokeEvent, InvokeEvent>>,
  None<Forgotten<Electron.IpcMainInvokeEvent, InvokeEvent, "preventDefault" | "defaultPrevented">>,
  None<Misfits<Electron.PowerMonitor, typeof powerMonitor>>,
  None<Misfits<Electron.CommandLine, typeof commandLine>>,
  None<Misfits<Electron.UtilityProcess, HostUtilityProcess>>,
  None<Misfits<typeof Electron.utilityProcess, typeof utilityProcess>>,
  None<Misfits<typeof Electron.session, typeof session>>,
  None<Misfits<typeof Electron.webContents, typeof webContents>>,
];
