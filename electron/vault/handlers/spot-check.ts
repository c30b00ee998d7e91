/** 催记抽查: a seeded sample of the team's notes out of the mirrored cases, and the verdict on each. Both leave a trace (P7). */
import { randomInt } from "node:crypto";
import type { NoteCheck, SampledNote } from "../../../shared/ipc/contract.ts";
import type { EntryDoc } from "../../../shared/model/documents.ts";
import { SAMPLE_SEEDS, type EventBody } from "../../../shared/model/events.ts";
import { maskName } from "../../../shared/model/masking.ts";
import { maskText } from "../../../shared/model/masking-text.ts";
import { drawSample } from "../../../shared/model/sampling.ts";
import { addDays, startOfDay } from "../../../shared/model/time.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import { contactView, loadCase } from "../views/case-view.ts";
import { maskEntry } from "../views/mask.ts";
import { save, type Workspace } from "../workspace.ts";
import type { Area } from "./types.ts";

export const spotCheckHandlers: Area<"spotCheck"> = {
  // The draw is durable before a note leaves; the same number over the same notes draws the same ones.
  "spotCheck.draw": (ws, { collectorIds, from, until, size, seed: wanted }) => {
    if (until < from) return refuse("bad_input", ["until: before from"]);
    const seed = wanted ?? randomInt(SAMPLE_SEEDS);
    const notes = ws.cache.records.notesOf({ userIds: collectorIds, from: startOfDay(from), before: startOfDay(addDays(until, 1)) });
    const personOf = new Map(notes.map((n) => [n.id, n.personId]));
    const entryIds = drawSample([...personOf.keys()], size, seed);
    save(ws, [{ type: "spotCheck.drawn", caseId: null, personId: null, body: { seed, collectorIds, from, until, population: notes.length, entryIds } }]);
    return { seed, population: notes.length, notes: entryIds.flatMap((id) => sampled(ws, personOf.get(id) ?? "", id) ?? []).sort((a, b) => b.entry.at - a.entry.at) };
  },

  "spotCheck.judge": (ws, { caseId, entryId, verdict, reason, seed }) => {
    const { person } = loadCase(ws, caseId);
    const { entry } = sampled(ws, person.id, entryId) ?? refuse("not_found", ["entryId"]);
    // Nobody judges their own notes (S-34).
    if (entry.userId === ws.me.id) return refuse("forbidden", ["entryId: your own note"]);
    save(ws, [{ type: "spotCheck.judged", caseId: entry.caseId, personId: entry.personId, body: { entryId, verdict, reason, seed } }]);
    return sampled(ws, person.id, entryId) ?? refuse("not_found", ["entryId"]);
  },
};

/** A note with what stands beside it: number and its status, the gate's receipt of the attempt, the verdict. Null when its case is not here (any more). */
function sampled(ws: Workspace, personId: string, entryId: string): SampledNote | null {
  const entry = ws.cache.records.entry(personId, entryId);
  if (!entry?.caseId || !ws.cache.records.caseDoc(entry.caseId)) return null;
  const { caseDoc, person } = loadCase(ws, entry.caseId);
  const { callId, contactPointId } = entry.body;
  const contact = person.contacts.find((c) => c.id === contactPointId);
  const started = typeof callId === "string" ? ws.cache.records.callStarted(person.id, callId) : null;
  return {
    entry: maskEntry(entry), caseId: caseDoc.id, caseNo: caseDoc.caseNo, bankName: caseDoc.bankName, nameMasked: maskName(person.name),
    contact: contact ? contactView({ now: ws.clock.now(), person, caseDoc, contact }) : null,
    receipt: started ? (started.body as EventBody<"call.started">).gate : null,
    check: checkOf(ws, person.id, entryId),
  };
}

/** The newest verdict on a note: an own one not yet echoed, else the centre's. */
function checkOf(ws: Workspace, personId: string, entryId: string): NoteCheck | null {
  const own = ws.outbox.liveOn({ personId }).flatMap(({ event, unsent }) =>
    event.type === "spotCheck.judged" && event.body.entryId === entryId ? [{ body: event.body, at: event.atServer, byName: ws.me.name, pending: unsent }] : []);
  const echoed = ws.cache.records.verdicts(personId, entryId).map((e: EntryDoc) => ({ body: e.body as EventBody<"spotCheck.judged">, at: e.at, byName: e.userName, pending: false }));
  const newest = [...echoed, ...own].sort((a, b) => b.at - a.at)[0];
  return newest ? { verdict: newest.body.verdict, reason: maskText(newest.body.reason), at: newest.at, byName: newest.byName, pending: newest.pending } : null;
}
