import { ORIGIN } from "../content.ts";
import type { Closure } from "./closure.ts";
import { tried } from "./tried.ts";

/** The renderer has no network at all; only our own scheme is served. Electron keeps one listener per event: this is it. */
export const network: Closure = {
  id: "network",
  rows: [31],
  why: "P4: no network but the bridge",
  onSession(session) {
    session.webRequest.onBeforeRequest((details, callback) => {
      const ours = details.url.startsWith(`${ORIGIN}/`) || details.url.startsWith("data:image/");
      if (!ours) tried("request", { type: details.resourceType });
      callback({ cancel: !ours });
    });
  },
};
