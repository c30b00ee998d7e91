/** 迟到记录待复核: each with what it says, who wrote it when, why it is late, and the decision beside it. */
import { useState } from "react";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { DateTime } from "../../../components/DateTime.tsx";
import { EmptyState, LoadedView, Notice } from "../../../components/States.tsx";
import { TwoLines } from "../../../components/TwoLines.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { serverNow } from "../../../lib/clock.ts";
import { lateWords, recordWords } from "../logic/records.ts";
import { DecideForm } from "./DecideForm.tsx";
import { useChosen } from "./use-chosen.ts";
import type { LateList, LateRow } from "./use-late.ts";

export function LatePart({ list }: { list: LateList }) {
  const { t } = useWords();
  const [said, setSaid] = useState<string | null>(null);
  const rows = list.data?.rows ?? [];
  const { chosen, choose } = useChosen(rows, (row) => row.eventId);
  return (
    <>
      <p className="muted">{t("supervisor:review.lateLead")}</p>
      {said && <Notice tone="ok">{said}</Notice>}
      <LoadedView of={list}>
        {() => (
          <div className="sv-review two-line-table">
            <DataTable
              label={t("supervisor:review.late")} columns={columns(t)} rows={rows} rowKey={(row) => row.eventId} rowHeight={52} selectedKey={chosen?.eventId ?? null} onChoose={(row) => choose(row.eventId)}
              empty={<EmptyState title={t("supervisor:review.noLate")} next={t("supervisor:review.noLateNext")} />}
            />
            {chosen && (
              <DecideForm
                key={chosen.eventId}
                row={chosen}
                onDone={(words) => {
                  setSaid(words);
                  choose(null);
                  list.reload();
                }}
              />
            )}
          </div>
        )}
      </LoadedView>
    </>
  );
}

function columns(t: Translate): Column<LateRow>[] {
  return [
    { key: "at", title: <TwoLines top={t("supervisor:review.writtenAt")} below={t("supervisor:review.receivedAt")} />, width: "112px", render: (row) => <TwoLines top={<DateTime at={row.writtenAt} />} below={<DateTime at={row.receivedAt} />} /> },
    { key: "by", title: t("supervisor:review.by"), width: "92px", render: (row) => row.userName },
    { key: "case", title: t("supervisor:review.case"), width: "minmax(140px, 0.9fr)", render: (row) => <TwoLines top={row.nameMasked || "—"} below={<span className="num">{row.caseNo || "—"}</span>} /> },
    { key: "what", title: t("supervisor:review.what"), width: "minmax(180px, 1.4fr)", render: (row) => { const { title, text } = recordWords(row, t, serverNow()); return <TwoLines top={title} below={text} />; } },
    { key: "why", title: t("supervisor:review.lateWhy"), width: "minmax(150px, 1fr)", render: (row) => <span title={lateWords(row, t)}>{lateWords(row, t)}</span> },
  ];
}
