/** 异常待处理 of the team's people: what the centre refused and why. It is dealt with by its writer, at their workstation. */
import { Checkbox } from "antd";
import { rejectionOf } from "../../../../shared/model/rejection.ts";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { DateTime } from "../../../components/DateTime.tsx";
import { Facts } from "../../../components/Page.tsx";
import { EmptyState, LoadedView, Notice } from "../../../components/States.tsx";
import { TwoLines } from "../../../components/TwoLines.tsx";
import { refusalWords, useWords, type Translate } from "../../../i18n/index.ts";
import { serverNow } from "../../../lib/clock.ts";
import type { Loaded } from "../../../lib/use-call.ts";
import { recordWords } from "../logic/records.ts";
import { useChosen } from "./use-chosen.ts";

type Rejections = DeskOutput<"rejection.list">;
type Row = Rejections["rows"][number];

export function RejectionsPart({ list, settled, onSettled }: { list: Loaded<Rejections>; settled: boolean; onSettled: (settled: boolean) => void }) {
  const { t } = useWords();
  const rows = list.data?.rows ?? [];
  const { chosen, choose } = useChosen(rows, (row) => row.id);
  return (
    <>
      <div className="sv-filter">
        <p className="muted grow">{t("supervisor:review.rejectionsLead")}</p>
        <Checkbox checked={settled} onChange={(e) => onSettled(e.target.checked)}>{t("supervisor:review.showSettled")}</Checkbox>
      </div>
      <LoadedView of={list}>
        {() => (
          <div className="sv-review two-line-table">
            <DataTable
              label={t("supervisor:review.rejections")} columns={columns(t)} rows={rows} rowKey={(row) => row.id} rowHeight={52} selectedKey={chosen?.id ?? null} onChoose={(row) => choose(row.id)}
              empty={<EmptyState title={t(settled ? "supervisor:review.noneSettled" : "supervisor:review.noRejections")} next={t("supervisor:review.noRejectionsNext")} />}
            />
            {chosen && <Detail row={chosen} />}
          </div>
        )}
      </LoadedView>
    </>
  );
}

function columns(t: Translate): Column<Row>[] {
  return [
    { key: "at", title: t("supervisor:review.writtenAt"), width: "104px", render: (row) => <DateTime at={row.writtenAt} /> },
    { key: "by", title: <TwoLines top={t("supervisor:review.by")} below={t("supervisor:review.device")} />, width: "130px", render: (row) => <TwoLines top={row.userName} below={row.deviceName} /> },
    { key: "what", title: t("supervisor:review.what"), width: "minmax(180px, 1.4fr)", render: (row) => { const { title, text } = recordWords(row, t, serverNow()); return <TwoLines top={title} below={text} />; } },
    { key: "why", title: t("supervisor:review.why"), width: "minmax(180px, 1.2fr)", render: (row) => refusalWords(rejectionOf(row.code).why) },
  ];
}

function Detail({ row }: { row: Row }) {
  const { t } = useWords();
  const { title, text } = recordWords(row, t, serverNow());
  const { why, todo } = rejectionOf(row.code);
  return (
    <section className="panel" aria-label={title}>
      <header><h2>{title}</h2></header>
      <div className="body col scroll">
        <Facts
          items={[
            [t("supervisor:review.case"), row.caseId === null ? t("shell:quarantine.noCase") : row.caseNo === "" ? t("supervisor:review.notOurs") : `${row.caseNo} ${row.nameMasked} ${row.bankName}`],
            [t("supervisor:review.by"), row.userName],
            [t("supervisor:review.device"), row.deviceName],
            [t("supervisor:review.writtenAt"), <DateTime key="w" at={row.writtenAt} style="full" />],
            [t("supervisor:review.refusedAt"), <DateTime key="r" at={row.receivedAt} style="full" />],
          ]}
        />
        {text && <p className="prose">{text}</p>}
        <Notice tone={row.settledAt === null ? "warn" : "ok"}>
          <strong>{refusalWords(why)}</strong>
          {row.settledAt === null ? <div>{refusalWords(todo)}</div> : <div>✓ {row.replaced ? t("shell:quarantine.wasResent") : `${t("shell:quarantine.wasSettled")}: ${row.settledReason}`} <DateTime at={row.settledAt} /></div>}
          <div className="muted num sv-detail">{t("code", { code: row.code })} · {row.detail}</div>
        </Notice>
      </div>
    </section>
  );
}
