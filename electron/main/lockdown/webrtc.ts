import type { Closure } from "./closure.ts";
import { WEBRTC_POLICY } from "./switches.ts";

/** WebRTC passes by `webRequest` and by the content policy; the machine's firewall is the real control (SECURITY.md). */
export const webrtc: Closure = {
  id: "webrtc",
  rows: [32],
  why: "P4: no network but the bridge",
  onContents(contents) {
    contents.setWebRTCIPHandlingPolicy(WEBRTC_POLICY);
  },
};
