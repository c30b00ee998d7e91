/** The complaints this desk sees, kept current by themselves: a push when something changed, a poll beside it. */
import type { FormRow } from "../../../shared/ipc/contract.ts";
import { useNow } from "../../lib/clock.ts";
import { useOwedCount } from "../../lib/owed-count.ts";
import type { Loaded } from "../../lib/use-call.ts";
import { useFollowed } from "../../lib/use-followed.ts";
import { useMe } from "../../stores/session.ts";
import { complaintRows, concerning, type ComplaintRow } from "./logic/desk.ts";

export interface Complaints {
  readonly loaded: Loaded<unknown>;
  readonly mine: readonly ComplaintRow[];
  readonly told: readonly ComplaintRow[];
  /** Those that concern this person. */
  readonly concerning: readonly FormRow[];
}

/** Follows them for as long as the component is mounted. */
export function useComplaints(): Complaints {
  const me = useMe();
  const now = useNow();
  const loaded = useFollowed("forms.list", { workflow: "complaint" });
  const rows = loaded.data?.forms ?? [];
  const lists = complaintRows(rows, me, now);
  useOwedCount("complaints", loaded.data && lists.mine.length);
  return { loaded, ...lists, concerning: concerning(rows, me) };
}
