/** A refused event as the window shows it: masked, with the words of its code and its type. */
import type { z } from "zod";
import type { RefusedItemSchema } from "../../../shared/ipc/contract.ts";
import type { EntryDoc } from "../../../shared/model/documents.ts";
import { maskName } from "../../../shared/model/masking.ts";
import { maskText } from "../../../shared/model/masking-text.ts";
import { refusedType, rejectionOf, resendOf } from "../../../shared/model/rejection.ts";
import type { RefusedEvent } from "../../../db/quarantine.ts";
import type { Workspace } from "../workspace.ts";
import { maskEntry } from "./mask.ts";

export type RefusedItem = z.output<typeof RefusedItemSchema>;

/** Everything the list shows of one; a case that has left this workstation is without number and name. */
export function refusedItem(ws: Pick<Workspace, "cache" | "me">, { event, code, detail, resolvedAt, resolution }: RefusedEvent): RefusedItem {
  const kase = event.caseId === null ? null : ws.cache.records.caseDoc(event.caseId);
  const person = event.personId === null ? null : ws.cache.records.person(event.personId);
  const rule = rejectionOf(code);
  const byType = refusedType(event.type);
  const entry = maskEntry({
    id: event.id, type: event.type, caseId: event.caseId, personId: event.personId, userId: event.userId, userName: ws.me.name, at: event.atServer, body: event.body as EntryDoc["body"],
  });
  const text = byType.text === null ? undefined : entry.body[byType.text];
  return {
    entry, caseNo: kase?.doc.caseNo ?? "", bankName: kase?.doc.bankName ?? "", nameMasked: person ? maskName(person.doc.name) : "",
    text: typeof text === "string" ? text : null, code, detail: maskText(detail),
    why: rule.why, todo: byType.todo ? [byType.todo] : [rule.todo], resend: resendOf(event.type, code),
    resolvedAt, resolution,
  };
}
