/** What the cache needs to know from outside, and the small helpers its parts share. */
import type { Scope } from "../../shared/access/roles.ts";
import type { EventType } from "../../shared/model/events.ts";
import type { Database } from "../guard.ts";
import type { LiveEvent, Targets } from "../outbox.ts";

export interface CacheReader {
  readonly id: string;
  readonly name: string;
  readonly teamId: string | null;
  /** How far `case.read` reaches for this user; null = no cases. */
  readonly scope: Scope | null;
}

export interface CacheContext {
  readonly db: Database;
  readonly me: CacheReader;
  /** The centre's estimated time, UTC ms. */
  readonly now: () => number;
  /** Own events still to be laid over the mirrored rows. */
  readonly live: { on(target: { personId: string }): LiveEvent[]; targets(): Targets; texts(): LiveEvent[] };
}

/** What a change made different for somebody looking. */
export interface Touched {
  readonly caseIds: Set<string>;
  warnings: boolean;
  /** Stops, or what persons carry of them. */
  stops: boolean;
  /** A revoke was carried out: the centre waits for its receipt. */
  purged: boolean;
}

export const newTouched = (): Touched => ({ caseIds: new Set(), warnings: false, stops: false, purged: false });

/** Acts that today's figures count. */
export const FIGURE_TYPES = ["call.logged", "promise.made", "call.refused"] as const satisfies readonly EventType[];

/** Digits of a number, last first: "ends with" becomes a prefix. */
export const reversed = (value: string): string => [...value.replace(/[^0-9xX]/g, "")].reverse().join("").toLowerCase();

/** A value read from a JSON column of our own writing. */
export const fromJson = <T>(text: string): T => JSON.parse(text) as T;
