/** What a desk owes and was told of the warnings it sees. The window's title counts what is owed here: a number, no name. */
import { useEffect } from "react";
import { countInTitle } from "../../lib/title-count.ts";
import { useNow } from "../../lib/clock.ts";
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
  const count = lists.mine.length;
  useEffect(() => {
    countInTitle("warnings", count);
  }, [count]);
  return { loaded, ...lists };
}
