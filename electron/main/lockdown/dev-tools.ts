import { forbid, type Closure } from "./closure.ts";

/** Developer tools and everything else that runs text as code in a page. Off in the preferences too (switches.ts). */
export const devTools: Closure = {
  id: "devtools",
  rows: [21],
  why: "developer tools show record data and run code",
  onContents(contents) {
    forbid(contents, ["openDevTools", "toggleDevTools", "inspectElement", "setDevToolsWebContents", "executeJavaScript", "executeJavaScriptInIsolatedWorld", "takeHeapSnapshot"], this.why);
  },
  onFrame(frame) {
    forbid(frame, ["executeJavaScript"], this.why);
  },
};
