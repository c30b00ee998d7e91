/**
 * How history is kept: ids and time of an entry are columns, the rest of its document is text. Nine rows
 * in ten of a first load are entries, so what leads each line is read without parsing the line, and no id
 * is stored twice.
 */
import type { EntryDoc } from "../../shared/model/documents.ts";

/** An entry as it is stored. */
export interface StoredEntry extends Pick<EntryDoc, "id" | "type" | "caseId" | "personId" | "userId" | "at"> {
  /** The document without the fields that have columns, as JSON text. */
  readonly rest: string;
}

/** The document of a row of `entry` (named `table`) put together again, as JSON text. */
export const entryDoc = (table = "entry"): string =>
  `'{"id":"' || ${table}.id || '","caseId":' || coalesce('"' || ${table}.case_id || '"', 'null') || ',"personId":' || CASE ${table}.person_id WHEN '' THEN 'null' ELSE '"' || ${table}.person_id || '"' END
    || ',"at":' || ${table}.at || ',' || substr(${table}.doc, 2)`;

/** The order in which the centre writes an entry (service/sync/documents.ts). Another order is read the slow way. */
const HEAD = /^\{"id":"([^"\\]+)","caseId":(?:null|"([^"\\]+)"),"personId":(?:null|"([^"\\]+)"),"at":(\d{1,15}),(?="type":"([^"\\]+)","userId":"([^"\\]+)","userName":"(?:[^"\\]|\\.)*","body":\{)/;

/** Reads an entry's JSON text; null when it is none. What follows the head is proved to be JSON where it is stored. */
export function readEntry(text: string): StoredEntry | null {
  const head = HEAD.exec(text);
  if (!head) return readSlowly(text);
  return { id: head[1]!, caseId: head[2] ?? null, personId: head[3] ?? null, at: Number(head[4]), type: head[5]!, userId: head[6]!, rest: `{${text.slice(head[0].length)}` };
}

function readSlowly(text: string): StoredEntry | null {
  const doc: unknown = JSON.parse(text);
  if (!isEntry(doc)) return null;
  const { id, caseId, personId, at, ...rest } = doc;
  return { id, caseId, personId, at, type: doc.type, userId: doc.userId, rest: JSON.stringify(rest) };
}

const isText = (v: unknown): v is string => typeof v === "string";
const isTextOrNull = (v: unknown): boolean => v === null || isText(v);

/** What `EntryDocSchema` says. */
function isEntry(body: unknown): body is EntryDoc {
  const e = body as Partial<Record<keyof EntryDoc, unknown>> | null;
  return (
    e !== null && isText(e.id) && isText(e.type) && isText(e.userId) && isText(e.userName) && isTextOrNull(e.caseId) && isTextOrNull(e.personId) &&
    Number.isSafeInteger(e.at) && typeof e.body === "object" && e.body !== null && !Array.isArray(e.body)
  );
}
