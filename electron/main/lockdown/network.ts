import { ORIGIN } from "../content.ts";
import { log } from "../log.ts";
import type { Closure } from "./closure.ts";

/** The renderer has no network at all; only our own scheme is served. */
export const network: Closure = {
  id: "network",
  why: "P4: no network but the bridge",
  onSession(session) {
    session.webRequest.onBeforeRequest((details, callback) => {
      const ours = details.url.startsWith(`${ORIGIN}/`) || details.url.startsWith("data:image/");
      if (!ours) log("warn", "lockdown.request", { type: details.resourceType });
      callback({ cancel: !ours });
    });
  },
};
