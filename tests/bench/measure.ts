/**
 * Measurements as ratios: each figure stands against a limit or a peer measured in the same run.
 * One JSON object per line: `{bench, metric, value, unit, against, ratio, n}`.
 */
export interface Figure {
  readonly bench: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: "ms" | "MB" | "count" | "exponent";
  /** What the figure is held against: a peer measured beside it, or a fixed aim. */
  readonly against: { readonly what: string; readonly value: number; readonly aim: number };
  readonly ratio: number;
  readonly n: number;
}

type Peer = Figure["against"];

export interface Bench {
  readonly name: string;
  run(options: Options): AsyncGenerator<Figure>;
}

/** What a caller may set; null where nothing was said. */
export interface Options {
  /** How long `soak` takes, minutes. */
  readonly minutes: number | null;
  /** How many events `million` pushes. */
  readonly events: number | null;
}

/** Value below which the share `p` (0..1) of the samples lies; nearest rank. */
export function percentile(samples: readonly number[], p: number): number {
  if (samples.length === 0) throw new Error("no samples");
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))]!;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** The exponent k of the best fit y ~ x^k (least squares over logarithms). All values above 0. */
export function slopeOf(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [lx, ly] = [xs.map(Math.log), ys.map(Math.log)];
  const [mx, my] = [mean(lx), mean(ly)];
  return lx.reduce((sum, x, i) => sum + (x - mx) * (ly[i]! - my), 0) / lx.reduce((sum, x) => sum + (x - mx) ** 2, 0);
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs `work` `n` times and returns each duration in milliseconds. */
export async function sampled(n: number, work: (i: number) => Promise<unknown> | unknown): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < n; i++) samples.push(await timed(() => work(i)));
  return samples;
}

/** A figure against a peer of the same run: aim is the wanted highest ratio. */
export const againstPeer = (bench: string, metric: string, value: number, peer: Peer, n: number): Figure => figureOf(bench, metric, "ms", value, peer, n);

/** The same in any unit. */
export function figureOf(bench: string, metric: string, unit: Figure["unit"], value: number, peer: Peer, n: number): Figure {
  return { bench, metric, value: round(value), unit, against: { ...peer, value: round(peer.value), aim: round(peer.aim) }, ratio: round(value / peer.value), n };
}

/** A figure against a fixed limit: the ratio is value / limit, so 1 or less is good. */
export function againstLimit(bench: string, metric: string, value: number, limit: number, n: number): Figure {
  return { bench, metric, value: round(value), unit: "ms", against: { what: "limit", value: limit, aim: 1 }, ratio: round(value / limit), n };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
