/** The business clerk's desk (业务内勤): early warnings to archive and forward; legal material to register and archive; rows of repayments and lists that match no case. */
import { Checkbox, Input } from "antd";
import { useEffect, useState } from "react";
import { DataTable, type Column } from "../../components/DataTable.tsx";
import { KeyButton } from "../../components/KeyButton.tsx";
import { Money } from "../../components/Money.tsx";
import { Page } from "../../components/Page.tsx";
import { Sections } from "../../components/Sections.tsx";
import { EmptyState, LoadedView, Notice, RefusalNotice } from "../../components/States.tsx";
import { TwoLines } from "../../components/TwoLines.tsx";
import { currentLanguage, useWords, type Translate } from "../../i18n/index.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { useDesk } from "../../lib/use-call.ts";
import { useConnected } from "../../stores/sync.ts";
import { stepSelection } from "../../lib/selection.ts";
import { filterRows, isOpen, reasonWords, type UnmatchedRow } from "./logic/unmatched.ts";
import { ReportBadge } from "../report/ReportBadge.tsx";
import { ReportPage } from "../report/ReportPage.tsx";
import { ReferralBadge } from "../legal/ReferralBadge.tsx";
import { ReferralPage } from "../legal/ReferralPage.tsx";
import { OwedBadge } from "../warning/OwedBadge.tsx";
import { WarningPage } from "../warning/WarningPage.tsx";
import { ResolveForm } from "./ResolveForm.tsx";
import "./clerk.css";

const LIMIT = 500;

function UnmatchedPage() {
  const { t } = useWords();
  const connected = useConnected();
  const list = useDesk("unmatched.list", { limit: LIMIT });
  const banks = useDesk("import.banks", {}).data?.banks ?? [];
  const bankName = (code: string) => banks.find((b) => b.code === code)?.name ?? code;
  const [filter, setFilter] = useState({ text: "", withDone: false });
  const [selected, setSelected] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const all = list.data?.rows ?? [];
  const rows = filterRows(all, filter);
  const ids = rows.map((r) => r.id);
  const row = rows.find((r) => r.id === selected) ?? null;
  const next = selected !== null && ids.includes(selected) ? selected : (ids[0] ?? null);
  useEffect(() => setSelected(next), [next]);
  useHotkeys([
    { combo: "ArrowDown", label: `${t("clerk:unmatched.title")} ↓`, run: () => setSelected(stepSelection(ids, selected, 1)) },
    { combo: "ArrowUp", label: `${t("clerk:unmatched.title")} ↑`, run: () => setSelected(stepSelection(ids, selected, -1)) },
  ]);
  const nothing = all.length === 0 ? t("clerk:unmatched.empty") : t("clerk:unmatched.allDone");
  return (
    <Page title={t("clerk:unmatched.title")} actions={<KeyButton combo="F5" words={t("refresh")} onPress={list.reload} loading={list.loading && list.data !== null} />}>
      {!connected && <Notice tone="warn">{t("clerk:unmatched.online")}</Notice>}
      <p className="muted">{t("clerk:unmatched.lead")}</p>
      <div className="cl-bar">
        <Input.Search allowClear style={{ width: 300 }} value={filter.text} onChange={(e) => setFilter({ ...filter, text: e.target.value })} placeholder={t("clerk:unmatched.search")} aria-label={t("clerk:unmatched.search")} />
        <Checkbox checked={filter.withDone} onChange={(e) => setFilter({ ...filter, withDone: e.target.checked })}>{t("clerk:unmatched.showDone")}</Checkbox>
        <strong className="num">{t("clerk:unmatched.open", { n: all.filter(isOpen).length })}</strong>
      </div>
      {done && <Notice tone="ok">{t("clerk:unmatched.done", { what: done })}</Notice>}
      {list.data && <RefusalNotice refusal={list.refusal} />}
      <LoadedView of={list}>
        {() => (
          <div className="cl-split two-line-table">
            <DataTable label={t("clerk:unmatched.title")} columns={columns(t, bankName)} rows={rows} rowKey={(r) => r.id} rowHeight={52} selectedKey={selected} onChoose={(r) => setSelected(r.id)} empty={<EmptyState title={nothing} next={t("clerk:unmatched.emptyNext")} />} />
            {row ? (
              <ResolveForm
                key={row.id}
                row={row}
                bankName={bankName(row.bankCode)}
                onDone={(what) => {
                  setDone(what);
                  setSelected(stepSelection(ids, row.id, 1));
                  list.reload();
                }}
              />
            ) : (
              <section className="panel"><EmptyState title={t("clerk:unmatched.choose")} next={t("clerk:unmatched.chooseNext")} /></section>
            )}
          </div>
        )}
      </LoadedView>
    </Page>
  );
}

const PAGES = { warnings: WarningPage, unmatched: UnmatchedPage, referrals: ReferralPage, reports: ReportPage } as const;

export default function ClerkDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<keyof typeof PAGES>("unmatched");
  const Shown = PAGES[section];
  return (
    <Sections label={t("terms:role.clerk")} sections={[{ key: "unmatched", title: t("clerk:unmatched.title") }, { key: "warnings", title: t("warning:title"), badge: <OwedBadge /> }, { key: "referrals", title: t("legal:title"), badge: <ReferralBadge /> }, { key: "reports", title: t("report:title"), badge: <ReportBadge /> }]} current={section} onChange={setSection}>
      <Shown />
    </Sections>
  );
}

function columns(t: Translate, bankName: (code: string) => string): Column<UnmatchedRow>[] {
  const language = currentLanguage();
  const w = (key: "batch" | "row" | "bank" | "kind" | "caseNo" | "card" | "amount" | "on" | "reason"): string => t(`clerk:unmatched.${key}`);
  return [
    { key: "batch", title: <TwoLines top={w("batch")} below={w("row")} />, width: "140px", render: (r) => <TwoLines top={<span className="num">{r.batchNo}</span>} below={<span className="num">{r.row}</span>} /> },
    { key: "bank", title: <TwoLines top={w("bank")} below={w("kind")} />, width: "150px", render: (r) => <TwoLines top={bankName(r.bankCode)} below={t(`administrator:kind.${r.kind}`)} /> },
    { key: "caseNo", title: <TwoLines top={w("caseNo")} below={w("card")} />, width: "minmax(140px, 1fr)", render: (r) => <TwoLines top={<span className="num">{r.caseNo || "—"}</span>} below={<span className="num">{r.cardLast4 || "—"}</span>} /> },
    { key: "amount", title: <TwoLines top={w("amount")} below={w("on")} />, width: "120px", render: (r) => <TwoLines top={r.amountFen === null ? "—" : <Money fen={r.amountFen} />} below={<span className="num">{r.on || "—"}</span>} /> },
    { key: "reason", title: w("reason"), width: "minmax(180px, 1.4fr)", render: (r) => <Reason row={r} language={language} /> },
  ];
}

/** Why the row is here, or what became of it. */
function Reason({ row, language }: { row: UnmatchedRow; language: "zh-CN" | "en" }) {
  const words = reasonWords(row.reason, language);
  return isOpen(row) ? <span title={words}>{words}</span> : <span className="cl-done" title={row.resolution}>✓ {row.resolvedBy} · {row.resolution}</span>;
}
