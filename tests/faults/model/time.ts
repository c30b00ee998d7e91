/**
 * Virtual time: timers, clocks and random numbers of the whole process are the scheduler's while it is
 * installed. Every timer belongs to an owner (a workstation, the centre, the line), so that a killed
 * workstation's timers die with it and each machine may have a wall clock of its own.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { atLocal } from "../../../shared/model/time.ts";
import { seeded, type Random } from "../random.ts";

/** Who runs: its wall clock is off by `skew` ms; a dead one runs nothing any more. */
export interface Owner {
  readonly name: string;
  skew: number;
  dead: boolean;
}

interface Timer {
  at: number;
  readonly order: number;
  readonly owner: Owner | undefined;
  readonly run: () => unknown;
  readonly every: number | null;
}

export interface VirtualTime {
  /** True time, UTC ms: the centre's. */
  now(): number;
  /** Ms since the start, never set. */
  mono(): number;
  after(ms: number, owner: Owner, run: () => unknown): void;
  as<T>(owner: Owner, run: () => T): T;
  /** Does what is due in the next `ms`; one thing at a time, each to its end. */
  pass(ms: number): Promise<void>;
  /** Passes time until `holds`, looked at after every step, or until `ms` have passed; says whether it held. */
  passUntil(holds: () => boolean, ms: number): Promise<boolean>;
  kill(owner: Owner): void;
  uninstall(): void;
}

/** Monday 09:30: inside calling hours. */
export const START = atLocal("2026-11-23", "09:30");

const realImmediate = setImmediate;
const turn = (): Promise<void> => new Promise((resolve) => realImmediate(resolve));
/** What a workstation does after an answer needs no timer, only turns of the event loop. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 4; i += 1) await turn();
};

/** Takes over the clocks and the chance of this process until `uninstall`; `ids` makes the UUIDs. Not for two at once. */
export function installTime(random: Random, ids: Random): VirtualTime {
  // Drawn ahead into buffers that outlive a run: never from what the rest of the run draws on.
  const bytes = seeded(ids.below(2 ** 32));
  let now = START;
  let order = 0;
  const timers = new Map<number, Timer>();
  const current = new AsyncLocalStorage<Owner>();

  const add = (ms: number, owner: Owner | undefined, run: () => unknown, every: number | null): number => {
    order += 1;
    timers.set(order, { at: now + Math.max(0, Number(ms) || 0), order, owner, run, every });
    return order;
  };
  const handle = (id: number) => ({ id, ref: () => handle(id), unref: () => handle(id), hasRef: () => true, [Symbol.toPrimitive]: () => id });
  const start = (every: boolean) => (run: (...args: unknown[]) => unknown, ms = 0, ...args: unknown[]) =>
    handle(add(ms, current.getStore(), () => run(...args), every ? Math.max(1, ms) : null));
  const stop = (timer: { id: number } | number | null | undefined): void => void (timer && timers.delete(typeof timer === "number" ? timer : timer.id));

  const uninstall = replace([
    [globalThis, "setTimeout", start(false)], [globalThis, "clearTimeout", stop], [globalThis, "setInterval", start(true)], [globalThis, "clearInterval", stop],
    [Date, "now", () => Math.round(now) + (current.getStore()?.skew ?? 0)], [performance, "now", () => now - START], [Math, "random", random.next],
    [crypto, "randomUUID", () => uuidFrom(ids)], [globalThis.crypto, "randomUUID", () => uuidFrom(ids)],
    [globalThis.crypto, "getRandomValues", (array: Uint32Array) => array.set(array.map(() => bytes.below(2 ** 32))) ?? array],
  ]);

  function earliest(): Timer | null {
    let first: Timer | null = null;
    for (const t of timers.values()) if (!first || t.at < first.at || (t.at === first.at && t.order < first.order)) first = t;
    return first;
  }

  async function step(timer: Timer): Promise<void> {
    timers.delete(timer.order);
    now = Math.max(now, timer.at);
    if (timer.owner?.dead) return;
    if (timer.every !== null) {
      timer.at = now + timer.every;
      timers.set(timer.order, timer);
    }
    await (timer.owner ? current.run(timer.owner, timer.run) : timer.run());
    await settled();
  }

  async function passUntil(holds: () => boolean, ms: number): Promise<boolean> {
    const end = now + ms;
    await settled();
    for (;;) {
      if (holds()) return true;
      const next = earliest();
      if (!next || next.at > end) break;
      await step(next);
    }
    now = end;
    return holds();
  }

  return {
    now: () => Math.round(now), mono: () => now - START, uninstall,
    after: (ms, owner, run) => void add(ms, owner, run, null),
    as: (owner, run) => current.run(owner, run),
    passUntil,
    pass: async (ms) => void (await passUntil(() => false, ms)),
    kill: (owner) => {
      owner.dead = true;
      for (const timer of [...timers.values()]) if (timer.owner === owner) timers.delete(timer.order);
    },
  };
}

/** Replaces properties; the returned function puts them back. */
function replace(all: readonly [object, string, unknown][]): () => void {
  const before = all.map(([object, name]) => [object, name, Object.getOwnPropertyDescriptor(object, name)] as const);
  for (const [object, name, value] of all) Object.defineProperty(object, name, { value, configurable: true, writable: true });
  syncBuiltinESMExports();
  return () => {
    for (const [object, name, descriptor] of before) {
      if (descriptor) Object.defineProperty(object, name, descriptor);
      else Reflect.deleteProperty(object, name);
    }
    syncBuiltinESMExports();
  };
}

function uuidFrom(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.below(16).toString(16));
  hex[12] = "4";
  hex[16] = "89ab"[random.below(4)]!;
  const text = hex.join("");
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
