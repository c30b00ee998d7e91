/** Size and state of a window's place on the screen, through Chromium. */
import type { Attached } from "./browser.ts";
import { hostLog } from "./settings.ts";

export type WindowState = "normal" | "maximized" | "minimized" | "fullscreen";

/** `width` × `height` is what the page gets: a window's own frame differs between desktops. */
export async function fitWindow({ session }: Attached, wish: { readonly width: number; readonly height: number }): Promise<void> {
  try {
    const { windowId, bounds } = await session.send("Browser.getWindowForTarget");
    const { cssLayoutViewport: view } = await session.send("Page.getLayoutMetrics");
    const width = wish.width + (bounds.width ?? 0) - view.clientWidth;
    const height = wish.height + (bounds.height ?? 0) - view.clientHeight;
    if (width === bounds.width && height === bounds.height) return;
    await session.send("Browser.setWindowBounds", { windowId, bounds: { width, height } });
  } catch (error) {
    hostLog(`a window kept its size: ${(error as Error).message}`);
  }
}

/** Maximises, minimises and so on; nothing happens when the window has gone meanwhile. */
export async function setWindowState({ session }: Attached, windowState: WindowState): Promise<void> {
  try {
    const { windowId } = await session.send("Browser.getWindowForTarget");
    await session.send("Browser.setWindowBounds", { windowId, bounds: { windowState } });
  } catch {
    // Gone.
  }
}
