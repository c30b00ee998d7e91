import { contentTracing, crashReporter, netLog } from "electron";
import { forbid, type Closure } from "./closure.ts";

/** A crash dump, a trace or a net log holds records and keys in clear. The system's own dumps are IT's (SECURITY.md). */
export const dumps: Closure = {
  id: "dumps",
  rows: [29],
  why: "S-38: memory is never written to a file",
  atStart() {
    forbid(crashReporter, ["start"], this.why);
    forbid(contentTracing, ["startRecording"], this.why);
    forbid(netLog, ["startLogging"], this.why);
    forbid(process.report, ["writeReport"], this.why);
  },
};
