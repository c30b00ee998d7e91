/** The decision being typed for one warning: kept as a draft, sent step by step, cleared once saved. */
import { useCallback, useEffect, useState } from "react";
import { call } from "../../../lib/api.ts";
import { serverNow } from "../../../lib/clock.ts";
import { dropDraft, keepDraft, loadDraft } from "../../../lib/drafts.ts";
import { useAct } from "../../../lib/use-call.ts";
import { useMe } from "../../../stores/session.ts";
import { emptyDraft, readDraft, sendingOf, type Draft, type Sending } from "../logic/decision.ts";
import type { WarningRow } from "../logic/inbox.ts";
import { sootheOptions } from "../logic/soothe.ts";

export interface Decision {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly sending: Sending;
  /** Sends what can be sent; false when something is missing or refused. */
  readonly send: () => Promise<boolean>;
  readonly busy: boolean;
  readonly refusal: ReturnType<typeof useAct>["refusal"];
  /** True when a restored or typed draft differs from the empty form. */
  readonly dirty: boolean;
}

const keyOf = (row: WarningRow): string => `warning.decide.${row.warning.id}`;

/** `onSaved` is handed the warning after each step that was saved. */
export function useDecision(row: WarningRow, onSaved: (row: WarningRow) => void): Decision {
  const me = useMe();
  const { warning } = row;
  const key = keyOf(row);
  const [fresh] = useState<Draft>(() => emptyDraft(warning, me.name, sootheOptions(warning.receivedAt, serverNow())[0]?.at ?? null));
  const [draft, setDraft] = useState<Draft>(fresh);
  const [dirty, setDirty] = useState(false);

  useEffect(() => {
    let dropped = false;
    void loadDraft(key).then((kept) => {
      if (dropped || kept === null) return;
      setDraft((before) => ({ ...before, ...readDraft(kept) }));
      setDirty(true);
    });
    return () => {
      dropped = true;
    };
  }, [key]);

  // Somebody else (a deputy) may have taken the step: what stands shows, unless something is being typed here.
  const stands = emptyDraft(warning, me.name, fresh.sootheBy);
  const standsText = JSON.stringify(stands);
  useEffect(() => {
    if (!dirty) setDraft(JSON.parse(standsText) as Draft);
  }, [standsText, dirty]);

  const change = useCallback(
    (part: Partial<Draft>) => {
      setDirty(true);
      setDraft((before) => {
        const next = { ...before, ...part };
        keepDraft(key, JSON.stringify(next));
        return next;
      });
    },
    [key],
  );

  const sending = sendingOf(warning.state, draft);
  const act = useAct(async (steps: Sending["steps"]) => {
    for (const { step, body } of steps) onSaved(await call("warning.step", { warningId: warning.id, step, body }));
    await dropDraft(key);
    setDirty(false);
    return true;
  });
  const send = async (): Promise<boolean> => sending.steps.length > 0 && (await act.run(sending.steps)) === true;
  return { draft, change, sending, send, busy: act.busy, refusal: act.refusal, dirty };
}
