import { app } from "electron";
import type { Closure } from "./closure.ts";
import { HOST_RESOLVER } from "./switches.ts";

/** A name that is looked up is a message to whoever answers; the engine's own resolver and DNS over HTTPS are off. */
export const dns: Closure = {
  id: "dns",
  rows: [30],
  why: "P4: no network but the bridge",
  atReady() {
    app.configureHostResolver(HOST_RESOLVER);
  },
};
