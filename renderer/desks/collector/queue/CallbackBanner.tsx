/** 约定回电 calls attention at its minute and stays until its case has been opened (PRODUCT.md 1.4). */
import { Button } from "antd";
import { useEffect, useState } from "react";
import { DateTime } from "../../../components/DateTime.tsx";
import { Kbd } from "../../../components/Kbd.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useNow } from "../../../lib/clock.ts";
import { useCase } from "../state/case.ts";
import { goTo } from "../state/flow.ts";
import { useQueue } from "../state/queue.ts";

export const CALLBACK_KEY = "Alt+KeyG";

interface Due {
  readonly caseId: string;
  readonly at: number;
}

/** Agreed call-backs whose minute has come, those opened since taken out. */
function useDueCallback(): Due | null {
  const counts = useQueue((s) => s.counts);
  const openId = useCase((s) => s.caseId);
  const now = useNow(1000);
  const [due, setDue] = useState<Due | null>(null);
  const at = counts?.nextCallbackAt ?? null;
  const caseId = counts?.nextCallbackCaseId ?? null;
  const come = at !== null && at <= now;
  useEffect(() => {
    if (come && at !== null && caseId !== null) setDue((d) => (d?.caseId === caseId && d.at === at ? d : { caseId, at }));
  }, [come, at, caseId]);
  useEffect(() => {
    if (due && due.caseId === openId) setDue(null);
  }, [due, openId]);
  return due && due.caseId !== openId ? due : null;
}

export function CallbackBanner() {
  const { t } = useWords();
  const due = useDueCallback();
  useHotkeys([{ combo: CALLBACK_KEY, label: t("collector:callback.open"), run: () => due && goTo(due.caseId), disabled: due === null }]);
  if (!due) return null;
  return (
    <div className="banner warn" role="alert" data-testid="callback-banner">
      <strong>
        ☎ {t("collector:callback.due")} <DateTime at={due.at} />
      </strong>
      <Button size="small" type="primary" onClick={() => goTo(due.caseId)}>
        {t("collector:callback.open")} <Kbd combo={CALLBACK_KEY} />
      </Button>
    </div>
  );
}
