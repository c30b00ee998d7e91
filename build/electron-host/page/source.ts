/** Puts the page-side functions together as script text for `Page.addScriptToEvaluateOnNewDocument`. */
import { makeCodec, splitText } from "../structured-clone.ts";
import { makeBridge, makePageBase64 } from "./bridge.ts";
import { denyOpen, type GuardOptions, guardWorld, mainWorld, type PreloadOptions, preloadWorld } from "./worlds.ts";

const TO_MAIN = "to-main";
const TO_PRELOAD = "to-preload";

const mainFrameOnly = (body: string, everyFrame: boolean): string =>
  everyFrame ? `(() => {${body}})();` : `(() => { if (window !== window.top) return;${body}})();`;

const shared = `
const makeCodec = ${makeCodec.toString()};
const makeBridge = ${makeBridge.toString()};
const base64 = (${makePageBase64.toString()})();
`;

/** The main world's half of the context bridge. */
export function mainWorldSource(nonce: string, everyFrame: boolean): string {
  return mainFrameOnly(
    `${shared}(${mainWorld.toString()})(${JSON.stringify(nonce)},
      (port) => makeBridge(makeCodec, base64, port, "${TO_PRELOAD}", "${TO_MAIN}"));`,
    everyFrame,
  );
}

/** `window.open` of every frame. */
export function denyOpenSource(nonce: string): string {
  return `(${denyOpen.toString()})(${JSON.stringify(nonce)});`;
}

/** The preload script in its isolated world. */
export function preloadSource(options: PreloadOptions, script: string, everyFrame: boolean): string {
  return mainFrameOnly(
    `${shared}(${preloadWorld.toString()})(${JSON.stringify(options)}, makeCodec(base64), ${splitText.toString()},
      (port) => makeBridge(makeCodec, base64, port, "${TO_MAIN}", "${TO_PRELOAD}"),
      function (require, module, exports, process) {
${script}
});`,
    everyFrame,
  );
}

/** The guard's isolated world. */
export function guardSource(options: GuardOptions): string {
  return `(${guardWorld.toString()})(${JSON.stringify(options)});`;
}
