/** 批次: what was imported when and by whom; a batch is undone with a reason until the first contact. */
import { Button, Input } from "antd";
import { useState } from "react";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { DateTime } from "../../../components/DateTime.tsx";
import { Dialog, SideSheet } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Page } from "../../../components/Page.tsx";
import { EmptyState, LoadedView, Notice, RefusalNotice } from "../../../components/States.tsx";
import { AfterNumber, TwoLines } from "../../../components/TwoLines.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useAct, useDesk } from "../../../lib/use-call.ts";
import { useConnected } from "../../../stores/sync.ts";
import { RefusalGroups } from "../parts/RefusalGroups.tsx";
import { Remarks, ReportCounts } from "../parts/ReportCounts.tsx";

type Batch = DeskOutput<"import.list">["batches"][number];
const PAGE = 100;

export function BatchesPage() {
  const { t } = useWords();
  const connected = useConnected();
  const [limit, setLimit] = useState(PAGE);
  const list = useDesk("import.list", { limit });
  const banks = useDesk("import.banks", {}).data?.banks ?? [];
  const [shown, setShown] = useState<Batch | null>(null);
  const [undoing, setUndoing] = useState<Batch | null>(null);
  const [undone, setUndone] = useState<string | null>(null);
  const bankName = (code: string) => banks.find((b) => b.code === code)?.name ?? code;
  return (
    <Page title={t("administrator:batches.title")} actions={<KeyButton combo="F5" words={t("refresh")} onPress={list.reload} />}>
      {!connected && <Notice tone="warn">{t("supervisor:onlineOnly")}</Notice>}
      {undone && <Notice tone="ok">{t("administrator:batches.undone", { no: undone })}</Notice>}
      <LoadedView of={list}>
        {({ batches }) => (
          <div className="sv-fill two-line-table">
            <DataTable
              label={t("administrator:batches.title")}
              columns={columns(t, bankName, setShown, setUndoing)}
              rows={batches}
              rowKey={(b) => b.batchId}
              rowHeight={52}
              onEnd={() => {
                if (batches.length >= limit && limit < 500) setLimit(500);
              }}
              empty={<EmptyState title={t("administrator:batches.empty")} next={t("administrator:batches.emptyNext")} />}
            />
          </div>
        )}
      </LoadedView>
      <SideSheet open={shown !== null} title={t("administrator:batches.detailTitle", { no: shown?.batchNo ?? "" })} onClose={() => setShown(null)} width={760}>
        {shown && <BatchDetail batchId={shown.batchId} />}
      </SideSheet>
      {undoing && (
        <UndoDialog
          batch={undoing}
          onClose={() => setUndoing(null)}
          onUndone={() => {
            setUndone(undoing.batchNo);
            setUndoing(null);
            list.reload();
          }}
        />
      )}
    </Page>
  );
}

function BatchDetail({ batchId }: { batchId: string }) {
  const { t } = useWords();
  const report = useDesk("import.report", { batchId });
  return (
    <LoadedView of={report}>
      {(data) => (
        <div className="col">
          <ReportCounts report={data} />
          <h3>{t("administrator:report.refusals")}</h3>
          <RefusalGroups refusals={data.refusals} />
          <Remarks report={data} />
        </div>
      )}
    </LoadedView>
  );
}

function UndoDialog({ batch, onClose, onUndone }: { batch: Batch; onClose: () => void; onUndone: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState("");
  const undo = useAct(() => desk("import.undo", { batchId: batch.batchId, reason: reason.trim() }));
  const press = async () => {
    if (reason.trim() !== "" && (await undo.run())) onUndone();
  };
  return (
    <Dialog open title={t("administrator:batches.undoTitle", { no: batch.batchNo })} onClose={onClose} closeOutside={false}>
      <div className="col">
        <p>{t("administrator:batches.undoText")}</p>
        <label className="ad-field">
          <span>{t("administrator:batches.undoReason")}</span>
          <Input value={reason} maxLength={200} autoFocus placeholder={t("administrator:batches.undoReasonHint")} onChange={(e) => setReason(e.target.value)} />
        </label>
        <RefusalNotice refusal={undo.refusal} />
        <div className="row ad-end">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <KeyButton danger type="primary" combo="Ctrl+Enter" words={t("administrator:batches.undo")} onPress={() => void press()} loading={undo.busy} disabled={reason.trim() === ""} />
        </div>
      </div>
    </Dialog>
  );
}

const STATE_SIGN = { uploaded: "○", checked: "◐", confirmed: "✓", undone: "↺" } as const;

function columns(t: Translate, bankName: (code: string) => string, onShow: (b: Batch) => void, onUndo: (b: Batch) => void): Column<Batch>[] {
  const figure = (key: "rows" | "imported" | "updated" | "refused" | "unmatched"): Column<Batch> => ({ key, title: t(`administrator:report.${key}`), width: "78px", align: "end", render: (b) => <span className="num">{b[key].toLocaleString("en-US")}</span> });
  const w = (key: "no" | "file" | "bank" | "kind" | "state" | "at" | "by"): string => t(`administrator:batches.${key}`);
  return [
    { key: "no", title: <TwoLines top={w("no")} below={w("file")} />, width: "minmax(180px, 1fr)", render: (b) => <TwoLines top={<span className="num">{b.batchNo}</span>} below={<span title={b.fileName}>{b.fileName}</span>} /> },
    { key: "bank", title: <TwoLines top={w("bank")} below={w("kind")} />, width: "160px", render: (b) => <TwoLines top={bankName(b.bankCode)} below={t(`administrator:kind.${b.kind}`)} /> },
    { key: "state", title: w("state"), width: "156px", render: (b) => <span className={b.state === "confirmed" ? "tag ok" : "tag"}>{STATE_SIGN[b.state]} {t(`administrator:state.${b.state}`)}</span> },
    figure("rows"), figure("imported"), figure("updated"), figure("refused"), figure("unmatched"),
    { key: "at", title: <AfterNumber><TwoLines top={w("at")} below={w("by")} /></AfterNumber>, width: "120px", render: (b) => <AfterNumber><TwoLines top={<DateTime at={b.importedAt} />} below={b.importedBy || "—"} /></AfterNumber> },
    {
      key: "act", title: t("administrator:batches.actions"), width: "164px",
      render: (b) => (
        <span className="row">
          <Button size="small" onClick={() => onShow(b)}>{t("administrator:batches.detail")}</Button>
          {b.state === "confirmed" && <Button size="small" onClick={() => onUndo(b)}>{t("administrator:batches.undo")}</Button>}
        </span>
      ),
    },
  ];
}
