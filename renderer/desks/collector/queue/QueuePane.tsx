/** Left pane: which list, which cases, what is next. */
import { useWords } from "../../../i18n/index.ts";
import { QueueFilters } from "./QueueFilters.tsx";
import { QueueList } from "./QueueList.tsx";
import { QueueTabs } from "./QueueTabs.tsx";

export function QueuePane() {
  const { t } = useWords();
  return (
    <section className="pane queue-pane" aria-label={t("collector:queue.title")}>
      <QueueTabs />
      <QueueFilters />
      <QueueList />
    </section>
  );
}
