/** Pages of the audit trail: a new filter begins anew, the end of the table brings the next page. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { DeskInput, DeskOutput } from "../../shared/protocol/desk.ts";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { askDesk } from "../lib/api.ts";

export type AuditFilter = Omit<DeskInput<"audit.list">, "limit" | "after">;
export type AuditRow = DeskOutput<"audit.list">["rows"][number];

const PAGE = 100;

interface Pages {
  readonly rows: readonly AuditRow[] | null;
  readonly next: string | null;
  readonly refusal: Refusal | null;
  readonly loading: boolean;
}
const NOTHING: Pages = { rows: null, next: null, refusal: null, loading: true };

export function useAudit(filter: AuditFilter): Pages & { readonly more: () => void; readonly reload: () => void } {
  const [pages, setPages] = useState<Pages>(NOTHING);
  const [turn, setTurn] = useState(0);
  const asked = useRef(0);
  const key = JSON.stringify(filter);
  /** An answer that comes after a newer question is dropped. */
  const ask = useCallback(async (after: string | null) => {
    const mine = (asked.current += 1);
    setPages((p) => ({ ...p, loading: true }));
    const answer = await askDesk("audit.list", { ...(JSON.parse(key) as AuditFilter), limit: PAGE, after });
    if (mine !== asked.current) return;
    setPages((p) => (answer.ok ? { rows: after === null ? answer.value.rows : [...(p.rows ?? []), ...answer.value.rows], next: answer.value.next, refusal: null, loading: false } : { ...p, refusal: answer.refusal, loading: false }));
  }, [key]);
  useEffect(() => {
    setPages(NOTHING);
    void ask(null);
  }, [ask, turn]);
  const { next, loading } = pages;
  return {
    ...pages,
    more: () => {
      if (next !== null && !loading) void ask(next);
    },
    reload: () => setTurn((n) => n + 1),
  };
}
