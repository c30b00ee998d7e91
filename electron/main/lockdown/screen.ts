import { desktopCapturer } from "electron";
import { forbid, type Closure } from "./closure.ts";

/** A window is kept out of screenshots where the system can (Windows, macOS); nobody here records a screen. */
export const screen: Closure = {
  id: "screen",
  rows: [18, 19],
  why: "S-47: no picture of record data",
  atStart() {
    forbid(desktopCapturer, ["getSources"], this.why);
  },
  onSession(session) {
    session.setDisplayMediaRequestHandler(null);
    forbid(session, ["setDisplayMediaRequestHandler"], this.why);
  },
  onWindow(window) {
    window.setContentProtection(true);
    forbid(window, ["setContentProtection"], this.why);
  },
};
