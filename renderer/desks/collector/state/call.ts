/**
 * The call that is open: dialled or answered, its result not yet logged. One at a time. Everything typed is
 * a draft, so that after a crash or a lock the call is still here to be logged.
 */
import { create } from "zustand";
import { z } from "zod";
import type { CallLog, CaseView, ChannelOutput } from "../../../../shared/ipc/contract.ts";
import { outcome } from "../../../../shared/model/disposition.ts";
import type { Refusal } from "../../../../shared/protocol/errors.ts";
import { ask } from "../../../lib/api.ts";
import { serverNow } from "../../../lib/clock.ts";
import { dropDraft, keepDraft, loadDraft } from "../../../lib/drafts.ts";
import { EntrySchema, newEntry, outcomesOf, press, type Effect, type Entry, type Key } from "../keys.ts";
import { fullShares, type Due, type PromiseShare } from "../logic/promise.ts";
import { proposedFollowUp } from "../logic/times.ts";

const OpenCallSchema = z.object({
  callId: z.string(), caseId: z.string(), contactPointId: z.string().nullable(), masked: z.string(), direction: z.enum(["out", "in"]), startedAt: z.number(), entry: EntrySchema,
});
export type OpenCall = z.infer<typeof OpenCallSchema>;
type DialRefusal = NonNullable<ChannelOutput<"dial.start">["refusal"]>;

interface CallStore {
  call: OpenCall | null;
  /** The full number while the call is open; never kept. */
  number: string | null;
  dialling: boolean;
  saving: boolean;
  /** The gate's answer to the last dial of this case. */
  gate: DialRefusal | null;
  refusal: Refusal | null;
  /** True for a moment after a key that did nothing. */
  missed: number;
}
const NONE: CallStore = { call: null, number: null, dialling: false, saving: false, gate: null, refusal: null, missed: 0 };
export const useOpenCall = create<CallStore>(() => NONE);
const { setState: set, getState: get } = useOpenCall;
const DRAFT = "collector.call";
/** Refusal of the vault that is none: saved, but the case is no longer here to be shown. */
const SAVED_GONE = "saved_case_gone";

const keep = (call: OpenCall): void => keepDraft(DRAFT, JSON.stringify(call));

/** Reads back a call left open by a crash or a lock; returns its case. */
export async function restoreCall(): Promise<string | null> {
  const kept = await loadDraft(DRAFT);
  if (!kept || get().call) return null;
  const parsed = OpenCallSchema.safeParse(safeJson(kept));
  if (!parsed.success) return null;
  set({ ...NONE, call: parsed.data });
  return parsed.data.caseId;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Asks the gate and opens the attempt; returns the new view of the case, or null when nothing was asked. */
export async function dial(caseId: string, contact: { id: string; masked: string }): Promise<CaseView | null> {
  if (get().call || get().dialling) return null;
  set({ dialling: true, refusal: null, gate: null });
  const answer = await ask("dial.start", { caseId, contactPointId: contact.id });
  if (!answer.ok) {
    set({ dialling: false, refusal: answer.refusal });
    return null;
  }
  const { allowed, callId, number, startedAt, refusal, view } = answer.value;
  if (!allowed || callId === null) set({ dialling: false, gate: refusal });
  else open({ callId, caseId, contactPointId: contact.id, masked: contact.masked, direction: "out", startedAt, entry: newEntry("out") }, number);
  return view;
}

function open(call: OpenCall, number: string | null): void {
  set({ ...NONE, call, number });
  keep(call);
}

/** Opens an inbound call: it uses up no caps and passes no gate (PRODUCT.md 1.8). */
export function answerInbound(caseId: string): void {
  if (get().call) return;
  open({ callId: crypto.randomUUID(), caseId, contactPointId: null, masked: "", direction: "in", startedAt: serverNow(), entry: newEntry("in") }, null);
}

/** Changes the entry by hand (mouse, fields). */
export function editEntry(change: (entry: Entry) => Entry): void {
  const { call } = get();
  if (!call) return;
  const next = { ...call, entry: change(call.entry) };
  set({ call: next, refusal: null });
  keep(next);
}

/** Presses a key in the code box; tells the window what else to do. */
export function pressKey(key: Key): Effect {
  const { call, saving } = get();
  if (!call || saving) return null;
  const { entry, effect } = press(call.entry, key, serverNow());
  if (entry !== call.entry) editEntry(() => entry);
  if (effect === "refused") set((s) => ({ missed: s.missed + 1 }));
  return effect;
}

/** Amounts of the promise as it stands: typed ones, else the whole due of every account. */
export function sharesOf(entry: Entry, accounts: readonly Due[]): PromiseShare[] {
  if (!outcomesOf(entry).some((c) => outcome(c).promise)) return [];
  const typed = Object.entries(entry.amounts).map(([caseId, amountFen]) => ({ caseId, amountFen }));
  return typed.length > 0 ? typed : fullShares(accounts, entry.basis);
}

/** The follow-up time that will be saved: the chosen one, else the proposed. */
export function followUpOf(entry: Entry, now: number): number | null {
  if (entry.followUpAt !== undefined) return entry.followUpAt;
  return entry.line ? proposedFollowUp({ line: entry.line, outcomes: outcomesOf(entry), dueOn: entry.dueOn }, now) : null;
}

/** The result as it crosses to the vault. Null while the line is open. */
export function toLog(call: OpenCall, accounts: readonly Due[], note: string, now: number): CallLog | null {
  const { entry } = call;
  if (!entry.line) return null;
  const dueOn = entry.dueOn;
  return {
    caseId: call.caseId, callId: call.callId, contactPointId: call.contactPointId, direction: call.direction,
    line: entry.line, person: entry.person, outcome: entry.outcome, tags: entry.tags, identityStated: entry.identityStated, note: note.trim(),
    promises: dueOn ? sharesOf(entry, accounts).map((s) => ({ ...s, dueOn })) : [],
    followUpAt: followUpOf(entry, now), callbackAt: entry.callbackAt,
  };
}

export interface Saved {
  /** Null when the case has left this workstation meanwhile: the result is saved all the same. */
  readonly view: CaseView | null;
  readonly savedAt: number;
  readonly warns: boolean;
  readonly callId: string;
}

/** Logs the result. On a refusal the call stays open with everything in it and the reason shown. */
export async function submitCall(accounts: readonly Due[], note: string): Promise<Saved | null> {
  const { call, saving } = get();
  const log = call && !saving ? toLog(call, accounts, note, serverNow()) : null;
  if (!call || !log) return null;
  set({ saving: true, refusal: null });
  const answer = await ask("call.log", log);
  const gone = !answer.ok && answer.refusal.code === SAVED_GONE;
  if (!answer.ok && !gone) {
    set({ saving: false, refusal: answer.refusal });
    return null;
  }
  set(NONE);
  await dropDraft(DRAFT);
  const saved = answer.ok ? answer.value : { view: null, savedAt: serverNow() };
  return { ...saved, warns: outcomesOf(call.entry).some((c) => outcome(c).warns), callId: call.callId };
}

/** Forgets what the gate said, when another case or number comes up. */
export const clearGate = (): void => set((s) => (s.gate || s.refusal ? { gate: null, refusal: null } : s));

/** Forgets a kept call that turned out to be logged, or whose case is gone. */
export async function discardCall(): Promise<void> {
  set(NONE);
  await dropDraft(DRAFT);
}
