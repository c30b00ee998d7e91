/** The team's open warnings, and which ones arrived since the supervisor last looked. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Refusal } from "../../../../shared/protocol/errors.ts";
import { useFollowed } from "../../../lib/use-followed.ts";
import { isToDecide, newlyArrived, type WarningRow } from "../logic/inbox.ts";

export interface Inbox {
  readonly rows: readonly WarningRow[] | null;
  /** Every warning of the team on which anybody still owes a step, whoever it is. */
  readonly all: readonly WarningRow[] | null;
  readonly refusal: Refusal | null;
  readonly reload: () => void;
  /** Warnings nobody has looked at since they came, newest last. */
  readonly fresh: readonly WarningRow[];
  /** Marks one as looked at. */
  readonly seen: (id: string) => void;
  /** Puts an answered row in place until the next reload. */
  readonly put: (row: WarningRow) => void;
}

/** Follows the open warnings for as long as the desk is open. */
export function useInbox(): Inbox {
  const loaded = useFollowed("warnings.list", { open: true });

  const [answered, setAnswered] = useState<ReadonlyMap<string, WarningRow>>(new Map());
  const rows = useMemo(() => loaded.data?.warnings.filter(isToDecide).map((row) => answered.get(row.warning.id) ?? row) ?? null, [loaded.data, answered]);
  useEffect(() => setAnswered(new Map()), [loaded.data]);
  const put = useCallback((row: WarningRow) => setAnswered((before) => new Map(before).set(row.warning.id, row)), []);

  const { fresh, seen } = useFresh(rows);
  return { rows, all: loaded.data?.warnings ?? null, refusal: loaded.refusal, reload: loaded.reload, fresh, seen, put };
}

function useFresh(rows: readonly WarningRow[] | null): Pick<Inbox, "fresh" | "seen"> {
  const known = useRef<ReadonlySet<string> | null>(null);
  const [freshIds, setFreshIds] = useState<readonly string[]>([]);
  useEffect(() => {
    if (rows === null) return;
    const arrived = newlyArrived(known.current, rows);
    known.current = new Set([...(known.current ?? []), ...rows.map((r) => r.warning.id)]);
    if (arrived.length > 0) setFreshIds((before) => [...before, ...arrived]);
  }, [rows]);
  const seen = useCallback((id: string) => setFreshIds((before) => (before.includes(id) ? before.filter((x) => x !== id) : before)), []);
  const fresh = useMemo(() => (rows ?? []).filter((r) => freshIds.includes(r.warning.id)), [rows, freshIds]);
  return { fresh, seen };
}
