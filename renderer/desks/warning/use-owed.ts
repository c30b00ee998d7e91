/** What a desk owes and was told of the warnings it sees. */
import { useNow } from "../../lib/clock.ts";
import { useOwedCount } from "../../lib/owed-count.ts";
import type { Loaded } from "../../lib/use-call.ts";
import { useFollowed } from "../../lib/use-followed.ts";
import { useMe } from "../../stores/session.ts";
import { deskRows, type DeskRow } from "./logic/desk.ts";

export interface Owed {
  readonly loaded: Loaded<unknown>;
  readonly mine: readonly DeskRow[];
  readonly told: readonly DeskRow[];
}

/** Follows the warnings for as long as the component is mounted. */
export function useOwed(): Owed {
  const me = useMe();
  const now = useNow();
  const loaded = useFollowed("warnings.list", { open: false });
  const lists = deskRows(loaded.data?.warnings ?? [], me, now);
  useOwedCount("warnings", loaded.data && lists.mine.length);
  return { loaded, ...lists };
}
