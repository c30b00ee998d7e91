/**
 * Times the calls of a repository and reports the slow ones by name. One place for all of them: what is
 * reported is the name a method has in the code, never what it was asked or what it answered.
 */
import { performance } from "node:perf_hooks";

/** A call longer than this is reported, ms. */
const SLOW_MS = 40;

/** Told the name (`outbox.append`) and the time of a slow call, ms. */
export type SlowReport = (query: string, ms: number) => void;

/** The same repository, each of its functions timed; objects within it likewise. */
export function timed<T extends object>(name: string, repository: T, report: SlowReport): T {
  const entries = Object.entries(repository).map(([key, value]: [string, unknown]) => [key, timedMember(`${name}.${key}`, value, report)] as const);
  return Object.fromEntries(entries) as T;
}

function timedMember(name: string, value: unknown, report: SlowReport): unknown {
  if (typeof value === "object" && value !== null) return timed(name, value, report);
  if (typeof value !== "function") return value;
  const call = value as (...args: unknown[]) => unknown;
  return (...args: unknown[]) => {
    const started = performance.now();
    try {
      return call(...args);
    } finally {
      const took = performance.now() - started;
      if (took > SLOW_MS) report(name, took);
    }
  };
}
