/**
 * The wall: clocks of every workflow that this workstation knows and that are running out, and the day's hours as a
 * picture. Clocks are read from the documents here, so that they run on without the centre (P6: on its clock).
 */
import type { FormRow, StopRow } from "../../../../shared/ipc/contract.ts";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { STOP_MINUTES, tickDueAt } from "../../../../shared/model/stop.ts";
import { MINUTE } from "../../../../shared/model/time.ts";
import { clockOf } from "../../../../shared/workflow/clocks.ts";
import { owedSteps, type Standing } from "../../../../shared/workflow/engine.ts";
import { EARLY_WARNING } from "../../../../shared/workflow/early-warning.ts";
import { formStanding } from "../../../../shared/workflow/form.ts";
import { FORMS } from "../../../../shared/workflow/registry.ts";
import { warningStanding } from "../../../../shared/workflow/warning.ts";
import type { WorkflowDef } from "../../../../shared/workflow/table.ts";
import { clockFrom, type Clock } from "./clocks.ts";
import type { WarningRow } from "./inbox.ts";

export type Hour = DeskOutput<"team.today">["day"]["hours"][number];

/** What a clock belongs to: the page that opens it. */
export type Flow = "warning" | "complaint" | "referral" | "stop";
export interface FlowClock {
  readonly flow: Flow;
  /** The document to open: the form, the warning, or the stop itself. */
  readonly id: string;
  readonly no: string;
  /** Masked. */
  readonly about: string;
  readonly clock: Clock;
  /** Who owes the step now, by id; none where only the post is known. */
  readonly users: readonly string[];
}

export interface Known {
  readonly warnings: readonly WarningRow[];
  readonly complaints: readonly FormRow[];
  readonly referrals: readonly FormRow[];
  readonly stops: readonly StopRow[];
}

interface Instance {
  readonly def: WorkflowDef;
  readonly at: Standing;
  readonly owed: readonly { readonly step: string; readonly users: readonly string[] }[] | null;
}

/** Every clock that runs on what is owed, with who owes it. A form whose content may not be seen here shows none. */
export function runningClocks({ warnings, complaints, referrals, stops }: Known, now: number): FlowClock[] {
  const form = (flow: "complaint" | "referral") => ({ form: doc }: FormRow): FlowClock[] =>
    doc.opening === null ? [] : owedOn({ def: FORMS[doc.workflow], at: formStanding(doc), owed: doc.owed }, now).map((c) => ({ flow, id: doc.id, no: doc.no, about: doc.facts["name"] || (doc.facts["bank"] ?? ""), ...c }));
  return [
    ...warnings.flatMap(({ warning, nameMasked }) =>
      owedOn({ def: EARLY_WARNING, at: warningStanding(warning), owed: warning.owed }, now).map((c) => ({ flow: "warning" as const, id: warning.id, no: warning.no, about: nameMasked, ...c }))),
    ...complaints.flatMap(form("complaint")), ...referrals.flatMap(form("referral")), ...stops.flatMap((row) => ofStop(row, now)),
  ];
}

function owedOn({ def, at, owed }: Instance, now: number): Pick<FlowClock, "clock" | "users">[] {
  return owedSteps(def, at).flatMap((step) => {
    const running = clockOf(def, step, at.moments);
    if (!running) return [];
    const clock = clockFrom(step, { startedAt: running.since, dueAt: running.due, doneAt: null, late: false, limitMinutes: Math.round((running.due - running.since) / MINUTE) }, now);
    return [{ clock, users: owed?.find((o) => o.step === step.step)?.users ?? [] }];
  });
}

/** The five minutes in which every collector has to have ticked (S-27.5): over is over, whoever has been told of it. */
function ofStop({ stop, nameMasked, unticked, standing }: StopRow, now: number): FlowClock[] {
  if (!standing || unticked.length === 0) return [];
  const dueAt = Math.min(...unticked.map((collector) => tickDueAt(stop, collector)));
  const startedAt = dueAt - STOP_MINUTES * MINUTE;
  const clock = clockFrom({ step: "tick", owner: "collector", source: "S-27.5" }, { startedAt, dueAt, doneAt: null, late: false, limitMinutes: STOP_MINUTES }, now);
  return [{ flow: "stop", id: stop.id, no: "", about: nameMasked, clock, users: unticked.map((c) => c.userId) }];
}

/** Those with four fifths of their time gone, or all of it: what is due first comes first, so the longest overdue leads. */
export const atRisk = (clocks: readonly FlowClock[]): FlowClock[] =>
  clocks.filter(({ clock }) => clock.state === "soon" || clock.state === "overdue").sort((a, b) => (a.clock.dueAt ?? 0) - (b.clock.dueAt ?? 0));

export interface Layer {
  readonly hour: number;
  readonly debtor: number;
  /** Answered by anybody else. */
  readonly others: number;
  readonly unanswered: number;
}

/** Working hours and those beside them in which somebody dialled, without a gap, each split so that the parts add up to what was dialled. */
export function layersOf(hours: readonly Hour[]): Layer[] {
  const from = Math.min(FIRST_HOUR, ...hours.map((h) => h.hour));
  const to = Math.max(LAST_HOUR, ...hours.map((h) => h.hour));
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const { attempts, connected, debtor } = hours.find((h) => h.hour === from + i) ?? { attempts: 0, connected: 0, debtor: 0 };
    return { hour: from + i, debtor, others: Math.max(0, connected - debtor), unanswered: Math.max(0, attempts - Math.max(connected, debtor)) };
  });
}
const FIRST_HOUR = 8;
const LAST_HOUR = 20;
