/** `dialog`, `Menu`, `nativeTheme`, `screen`: the little of them the app uses. */
import { EventEmitter } from "node:events";
import type Electron from "electron";
import { hostLog } from "./settings.ts";
import { installUnsupported } from "./unsupported.ts";
import { UNSUPPORTED } from "./unsupported-names.ts";

const openAnswers: string[][] = [];

/** The next open dialog answers with these paths (a test's command). */
export function queueOpenDialog(paths: readonly string[]): void {
  openAnswers.push([...paths]);
}

function nextOpenAnswer(): Electron.OpenDialogReturnValue {
  const filePaths = openAnswers.shift();
  return filePaths === undefined ? { canceled: true, filePaths: [] } : { canceled: false, filePaths };
}

export const dialog = {
  showErrorBox(title: string, content: string): void {
    hostLog(`${title}: ${content}`);
  },
  /** Answers from the queue a test filled, else as if cancelled. */
  async showOpenDialog(..._args: unknown[]): Promise<Electron.OpenDialogReturnValue> {
    return nextOpenAnswer();
  },
  showOpenDialogSync(..._args: unknown[]): string[] | undefined {
    const answer = nextOpenAnswer();
    return answer.canceled ? undefined : answer.filePaths;
  },
  async showMessageBox(...args: unknown[]): Promise<Electron.MessageBoxReturnValue> {
    const options = args.findLast((arg) => typeof arg === "object" && arg !== null && "message" in arg);
    hostLog(`message box: ${(options as Electron.MessageBoxOptions | undefined)?.message ?? ""}`);
    return { response: 0, checkboxChecked: false };
  },
  showMessageBoxSync(..._args: unknown[]): number {
    return 0;
  },
};
installUnsupported(dialog, "dialog", UNSUPPORTED.dialog.methods);

export class HostMenu {
  /** Electron shows its own menu at `ready` unless the app has taken it away by then. */
  static #menu: "default" | "none" = "default";

  static setApplicationMenu(menu: unknown): void {
    if (menu !== null) throw new Error("build/electron-host: Menu.setApplicationMenu takes only null here");
    HostMenu.#menu = "none";
  }

  /** Not Electron API. */
  static present(): "default" | "none" {
    return HostMenu.#menu;
  }

  static getApplicationMenu(): null {
    return null;
  }
}
installUnsupported(HostMenu, "Menu", UNSUPPORTED.menu.statics);
installUnsupported(HostMenu.prototype, "Menu", UNSUPPORTED.menu.methods, UNSUPPORTED.menu.properties);

class HostNativeTheme extends EventEmitter {
  themeSource: "system" | "light" | "dark" = "system";

  get shouldUseDarkColors(): boolean {
    return this.themeSource === "dark";
  }

  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly inForcedColorsMode = false;
  readonly prefersReducedTransparency = false;
}
export const nativeTheme = new HostNativeTheme();
installUnsupported(nativeTheme, "nativeTheme", [], UNSUPPORTED.nativeTheme.properties);

class HostScreen extends EventEmitter {
  /** A stand-in: the host does not ask the desktop for its displays. */
  getPrimaryDisplay(): Electron.Display {
    const size = { width: 1920, height: 1080 };
    const origin = { x: 0, y: 0 };
    const area = { ...origin, ...size };
    return {
      id: 1, label: "evaluation host", bounds: area, workArea: area, size, workAreaSize: size, nativeOrigin: origin,
      scaleFactor: 1, rotation: 0, detected: true, internal: false, monochrome: false, touchSupport: "unknown",
      accelerometerSupport: "unknown", colorDepth: 24, colorSpace: "", depthPerComponent: 8, displayFrequency: 60,
      maximumCursorSize: { width: 64, height: 64 },
    };
  }

  getAllDisplays(): Electron.Display[] {
    return [this.getPrimaryDisplay()];
  }

  getCursorScreenPoint(): Electron.Point {
    return { x: 0, y: 0 };
  }
}
export const screen = new HostScreen();
installUnsupported(screen, "screen", UNSUPPORTED.screen.methods);
