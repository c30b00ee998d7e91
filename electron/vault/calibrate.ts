/**
 * How hard a password is to guess on this machine: memory is raised, not passes, until one derivation takes about
 * 0.7 s here (ELECTRON.md 3.4). Done when a slot is made; the slot keeps what was chosen.
 */
import { randomBytes } from "node:crypto";
import { totalmem } from "node:os";
import { argon2id, type KdfCost } from "./primitives.ts";
import { CEILING, DEFAULT_COST, FLOOR } from "./keys.ts";

const AIM_MS = 700;
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

/** The cost for this machine, between floor and ceiling. The first, cold, derivation is not counted. */
export async function calibrate(bench: Bench = machine): Promise<KdfCost> {
  await bench.measure(FLOOR);
  const took = Math.max(1, await bench.measure(DEFAULT_COST));
  const wanted = Math.floor((DEFAULT_COST.mKib * AIM_MS) / took / STEP_KIB) * STEP_KIB;
  const most = Math.min(CEILING.mKib, Math.floor(bench.memoryKib / MEMORY_SHARE));
  return { ...DEFAULT_COST, mKib: Math.max(FLOOR.mKib, Math.min(most, wanted)) };
}
