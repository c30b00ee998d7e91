/** The worklist's tabs with their counts; Alt+1 … Alt+8. */
import { QUEUE_TABS } from "../../../../shared/ipc/contract.ts";
import { useWords } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { showQueue, useQueue } from "../state/queue.ts";
import { DUE_BACK_DAYS, STALE_DAYS } from "../../../../shared/model/worklist.ts";
import { tabKey, type QueueTab } from "./tabs.ts";

const DAYS: Partial<Record<QueueTab, number>> = { stale: STALE_DAYS, dueBack: DUE_BACK_DAYS };

export function QueueTabs() {
  const { t } = useWords();
  const tab = useQueue((s) => s.tab);
  const counts = useQueue((s) => s.counts?.counts);
  const words = (name: QueueTab) => t(`collector:tab.${name}`, { n: DAYS[name] ?? 0 });
  useHotkeys(QUEUE_TABS.map((name) => ({ combo: tabKey(name), label: words(name), run: () => showQueue({ tab: name }) })));
  return (
    <div className="queue-tabs" role="tablist" aria-label={t("collector:queue.tabs")}>
      {QUEUE_TABS.map((name, i) => (
        <button
          key={name}
          type="button"
          role="tab"
          aria-selected={name === tab}
          aria-keyshortcuts={`Alt+${i + 1}`}
          className={name === "callback" && (counts?.callback ?? 0) > 0 ? "queue-tab calling" : "queue-tab"}
          onClick={() => showQueue({ tab: name })}
        >
          <kbd className="kbd" aria-hidden="true">
            {i + 1}
          </kbd>
          <span className="ellipsis grow">{words(name)}</span>
          <span className="num count">{counts?.[name] ?? "–"}</span>
        </button>
      ))}
    </div>
  );
}
