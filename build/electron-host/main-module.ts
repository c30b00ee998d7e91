/** The module `electron` of the main process: every name Electron exports, working or refusing. */
import type Electron from "electron";
import { app } from "./app.ts";
import { HostBrowserWindow as BrowserWindow } from "./browser-window.ts";
import { clipboard, HostClipboardItem as ClipboardItem } from "./clipboard.ts";
import { dialog, HostMenu as Menu, nativeTheme, screen } from "./dialogs.ts";
import { ipcMain } from "./ipc.ts";
import { powerMonitor } from "./power-monitor.ts";
import { safeStorage } from "./safe-storage.ts";
import { protocol, session } from "./session.ts";
import { unsupportedModule } from "./unsupported.ts";
import { utilityProcess } from "./utility-process.ts";
import { webContents } from "./web-contents.ts";

const autoUpdater = unsupportedModule<Electron.AutoUpdater>("autoUpdater");
const BaseWindow = unsupportedModule<typeof Electron.BaseWindow>("BaseWindow");
const BrowserView = unsupportedModule<typeof Electron.BrowserView>("BrowserView");
const contentTracing = unsupportedModule<Electron.ContentTracing>("contentTracing");
const crashReporter = unsupportedModule<Electron.CrashReporter>("crashReporter");
const desktopCapturer = unsupportedModule<Electron.DesktopCapturer>("desktopCapturer");
const globalShortcut = unsupportedModule<Electron.GlobalShortcut>("globalShortcut");
const ImageView = unsupportedModule<typeof Electron.ImageView>("ImageView");
const inAppPurchase = unsupportedModule<Electron.InAppPurchase>("inAppPurchase");
const IpcMainServiceWorker = unsupportedModule<Electron.IpcMainServiceWorker>("IpcMainServiceWorker");
const MenuItem = unsupportedModule<typeof Electron.MenuItem>("MenuItem");
const MessageChannelMain = unsupportedModule<typeof Electron.MessageChannelMain>("MessageChannelMain");
const nativeImage = unsupportedModule<typeof Electron.nativeImage>("nativeImage");
const net = unsupportedModule<Electron.Net>("net");
const netLog = unsupportedModule<Electron.NetLog>("netLog");
const Notification = unsupportedModule<typeof Electron.Notification>("Notification");
const powerSaveBlocker = unsupportedModule<Electron.PowerSaveBlocker>("powerSaveBlocker");
const pushNotifications = unsupportedModule<Electron.PushNotifications>("pushNotifications");
const shell = unsupportedModule<Electron.Shell>("shell");
const ShareMenu = unsupportedModule<typeof Electron.ShareMenu>("ShareMenu");
const systemPreferences = unsupportedModule<Electron.SystemPreferences>("systemPreferences");
const TouchBar = unsupportedModule<typeof Electron.TouchBar>("TouchBar");
const Tray = unsupportedModule<typeof Electron.Tray>("Tray");
const View = unsupportedModule<typeof Electron.View>("View");
const WebSocket = unsupportedModule<typeof Electron.WebSocket>("WebSocket");
const WebContentsView = unsupportedModule<typeof Electron.WebContentsView>("WebContentsView");
const webFrameMain = unsupportedModule<typeof Electron.webFrameMain>("webFrameMain");

export {
  app, autoUpdater, BaseWindow, BrowserView, BrowserWindow, clipboard, ClipboardItem, contentTracing, crashReporter,
  desktopCapturer, dialog, globalShortcut, ImageView, inAppPurchase, ipcMain, IpcMainServiceWorker, Menu, MenuItem,
  MessageChannelMain, nativeImage, nativeTheme, net, netLog, Notification, powerMonitor, powerSaveBlocker, protocol,
  pushNotifications, safeStorage, screen, session, ShareMenu, shell, systemPreferences, TouchBar, Tray, utilityProcess,
  View, webContents, WebContentsView, webFrameMain, WebSocket,
};

export default {
  app, autoUpdater, BaseWindow, BrowserView, BrowserWindow, clipboard, ClipboardItem, contentTracing, crashReporter,
  desktopCapturer, dialog, globalShortcut, ImageView, inAppPurchase, ipcMain, IpcMainServiceWorker, Menu, MenuItem,
  MessageChannelMain, nativeImage, nativeTheme, net, netLog, Notification, powerMonitor, powerSaveBlocker, protocol,
  pushNotifications, safeStorage, screen, session, ShareMenu, shell, systemPreferences, TouchBar, Tray, utilityProcess,
  View, webContents, WebContentsView, webFrameMain, WebSocket,
};
