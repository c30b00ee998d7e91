/**
 * `clipboard` and `ClipboardItem`: Chromium's own clipboard (the system's on a display), so that what a page
 * copies is what main reads. Reached through a page of the host's that no window shows.
 */
import type Electron from "electron";
import { browserSession, childSession } from "./browser.ts";
import type { CdpSession } from "./cdp.ts";
import { installUnsupported, unsupportedError } from "./unsupported.ts";
import { UNSUPPORTED } from "./unsupported-names.ts";

/** A page Chromium trusts without a network and lets at the clipboard without asking. */
const HELPER = "chrome://version/";
const TEXT = "text/plain";

let helper: Promise<CdpSession> | undefined;

function openHelper(): Promise<CdpSession> {
  helper ??= (async () => {
    const browser = browserSession();
    if (browser === undefined) throw new Error("Chromium is not running");
    // A context of its own: in the windows' every permission is denied.
    const { browserContextId } = await browser.send("Target.createBrowserContext");
    const { targetId } = await browser.send("Target.createTarget", { url: "about:blank", hidden: true, browserContextId });
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    const session = childSession(sessionId);
    await session.send("Page.enable");
    const loaded = new Promise<void>((resolve) => session.on("Page.loadEventFired", () => resolve()));
    await session.send("Page.navigate", { url: HELPER });
    await loaded;
    await session.send("Emulation.setFocusEmulationEnabled", { enabled: true });
    return session;
  })();
  return helper;
}

async function evaluate(expression: string): Promise<string> {
  const session = await openHelper();
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true, userGesture: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return String(result.value ?? "");
}

/** An item of text. Other types are taken and dropped: formats of an operating system the host does not write. */
export class HostClipboardItem {
  readonly #items: Record<string, unknown>;

  constructor(items: ConstructorParameters<typeof Electron.ClipboardItem>[0]) {
    this.#items = { ...items };
  }

  get types(): string[] {
    return Object.keys(this.#items);
  }

  /** Not Electron API. */
  static async textOf(item: HostClipboardItem): Promise<string> {
    const value = await item.#items[TEXT];
    return value instanceof Blob ? value.text() : String(value ?? "");
  }
}

export const clipboard = {
  readText: (): Promise<string> => evaluate("navigator.clipboard.readText()"),
  writeText: async (text: string): Promise<void> => {
    await evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  },
  write: async (data: HostClipboardItem[]): Promise<void> => {
    const [item] = data;
    if (data.length !== 1 || item === undefined) throw unsupportedError("clipboard.write with more or less than one item");
    await clipboard.writeText(await HostClipboardItem.textOf(item));
  },
  /** Returns at once, as in Electron; the next reading comes after it. */
  clear: (): void => {
    void clipboard.writeText("").catch(() => undefined);
  },
};

installUnsupported(HostClipboardItem.prototype, "ClipboardItem", UNSUPPORTED.clipboardItem.methods);
installUnsupported(clipboard, "clipboard", UNSUPPORTED.clipboard.methods, UNSUPPORTED.clipboard.properties);
