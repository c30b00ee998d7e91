/** Everything beside case work: inbound look-up, figures, drafts, duty, colleagues, sync, requests to the centre. */
import { may } from "../../../shared/access/table.ts";
import type { EntryDoc } from "../../../shared/model/documents.ts";
import type { EventBody } from "../../../shared/model/events.ts";
import { issuesOf } from "../../../shared/model/events.ts";
import { dayOf, startOfDay } from "../../../shared/model/time.ts";
import { DESK_ROUTES, type DeskOutput, type DeskRoute, type FiguresSchema } from "../../../shared/protocol/desk.ts";
import { refuse, RefusalError } from "../../../shared/protocol/errors.ts";
import type { z } from "zod";
import { FIGURE_TYPES } from "../../../db/cache/context.ts";
import { queueRow } from "../views/queue-view.ts";
import { save, type Workspace } from "../workspace.ts";
import type { Area } from "./types.ts";

const FOUND_LIMIT = 20;
/** A caller is on the line: the centre's answer is awaited no longer than this. */
const LOOKUP_MS = 3_000;

/** Sends one desk request on line. Throws the centre's refusal, or why it was not reached. */
export async function askCentre<R extends DeskRoute>(ws: Workspace, route: R, input: unknown, timeoutMs?: number): Promise<DeskOutput<R>> {
  const def = DESK_ROUTES[route];
  if (def.action !== null && !may(ws.me.roles, def.action)) refuse("forbidden");
  const parsed = def.input.safeParse(input);
  if (!parsed.success) return refuse("bad_input", issuesOf(parsed.error));
  const token = ws.session.token() ?? refuse("offline");
  const body = JSON.stringify(parsed.data);
  const call = def.method === "GET" ? { method: def.method, path: def.path, query: { q: body }, token } : { method: def.method, path: def.path, body, token };
  const answer = await ws.bridge.json(timeoutMs === undefined ? call : { ...call, timeoutMs }, def.output);
  if (!answer.ok) {
    ws.session.heard(answer);
    throw new RefusalError(answer.refusal);
  }
  return answer.value as DeskOutput<R>;
}

export const deskHandlers: Area<"desk"> & Area<"session"> & Area<"sync"> & Area<"duty"> & Area<"colleagues"> & Area<"draft"> & Area<"inbound"> & Area<"figures"> = {
  "desk.request": (ws, { route, input }) => askCentre(ws, route, input ?? {}),

  "session.code": (ws, { code }) => {
    ws.session.giveCode(code);
    ws.sync.now();
    return {};
  },

  "sync.status": (ws) => ws.sync.status(),
  "sync.now": (ws) => {
    ws.sync.now();
    return {};
  },

  "duty.set": (ws, { state }) => {
    save(ws, [{ type: "duty.changed", caseId: null, personId: null, body: { state } }]);
    return {};
  },

  "colleagues.list": (ws) => ({ colleagues: ws.cache.records.colleagues() }),

  "draft.load": (ws, { key }) => ({ value: ws.outbox.loadDraft(key) }),
  "draft.save": (ws, { key, value }) => {
    ws.outbox.saveDraft(key, value, ws.clock.now());
    return {};
  },

  // The look-up itself is an act on records and leaves its trace (P7).
  "inbound.find": async (ws, { query }) => {
    save(ws, [{ type: "inbound.found", caseId: null, personId: null, body: { query, message: "" } }]);
    const now = ws.clock.now();
    const mine = ws.cache.queue.find(query, FOUND_LIMIT).map((r) => queueRow(r, now));
    const central = ws.session.token() === null ? null : await askCentre(ws, "lookup.find", { query }, LOOKUP_MS).catch(() => null);
    return { mine, others: central?.others ?? [], centralAsked: central !== null };
  },

  "figures.today": (ws) => figures(ws),
};

/** Own figures of today (PRODUCT.md 1.11): the centre's entries and own ones it has not echoed. */
function figures(ws: Workspace): z.output<typeof FiguresSchema> {
  const from = startOfDay(dayOf(ws.clock.now()));
  const acts = new Map<string, Pick<EntryDoc, "type" | "body">>(ws.cache.records.ownSince(from).map((e) => [e.id, e]));
  for (const { event } of ws.outbox.since(from, FIGURE_TYPES)) acts.set(event.id, { type: event.type, body: event.body as EntryDoc["body"] });
  const of = <T extends "call.logged" | "promise.made" | "call.refused">(type: T) => [...acts.values()].filter((a) => a.type === type).map((a) => a.body as EventBody<T>);
  const calls = of("call.logged");
  const promised = of("promise.made").flatMap((b) => b.items);
  return {
    attempts: calls.filter((c) => c.direction === "out" && c.line !== "A11").length,
    connected: calls.filter((c) => c.line === "A1").length,
    debtor: calls.filter((c) => c.person === "B1").length,
    promises: promised.length,
    promisedFen: promised.reduce((sum, p) => sum + p.amountFen, 0),
    kept: ws.cache.records.keptSince(ws.me.id, from),
    refused: of("call.refused").length,
  };
}
