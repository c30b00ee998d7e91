/** Refused events (异常待处理): listed with words, sent again as new events, or handled by hand. */
import { refusedType, resendOf } from "../../../shared/model/rejection.ts";
import { parseEvent, type EventDraft, type LockdeskEvent } from "../../../shared/model/events.ts";
import { restoreNumbers } from "../../../shared/model/masking-text.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import type { RefusedEvent } from "../../../db/quarantine.ts";
import { refusedItem } from "../views/quarantine-view.ts";
import { redraw, type Workspace } from "../workspace.ts";
import type { Area } from "./types.ts";

/** More than anybody deals with in one sitting. */
const MAX_ITEMS = 200;

export const quarantineHandlers: Area<"quarantine"> = {
  "quarantine.list": (ws, { resolved }) => ({
    items: (resolved ? ws.outbox.quarantine.resolved(MAX_ITEMS) : ws.outbox.quarantine.open(MAX_ITEMS)).map((refused) => refusedItem(ws, refused)),
    open: ws.outbox.quarantine.countOpen(),
  }),

  "quarantine.resend": (ws, { eventId, text }) => {
    const old = openOne(ws, eventId);
    const how = resendOf(old.event.type, old.code);
    if (how === "no") return refuse("bad_input", ["eventId: this kind of record is not sent again"]);
    const draft = corrected(old.event, text);
    if (how === "edited" && JSON.stringify(draft.body) === JSON.stringify(old.event.body)) return refuse("bad_input", ["text: must be changed"]);
    const anew = ws.outbox.quarantine.replace(old, draft, moment(ws));
    redraw(ws, { caseIds: anew.caseId ? [anew.caseId] : [], personIds: anew.personId ? [anew.personId] : [] });
    ws.sync.pushSoon();
    return { eventId: anew.id, savedAt: ws.clock.now() };
  },

  "quarantine.settle": (ws, { eventId, reason }) => {
    ws.outbox.quarantine.settle(openOne(ws, eventId), reason, moment(ws));
    ws.sync.pushSoon();
    return { savedAt: ws.clock.now() };
  },
};

const moment = (ws: Workspace) => ({ at: Date.now(), atServer: ws.clock.now() });

const openOne = (ws: Workspace, eventId: string): RefusedEvent => ws.outbox.quarantine.find(eventId) ?? refuse("not_found", ["eventId"]);

/** The same content as a draft of this version, with the edited text when one is given. */
function corrected(old: LockdeskEvent, edited: string | undefined): EventDraft {
  const parsed = parseEvent(old);
  if (!parsed.ok) return refuse("bad_input", parsed.issues);
  const { type, caseId, personId, body } = parsed.event;
  const field = refusedType(type).text;
  if (edited === undefined) return { type, caseId, personId, body } as EventDraft;
  if (field === null) return refuse("bad_input", ["text: this kind of record has none"]);
  const before = (body as Record<string, unknown>)[field];
  return { type, caseId, personId, body: { ...body, [field]: storable(restoreNumbers(edited, typeof before === "string" ? before : "")) } } as EventDraft;
}

/** Text as the centre can hold it: whole characters, and none that ends a string. */
const storable = (text: string): string => text.replaceAll("\0", "").toWellFormed();
