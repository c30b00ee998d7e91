import type { stop as zh } from "../zh-CN/stop.ts";

export const stop: typeof zh = {
  title: "Stops", list: "Stops", empty: "No stops", emptyNext: "When collection from somebody is stopped, every workstation with a case of theirs answers here.", choose: "Choose a stop", chooseNext: "↑ ↓ to choose.",
  standing: "Stopped", lifted: "Lifted", pending: "waiting to upload",
  machines: "{{heard}}/{{all}} workstations obey", collectors: "{{ticked}}/{{all}} collectors know",
  machinesTitle: "Workstations with a case", collectorsTitle: "Collectors", heardAt: "obeys", unheard: "not heard", unheardNext: "A workstation that is off, locked or offline counts as not heard until it has; from then on it opens no way out.",
  tickedAt: "knows", tickedBy: "told, says {{name}}", unticked: "does not know", tickFor: "Told in person", noMachine: "No workstation holds a case of this person now", noCollector: "Their cases are with nobody",
  setBy: "Stopped by", setAt: "Stopped at", standsFrom: "Stands from", note: "Ground", by: "Lifted by", liftNote: "Why lifted", fiveMinutes: "All have to know within 5 minutes", allKnown: "All collectors know",
  breached: "Five minutes over, the head was told: {{names}} did not know", lift: "Lift the stop", liftHint: "What was found out; contact is possible again", liftNeeded: "Say why it is lifted", liftDone: "Lifted", who: "Lifted by the head", whoTeam: "Lifted by the supervisor or the head",
  set: "Stop collection", reason: "Reason", reasonNeeded: "Choose a reason", noteHint: "Number of the bank's order, who said so, proof", setDone: "Stopped; workstations are being told", reach: "Holds for all cases of this person, at every bank", reachBank: "Holds for this person's cases of this bank",
  strip: "Stopped: {{reason}}", stripNext: "Call nobody out; calls that come in may be logged.", tick: "I know", badge: "{{n}} stops not known to all",
};
