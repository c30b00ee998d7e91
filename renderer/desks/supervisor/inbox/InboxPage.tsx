/** Early warnings: the list by time left, the chosen form beside its timeline, the decision below. */
import { useEffect } from "react";
import { EmptyState, ErrorState, LoadingState } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useNow } from "../../../lib/clock.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useCall } from "../../../lib/use-call.ts";
import { usePush } from "../../../lib/use-push.ts";
import { sortInbox, stepSelection, type WarningRow } from "../logic/inbox.ts";
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

export function InboxPage({ inbox, selectedId, onSelect }: InboxPageProps) {
  const { t } = useWords();
  const now = useNow();
  const rows = sortInbox(inbox.rows ?? [], now);
  const ids = rows.map((r) => r.row.warning.id);
  const chosen = rows.find((r) => r.row.warning.id === selectedId) ?? null;
  const { seen } = inbox;
  useEffect(() => {
    if (selectedId !== null) seen(selectedId);
  }, [selectedId, seen, inbox.rows]);
  const first = ids[0] ?? null;
  useEffect(() => {
    if (selectedId === null && first !== null) onSelect(first);
  }, [selectedId, first, onSelect]);
  const move = (by: 1 | -1) => onSelect(stepSelection(ids, selectedId, by));
  useHotkeys([
    { combo: "ArrowDown", label: `${t("supervisor:inbox.title")} ↓`, run: () => move(1) },
    { combo: "ArrowUp", label: `${t("supervisor:inbox.title")} ↑`, run: () => move(-1) },
  ]);
  if (!inbox.rows) return inbox.refusal ? <ErrorState refusal={inbox.refusal} onRetry={inbox.reload} /> : <LoadingState />;
  const freshIds = new Set(inbox.fresh.map((r) => r.warning.id));
  return (
    <main className="sv-inbox" aria-label={t("supervisor:inbox.title")}>
      <h1 className="visually-hidden">{t("supervisor:inbox.title")}</h1>
      <div className="sv-left scroll">
        <InboxList rows={rows} selectedId={selectedId} freshIds={freshIds} onSelect={onSelect} />
      </div>
      {chosen ? (
        <Detail key={chosen.row.warning.id} row={chosen.row} onSaved={inbox.put} onReload={inbox.reload} />
      ) : (
        <div className="sv-none">
          <EmptyState title={rows.length ? t("supervisor:inbox.choose") : t("supervisor:inbox.empty")} next={rows.length ? t("supervisor:inbox.chooseNext") : t("supervisor:inbox.emptyNext")} />
        </div>
      )}
    </main>
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
