/**
 * What a report counts, as data: one line per figure, each with its formula in words beside it on the screen
 * (`report:formula.<key>`). Counted from the documents of the ledger as they stood when the draft was made.
 */
import { z } from "zod";
import type { WarningDoc } from "../model/documents.ts";
import type { FormDoc } from "../model/form-doc.ts";
import type { WorkflowStep } from "../model/workflow-doc.ts";
import { MINUTE } from "../model/time.ts";
import { COMPLAINT } from "../workflow/complaint.ts";
import { EARLY_WARNING } from "../workflow/early-warning.ts";
import type { Period } from "./periods.ts";

/** An instance with where it belongs. */
export interface Counted<D> {
  readonly doc: D;
  readonly team: string;
  readonly bank: string;
}
/** Calls of the same time and place. */
export interface Calls {
  /** 拨打: outbound, A11 not counted. */
  readonly attempts: number;
  /** 本人接通 (RPC). */
  readonly debtor: number;
  /** Debtors with an outbound call. */
  readonly worked: number;
}

export const FigureSchema = z.object({ key: z.string(), value: z.number().int(), /** The whole it is a part of; null: a plain count. */ of: z.number().int().nullable() });
export const FigureTableSchema = z.object({ key: z.string(), rows: z.array(z.object({ label: z.string(), value: z.number().int() })) });
export const ReportBodySchema = z.object({ figures: z.array(FigureSchema), tables: z.array(FigureTableSchema) });
export type ReportBody = z.infer<typeof ReportBodySchema>;

type Doc = WarningDoc | FormDoc;
type Count<D> = (doc: D, period: Period) => number;
interface Figure<D> {
  readonly key: string;
  readonly count: Count<D>;
  /** The figure it is a part of. */
  readonly of?: string;
}
interface Table<D> {
  readonly key: string;
  readonly labels: (counted: Counted<D>) => readonly string[];
}
export interface Figures<D> {
  readonly figures: readonly Figure<D>[];
  readonly tables: readonly Table<D>[];
  /** Calls beside them (R-06: never one without the other). */
  readonly calls: boolean;
}

const taken = (doc: Doc, ...steps: string[]): WorkflowStep[] => doc.steps.filter((s) => s.counts && steps.includes(s.step));
const last = (doc: Doc, ...steps: string[]): WorkflowStep | undefined => taken(doc, ...steps).reduce<WorkflowStep | undefined>((a, b) => (a === undefined || b.at >= a.at ? b : a), undefined);
const said = (step: WorkflowStep | undefined, field: string): unknown => (step?.body as Record<string, unknown> | null | undefined)?.[field];
const is = (yes: boolean): number => (yes ? 1 : 0);
const breaches = (doc: Doc): number => doc.alerts.filter((a) => a.kind === "breach").length;
const within = (doc: Doc, step: string, minutes: number): number => is(taken(doc, step).some((s) => s.at <= doc.t0 + minutes * MINUTE));
const first = (doc: Doc, step: string): number => is(taken(doc, step).length > 0);

const SOOTHED = ["soothe", "sootheAgain"] as const;
const soothed = (result: string) => (doc: Doc) => is(said(last(doc, ...SOOTHED), "result") === result);
const concluded = (conclusion: string) => (doc: Doc) => is(said(last(doc, "review", "reviewAgain"), "conclusion") === conclusion);
const PLACES = [{ key: "byTeam", labels: (c: Counted<Doc>) => [c.team] }, { key: "byBank", labels: (c: Counted<Doc>) => [c.bank] }] as const;

/** By the moment a warning began (T0). */
export const WARNING_FIGURES: Figures<WarningDoc> = {
  figures: [
    { key: "stamped", count: () => 1 },
    { key: "filed", count: (d) => is(d.filedAt !== null), of: "stamped" },
    { key: "formInTime", count: (d) => is(d.filedAt !== null) * within(d, "file", EARLY_WARNING.steps[0].clock.minutes), of: "filed" },
    { key: "upheld", count: (d) => is(d.finding?.finding === "upheld"), of: "filed" },
    { key: "notUpheld", count: (d) => is(d.finding?.finding === "notUpheld"), of: "filed" },
    { key: "ourFault", count: (d) => is(d.finding?.ourFault === "yes"), of: "upheld" },
    { key: "calmed", count: soothed("calmed"), of: "filed" },
    { key: "insists", count: soothed("insists"), of: "filed" },
    { key: "notReached", count: soothed("notReached"), of: "filed" },
    { key: "toComplaint", count: (d) => is(said(last(d, ...SOOTHED, "release"), "disposal") === "toComplaint"), of: "filed" },
    { key: "sent", count: (d) => first(d, "relay"), of: "filed" },
    { key: "wholeInTime", count: (d) => within(d, "relay", EARLY_WARNING.whole.minutes), of: "sent" },
    { key: "breaches", count: breaches },
  ],
  tables: [...PLACES, { key: "byType", labels: ({ doc }) => doc.form?.types ?? [] }],
  calls: true,
};

/** By the moment a complaint was received. */
export const COMPLAINT_FIGURES: Figures<FormDoc> = {
  figures: [
    { key: "received", count: () => 1 },
    { key: "handedOn", count: (d) => is(["bank", "regulator"].includes(String(d.opening?.["source"]))), of: "received" },
    { key: "repeated", count: (d) => is(d.facts["repeat"] === "yes"), of: "received" },
    { key: "true", count: concluded("true"), of: "received" },
    { key: "partly", count: concluded("partly"), of: "received" },
    { key: "untrue", count: concluded("untrue"), of: "received" },
    { key: "unverifiable", count: concluded("unverifiable"), of: "received" },
    { key: "reported", count: (d) => first(d, "report"), of: "received" },
    { key: "reportInTime", count: (d) => within(d, "report", COMPLAINT.whole.minutes), of: "reported" },
    { key: "penalised", count: (d) => is(said(last(d, "approvePenalty"), "decision") === "approved"), of: "received" },
    { key: "confirmed", count: (d) => first(d, "sendConfirm"), of: "received" },
    { key: "satisfied", count: (d) => is(said(last(d, "visit"), "satisfaction") === "satisfied"), of: "received" },
    { key: "closed", count: (d) => is(d.state === "closed"), of: "received" },
    { key: "breaches", count: breaches },
  ],
  tables: [
    ...PLACES,
    { key: "byType", labels: ({ doc }) => (Array.isArray(doc.opening?.["types"]) ? doc.opening["types"].map(String) : []) },
    { key: "bySource", labels: ({ doc }) => [String(doc.opening?.["source"] ?? "")] },
    { key: "byLevel", labels: ({ doc }) => [String(doc.opening?.["level"] ?? "")] },
    // 客户反馈确认单汇总 (S-16.14).
    { key: "confirmations", labels: ({ doc }) => (taken(doc, "sendConfirm").length > 0 ? [`${doc.no} ${doc.facts["confirmNo"] ?? ""}`.trim()] : []) },
  ],
  calls: true,
};

const during = (doc: Doc, { from, to }: Period, ...steps: string[]): WorkflowStep[] => taken(doc, ...steps).filter((s) => s.at >= from && s.at < to);
const steps = (...names: string[]) => (doc: FormDoc, period: Period) => during(doc, period, ...names).length;
const ended = (outcome: string) => (doc: FormDoc, period: Period) => during(doc, period, "conclude").filter((s) => said(s, "outcome") === outcome).length;
const fenOf = (yuan: unknown): number => Math.round(Number(yuan) * 100);

/** Repayments somebody else has confirmed in the time, fen: an approval confirms the request before it. */
function repaidFen(doc: FormDoc, period: Period): number {
  const asked = taken(doc, "askRepayment");
  return during(doc, period, "decideRepayment")
    .filter((s) => said(s, "decision") === "approved")
    .reduce((sum, decided) => sum + fenOf(said(asked.filter((a) => a.at <= decided.at).at(-1), "amount") ?? 0), 0);
}

/** By what happened in the week; `standing` as it is at the cut. */
export const LEGAL_FIGURES: Figures<FormDoc> = {
  figures: [
    { key: "referred", count: (d, p) => is(d.t0 >= p.from && d.t0 < p.to) },
    { key: "delivered", count: steps("deliver") },
    { key: "stopConfirmed", count: steps("confirmStop") },
    { key: "arrests", count: steps("arrest") },
    { key: "repaidFen", count: repaidFen },
    { key: "accepted", count: ended("accepted") },
    { key: "notAccepted", count: ended("notAccepted") },
    { key: "repaidEnded", count: ended("repaid") },
    { key: "withdrawn", count: ended("withdrawn") },
    { key: "standing", count: (d, p) => is(d.t0 < p.to && !taken(d, "conclude").some((s) => s.at < p.to)) },
    { key: "breaches", count: (d, p) => d.alerts.filter((a) => a.kind === "breach" && a.at >= p.from && a.at < p.to).length },
  ],
  tables: [...PLACES, { key: "byState", labels: ({ doc }) => [doc.state] }],
  calls: false,
};

/** Counts. A share's whole is the figure it names, of the same documents. */
export function countFigures<D extends Doc>(of: Figures<D>, docs: readonly Counted<D>[], period: Period, calls: Calls): ReportBody {
  const values = new Map(of.figures.map((f) => [f.key, docs.reduce((sum, c) => sum + f.count(c.doc, period), 0)]));
  const figures = of.figures.map((f) => ({ key: f.key, value: values.get(f.key) ?? 0, of: f.of === undefined ? null : (values.get(f.of) ?? 0) }));
  const beside = of.calls ? [{ key: "attempts", value: calls.attempts, of: null }, { key: "debtor", value: calls.debtor, of: calls.attempts }, { key: "worked", value: calls.worked, of: null }] : [];
  return { figures: [...figures, ...beside], tables: of.tables.map((table) => ({ key: table.key, rows: tally(docs.flatMap((c) => table.labels(c))) })) };
}

/** How often each label occurs, most first, then by name. */
function tally(labels: readonly string[]): { label: string; value: number }[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, value]) => ({ label, value })).sort((a, b) => b.value - a.value || (a.label < b.label ? -1 : 1));
}
