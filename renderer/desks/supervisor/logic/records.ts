/** What a record of a desk list says, in words; the body is masked and may be anything. */
import { EVENT_BODIES, type EventType } from "../../../../shared/model/events.ts";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import type { Translate } from "../../../i18n/index.ts";
import { entryWords } from "../../collector/case/entry-words.ts";
import { EVENT_LABELS } from "./timeline.ts";

export interface ListedRecord {
  readonly type: string;
  readonly body: Record<string, unknown>;
  readonly userName: string;
  /** UTC ms; null when it names no moment. */
  readonly writtenAt: number | null;
}

const isType = (type: string): type is EventType => type in EVENT_BODIES;

/** Title and handwritten text. A record whose body cannot be read as its type keeps its kind and its text. */
export function recordWords(record: ListedRecord, t: Translate, now: number): { title: string; text: string } {
  const { type, body, userName, writtenAt } = record;
  const written = body["text"] ?? body["note"];
  const text = typeof written === "string" ? written : "";
  if (!isType(type)) return { title: t("supervisor:review.unknownType", { type: type || "—" }), text };
  if (!EVENT_BODIES[type].safeParse(body).success) return { title: t(`supervisor:side.event.${EVENT_LABELS[type]}`), text };
  const words = entryWords({ id: "", type, caseId: null, personId: null, userId: "", userName, at: writtenAt ?? now, body, pending: false }, t, now);
  return { title: words.title, text: words.text };
}

/** Why it waits, and with whom the case is now. */
export const lateWords = (row: Pick<DeskOutput<"review.list">["rows"][number], "reason" | "holderName">, t: Translate): string =>
  row.reason === "moved" ? t("supervisor:review.reason.moved", { name: row.holderName || t("supervisor:review.nobody") }) : t(`supervisor:review.reason.${row.reason}`);
