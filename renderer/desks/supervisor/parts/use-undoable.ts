/**
 * An allocation or reassignment that can still be taken back. Kept as a draft, so that leaving the
 * page, a lock or a crash does not cost the hour in which it may be undone.
 */
import { useCallback, useEffect, useState } from "react";
import { z } from "zod";
import { dropDraft, keepDraft, loadDraft } from "../../../lib/drafts.ts";
import { useNow } from "../../../lib/clock.ts";

const UndoableSchema = z.object({ allocationId: z.uuid(), cases: z.number().int(), undoUntil: z.number().int(), toName: z.string() });
export type Undoable = z.infer<typeof UndoableSchema>;

/** `what` names the kind of act: one of each kind is remembered. */
export function useUndoable(what: "allocation" | "reassign"): { last: Undoable | null; keep: (undoable: Undoable) => void; drop: () => void } {
  const key = `undo.${what}`;
  const now = useNow(10_000);
  const [last, setLast] = useState<Undoable | null>(null);
  useEffect(() => {
    let dropped = false;
    void loadDraft(key).then((text) => {
      if (!dropped && text !== null) setLast((before) => before ?? readUndoable(text));
    });
    return () => {
      dropped = true;
    };
  }, [key]);
  const keep = useCallback(
    (undoable: Undoable) => {
      setLast(undoable);
      keepDraft(key, JSON.stringify(undoable));
    },
    [key],
  );
  const drop = useCallback(() => {
    setLast(null);
    void dropDraft(key);
  }, [key]);
  return { last: last && last.undoUntil > now ? last : null, keep, drop };
}

/** Reads what was kept; anything unreadable counts as nothing to undo. */
export function readUndoable(text: string): Undoable | null {
  try {
    const parsed = UndoableSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
