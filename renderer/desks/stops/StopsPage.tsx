/** 停催 at the desks that see to it: who has not heard, who does not know yet, and the one act that ends it. */
import { useEffect, useState } from "react";
import type { StopRow } from "../../../shared/ipc/contract.ts";
import { EmptyState, ErrorState, LoadingState } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { useStops } from "../../lib/use-stops.ts";
import { stepSelection } from "../../lib/selection.ts";
import { isOpen, progressOf, sortStops } from "./logic.ts";
import { StopDetail } from "./StopDetail.tsx";
import "../supervisor/supervisor.css";
import "./stops.css";

export function StopsPage({ startAt = null }: { startAt?: string | null }) {
  const { t } = useWords();
  const loaded = useStops();
  const [selectedId, setSelectedId] = useState<string | null>(startAt);
  const rows = sortStops(loaded.data?.stops ?? []);
  const ids = rows.map((r) => r.stop.id);
  const first = ids[0] ?? null;
  const chosen = rows.find((r) => r.stop.id === selectedId) ?? null;
  useEffect(() => {
    if (chosen === null && first !== null) setSelectedId(first);
  }, [chosen, first]);
  const move = (by: 1 | -1) => setSelectedId(stepSelection(ids, selectedId, by));
  useHotkeys([
    { combo: "ArrowDown", label: `${t("stop:list")} ↓`, run: () => move(1) },
    { combo: "ArrowUp", label: `${t("stop:list")} ↑`, run: () => move(-1) },
  ]);
  if (!loaded.data) return loaded.refusal ? <ErrorState refusal={loaded.refusal} onRetry={loaded.reload} /> : <LoadingState />;
  return (
    <main className="sp" aria-label={t("stop:title")}>
      <h1 className="visually-hidden">{t("stop:title")}</h1>
      <div className="sv-left">
        <div className="scroll">
          {rows.length === 0 ? <EmptyState title={t("stop:empty")} next={t("stop:emptyNext")} /> : <List rows={rows} selectedId={selectedId} onSelect={setSelectedId} />}
        </div>
      </div>
      {chosen ? <StopDetail key={chosen.stop.id} row={chosen} onSaid={loaded.reload} /> : <div className="sv-none"><EmptyState title={t("stop:choose")} next={t("stop:chooseNext")} /></div>}
    </main>
  );
}

function List({ rows, selectedId, onSelect }: { rows: readonly StopRow[]; selectedId: string | null; onSelect: (id: string) => void }) {
  const { t } = useWords();
  return (
    <ul className="sv-list" aria-label={t("stop:list")}>
      {rows.map((row) => {
        const { heard, machines, ticked, collectors } = progressOf(row);
        return (
          <li key={row.stop.id}>
            <button type="button" className="sv-item" aria-current={row.stop.id === selectedId} onClick={() => onSelect(row.stop.id)}>
              <span className="row">
                <strong className="grow ellipsis">{row.nameMasked}</strong>
                <span className={row.standing ? (isOpen(row) ? "tag bad" : "tag warn") : "tag"}>{row.standing ? t(`terms:hold.${row.stop.reason}`) : t("stop:lifted")}</span>
              </span>
              <span className="row sv-small">
                <span className="ellipsis grow">{row.bankName} · <span className="num">{row.caseNo}</span></span>
                {row.pending && <span className="tag">↑ {t("stop:pending")}</span>}
              </span>
              {row.standing && (
                <span className="row sv-small muted">
                  <span className="grow">{t("stop:machines", { heard, all: machines })}</span>
                  <span>{t("stop:collectors", { ticked, all: collectors })}</span>
                </span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
