/** 登记投诉单: the draft as it is typed, and the form it makes. Times are typed as `2026-11-23 15:30`, local. */
import { COMPLAINT_SOURCES, ComplaintFormSchema, HANDED_ON, type ComplaintForm, type ComplaintSource } from "../../../../shared/model/complaint-form.ts";
import { formatDateTime } from "../../../../shared/model/time.ts";

export interface FilingDraft {
  readonly source: ComplaintSource;
  readonly receivedAt: string;
  readonly bankCode: string;
  readonly orderNo: string;
  readonly dueAt: string;
  readonly complainant: string;
  readonly relation: ComplaintForm["relation"];
  readonly phone: string;
  readonly caseNo: string;
  readonly accused: readonly string[];
  readonly occurredAt: string;
  readonly types: ComplaintForm["types"];
  /** One a line. */
  readonly points: string;
  readonly demand: string;
  readonly claim: string;
  readonly warningNo: string;
  readonly level: ComplaintForm["level"];
  readonly answerBy: string;
  readonly attachments: string;
}

export const emptyFiling = (now: number): FilingDraft => ({
  source: "bank", receivedAt: formatDateTime(now), bankCode: "", orderNo: "", dueAt: "", complainant: "", relation: "self", phone: "", caseNo: "", accused: [], occurredAt: "", types: [], points: "", demand: "", claim: "",
  warningNo: "", level: "normal", answerBy: "", attachments: "",
});

/** Sources of an entrance: handed on with its own number and due time, or direct (reading 4). */
export const sourcesOf = (handedOn: boolean): ComplaintSource[] => COMPLAINT_SOURCES.filter((s) => HANDED_ON.includes(s) === handedOn);
export const isHandedOn = ({ source }: Pick<FilingDraft, "source">): boolean => HANDED_ON.includes(source);

/** A moment as typed, UTC ms; null when nothing stands there, NaN when it is none. */
function momentOf(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(trimmed) ? Date.parse(`${trimmed.replace(" ", "T")}:00+08:00`) : Number.NaN;
}

export type FilingField = keyof FilingDraft;
export interface Filed {
  /** Null while something is missing. */
  readonly form: ComplaintForm | null;
  readonly faults: ReadonlySet<string>;
}

/** The form a draft makes, or the fields that keep it from being one. What an entrance has no place for is left out. */
export function filingOf(draft: FilingDraft): Filed {
  const handedOn = isHandedOn(draft);
  const times = { receivedAt: momentOf(draft.receivedAt), dueAt: handedOn ? momentOf(draft.dueAt) : null, occurredAt: momentOf(draft.occurredAt), answerBy: momentOf(draft.answerBy) };
  const parsed = ComplaintFormSchema.safeParse({
    ...draft, ...times, accused: [...draft.accused], orderNo: draft.orderNo, warningNo: draft.source === "warning" ? draft.warningNo : "",
    points: draft.points.split("\n").map((p) => p.trim()).filter(Boolean),
  });
  return parsed.success ? { form: parsed.data, faults: new Set() } : { form: null, faults: new Set(parsed.error.issues.map((i) => String(i.path[0]))) };
}

/** A draft kept before; what it lacks is as in an empty one. */
export function readFiling(kept: string | null, now: number): FilingDraft {
  if (kept === null) return emptyFiling(now);
  try {
    const value: unknown = JSON.parse(kept);
    return typeof value === "object" && value !== null ? { ...emptyFiling(now), ...value } : emptyFiling(now);
  } catch {
    return emptyFiling(now);
  }
}
