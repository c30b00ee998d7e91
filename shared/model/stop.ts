/**
 * 停催 as a lock on a person (PRODUCT.md 2, reading 14; S-27.5). A lock is named by what set it (`ref`) and why
 * (`reason`), so that each setting is a lock of its own and lifting one never lifts another: what stands is the
 * same whatever the order in which machines are heard of. Where the reason is about the human, not about one
 * bank's debt, the same lock stands on every bank's document of them, each kept apart (S-34). Pure.
 */
import { z } from "zod";
import type { Role } from "../access/roles.ts";
import { STOP_REASONS, type StopReason } from "./disposition.ts";
import { MINUTE } from "./time.ts";

const id = z.uuid();
const ms = z.number().int();

interface StopRule {
  /** `human`: at every bank that placed them. `bank`: the bank's own debt only. */
  readonly reach: "human" | "bank";
  /** Who may end it: the team's supervisor, or only the region's head. */
  readonly lift: "supervisor" | "head";
}

/** By reason. A person's death or a police report is nobody's to end alone at the desk that wants to call. */
export const STOP_RULES: Readonly<Record<StopReason, StopRule>> = {
  bankOrder: { reach: "bank", lift: "head" },
  settled: { reach: "bank", lift: "supervisor" },
  planAgreed: { reach: "bank", lift: "supervisor" },
  dispute: { reach: "bank", lift: "supervisor" },
  complaint: { reach: "human", lift: "supervisor" },
  askedToStop: { reach: "human", lift: "supervisor" },
  safety: { reach: "human", lift: "supervisor" },
  incapacitated: { reach: "human", lift: "supervisor" },
  deceased: { reach: "human", lift: "head" },
  bankruptcy: { reach: "human", lift: "head" },
  reported: { reach: "human", lift: "head" },
};
/** Posts that may end a lock, by reason. */
export const lifters = (reason: StopReason): readonly Role[] => (STOP_RULES[reason].lift === "head" ? ["head"] : ["supervisor", "head"]);
/** Reasons whose lock stands on every document of the human. */
export const HUMAN_WIDE: readonly StopReason[] = STOP_REASONS.filter((reason) => STOP_RULES[reason].reach === "human");

/** Minutes in which every collector has to have ticked (S-27.5). */
export const STOP_MINUTES = 5;

/** Which lock: what set it, and why. */
export const StopNameSchema = z.object({ ref: z.string().min(1).max(80), reason: z.enum(STOP_REASONS) });
export type StopName = z.infer<typeof StopNameSchema>;
export const stopKey = ({ ref, reason }: { ref: string; reason: string }): string => `${reason} ${ref}`;
export const isSameStop = (a: { ref: string; reason: string }, b: { ref: string; reason: string }): boolean => a.ref === b.ref && a.reason === b.reason;

/** What somebody said of a lock: times UTC ms on the centre's clock, `id` of the event. */
const WordSchema = z.object({ id: z.string(), by: z.string(), byName: z.string(), at: ms, note: z.string() });
export type StopWord = z.infer<typeof WordSchema>;

/** 停催: a lock on one bank's document of a person, who has heard of it and who has not. */
export const StopDocSchema = z.object({
  id,
  personId: id,
  /** A case of theirs it can be looked at by: the one it was set on, else an open one. */
  caseId: id.nullable(),
  bankCode: z.string(),
  ref: z.string(),
  reason: z.enum(STOP_REASONS),
  /** Null while only somebody's answer to it is known. */
  set: WordSchema.nullable(),
  lift: WordSchema.nullable(),
  /** When the centre took it in; the five minutes run from here. */
  standsFrom: ms.nullable(),
  /** Machines that have said their gate obeys it, with whoever is signed in there. */
  heard: z.array(z.object({ deviceId: id, userId: id, at: ms })),
  /** Collectors who know, and who said so: themselves, or the supervisor who told them. */
  ticks: z.array(z.object({ userId: id, by: id, at: ms })),
  /** Who holds the person's cases now: machines (each user's cache on each of them), and collectors. The centre computes both. */
  machines: z.array(z.object({ deviceId: id, name: z.string(), userId: id, userName: z.string() })),
  collectors: z.array(z.object({ userId: id, name: z.string(), /** Since when they hold one of the cases. */ since: ms })),
  /** The five minutes ran out: who had not ticked, on how many machines it was not heard, and which level it went to. */
  alerts: z.array(z.object({ at: ms, firedAt: ms, to: z.string(), machines: z.number().int(), userIds: z.array(id) })),
  /** Name (masked), case number and bank, for a desk that has no case of it. */
  facts: z.object({ name: z.string(), caseNo: z.string(), bank: z.string() }),
  /** Desks that may see it (`shared/access/desks.ts`). */
  desks: z.array(z.string()),
});
export type StopDoc = z.infer<typeof StopDocSchema>;

/** A lock of which nothing is known yet but its name. */
export const unheardStop = (of: { id: string; personId: string; bankCode: string } & StopName): StopDoc => ({
  id: of.id, personId: of.personId, caseId: null, bankCode: of.bankCode, ref: of.ref, reason: of.reason, set: null, lift: null, standsFrom: null, heard: [], ticks: [], machines: [], collectors: [], alerts: [],
  facts: { name: "", caseNo: "", bank: "" }, desks: [],
});

/** True while it forbids contact. One that was lifted before it was heard of never stands. */
export const stands = (stop: Pick<StopDoc, "set" | "lift">): boolean => stop.set !== null && stop.lift === null;

/** True when contact at `at` (UTC ms) was after the lock had been taken in and before it was lifted. */
export const stoodAt = (stop: Pick<StopDoc, "standsFrom" | "lift">, at: number): boolean => stop.standsFrom !== null && stop.standsFrom <= at && (stop.lift === null || at < stop.lift.at);

const earlier = (a: StopWord | null, b: StopWord): StopWord => (a !== null && (a.at < b.at || (a.at === b.at && a.id <= b.id)) ? a : b);

/** The same lock with a setting added: of several the earliest. `takenAt` is the moment the centre took it in. */
export function withSet(stop: StopDoc, word: StopWord, takenAt: number): StopDoc {
  return { ...stop, set: earlier(stop.set, word), standsFrom: Math.min(stop.standsFrom ?? takenAt, takenAt) };
}
/** The same lock lifted: of several liftings the earliest. */
export const withLift = (stop: StopDoc, word: StopWord): StopDoc => ({ ...stop, lift: earlier(stop.lift, word) });

/** The same lock, heard on one more machine; what a machine said first stays. */
export function withHeard(stop: StopDoc, heard: StopDoc["heard"][number]): StopDoc {
  const others = stop.heard.filter((h) => !(h.deviceId === heard.deviceId && h.userId === heard.userId));
  const known = stop.heard.find((h) => h.deviceId === heard.deviceId && h.userId === heard.userId);
  return { ...stop, heard: sorted([...others, known && known.at <= heard.at ? known : heard], (h) => `${h.deviceId} ${h.userId}`) };
}
/** The same lock, known to one more collector; the first word of it stays. */
export function withTick(stop: StopDoc, tick: StopDoc["ticks"][number]): StopDoc {
  const others = stop.ticks.filter((t) => t.userId !== tick.userId);
  const known = stop.ticks.find((t) => t.userId === tick.userId);
  const first = !known || tick.at < known.at || (tick.at === known.at && tick.by < known.by) ? tick : known;
  return { ...stop, ticks: sorted([...others, first], (t) => t.userId) };
}
const sorted = <T>(list: T[], key: (item: T) => string): T[] => list.sort((a, b) => (key(a) < key(b) ? -1 : 1));

/** The machines whose gate has not said that it obeys. */
export const unheardOn = (stop: StopDoc): StopDoc["machines"] => stop.machines.filter((m) => !stop.heard.some((h) => h.deviceId === m.deviceId && h.userId === m.userId));
/** The collectors who have not ticked. */
export const untickedBy = (stop: StopDoc): StopDoc["collectors"] => stop.collectors.filter((c) => !stop.ticks.some((t) => t.userId === c.userId));

/** Until when a collector has to have ticked, UTC ms: five minutes from the lock, or from when a case of theirs came under it. */
export const tickDueAt = (stop: StopDoc, collector: StopDoc["collectors"][number]): number => Math.max(stop.standsFrom ?? 0, collector.since) + STOP_MINUTES * MINUTE;

/** Collectors whose five minutes are over at `now` and of whom nobody has been told yet. */
export const overdueTicks = (stop: StopDoc, now: number): StopDoc["collectors"] => waitedFor(stop).filter((c) => tickDueAt(stop, c) < now);
/** Those who owe a tick, less those the next level has been told of. */
const waitedFor = (stop: StopDoc): StopDoc["collectors"] => (stands(stop) ? untickedBy(stop).filter((c) => !stop.alerts.some((a) => a.userIds.includes(c.userId))) : []);

/** When five minutes are over next, UTC ms; null when nobody owes a tick. Within five minutes includes the fifth. */
export function stopDueAt(stop: StopDoc): number | null {
  const due = waitedFor(stop).map((c) => tickDueAt(stop, c));
  return due.length === 0 ? null : Math.min(...due);
}
