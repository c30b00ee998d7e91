/** Twenty minutes of an agency, written by hand: a warning filed two minutes late, a complaint nobody hands on, a lock nobody ticks, the week's reports. */
import { atLocal, MINUTE } from "../../../shared/model/time.ts";
import type { Entry } from "../../simulate/journal.ts";
import type { Alert, Facts, KeptReport, RawEvent } from "../../simulate/verify/facts.ts";

const DAY = "2026-02-27";
/** Minutes after 11:40 on a Friday. */
const m = (minutes: number): number => atLocal(DAY, "11:40") + minutes * MINUTE;
const [LIN, SUPERVISOR, HEAD, SERVICE, DIRECTOR] = ["lin", "supervisor", "head", "service", "director"] as const;
const [WARNING, COMPLAINT] = ["w", "c"] as const;

const event = (id: string, userId: string, seq: number, at: number, type: string, body: RawEvent["body"], place: Partial<RawEvent> = {}): RawEvent =>
  ({ id, deviceId: `pc-${userId}`, userId, seq, type, caseId: null, personId: null, at, receivedAt: at, review: false, body, ...place });
const ofCase = { caseId: "k", personId: "p" };

const EVENTS: readonly RawEvent[] = [
  event("e1", LIN, 1, m(0), "warning.stamped", { warningId: WARNING, t0: m(0), callId: null }, ofCase),
  event("e2", LIN, 2, m(0), "call.logged", { direction: "out", line: "A1", person: "B1", startedAt: m(-1) }, ofCase),
  event("e3", SERVICE, 1, m(5), "complaint.filed", { complaintId: COMPLAINT, form: { receivedAt: m(4), bankCode: "DEMO", caseNo: "C-1", source: "bank", level: "normal", types: ["conduct"], accused: [] } }),
  event("e4", LIN, 3, m(7), "warning.filed", { warningId: WARNING, t0: m(0), callId: null, form: { types: ["conduct"] } }, ofCase),
  event("e5", SUPERVISOR, 1, m(15), "workflow.stepTaken", { workflow: "earlyWarning", instanceId: WARNING, step: "find", body: { finding: "upheld", reason: "", ourFault: "none" } }, ofCase),
];
/** The services look every minute, reports with the last look. */
const ENTRIES: readonly Entry[] = Array.from({ length: 21 }, (_, i) => i).flatMap((i): Entry[] => [
  { kind: "look", at: m(i) },
  ...EVENTS.filter((e) => e.receivedAt === m(i)).map((e): Entry => ({ kind: "told", id: e.id, seq: e.seq, deviceId: e.deviceId, userId: e.userId, type: e.type, result: "ok", code: "", at: e.receivedAt })),
  ...(i === 20 ? [{ kind: "reports", at: m(20) } as const] : []),
]);

const alert = (step: string, kind: string, minutes: number, firedAt: number, to: string): Alert => ({ step, kind, at: m(minutes) + (kind === "breach" ? 1 : 0), firedAt: m(firedAt), to });
/** Five minutes from the stamp. */
const FILE = [alert("file", "half", 2.5, 3, "supervisor"), alert("file", "fourFifths", 4, 4, "supervisor"), alert("file", "breach", 5, 6, "supervisor")];
/** Ten minutes from the complaint's filing. */
const FORWARD = [alert("forward", "half", 10, 10, "operationsDirector"), alert("forward", "fourFifths", 13, 13, "operationsDirector"), alert("forward", "breach", 15, 16, "operationsDirector")];
const row = (instance: string) => ({ step, kind, at, firedAt }: Alert) => ({ instance, step, kind, round: 0, at, firedAt });

const NOTHING = { referred: 0, delivered: 0, stopConfirmed: 0, arrests: 0, repaidFen: 0, accepted: 0, notAccepted: 0, repaidEnded: 0, withdrawn: 0, standing: 0, breaches: 0 };
/** The chain of this week; the week before had no working day, the one before that was cut ahead of the Spring Festival. */
const weekly = (name: string, dues: readonly number[]): KeptReport => ({
  id: name, name, region: "", from: atLocal("2026-02-13", "12:00"), to: m(20), draftedAt: m(20), dues, covered: true, steps: [], figures: NOTHING, tables: { byTeam: {}, byBank: {}, byState: {} },
});

export const FACTS: Facts = {
  journal: { entries: ENTRIES, waiting: 0, barredTries: [], endedAt: m(20) },
  from: DAY, regions: ["N"], events: EVENTS, keys: EVENTS.map((e) => e.id), rejected: [],
  forms: [
    { id: WARNING, workflow: "earlyWarning", no: "YJ-1", state: "found", teamId: "t", bankCode: "DEMO", confirmNo: "", desks: ["desk:head:N"], alerts: FILE, steps: [{ id: "e4", counts: true }, { id: "e5", counts: true }] },
    { id: COMPLAINT, workflow: "complaint", no: "TS-1", state: "filed", teamId: "t", bankCode: "DEMO", confirmNo: "", desks: ["desk:operationsDirector"], alerts: FORWARD, steps: [{ id: "e3", counts: true }] },
  ],
  timers: [...FILE.map(row(WARNING)), ...FORWARD.map(row(COMPLAINT))],
  trail: [
    { action: "warning.breached", ref: WARNING, at: m(6), detail: { step: "file", at: m(5) + 1, to: "supervisor" } },
    { action: "complaint.breached", ref: COMPLAINT, at: m(16), detail: { step: "forward", at: m(15) + 1, to: "operationsDirector" } },
  ],
  stops: [{ id: "s", personId: "p", ref: COMPLAINT, reason: "complaint", setAt: m(5), liftedAt: null, standsFrom: m(5), heard: [], ticks: [], alerted: [LIN] }],
  reports: [
    weekly("legalAccounts", [atLocal(DAY, "15:00"), atLocal(DAY, "16:00"), atLocal(DAY, "16:00")]), weekly("legalSummary", [atLocal(DAY, "17:00")]),
    weekly("legalAnalysis", [atLocal("2026-03-02", "09:00"), atLocal("2026-03-02", "09:30"), atLocal("2026-03-02", "09:30")]),
  ],
  people: [
    { id: LIN, roles: ["collector"], teamId: "t", region: "N" }, { id: SUPERVISOR, roles: ["supervisor"], teamId: "t", region: "N" }, { id: HEAD, roles: ["head"], teamId: null, region: "N" },
    { id: SERVICE, roles: ["customerService"], teamId: null, region: "" }, { id: DIRECTOR, roles: ["operationsDirector"], teamId: null, region: "" },
  ],
  teams: [{ id: "t", name: "1 组", region: "N" }], banks: { DEMO: "示例银行" },
  cases: [{ id: "k", caseNo: "C-1", bankCode: "DEMO", personId: "p", human: "h", assigneeId: LIN, teamId: "t", since: m(-100) }],
};
