/**
 * The warnings a desk sees, kept current by pushes and a poll beside them (a push may be missed). The window's title
 * counts what is owed here: a number, no name.
 */
import { useEffect } from "react";
import { useNow } from "../../lib/clock.ts";
import { useCall, type Loaded } from "../../lib/use-call.ts";
import { usePush } from "../../lib/use-push.ts";
import { useMe } from "../../stores/session.ts";
import { deskRows, type DeskRow } from "./logic/desk.ts";

const POLL_MS = 15_000;

export interface Owed {
  readonly loaded: Loaded<unknown>;
  readonly mine: readonly DeskRow[];
  readonly told: readonly DeskRow[];
}

/** Follows the warnings for as long as the component is mounted. */
export function useOwed(): Owed {
  const me = useMe();
  const now = useNow();
  const loaded = useCall("warnings.list", { open: false });
  const { reload } = loaded;
  usePush("data.changed", (body) => {
    if (body.warnings) reload();
  });
  useEffect(() => {
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [reload]);
  const lists = deskRows(loaded.data?.warnings ?? [], me, now);
  const count = lists.mine.length;
  useEffect(() => {
    document.title = count ? `(${count}) Lockdesk` : "Lockdesk";
  }, [count]);
  return { loaded, ...lists };
}
