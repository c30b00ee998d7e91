/** What the routes are given. */
import type { DeskHandlers } from "../context.ts";
import type { Service } from "../app.ts";
import type { Authority } from "../pki/authority.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Nudger } from "../sync/nudge.ts";
import type { Gate } from "./gate.ts";
import type { Releases } from "../release/releases.ts";
import type { RouteFilter } from "./route-filter.ts";
import type { SyncSecrets } from "../sync/token.ts";

/** What every answer about sync depends on. */
export interface SyncFacts {
  readonly epoch: string;
  /** Newest protocol version spoken. */
  readonly newest: number;
}

export interface House {
  readonly service: Service;
  readonly authority: Authority;
  readonly nudger: Nudger;
  readonly secrets: SyncSecrets;
  readonly sync: SyncFacts;
  readonly gate: Gate;
  readonly metrics: Metrics;
  readonly desk: Partial<DeskHandlers>;
  readonly filter: RouteFilter;
  /** What workstations update from; null when this service publishes nothing. */
  readonly releases: Releases | null;
}
