/** Early warnings: the list by time left, the chosen form beside its timeline, the decision below. */
import { Segmented } from "antd";
import { useEffect, useState } from "react";
import { Kbd } from "../../../components/Kbd.tsx";
import { EmptyState, ErrorState, LoadingState, Notice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useNow } from "../../../lib/clock.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useCall } from "../../../lib/use-call.ts";
import { usePush } from "../../../lib/use-push.ts";
import { stepSelection } from "../../../lib/selection.ts";
import { sortInbox, sortSoothing, type WarningRow } from "../logic/inbox.ts";
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

type Shown = "open" | "soothing";
const FILTER_KEY = "F7";

export function InboxPage({ inbox, selectedId, onSelect }: InboxPageProps) {
  const { t } = useWords();
  const now = useNow();
  const [shown, setShown] = useState<Shown>("open");
  const [said, setSaid] = useState<string | null>(null);
  const soothing = useSoothing(shown === "soothing");
  const rows = shown === "open" ? sortInbox(inbox.rows ?? [], now) : sortSoothing(soothing.rows);
  const ids = rows.map((r) => r.row.warning.id);
  const chosen = rows.find((r) => r.row.warning.id === selectedId) ?? null;
  const { seen, rows: openRows } = inbox;
  useEffect(() => {
    if (selectedId === null) return;
    seen(selectedId);
    // "Show" on the announcement may name a warning of the other list.
    if (openRows?.some((r) => r.warning.id === selectedId && r.warning.state !== "planned")) setShown("open");
  }, [selectedId, seen, openRows]);
  const first = ids[0] ?? null;
  useEffect(() => {
    if (selectedId === null && first !== null) onSelect(first);
  }, [selectedId, first, onSelect]);
  const select = (id: string | null) => {
    setSaid(null);
    onSelect(id);
  };
  const move = (by: 1 | -1) => select(stepSelection(ids, selectedId, by));
  const show = (which: Shown) => {
    setShown(which);
    select(null);
  };
  useHotkeys([
    { combo: "ArrowDown", label: `${t("supervisor:inbox.title")} ↓`, run: () => move(1) },
    { combo: "ArrowUp", label: `${t("supervisor:inbox.title")} ↑`, run: () => move(-1) },
    { combo: FILTER_KEY, label: t("supervisor:inbox.filter"), run: () => show(shown === "open" ? "soothing" : "open") },
  ]);
  if (!inbox.rows) return inbox.refusal ? <ErrorState refusal={inbox.refusal} onRetry={inbox.reload} /> : <LoadingState />;
  const empty = shown === "open" ? { title: t("supervisor:inbox.empty"), next: t("supervisor:inbox.emptyNext") } : { title: t("supervisor:inbox.emptySoothing"), next: t("supervisor:inbox.emptySoothingNext") };
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

function Filter({ shown, onChange }: { shown: Shown; onChange: (shown: Shown) => void }) {
  const { t } = useWords();
  const options = [
    { value: "open" as const, label: t("supervisor:inbox.filterOpen") },
    { value: "soothing" as const, label: t("supervisor:inbox.filterSoothing") },
  ];
  return (
    <div className="row sv-which">
      <Segmented<Shown> size="small" options={options} value={shown} onChange={onChange} aria-label={t("supervisor:inbox.filter")} />
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
      <DecisionDock row={row} onSaved={saved} />
    </>
  );
}
