/** 拒收行: a worklist with an owner; a row is repaired on screen and joins its batch. */
import { Checkbox, Select } from "antd";
import { useEffect, useState } from "react";
import { overlay } from "../../../components/Dialog.tsx";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Page } from "../../../components/Page.tsx";
import { EmptyState, LoadedView, Notice } from "../../../components/States.tsx";
import { refusalWords, useWords, type Translate } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useDesk } from "../../../lib/use-call.ts";
import { useConnected } from "../../../stores/sync.ts";
import { stepSelection } from "../../../lib/selection.ts";
import { placeWords, type RefusedRow } from "../parts/RefusalGroups.tsx";
import { RepairForm } from "./RepairForm.tsx";

export function RefusedPage({ batchId }: { batchId: string | null }) {
  const { t } = useWords();
  const connected = useConnected();
  const list = useDesk("import.list", {});
  const [chosen, setChosen] = useState<string | null>(batchId);
  const withRefused = (list.data?.batches ?? []).filter((b) => b.state === "confirmed" && (b.refused > 0 || b.batchId === chosen));
  const current = chosen ?? withRefused.find((b) => b.refused > 0)?.batchId ?? null;
  return (
    <Page
      title={t("administrator:refused.title")}
      actions={
        <>
          <Select<string> style={{ width: 340 }} {...(current ? { value: current } : {})} onChange={setChosen} options={withRefused.map((b) => ({ value: b.batchId, label: `${b.batchNo} · ${b.fileName} · ${t("administrator:refused.open", { n: b.refused })}` }))} placeholder={t("administrator:refused.batch")} getPopupContainer={overlay} aria-label={t("administrator:refused.batch")} />
          <KeyButton combo="F5" words={t("refresh")} onPress={list.reload} />
        </>
      }
    >
      {!connected && <Notice tone="warn">{t("supervisor:onlineOnly")}</Notice>}
      <p className="muted">{t("administrator:refused.lead")}</p>
      <LoadedView of={list}>
        {() => (current ? <Worklist key={current} batchId={current} onChanged={list.reload} /> : <EmptyState title={t("administrator:refused.empty")} next={t("administrator:refused.emptyNext")} />)}
      </LoadedView>
    </Page>
  );
}

function Worklist({ batchId, onChanged }: { batchId: string; onChanged: () => void }) {
  const { t } = useWords();
  const report = useDesk("import.report", { batchId });
  const [changed, setChanged] = useState<ReadonlyMap<string, RefusedRow>>(new Map());
  const [showRepaired, setShowRepaired] = useState(false);
  const [selected, setSelected] = useState<string | null>(null);
  const all = (report.data?.refusals ?? []).map((row) => changed.get(row.id) ?? row);
  const rows = all.filter((row) => showRepaired || !row.repaired);
  const ids = rows.map((row) => row.id);
  const row = rows.find((r) => r.id === selected) ?? null;
  const first = ids[0] ?? null;
  const gone = row === null;
  useEffect(() => {
    if (gone) setSelected(first);
  }, [first, gone]);
  useHotkeys([
    { combo: "ArrowDown", label: `${t("administrator:refused.title")} ↓`, run: () => setSelected(stepSelection(ids, selected, 1)) },
    { combo: "ArrowUp", label: `${t("administrator:refused.title")} ↑`, run: () => setSelected(stepSelection(ids, selected, -1)) },
  ]);
  return (
    <LoadedView of={report}>
      {(data) => (
        <>
          <div className="ad-bar">
            <strong className="num">{t("administrator:refused.open", { n: all.filter((r) => !r.repaired).length })}</strong>
            <Checkbox checked={showRepaired} onChange={(e) => setShowRepaired(e.target.checked)}>{t("administrator:refused.showRepaired")}</Checkbox>
          </div>
          {data.state !== "confirmed" && <Notice tone="warn">{t("administrator:refused.notConfirmed")}</Notice>}
          <div className="ad-repair">
            <DataTable label={t("administrator:refused.title")} columns={columns(t)} rows={rows} rowKey={(r) => r.id} selectedKey={selected} onChoose={(r) => setSelected(r.id)} empty={<EmptyState title={t("administrator:refused.empty")} next={t("administrator:refused.emptyNext")} />} />
            {row ? (
              <RepairForm
                key={row.id}
                row={row}
                disabled={data.state !== "confirmed"}
                onAnswer={(answer) => {
                  setChanged((before) => new Map(before).set(answer.row.id, answer.row));
                  if (!answer.accepted) return;
                  setSelected(stepSelection(ids, row.id, 1));
                  onChanged();
                }}
              />
            ) : (
              <section className="panel"><EmptyState title={t("administrator:refused.choose")} next={t("administrator:refused.chooseNext")} /></section>
            )}
          </div>
        </>
      )}
    </LoadedView>
  );
}

function columns(t: Translate): Column<RefusedRow>[] {
  return [
    { key: "place", title: t("administrator:refused.place"), width: "minmax(110px, 150px)", render: (r) => <span className="num">{placeWords(r, t)}</span> },
    { key: "column", title: t("administrator:refused.column"), width: "110px", render: (r) => r.column },
    { key: "value", title: t("administrator:refused.value"), width: "150px", render: (r) => <span className="num">{r.value || "—"}</span> },
    { key: "reason", title: t("administrator:refused.reason"), width: "minmax(160px, 1fr)", render: (r) => (r.repaired ? <span className="ad-ok">✓ {t("administrator:refused.repaired")}</span> : <span title={refusalWords(r)}>{refusalWords(r)}</span>) },
    { key: "owner", title: t("administrator:refused.owner"), width: "76px", render: (r) => r.owner || "—" },
  ];
}
