/** Drawing a sample that can be drawn again: the same seed over the same population gives the same sample. Pure. */

/** A generator of numbers in [0, 1) from a 32-bit seed (mulberry32); good enough to be fair, not to keep a secret. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws `size` of `ids` without repeats, each equally likely; all of them when there are fewer. The order of `ids` does not matter. */
export function drawSample(ids: readonly string[], size: number, seed: number): string[] {
  const pool = [...new Set(ids)].sort();
  const next = generator(seed);
  const wanted = Math.min(size, pool.length);
  for (let i = 0; i < wanted; i++) {
    const at = i + Math.floor(next() * (pool.length - i));
    [pool[i], pool[at]] = [pool[at]!, pool[i]!];
  }
  return pool.slice(0, wanted);
}
