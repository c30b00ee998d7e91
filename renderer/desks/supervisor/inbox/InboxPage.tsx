/** Early warnings: the list by time left, the chosen form beside its timeline, the decision below. */
import { Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { Kbd } from "../../../components/Kbd.tsx";
import { EmptyState, ErrorState, LoadingState, Notice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useNow } from "../../../lib/clock.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useCall } from "../../../lib/use-call.ts";
import { usePush } from "../../../lib/use-push.ts";
import { stepSelection } from "../../../lib/selection.ts";
import { INBOX_LISTS, listOf, sortInbox, sortLater, sortSoothing, type InboxListName, type WarningRow } from "../logic/inbox.ts";
import { ClockStrip } from "./ClockStrip.tsx";
import { DecisionDock } from "./DecisionDock.tsx";
import { FormPane } from "./FormPane.tsx";
import { InboxList } from "./InboxList.tsx";
import { SidePane } from "./SidePane.tsx";
import type { Inbox } from "./use-inbox.ts";

interface InboxPageProps {
  readonly inbox: Inbox;
  readonly selectedId: string | null;
  readonly onSelect: (id: string | null) => void;
}

const FILTER_KEY = "F7";

export function InboxPage({ inbox, selectedId, onSelect }: InboxPageProps) {
  const { t } = useWords();
  const now = useNow();
  const [shown, setShown] = useState<InboxListName>("open");
  const [said, setSaid] = useState<string | null>(null);
  const soothing = useSoothing(shown === "soothing");
  const lists = { open: () => sortInbox(inbox.rows ?? [], now), soothing: () => sortSoothing(soothing.rows), later: () => sortLater(inbox.all ?? [], now) };
  const rows = lists[shown]();
  const ids = rows.map((r) => r.row.warning.id);
  const chosen = rows.find((r) => r.row.warning.id === selectedId) ?? null;
  const { seen, all } = inbox;
  const followed = useRef<string | null>(null);
  useEffect(() => {
    if (selectedId !== null) seen(selectedId);
    // The announcement and the wall may name a warning of another list: followed there once, since a step moves it on.
    const at = selectedId === followed.current ? undefined : all?.find((r) => r.warning.id === selectedId);
    if (at) setShown(listOf(at));
    if (at || selectedId === null) followed.current = selectedId;
  }, [selectedId, seen, all]);
  const first = ids[0] ?? null;
  useEffect(() => {
    if (selectedId === null && first !== null) onSelect(first);
  }, [selectedId, first, onSelect]);
  const select = (id: string | null) => {
    setSaid(null);
    onSelect(id);
  };
  const move = (by: 1 | -1) => select(stepSelection(ids, selectedId, by));
  const show = (which: InboxListName) => {
    setShown(which);
    select(null);
  };
  useHotkeys([
    { combo: "ArrowDown", label: `${t("supervisor:inbox.title")} ↓`, run: () => move(1) },
    { combo: "ArrowUp", label: `${t("supervisor:inbox.title")} ↑`, run: () => move(-1) },
    { combo: FILTER_KEY, label: t("supervisor:inbox.filter"), run: () => show(INBOX_LISTS[(INBOX_LISTS.indexOf(shown) + 1) % INBOX_LISTS.length] ?? "open") },
  ]);
  if (!inbox.rows) return inbox.refusal ? <ErrorState refusal={inbox.refusal} onRetry={inbox.reload} /> : <LoadingState />;
  const empty = { title: t(`supervisor:inbox.${EMPTY[shown]}`), next: t(`supervisor:inbox.${EMPTY[shown]}Next`) };
  const saved = (row: WarningRow) => {
    setSaid(t(row.warning.state === "planned" ? "supervisor:inbox.saved" : "supervisor:inbox.savedFinding", { name: row.nameMasked }));
    inbox.put(row);
    soothing.reload();
  };
  return (
    <main className="sv-inbox" aria-label={t("supervisor:inbox.title")}>
      <h1 className="visually-hidden">{t("supervisor:inbox.title")}</h1>
      <div className="sv-left">
        <Filter shown={shown} onChange={show} />
        {said && <Notice tone="ok">{said}</Notice>}
        <div className="scroll">
          <InboxList rows={rows} selectedId={selectedId} freshIds={new Set(inbox.fresh.map((r) => r.warning.id))} onSelect={select} empty={empty} />
        </div>
      </div>
      {chosen ? (
        <Detail key={chosen.row.warning.id} row={chosen.row} onSaved={saved} onReload={inbox.reload} />
      ) : (
        <div className="sv-none">
          <EmptyState title={rows.length ? t("supervisor:inbox.choose") : empty.title} next={rows.length ? t("supervisor:inbox.chooseNext") : empty.next} />
        </div>
      )}
    </main>
  );
}

/** The warnings whose soothing is due; asked for only while they are shown. */
function useSoothing(wanted: boolean): { rows: readonly WarningRow[]; reload: () => void } {
  const all = useCall("warnings.list", wanted ? { open: false } : null);
  const { reload } = all;
  usePush("data.changed", (body) => {
    if (body.warnings && wanted) reload();
  });
  return { rows: all.data?.warnings ?? [], reload };
}

const EMPTY = { open: "empty", soothing: "emptySoothing", later: "emptyLater" } as const;
const FILTERS = { open: "filterOpen", soothing: "filterSoothing", later: "filterLater" } as const;

function Filter({ shown, onChange }: { shown: InboxListName; onChange: (shown: InboxListName) => void }) {
  const { t } = useWords();
  const options = INBOX_LISTS.map((value) => ({ value, label: t(`supervisor:inbox.${FILTERS[value]}`) }));
  return (
    <div className="row sv-which">
      <Segmented<InboxListName> size="small" options={options} value={shown} onChange={onChange} aria-label={t("supervisor:inbox.filter")} />
      <Kbd combo={FILTER_KEY} />
    </div>
  );
}

function Detail({ row, onSaved, onReload }: { row: WarningRow; onSaved: (row: WarningRow) => void; onReload: () => void }) {
  const { t } = useWords();
  const { warning } = row;
  const view = useCall("case.open", { caseId: warning.caseId });
  const { reload } = view;
  usePush("data.changed", (body) => {
    if (body.caseIds.includes(warning.caseId) || body.warnings) reload();
  });
  const saved = (next: WarningRow) => {
    onSaved(next);
    onReload();
    reload();
  };
  return (
    <>
      <header className="sv-head">
        <div className="row">
          <h2 className="grow ellipsis">
            {row.nameMasked} <span className="num">{row.caseNo}</span> · {row.bankName}
          </h2>
          <span className="num">
            {t("supervisor:inbox.no")} {warning.no || t("supervisor:inbox.noNo")}
          </span>
          <span className="tag">{warning.collectorName}</span>
          {row.pending && <span className="tag">↑ {t("pending")}</span>}
        </div>
        <ClockStrip warning={warning} />
      </header>
      <FormPane row={row} view={view.data} />
      <SidePane view={view} />
      <DecisionDock row={row} view={view.data} onSaved={saved} onCalled={reload} />
    </>
  );
}
