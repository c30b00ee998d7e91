import type { Closure } from "./closure.ts";
import { NO_WAY_OUT, WEBRTC_POLICY } from "./switches.ts";

/**
 * WebRTC passes by `webRequest` and by the content policy. Its datagrams need a proxy by the engine's
 * policy, its TCP connections take the session's; that proxy is nowhere. The firewall stands behind both.
 */
export const webrtc: Closure = {
  id: "webrtc",
  rows: [32],
  why: "P4: no network but the bridge",
  onSession(session) {
    void session.setProxy(NO_WAY_OUT);
  },
  onContents(contents) {
    contents.setWebRTCIPHandlingPolicy(WEBRTC_POLICY);
  },
};
