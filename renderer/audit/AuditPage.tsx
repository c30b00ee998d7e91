/** The audit trail (审计记录): who did what, when, on which machine, to which record. Read only, newest first. */
import { Button, Input, Select } from "antd";
import { useEffect, useState } from "react";
import { AUDIT_FAMILY_NAMES } from "../../shared/model/audit.ts";
import { addDays, dayOf } from "../../shared/model/time.ts";
import { DataTable, type Column } from "../components/DataTable.tsx";
import { DateTime } from "../components/DateTime.tsx";
import { DayPicker } from "../components/DayPicker.tsx";
import { Dialog, overlay } from "../components/Dialog.tsx";
import { KeyButton } from "../components/KeyButton.tsx";
import { Page } from "../components/Page.tsx";
import { EmptyState, ErrorState, LoadingState, Notice, RefusalNotice } from "../components/States.tsx";
import { useWords, type Translate } from "../i18n/index.ts";
import { serverNow } from "../lib/clock.ts";
import { useConnected } from "../stores/sync.ts";
import { useAudit, type AuditFilter, type AuditRow } from "./use-audit.ts";
import { actWords, factWords } from "./words.ts";
import "./audit.css";

const TYPED_MS = 300;
/** A week, today included, unless asked otherwise. */
const firstFilter = (): AuditFilter => {
  const today = dayOf(serverNow());
  return { from: addDays(today, -6), until: today, who: "", family: null, device: "", ref: "" };
};

export function AuditPage() {
  const { t } = useWords();
  const connected = useConnected();
  const [filter, setFilter] = useState(firstFilter);
  const [asked, setAsked] = useState(filter);
  const [chosen, setChosen] = useState<AuditRow | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(filter), TYPED_MS);
    return () => clearTimeout(timer);
  }, [filter]);
  const { rows, next, refusal, loading, more, reload } = useAudit(asked);
  return (
    <Page title={t("audit:title")} actions={<KeyButton combo="F5" words={t("refresh")} onPress={reload} loading={loading && rows !== null} />}>
      {!connected && <Notice tone="warn">{t("audit:online")}</Notice>}
      <Filters filter={filter} onChange={setFilter} />
      <span className="muted num">{rows && (next === null ? t("audit:all", { n: rows.length }) : t("audit:some", { n: rows.length }))}</span>
      {rows && <RefusalNotice refusal={refusal} action={<Button onClick={reload}>{t("retry")}</Button>} />}
      {rows ? (
        <div className="audit-fill">
          <DataTable label={t("audit:title")} columns={columns(t)} rows={rows} rowKey={(r) => `${r.day} ${r.n}`} onChoose={setChosen} onEnd={more} empty={<EmptyState title={t("audit:empty")} next={t("audit:emptyNext")} />} />
        </div>
      ) : refusal ? <ErrorState refusal={refusal} onRetry={reload} /> : <LoadingState />}
      {chosen && <RowDialog row={chosen} onClose={() => setChosen(null)} />}
    </Page>
  );
}

function Filters({ filter, onChange }: { filter: AuditFilter; onChange: (filter: AuditFilter) => void }) {
  const { t } = useWords();
  const set = (part: Partial<AuditFilter>) => onChange({ ...filter, ...part });
  const text = (key: "who" | "device" | "ref", width: number, longest: number) => (
    <Input allowClear style={{ width }} maxLength={longest} value={filter[key]} onChange={(e) => set({ [key]: e.target.value.trim() })} placeholder={t(`audit:${key}Hint`)} aria-label={t(`audit:${key}Hint`)} />
  );
  return (
    <div className="audit-bar">
      <DayPicker label={t("audit:from")} value={filter.from} to={filter.until} onChange={(day) => day && set({ from: day })} />
      <span aria-hidden="true">–</span>
      <DayPicker label={t("audit:until")} value={filter.until} from={filter.from} onChange={(day) => day && set({ until: day })} />
      <Select
        style={{ width: 170 }} value={filter.family ?? ""} onChange={(family) => set({ family: AUDIT_FAMILY_NAMES.find((f) => f === family) ?? null })}
        options={[{ value: "", label: t("audit:anyAct") }, ...AUDIT_FAMILY_NAMES.map((value) => ({ value, label: t(`audit:family.${value}`) }))]} aria-label={t("audit:what")} getPopupContainer={overlay}
      />
      {text("who", 170, 40)}
      {text("device", 150, 60)}
      {text("ref", 300, 100)}
    </div>
  );
}

const columns = (t: Translate): Column<AuditRow>[] => [
  { key: "at", title: t("audit:when"), width: "150px", render: (r) => <DateTime at={r.at} style="full" /> },
  { key: "who", title: t("audit:who"), width: "150px", render: (r) => <Who row={r} /> },
  { key: "device", title: t("audit:device"), width: "120px", render: (r) => <span className="ellipsis">{r.deviceName || "—"}</span> },
  { key: "act", title: t("audit:what"), width: "minmax(150px, 220px)", render: (r) => <span className="ellipsis" title={r.action}>{actWords(t, r.action)}</span> },
  { key: "ref", title: t("audit:ref"), width: "110px", render: (r) => <span className="audit-code ellipsis" title={r.ref}>{r.ref || "—"}</span> },
  { key: "detail", title: t("audit:detail"), width: "minmax(180px, 1fr)", render: (r) => <span className="ellipsis muted">{r.detail.map(({ key, value }) => `${factWords(t, key)}: ${value}`).join(" · ") || "—"}</span> },
  { key: "n", title: t("audit:row"), width: "70px", align: "end", render: (r) => <span className="num muted">{r.n}</span> },
];

/** A person, or what acts by itself. */
function Who({ row }: { row: AuditRow }) {
  const { t } = useWords();
  if (row.userNo !== "") return <span className="ellipsis">{row.userName} <span className="num muted">{row.userNo}</span></span>;
  return <span className="muted">{row.deviceName === "" ? t("audit:service") : t("audit:machineItself")}</span>;
}

function RowDialog({ row, onClose }: { row: AuditRow; onClose: () => void }) {
  const { t } = useWords();
  const facts = [
    [t("audit:when"), <DateTime key="at" at={row.at} style="full" />], [t("audit:who"), <Who key="who" row={row} />], [t("audit:device"), row.deviceName || "—"],
    [t("audit:ref"), row.ref || "—"], ...row.detail.map(({ key, value }) => [factWords(t, key), value] as const), [t("audit:hash"), row.hash],
  ] as const;
  return (
    <Dialog open title={`${actWords(t, row.action)} · ${row.day} #${row.n}`} onClose={onClose} width={720}>
      <dl className="audit-facts">
        {facts.map(([name, value], i) => (
          <div key={i}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="muted">{t("audit:masked")}</p>
    </Dialog>
  );
}
