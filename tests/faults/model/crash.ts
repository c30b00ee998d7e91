/**
 * Kill points inside a step: the moment before and after each local commit. The image of the files is
 * taken there, as a kill -9 would leave them, and the step is unwound.
 */
import Library from "better-sqlite3";

/** Unwinds the step of a workstation that has just been killed. */
export class KilledError extends Error {
  constructor() {
    super("killed at a commit");
    this.name = "KilledError";
  }
}

interface Aim {
  left: number;
  readonly within: string;
  readonly before: boolean;
  readonly hit: () => void;
}
let aim: Aim | null = null;

/** Arms a kill at the `n`-th transaction from now on (1 = the next) in a folder's files, before or after its commit. */
export function killAtCommit(within: string, n: number, before: boolean, hit: () => void): void {
  aim = { within, left: n, before, hit };
}
export const disarm = (): void => {
  aim = null;
};

function strike(file: string, before: boolean): void {
  if (!aim || aim.before !== before || !file.startsWith(aim.within)) return;
  aim.left -= 1;
  if (aim.left > 0) return;
  const { hit } = aim;
  aim = null;
  hit();
  throw new KilledError();
}

type Work = (...args: unknown[]) => unknown;
type Transaction = Work & Record<"default" | "deferred" | "immediate" | "exclusive", Work>;
const prototype = Library.prototype as unknown as { transaction(this: { name: string }, fn: Work): Transaction };
const original = prototype.transaction;

prototype.transaction = function (fn) {
  const { name } = this;
  const inner = original.call(this, (...args: unknown[]) => {
    const result = fn(...args);
    strike(name, true);
    return result;
  });
  const wrapped = (run: Work): Work => (...args) => {
    const result = run(...args);
    strike(name, false);
    return result;
  };
  return Object.assign(wrapped(inner), { default: wrapped(inner.default), deferred: wrapped(inner.deferred), immediate: wrapped(inner.immediate), exclusive: wrapped(inner.exclusive) });
};
