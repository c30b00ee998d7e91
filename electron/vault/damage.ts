/**
 * Judges the errors of a running stay. Pages that fail are the cache's or the outbox's. The cache is
 * replaced and the work goes on; a damaged outbox ends the stay, and the next sign-in puts together
 * what can be read of it.
 */
import { RefusalError, type Refusal } from "../../shared/protocol/errors.ts";
import type { Touched } from "../../db/cache/context.ts";
import type { Database } from "../../db/guard.ts";
import type { CacheHolder } from "./cache-holder.ts";
import { errorFields, log } from "./log.ts";
import { vaultRefusal } from "./refusals.ts";

const DAMAGE = /^SQLITE_(CORRUPT|NOTADB|IOERR)/;

/** What became of it: `replaced` = a fresh cache is in place, what failed may be asked again. */
export type Verdict = "replaced" | "ended" | "none";

export interface DamageDeps {
  readonly outboxFile: Database;
  readonly holder: CacheHolder;
  readonly tell: (notice: Refusal) => void;
  readonly over: (reason: Refusal) => void;
  /** A fresh cache is in place: what it shows has changed, and the centre's rows must come again. */
  readonly replaced: (touched: Touched) => void;
}

/** The SQLite or system code of an error, also of one already turned into a refusal. */
const codeOf = (error: unknown): string => (error instanceof RefusalError ? (error.refusal.issues[0] ?? "") : error instanceof Error && "code" in error ? String(error.code) : "");

export function createDamageJudge(deps: DamageDeps): (error: unknown) => Verdict {
  let ended = false;
  const end = (reason: Refusal): Verdict => {
    if (!ended) deps.over(reason);
    ended = true;
    return "ended";
  };
  return (error) => {
    if (ended || !DAMAGE.test(codeOf(error))) return "none";
    // The outbox is small and sacred: it is looked at first.
    if (!isWhole(deps.outboxFile)) return end(vaultRefusal("outbox_damaged"));
    try {
      const fresh = deps.holder.replace();
      if (!fresh) return end(vaultRefusal("cache_damaged"));
      deps.tell(vaultRefusal(fresh.inMemory ? "cache_in_memory" : "cache_rebuilt"));
      deps.replaced(fresh.touched);
      return "replaced";
    } catch (failure) {
      log("error", "cache.replace", errorFields(failure));
      return end(vaultRefusal("cache_damaged"));
    }
  };
}

function isWhole(db: Database): boolean {
  try {
    return db.pragma("quick_check(1)", { simple: true }) === "ok";
  } catch {
    return false;
  }
}
