/** Timeline entries in words. An entry whose body we cannot read is shown by its type alone, never dropped. */
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { EVENT_BODIES, type EventBody, type EventType } from "../../../../shared/model/events.ts";
import { formatFen } from "../../../../shared/model/money.ts";
import type { Translate } from "../../../i18n/index.ts";
import { shortMoment } from "../../../lib/format.ts";
import { stepKey } from "../../../lib/warning-words.ts";

export type Entry = CaseView["timeline"][number];
export const FILTERS = ["all", "calls", "notes", "promises", "other"] as const;
export type Filter = (typeof FILTERS)[number];

const KIND: Partial<Record<string, Exclude<Filter, "all">>> = {
  "call.started": "calls", "call.logged": "calls", "call.refused": "calls", "inbound.found": "calls", "note.added": "notes", "promise.made": "promises",
};

/** True when the entry is shown under the filter; a started call is told by its result. */
export function passes(entry: Entry, filter: Filter): boolean {
  const kind = KIND[entry.type] ?? "other";
  if (filter === "all") return entry.type !== "call.started";
  if (filter === "notes" && entry.type === "call.logged") return typeof entry.body["note"] === "string" && entry.body["note"] !== "";
  return kind === filter;
}

/** The body as its type says, or null. */
function read<T extends EventType>(entry: Entry, type: T): EventBody<T> | null {
  if (entry.type !== type) return null;
  const parsed = EVENT_BODIES[type].safeParse(entry.body);
  return parsed.success ? (parsed.data as EventBody<T>) : null;
}

export interface EntryWords {
  readonly title: string;
  readonly text: string;
  readonly tone: "" | "ok" | "warn" | "bad" | "brand";
}

type Reader = (entry: Entry, t: Translate, now: number) => EntryWords | null;

const callLogged: Reader = (entry, t) => {
  const b = read(entry, "call.logged");
  if (!b) return null;
  const codes = [b.line, b.person, b.outcome].filter((c) => c !== null).map((c) => t(`disposition:${c}`));
  const tags = b.tags.map((c) => `＋${t(`disposition:${c}`)}`);
  const seconds = Math.max(0, Math.round((b.endedAt - b.startedAt) / 1000));
  const title = [t(`terms:direction.${b.direction}`), ...codes, ...tags].join(" · ");
  return { title: b.line === "A1" ? `${title} · ${t("collector:entry.seconds", { n: seconds })}` : title, text: b.note, tone: b.line === "A1" ? "brand" : "" };
};

const STOP_TITLES = { "stop.set": "stopSet", "stop.lifted": "stopLifted", "stop.heard": "stopHeard", "stop.ticked": "stopTicked" } as const;
function stopWords(entry: Entry, t: Translate, type: keyof typeof STOP_TITLES, tone: EntryWords["tone"]): EntryWords | null {
  const b = read(entry, type);
  return b && { title: `${t(`supervisor:side.event.${STOP_TITLES[type]}`)} · ${t(`terms:hold.${b.reason}`)}`, text: "note" in b ? b.note : "", tone };
}

const READERS: Partial<Record<string, Reader>> = {
  "call.logged": callLogged,
  "call.refused": (entry, t) => {
    const b = read(entry, "call.refused");
    return b && { title: `${t("collector:gate.title")} · ${b.gate.rules.filter((r) => !r.ok).map((r) => r.id).join(", ")}`, text: "", tone: "bad" };
  },
  "note.added": (entry, t) => {
    const b = read(entry, "note.added");
    return b && { title: t("collector:entry.note"), text: b.text, tone: "" };
  },
  "promise.made": (entry, t) => {
    const b = read(entry, "promise.made");
    return b && { title: `${t("collector:entry.promise")} · ${b.items.map((i) => `${formatFen(i.amountFen)} (${i.dueOn})`).join(", ")}`, text: b.note, tone: "ok" };
  },
  "followUp.set": (entry, t, now) => {
    const b = read(entry, "followUp.set");
    return b && { title: `${t(`collector:entry.${b.kind}`)} · ${b.at === null ? t("none") : shortMoment(b.at, now)}`, text: b.note, tone: "" };
  },
  "contact.marked": (entry, t) => {
    const b = read(entry, "contact.marked");
    return b && { title: `${t("collector:entry.contactMarked")} · ${t(`terms:contactStatus.${b.status}`)}`, text: b.reason, tone: "" };
  },
  "contact.added": (entry, t) => ({ title: t("collector:entry.contactAdded"), text: typeof entry.body["relation"] === "string" ? entry.body["relation"] : "", tone: "" }),
  "contact.chosen": (_, t) => ({ title: t("collector:entry.contactChosen"), text: "", tone: "" }),
  "reveal.made": (entry, t) => {
    const b = read(entry, "reveal.made");
    return b && { title: `${t("collector:entry.reveal")} · ${t(`terms:revealField.${b.field}`)}`, text: b.reason, tone: "" };
  },
  "inbound.found": (entry, t) => ({ title: t("collector:entry.inbound"), text: typeof entry.body["message"] === "string" ? entry.body["message"] : "", tone: "" }),
  "warning.stamped": (_, t) => ({ title: t("collector:entry.warningStamped"), text: "", tone: "bad" }),
  "warning.filed": (entry, t) => {
    const b = read(entry, "warning.filed");
    return { title: t("collector:entry.warningFiled"), text: b ? [b.form.types.map((x) => t(`terms:warningType.${x}`)).join(", "), b.form.summary].join(" · ") : "", tone: "bad" };
  },
  "spotCheck.judged": (entry, t) => {
    const b = read(entry, "spotCheck.judged");
    return b && { title: `${t("collector:entry.spotCheck")} · ${t(`terms:verdict.${b.verdict}`)}`, text: b.reason, tone: b.verdict === "pass" ? "ok" : "bad" };
  },
  "stop.set": (entry, t) => stopWords(entry, t, "stop.set", "bad"),
  "stop.lifted": (entry, t) => stopWords(entry, t, "stop.lifted", "ok"),
  "stop.heard": (entry, t) => stopWords(entry, t, "stop.heard", ""),
  "stop.ticked": (entry, t) => stopWords(entry, t, "stop.ticked", ""),
  "workflow.stepTaken": (entry, t) => {
    const b = read(entry, "workflow.stepTaken");
    return { title: `${t("collector:entry.workflow")} · ${b ? t(`terms:warningStep.${stepKey(b.step)}`) : ""}`, text: "", tone: "warn" };
  },
};

/** Title and text of an entry. */
export function entryWords(entry: Entry, t: Translate, now: number): EntryWords {
  return READERS[entry.type]?.(entry, t, now) ?? { title: t("collector:entry.other", { type: entry.type }), text: "", tone: "" };
}
