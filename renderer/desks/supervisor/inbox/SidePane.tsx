/** Beside the form: the debtor's calls, notes and the gate's receipts, newest first. */
import { Button, Segmented } from "antd";
import { useState } from "react";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { EmptyState, LoadingState } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { call } from "../../../lib/api.ts";
import { useAct, type Loaded } from "../../../lib/use-call.ts";
import { ENTRY_FILTERS, newestFirst, shows, type Entry, type EntryFilter } from "../logic/timeline.ts";
import { EntryItem } from "./EntryItem.tsx";

const PAGE = 50;

export function SidePane({ view }: { view: Loaded<CaseView> }) {
  const { t } = useWords();
  const [filter, setFilter] = useState<EntryFilter>("all");
  const options = ENTRY_FILTERS.map((value) => ({ value, label: t(`supervisor:side.${value}`) }));
  return (
    <section className="sv-side" aria-label={t("supervisor:side.title")}>
      <header className="row">
        <h2 className="grow">{t("supervisor:side.title")}</h2>
        <Segmented<EntryFilter> size="small" options={options} value={filter} onChange={setFilter} aria-label={t("supervisor:side.title")} />
      </header>
      {view.data && <Entries key={view.data.person.id} view={view.data} filter={filter} />}
      {!view.data && view.refusal && <EmptyState title={t("supervisor:side.caseGone")} next={t("supervisor:side.caseGoneNext")} />}
      {!view.data && !view.refusal && <LoadingState />}
    </section>
  );
}

function Entries({ view, filter }: { view: CaseView; filter: EntryFilter }) {
  const { t } = useWords();
  const [older, setOlder] = useState<{ entries: readonly Entry[]; more: boolean }>({ entries: [], more: view.timelineMore });
  const entries = newestFirst([...view.timeline, ...older.entries.filter((e) => !view.timeline.some((x) => x.id === e.id))]);
  const shown = entries.filter((entry) => shows(filter, entry));
  const more = useAct(() => call("case.timeline", { personId: view.person.id, beforeAt: entries.at(-1)?.at ?? 0, limit: PAGE }));
  const loadMore = async () => {
    const answer = await more.run();
    if (answer) setOlder((before) => ({ entries: [...before.entries, ...answer.timeline], more: answer.more }));
  };
  return (
    <div className="sv-entries scroll" tabIndex={0} role="group" aria-label={t(`supervisor:side.${filter}`)}>
      {shown.length === 0 && <EmptyState title={t("supervisor:side.empty")} next={t("supervisor:side.emptyNext")} />}
      <ol>
        {shown.map((entry) => (
          <EntryItem key={entry.id} entry={entry} contacts={view.contacts} />
        ))}
      </ol>
      {older.more && (
        <Button block type="text" loading={more.busy} onClick={() => void loadMore()}>
          {t("supervisor:side.more")}
        </Button>
      )}
    </div>
  );
}
