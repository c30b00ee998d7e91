/** Zoom as a browser does it: fewer CSS pixels, each of them larger. */
import type { Attached } from "./browser.ts";

export type Zoom = { get(): number; set(factor: number): void };

export function makeZoom(ready: () => Promise<Attached | undefined>): Zoom {
  let factor = 1;

  async function apply(): Promise<void> {
    const attached = await ready();
    if (attached === undefined) return;
    await attached.session.send("Emulation.clearDeviceMetricsOverride");
    if (factor === 1) return;
    const { cssLayoutViewport: view } = await attached.session.send("Page.getLayoutMetrics");
    await attached.session.send("Emulation.setDeviceMetricsOverride", {
      width: Math.round(view.clientWidth / factor),
      height: Math.round(view.clientHeight / factor),
      deviceScaleFactor: factor,
      mobile: false,
    });
  }

  return {
    get: () => factor,
    set: (wished) => {
      if (!(wished > 0)) throw new TypeError("'zoomFactor' must be a double greater than 0.0");
      factor = wished;
      void apply().catch(() => undefined);
    },
  };
}
