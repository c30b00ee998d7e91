/** The figures of a report by another way: the raw events in, one line of plain counting per figure, nothing of the factory's. */
import { MINUTE } from "../../../shared/model/time.ts";
import type { Facts, KeptReport, RawEvent } from "./facts.ts";
import type { Place, Step } from "./path.ts";
import { keptOf, orderOf, type Replayed } from "./replay.ts";

export interface Recount {
  readonly figures: Readonly<Record<string, number>>;
  readonly tables: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

interface Seen {
  readonly r: Replayed;
  readonly place: Place;
  readonly breaches: readonly { readonly at: number }[];
  readonly teamId: string | null;
}
type Period = Pick<KeptReport, "from" | "to" | "region" | "draftedAt">;

/** Counts what was known before `order`, the run's place of the look that drafted. */
export function recount(facts: Facts, all: readonly Replayed[], of: "warning" | "complaint" | "legal", period: Period, order: number): Recount {
  const { ofEvent } = orderOf(facts);
  const known = (e: Pick<RawEvent, "id" | "receivedAt">): boolean => e.receivedAt < period.draftedAt || (e.receivedAt === period.draftedAt && ofEvent(e.id) < order);
  const workflow = { warning: "earlyWarning", complaint: "complaint", legal: "legalReferral" }[of];
  const seen = all.filter((r) => r.workflow === workflow && known(r.opening)).map((r): Seen => {
    const steps = r.steps.filter(known);
    const place = r.at(steps.length === r.steps.length ? Number.POSITIVE_INFINITY : Math.min(order, ...r.steps.filter((s) => !known(s)).map((s) => s.order)));
    const forwarded = steps.find((s) => s.step === "forward" && workflow === "complaint");
    return { r, place, breaches: r.fired.filter((f) => f.kind === "breach" && f.order <= order), teamId: forwarded ? String(forwarded.body["department"]) : workflow === "complaint" ? caseTeam(facts, r) : r.teamId };
  }).filter((s) => period.region === "" || facts.teams.find((t) => t.id === s.teamId)?.region === period.region);
  const inTime = seen.filter((s) => s.r.start >= period.from && s.r.start < period.to);
  if (of === "legal") return legal(facts, seen.filter((s) => s.r.start < period.to), period);
  const calls = callsOf(facts, period, known);
  return of === "warning" ? warnings(facts, inTime, calls) : complaints(facts, all, inTime, calls);
}

const caseTeam = (facts: Facts, r: Replayed): string | null => facts.cases.find((c) => c.bankCode === r.opened["bankCode"] && c.caseNo === r.opened["caseNo"])?.teamId ?? null;

const of = (s: Seen, ...steps: string[]): Step[] => s.place.applied.filter((t) => steps.includes(t.step));
const latest = (s: Seen, ...steps: string[]): Step | undefined => of(s, ...steps).sort((a, b) => a.at - b.at).at(-1);
const said = (step: Step | undefined, field: string): unknown => step?.body[field];
const count = <T>(list: readonly T[], is: (item: T) => boolean): number => list.filter(is).length;
const tally = (labels: readonly string[]): Record<string, number> => {
  const table: Record<string, number> = {};
  for (const label of labels) table[label] = (table[label] ?? 0) + 1;
  return table;
};
const places = (facts: Facts, list: readonly Seen[]) => ({
  byTeam: tally(list.map((s) => facts.teams.find((t) => t.id === s.teamId)?.name ?? "")), byBank: tally(list.map((s) => facts.banks[s.r.bankCode] ?? "")),
});
const allBreaches = (list: readonly Seen[]): number => list.reduce((n, s) => n + s.breaches.length, 0);
const types = (s: Seen): string[] => (Array.isArray(s.r.opened["types"]) ? (s.r.opened["types"] as string[]) : []);

function callsOf(facts: Facts, { from, to, region }: Period, known: (e: RawEvent) => boolean): Record<string, number> {
  const regionOf = (userId: string): string => {
    const { teamId } = facts.people.find((p) => p.id === userId)!;
    return facts.teams.find((t) => t.id === teamId)?.region ?? "";
  };
  const out = facts.events.filter((e) => e.type === "call.logged" && e.body["direction"] === "out" && e.at >= from && e.at < to && known(e) && (region === "" || regionOf(e.userId) === region));
  const tried = out.filter((e) => e.body["line"] !== "A11");
  return { attempts: tried.length, debtor: count(out, (e) => e.body["person"] === "B1"), worked: new Set(tried.map((e) => e.personId)).size };
}

function warnings(facts: Facts, list: readonly Seen[], calls: Record<string, number>): Recount {
  const soothed = (result: string) => count(list, (s) => said(latest(s, "soothe", "sootheAgain"), "result") === result);
  const within = (s: Seen, step: string, minutes: number): boolean => of(s, step).some((t) => t.at <= s.r.start + minutes * MINUTE);
  return {
    figures: {
      stamped: list.length, filed: count(list, (s) => of(s, "file").length > 0), formInTime: count(list, (s) => within(s, "file", 5)), upheld: count(list, (s) => said(latest(s, "find"), "finding") === "upheld"),
      notUpheld: count(list, (s) => said(latest(s, "find"), "finding") === "notUpheld"), ourFault: count(list, (s) => said(latest(s, "find"), "ourFault") === "yes"),
      calmed: soothed("calmed"), insists: soothed("insists"), notReached: soothed("notReached"), toComplaint: count(list, (s) => said(latest(s, "soothe", "sootheAgain", "release"), "disposal") === "toComplaint"),
      sent: count(list, (s) => of(s, "relay").length > 0), wholeInTime: count(list, (s) => within(s, "relay", 300)), breaches: allBreaches(list), ...calls,
    },
    // The form's types are there once it was filed.
    tables: { ...places(facts, list), byType: tally(list.flatMap((s) => (of(s, "file").length > 0 ? types(s) : []))) },
  };
}

function complaints(facts: Facts, all: readonly Replayed[], list: readonly Seen[], calls: Record<string, number>): Recount {
  const personOf = (r: Replayed): string | undefined => facts.cases.find((c) => c.bankCode === r.opened["bankCode"] && c.caseNo === r.opened["caseNo"])?.personId;
  const { ofEvent } = orderOf(facts);
  const earlier = (a: Replayed, b: Replayed): boolean => a.opening.receivedAt < b.opening.receivedAt || (a.opening.receivedAt === b.opening.receivedAt && ofEvent(a.opening.id) < ofEvent(b.opening.id));
  const repeated = (s: Seen): boolean => all.some((o) => o.id !== s.r.id && o.workflow !== "earlyWarning" && personOf(o) !== undefined && personOf(o) === personOf(s.r) && earlier(o, s.r));
  const concluded = (what: string) => count(list, (s) => said(latest(s, "review", "reviewAgain"), "conclusion") === what);
  return {
    figures: {
      received: list.length, handedOn: count(list, (s) => ["bank", "regulator"].includes(String(s.r.opened["source"]))), repeated: count(list, repeated),
      true: concluded("true"), partly: concluded("partly"), untrue: concluded("untrue"), unverifiable: concluded("unverifiable"),
      reported: count(list, (s) => of(s, "report").length > 0), reportInTime: count(list, (s) => of(s, "report").some((t) => t.at <= s.r.start + 230 * MINUTE)),
      penalised: count(list, (s) => said(latest(s, "approvePenalty"), "decision") === "approved"), confirmed: count(list, (s) => of(s, "sendConfirm").length > 0),
      satisfied: count(list, (s) => said(latest(s, "visit"), "satisfaction") === "satisfied"), closed: count(list, (s) => of(s, "sendClosing").length > 0), breaches: allBreaches(list), ...calls,
    },
    tables: {
      ...places(facts, list), byType: tally(list.flatMap(types)), bySource: tally(list.map((s) => String(s.r.opened["source"]))), byLevel: tally(list.map((s) => String(s.r.opened["level"]))),
      // Two numbers the centre gives, one with the filing and one with the confirmation: taken from the form, the count is the events'.
      confirmations: tally(list.filter((s) => of(s, "sendConfirm").length > 0).map((s) => [keptOf(facts, s.r.id)?.no, keptOf(facts, s.r.id)?.confirmNo].filter(Boolean).join(" "))),
    },
  };
}

function legal(facts: Facts, list: readonly Seen[], { from, to }: Period): Recount {
  const during = (s: Seen, step: string): Step[] => of(s, step).filter((t) => t.at >= from && t.at < to);
  const sum = (step: string): number => list.reduce((n, s) => n + during(s, step).length, 0);
  const ended = (outcome: string): number => list.reduce((n, s) => n + count(during(s, "conclude"), (t) => t.body["outcome"] === outcome), 0);
  const repaid = (s: Seen): number =>
    during(s, "decideRepayment").filter((t) => t.body["decision"] === "approved").reduce((fen, t) => {
      const asked = of(s, "askRepayment").filter((a) => a.at <= t.at).sort((a, b) => a.at - b.at).at(-1);
      return fen + Math.round(Number(asked?.body["amount"] ?? 0) * 100);
    }, 0);
  return {
    figures: {
      referred: count(list, (s) => s.r.start >= from && s.r.start < to), delivered: sum("deliver"), stopConfirmed: sum("confirmStop"), arrests: sum("arrest"), repaidFen: list.reduce((fen, s) => fen + repaid(s), 0),
      accepted: ended("accepted"), notAccepted: ended("notAccepted"), repaidEnded: ended("repaid"), withdrawn: ended("withdrawn"),
      standing: count(list, (s) => !of(s, "conclude").some((t) => t.at < to)), breaches: list.reduce((n, s) => n + count(s.breaches, (b) => b.at >= from && b.at < to), 0),
    },
    tables: { ...places(facts, list), byState: tally(list.map((s) => s.place.state)) },
  };
}
