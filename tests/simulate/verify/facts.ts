/** What is held against each other after a run: the raw events, what the engine has made of them, and what the run saw itself. Plain data. */
import type { Journal } from "../journal.ts";

export interface RawEvent {
  readonly id: string;
  readonly deviceId: string;
  readonly userId: string;
  readonly seq: number;
  readonly type: string;
  readonly caseId: string | null;
  readonly personId: string | null;
  /** When it happened, on the centre's clock, and when the centre took it in; UTC ms. */
  readonly at: number;
  readonly receivedAt: number;
  readonly review: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}
export interface Alert {
  readonly step: string;
  readonly kind: string;
  readonly at: number;
  readonly firedAt: number;
  readonly to: string;
}
/** An instance as the engine keeps it. */
export interface KeptForm {
  readonly id: string;
  readonly workflow: string;
  readonly no: string;
  readonly state: string;
  readonly teamId: string | null;
  readonly bankCode: string;
  readonly confirmNo: string;
  readonly desks: readonly string[];
  readonly alerts: readonly Alert[];
  /** Steps as it remembers them: event and whether it counts. */
  readonly steps: readonly { readonly id: string; readonly counts: boolean }[];
}
export interface KeptTimer {
  readonly instance: string;
  readonly step: string;
  readonly kind: string;
  readonly round: number;
  readonly at: number;
  readonly firedAt: number | null;
}
export interface Trail {
  readonly action: string;
  readonly ref: string;
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
}
export interface KeptStop {
  readonly id: string;
  readonly personId: string;
  readonly ref: string;
  readonly reason: string;
  readonly setAt: number | null;
  readonly liftedAt: number | null;
  readonly standsFrom: number | null;
  readonly heard: readonly { readonly deviceId: string; readonly userId: string }[];
  readonly ticks: readonly { readonly userId: string }[];
  readonly alerted: readonly string[];
}
export interface KeptReport {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly from: number;
  readonly to: number;
  readonly draftedAt: number;
  readonly dues: readonly number[];
  readonly covered: boolean;
  readonly steps: readonly { readonly act: string; readonly at: number }[];
  readonly figures: Readonly<Record<string, number>>;
  readonly tables: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
export interface Person {
  readonly id: string;
  readonly roles: readonly string[];
  readonly teamId: string | null;
  readonly region: string;
}
export interface Facts {
  readonly journal: Journal;
  readonly from: string;
  readonly regions: readonly string[];
  readonly events: readonly RawEvent[];
  /** Ids of the keys that make an event the same for ever. */
  readonly keys: readonly string[];
  readonly rejected: readonly string[];
  readonly forms: readonly KeptForm[];
  readonly timers: readonly KeptTimer[];
  readonly trail: readonly Trail[];
  readonly stops: readonly KeptStop[];
  readonly reports: readonly KeptReport[];
  readonly people: readonly Person[];
  readonly teams: readonly { readonly id: string; readonly name: string; readonly region: string }[];
  readonly banks: Readonly<Record<string, string>>;
  readonly cases: readonly { readonly id: string; readonly caseNo: string; readonly bankCode: string; readonly personId: string; readonly human: string; readonly assigneeId: string; readonly teamId: string; readonly since: number }[];
}
