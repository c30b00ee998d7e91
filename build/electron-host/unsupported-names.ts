/**
 * What Electron 45.4.1 has and the host has not: each name refuses when used. The compiler (conformance.ts)
 * checks that every name of Electron's typings is either implemented or listed here.
 */
import type Electron from "electron";

const APP_METHODS = [
  "addRecentDocument", "configureWebAuthn", "disableDomainBlockingFor3DAPIs",
  "getAccessibilitySupportFeatures", "getApplicationInfoForProtocol", "getApplicationNameForProtocol",
  "getAppMetrics", "getBadgeCount", "getCurrentActivityType", "getFileIcon", "getGPUFeatureStatus",
  "getGPUInfo", "getJumpListSettings", "getLoginItemSettings", "getRecentDocuments", "hide",
  "importCertificate", "invalidateCurrentActivity", "isAccessibilitySupportEnabled", "isActive",
  "isDefaultProtocolClient", "isEmojiPanelSupported", "isHidden", "isInApplicationsFolder",
  "isSecureKeyboardEntryEnabled", "moveToApplicationsFolder", "relaunch", "removeAsDefaultProtocolClient",
  "resignCurrentActivity", "resolveProxy", "setAboutPanelOptions", "setAccessibilitySupportEnabled",
  "setAccessibilitySupportFeatures", "setActivationPolicy", "setAsDefaultProtocolClient", "setBadgeCount",
  "setClientCertRequestPasswordHandler", "setJumpList", "setLoginItemSettings", "setProxy",
  "setSecureKeyboardEntryEnabled", "setToastActivatorCLSID", "setUserActivity", "setUserTasks", "show",
  "showAboutPanel", "showEmojiPanel", "startAccessingSecurityScopedResource", "startAppShimServer",
  "stopAppShimServer", "updateCurrentActivity",
] as const satisfies readonly (keyof Electron.App)[];

const APP_PROPERTIES = [
  "accessibilitySupportEnabled", "badgeCount", "dock", "runningUnderARM64Translation", "toastActivatorCLSID",
] as const satisfies readonly (keyof Electron.App)[];

const WEB_CONTENTS_METHODS = [
  "addWorkSpace", "adjustSelection", "beginFrameSubscription", "canGoBack", "canGoForward", "canGoToOffset",
  "capturePage", "centerSelection", "clearHistory", "clone", "copy", "copyImageAt", "copyVideoFrameAt", "cut",
  "delete", "disableDeviceEmulation", "downloadURL", "enableDeviceEmulation", "endFrameSubscription",
  "executeJavaScript", "executeJavaScriptInIsolatedWorld", "findInPage", "getAllSharedWorkers",
  "getBackgroundThrottling", "getDevToolsTitle", "getFrameRate", "getMediaSourceId",
  "getOrCreateDevToolsTargetId", "getOSProcessId", "getPrintersAsync", "getWebRTCUDPPortRange", "getZoomMode",
  "goBack", "goForward", "goToIndex", "goToOffset", "insertCSS", "insertText", "inspectElement",
  "inspectServiceWorker", "inspectSharedWorker", "inspectSharedWorkerById", "invalidate", "isAudioMuted",
  "isBeingCaptured", "isCaretBrowsingEnabled", "isCurrentlyAudible", "isDevToolsFocused", "isOffscreen",
  "isPainting", "isWaitingForResponse", "loadFile", "openDevTools", "paste", "pasteAndMatchStyle",
  "postMessage", "print", "printToPDF", "redo", "removeInsertedCSS", "removeWorkSpace", "replace",
  "replaceMisspelling", "savePage", "saveVideoFrameAs", "scrollToBottom", "scrollToTop", "selectAll",
  "sendInputEvent", "sendToFrame", "setCaretBrowsingEnabled", "setDevToolsTitle", "setDevToolsWebContents",
  "setFrameRate", "setImageAnimationPolicy", "setWebRTCUDPPortRange", "setZoomMode",
  "showDefinitionForSelection", "startDrag", "startPainting", "stopFindInPage", "stopPainting",
  "takeHeapSnapshot", "toggleDevTools", "undo", "unselect",
] as const satisfies readonly (keyof Electron.WebContents)[];

const WEB_CONTENTS_PROPERTIES = [
  "audioMuted", "backgroundThrottling", "caretBrowsingEnabled", "debugger", "devToolsWebContents",
  "frameRate", "hostWebContents", "ipc", "navigationHistory", "opener", "userAgent", "zoomMode",
] as const satisfies readonly (keyof Electron.WebContents)[];

const WEB_FRAME_MAIN_METHODS = [
  "collectJavaScriptCallStack", "copyVideoFrameAt", "executeJavaScript", "postMessage", "printToPDF",
  "reload", "saveVideoFrameAs",
] as const satisfies readonly (keyof Electron.WebFrameMain)[];

const WEB_FRAME_MAIN_PROPERTIES = [
  "ipc", "visibilityState",
] as const satisfies readonly (keyof Electron.WebFrameMain)[];

const SESSION_METHODS = [
  "addWordToSpellCheckerDictionary", "allowNTLMCredentialsForDomains", "clearAuthCache", "clearCodeCaches",
  "clearHostResolverCache", "clearSharedDictionaryCache", "clearSharedDictionaryCacheForIsolationKey",
  "closeAllConnections", "createInterruptedDownload", "disableNetworkEmulation", "downloadURL",
  "enableNetworkEmulation", "fetch", "flushStorageData", "forceReloadProxyConfig", "getAllExtensions",
  "getBlobData", "getCacheSize", "getExtension", "getPreloads", "getPreloadScripts",
  "getSharedDictionaryInfo", "getSharedDictionaryUsageInfo", "getSpellCheckerLanguages", "getUserAgent",
  "listWordsInSpellCheckerDictionary", "loadExtension", "preconnect", "registerLocalAIHandler",
  "registerPreloadScript", "removeExtension", "removeWordFromSpellCheckerDictionary", "resolveHost",
  "resolveProxy", "setBluetoothPairingHandler", "setCertificateVerifyProc", "setCodeCachePath",
  "setDevicePermissionHandler", "setDisplayMediaRequestHandler", "setDownloadPath", "setPreloads", "setProxy",
  "setSpellCheckerDictionaryDownloadURL", "setSpellCheckerLanguages", "setSSLConfig",
  "setUSBProtectedClassesHandler", "setUserAgent", "unregisterPreloadScript",
] as const satisfies readonly (keyof Electron.Session)[];

const SESSION_PROPERTIES = [
  "availableSpellCheckerLanguages", "cookies", "extensions", "netLog", "serviceWorkers",
  "spellCheckerEnabled", "storagePath",
] as const satisfies readonly (keyof Electron.Session)[];

const BROWSER_WINDOW_METHODS = [
  "addTabbedWindow", "closeFilePreview", "getAccentColor", "getChildWindows", "getContentView",
  "getMaximumSize", "getMediaSourceId", "getNativeWindowHandle", "getNormalBounds", "getOpacity",
  "getParentWindow", "getPosition", "getRepresentedFilename", "getWindowButtonPosition", "hasShadow",
  "hookWindowMessage", "invalidateShadow", "isAlwaysOnTop", "isClosable", "isDocumentEdited", "isEnabled",
  "isFocusable", "isFullScreenable", "isHiddenInMissionControl", "isKiosk", "isMaximizable",
  "isMenuBarAutoHide", "isMenuBarVisible", "isMinimizable", "isModal", "isMovable", "isNormal", "isResizable",
  "isSimpleFullScreen", "isSnapped", "isTabletMode", "isVisibleOnAllWorkspaces", "isWindowMessageHooked",
  "mergeAllWindows", "moveAbove", "moveTabToNewWindow", "previewFile", "selectNextTab", "selectPreviousTab",
  "setAccentColor", "setAlwaysOnTop", "setAppDetails", "setAspectRatio", "setAutoHideCursor",
  "setBackgroundMaterial", "setClosable", "setContentBounds", "setContentSize", "setContentView",
  "setDocumentEdited", "setEnabled", "setFocusable", "setFullScreenable", "setHasShadow",
  "setHiddenInMissionControl", "setIgnoreMouseEvents", "setKiosk", "setMaximumSize", "setMovable",
  "setOpacity", "setOverlayIcon", "setParentWindow", "setPosition", "setProgressBar",
  "setRepresentedFilename", "setShape", "setSheetOffset", "setSimpleFullScreen", "setThumbarButtons",
  "setThumbnailClip", "setThumbnailToolTip", "setTitleBarOverlay", "setTouchBar", "setVibrancy",
  "setVisibleOnAllWorkspaces", "setWindowButtonPosition", "setWindowButtonVisibility", "showAllTabs",
  "toggleTabBar", "unhookAllWindowMessages", "unhookWindowMessage", "addBrowserView", "blurWebView",
  "capturePage", "focusOnWebView", "getBrowserView", "getBrowserViews", "loadFile", "removeBrowserView",
  "setBrowserView", "setTopBrowserView", "showDefinitionForSelection",
] as const satisfies readonly (keyof Electron.BrowserWindow)[];

const BROWSER_WINDOW_PROPERTIES = [
  "accessibleTitle", "autoHideMenuBar", "closable", "contentView", "documentEdited",
  "excludedFromShownWindowsMenu", "focusable", "fullScreen", "fullScreenable", "kiosk", "maximizable",
  "menuBarVisible", "minimizable", "movable", "representedFilename", "resizable", "shadow",
  "simpleFullScreen", "snapped", "tabbingIdentifier", "visibleOnAllWorkspaces",
] as const satisfies readonly (keyof Electron.BrowserWindow)[];

const BROWSER_WINDOW_STATICS = [
  "clearPersistedState", "fromBrowserView",
] as const satisfies readonly (keyof typeof Electron.BrowserWindow)[];

const PROTOCOL_METHODS = [
  "getSource", "interceptBufferProtocol", "interceptFileProtocol", "interceptHttpProtocol",
  "interceptStreamProtocol", "interceptStringProtocol", "isProtocolIntercepted", "isProtocolRegistered",
  "registerBufferProtocol", "registerFileProtocol", "registerHttpProtocol", "registerSource",
  "registerStreamProtocol", "registerStringProtocol", "uninterceptProtocol", "unregisterProtocol",
] as const satisfies readonly (keyof Electron.Protocol)[];

const WEB_REQUEST_METHODS = [
  "onBeforeRedirect", "onBeforeSendHeaders", "onCompleted", "onErrorOccurred", "onHeadersReceived",
  "onResponseStarted", "onSendHeaders",
] as const satisfies readonly (keyof Electron.WebRequest)[];

const SAFE_STORAGE_METHODS = [
  "setUsePlainTextEncryption",
] as const satisfies readonly (keyof Electron.SafeStorage)[];

const CLIPBOARD_METHODS = ["has", "read"] as const satisfies readonly (keyof Electron.Clipboard)[];

const CLIPBOARD_PROPERTIES = ["selection"] as const satisfies readonly (keyof Electron.Clipboard)[];

const CLIPBOARD_ITEM_METHODS = ["getType"] as const satisfies readonly (keyof Electron.ClipboardItem)[];

const DIALOG_METHODS = [
  "showCertificateTrustDialog", "showSaveDialog", "showSaveDialogSync",
] as const satisfies readonly (keyof Electron.Dialog)[];

const MENU_METHODS = [
  "append", "closePopup", "getMenuItemById", "insert", "popup",
] as const satisfies readonly (keyof Electron.Menu)[];

const MENU_PROPERTIES = [
  "items",
] as const satisfies readonly (keyof Electron.Menu)[];

const MENU_STATICS = [
  "buildFromTemplate", "sendActionToFirstResponder", "setHighlightColors",
] as const satisfies readonly (keyof typeof Electron.Menu)[];

const NATIVE_THEME_PROPERTIES = [
  "shouldDifferentiateWithoutColor", "shouldUseDarkColorsForSystemIntegratedUI",
] as const satisfies readonly (keyof Electron.NativeTheme)[];

const SCREEN_METHODS = [
  "dipToScreenPoint", "dipToScreenRect", "getDisplayMatching", "getDisplayNearestPoint", "screenToDipPoint",
  "screenToDipRect",
] as const satisfies readonly (keyof Electron.Screen)[];

export const UNSUPPORTED = {
  app: { methods: APP_METHODS, properties: APP_PROPERTIES },
  webContents: { methods: WEB_CONTENTS_METHODS, properties: WEB_CONTENTS_PROPERTIES },
  webFrameMain: { methods: WEB_FRAME_MAIN_METHODS, properties: WEB_FRAME_MAIN_PROPERTIES },
  session: { methods: SESSION_METHODS, properties: SESSION_PROPERTIES },
  browserWindow: { methods: BROWSER_WINDOW_METHODS, properties: BROWSER_WINDOW_PROPERTIES, statics: BROWSER_WINDOW_STATICS },
  protocol: { methods: PROTOCOL_METHODS },
  webRequest: { methods: WEB_REQUEST_METHODS },
  safeStorage: { methods: SAFE_STORAGE_METHODS },
  clipboard: { methods: CLIPBOARD_METHODS, properties: CLIPBOARD_PROPERTIES },
  clipboardItem: { methods: CLIPBOARD_ITEM_METHODS },
  dialog: { methods: DIALOG_METHODS },
  menu: { methods: MENU_METHODS, properties: MENU_PROPERTIES, statics: MENU_STATICS },
  nativeTheme: { properties: NATIVE_THEME_PROPERTIES },
  screen: { methods: SCREEN_METHODS },
} as const;
