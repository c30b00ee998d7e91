/** Reports at a desk: what is owed by when, the figures with their formulas, one act. Shown on screen, never exported. */
import { useEffect, useState } from "react";
import type { ReportRow } from "../../../shared/protocol/report.ts";
import { DataTable, type Column } from "../../components/DataTable.tsx";
import { DateTime } from "../../components/DateTime.tsx";
import { KeyButton } from "../../components/KeyButton.tsx";
import { Page } from "../../components/Page.tsx";
import { EmptyState, LoadedView, Notice } from "../../components/States.tsx";
import { TwoLines } from "../../components/TwoLines.tsx";
import { useWords, type Translate } from "../../i18n/index.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { serverNow } from "../../lib/clock.ts";
import { useConnected } from "../../stores/sync.ts";
import { stepSelection } from "../../lib/selection.ts";
import { ReportView } from "./ReportView.tsx";
import { useReports } from "./use-reports.ts";
import { periodWords } from "./words.ts";
import "./report.css";

export function ReportPage() {
  const { t } = useWords();
  const connected = useConnected();
  const list = useReports();
  const [selected, setSelected] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const reports = list.data?.reports ?? [];
  const ids = reports.map((r) => r.id);
  const next = selected !== null && ids.includes(selected) ? selected : (ids[0] ?? null);
  useEffect(() => setSelected(next), [next]);
  useHotkeys([
    { combo: "ArrowDown", label: `${t("report:list")} ↓`, run: () => setSelected(stepSelection(ids, selected, 1)) },
    { combo: "ArrowUp", label: `${t("report:list")} ↑`, run: () => setSelected(stepSelection(ids, selected, -1)) },
  ]);
  return (
    <Page title={t("report:title")} actions={<KeyButton combo="F5" words={t("refresh")} onPress={list.reload} loading={list.loading && list.data !== null} />}>
      {!connected && <Notice tone="warn">{t("report:online")}</Notice>}
      {done && <Notice tone="ok">{done}</Notice>}
      <LoadedView of={list}>
        {() => (
          <div className="rp-split two-line-table">
            <DataTable label={t("report:list")} columns={columns(t)} rows={reports} rowKey={(r) => r.id} rowHeight={52} selectedKey={selected} onChoose={(r) => setSelected(r.id)} empty={<EmptyState title={t("report:empty")} next={t("report:emptyNext")} />} />
            {selected === null ? (
              <section className="panel"><EmptyState title={t("report:choose")} next={t("report:chooseNext")} /></section>
            ) : (
              <ReportView
                key={selected}
                reportId={selected}
                onDone={(words) => {
                  setDone(words);
                  list.reload();
                }}
              />
            )}
          </div>
        )}
      </LoadedView>
    </Page>
  );
}

function columns(t: Translate): Column<ReportRow>[] {
  return [
    { key: "name", title: <TwoLines top={t("report:col.name")} below={t("report:col.period")} />, width: "minmax(200px, 1fr)", render: (r) => <TwoLines top={<strong title={t(`report:name.${r.name}`)}>{t(`report:name.${r.name}`)}</strong>} below={<span className="num">{r.regionName || t("report:house")} · {periodWords(r, t)}</span>} /> },
    { key: "owed", title: <TwoLines top={t("report:col.owed")} below={t("report:col.due")} />, width: "170px", render: (r) => <Owed row={r} t={t} /> },
  ];
}

function Owed({ row, t }: { row: ReportRow; t: Translate }) {
  if (!row.owed) return <TwoLines top={<span className="tag ok">● {t("report:archived")}</span>} below={<DateTime at={row.archivedAt} />} />;
  const { act, owner, dueAt, mine } = row.owed;
  const late = dueAt < serverNow();
  const what = mine ? t("report:yours", { act: t(`report:act.${act}`) }) : t("report:waits", { act: t(`report:act.${act}`), owner: t(`terms:role.${owner}`) });
  return <TwoLines top={<span className={`tag ${late ? "bad" : mine ? "warn" : ""}`}>{late ? "▲" : mine ? "◆" : "○"} {what}</span>} below={<span><DateTime at={dueAt} /> {late && t("report:late")}</span>} />;
}
