/**
 * How hard a password is to guess on this machine: memory is raised, not passes, until one derivation takes about
 * 0.7 s at an unlock (ELECTRON.md 3.4). Done when a slot is made; the slot keeps what was chosen.
 */
import { randomBytes } from "node:crypto";
import { totalmem } from "node:os";
import { argon2id, type KdfCost } from "./primitives.ts";
import { CEILING, FLOOR } from "./keys.ts";

/** Here the process is warm; at an unlock it is new, and the first touch of its memory costs about two fifths more. */
const AIM_MS = 500;
const STEP_KIB = 16 * 1024;
/** A derivation takes at most this share of the machine's memory. */
const MEMORY_SHARE = 8;

export interface Bench {
  /** Takes one derivation and says how long it took, ms. */
  readonly measure: (cost: KdfCost) => Promise<number>;
  readonly memoryKib: number;
}

const machine: Bench = {
  measure: async (cost) => {
    const began = performance.now();
    (await argon2id(randomBytes(16), randomBytes(32), cost)).fill(0);
    return performance.now() - began;
  },
  memoryKib: Math.floor(totalmem() / 1024),
};

/**
 * The cost for this machine, between floor and ceiling. Time grows faster than memory once it leaves the processor's
 * caches, so nothing is extrapolated far: every cost that is taken has been measured. The first, cold, derivation
 * is not counted.
 */
export async function calibrate(bench: Bench = machine): Promise<KdfCost> {
  await bench.measure(FLOOR);
  const most = Math.min(CEILING.mKib, Math.floor(bench.memoryKib / MEMORY_SHARE));
  let cost: KdfCost = FLOOR;
  let took = await bench.measure(cost);
  for (;;) {
    const fits = Math.floor((cost.mKib * AIM_MS) / Math.max(1, took) / STEP_KIB) * STEP_KIB;
    const next: KdfCost = { ...cost, mKib: Math.min(most, fits, 2 * cost.mKib) };
    if (next.mKib <= cost.mKib) return cost;
    took = await bench.measure(next);
    if (took > AIM_MS) return cost;
    cost = next;
  }
}
