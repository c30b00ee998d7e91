/** Seeds of many runs out of one. */
import { childSeed } from "./random.ts";

/** The seed of the `i`-th run: the first is `seed` itself, so that a printed seed replays alone. */
export const seedOf = (seed: number, i: number): number => (i === 0 ? seed : childSeed(seed, i));
