/** Words for the user: kept until a window is there to read them, then shown as they come. */
import type { Refusal } from "../../shared/protocol/errors.ts";
import type { Push } from "./changes.ts";
import type { CacheHolder } from "./cache-holder.ts";
import type { VaultRefusalCode } from "./refusals.ts";

export interface Notices {
  tell(notice: Refusal): void;
  /** A window is there. */
  attend(): void;
}

export function createNotices(push: Push): Notices {
  let waiting: Refusal[] | null = [];
  return {
    tell: (notice) => (waiting ? void waiting.push(notice) : push("desk.notice", notice)),
    attend: () => {
      const all = waiting ?? [];
      waiting = null;
      for (const notice of all) push("desk.notice", notice);
    },
  };
}

/** What is said about the way the files were found. `before`: there was a stay on this machine before. */
export function openingNotices(found: { keptAside: boolean; salvaged: boolean; began: CacheHolder["began"]; before: boolean }): VaultRefusalCode[] {
  const missing = found.began === "created" && found.before && !found.keptAside;
  return [
    ...(found.keptAside ? (["kept_aside"] as const) : []),
    ...(found.salvaged ? (["outbox_salvaged"] as const) : []),
    ...(found.began === "rebuilt" || missing ? (["cache_rebuilt"] as const) : []),
    ...(found.began === "memory" ? (["cache_in_memory"] as const) : []),
  ];
}
