/** What hundred calls give, by line and by whoever answered: weights. */
import { CALL_MIX } from "../../service/demo/agency.ts";

const weights = <K extends string>(of: (mix: (typeof CALL_MIX)[number]) => K | null): Record<K, number> => {
  const sums = {} as Record<K, number>;
  for (const mix of CALL_MIX) {
    const key = of(mix);
    if (key !== null) sums[key] = (sums[key] ?? 0) + mix.weight;
  }
  return sums;
};

export const LINES = weights((m) => m.line);
export const PERSONS = weights((m) => m.person);
