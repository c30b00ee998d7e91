/**
 * Refused requests are loud: counted by code in the metrics, and written into the audit trail by route, code,
 * device and user. Gathered for a few seconds first: somebody who knocks without end makes one row with a
 * number, not a row per knock.
 */
import type { RefusalCode } from "../../shared/protocol/errors.ts";
import { SYSTEM } from "../context.ts";
import type { Service } from "../app.ts";
import { errorForLog } from "../failure.ts";

/** Refusals that say somebody asked for what is not theirs, or in a way no workstation of ours asks. Wrong passwords have their own rows. */
const AUDITED: ReadonlySet<string> = new Set<RefusalCode>(["bad_input", "forbidden", "not_found", "too_large", "too_many_requests", "device_unknown", "device_revoked", "unauthenticated", "recovery_same_person", "recovery_not_holder", "recovery_envelope_changed", "recovery_gone"]);
const GATHER_MS = 5_000;
/** Different refusals kept apart until they are written; the others of a flood are counted together. */
const MOST_KINDS = 200;

export interface Refused {
  readonly route: string;
  readonly code: string;
  /** Empty when the device is not known. */
  readonly device: string;
  /** Empty without a session. */
  readonly user: string;
}

export interface RefusalLog {
  refused(what: Refused): void;
  /** Writes what has been gathered. Never throws: the answer has gone out already. */
  flush(): Promise<void>;
}

export function newRefusalLog(service: Pick<Service, "run" | "log">): RefusalLog {
  let gathered = new Map<string, Refused & { count: number }>();
  let timer: NodeJS.Timeout | null = null;
  const flush = async () => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (gathered.size === 0) return;
    const rows = [...gathered.values()];
    gathered = new Map();
    await service.run(SYSTEM, async (ctx) => {
      for (const { route, code, device, user, count } of rows) await ctx.audit({ action: "request.refused", ref: route, detail: { code, device, user, count } });
    }).catch((error: unknown) => service.log.warn({ err: errorForLog(error), refusals: rows.length }, "refusals could not be written to the audit trail"));
  };
  return {
    refused(what) {
      if (!AUDITED.has(what.code)) return;
      const full = { ...what, count: 0 };
      const kind = gathered.size < MOST_KINDS || gathered.has(keyOf(full)) ? full : { ...full, route: "*", device: "", user: "" };
      const known = gathered.get(keyOf(kind)) ?? kind;
      gathered.set(keyOf(kind), { ...known, count: known.count + 1 });
      timer ??= setTimeout(() => void flush(), GATHER_MS).unref();
    },
    flush,
  };
}

const keyOf = ({ route, code, device, user }: Refused): string => [route, code, device, user].join(" ");
