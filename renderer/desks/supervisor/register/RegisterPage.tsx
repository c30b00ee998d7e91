/** 投诉预警案件登记表: every warning of the team, upheld or not, from the local cache. */
import { Checkbox, Input } from "antd";
import { useState } from "react";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { DateTime } from "../../../components/DateTime.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Page } from "../../../components/Page.tsx";
import { EmptyState, LoadedView } from "../../../components/States.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { useCall } from "../../../lib/use-call.ts";
import { usePush } from "../../../lib/use-push.ts";
import { sortRegister, type WarningRow } from "../logic/inbox.ts";
import { matchesRegister } from "../logic/register.ts";
import { stateKey } from "../inbox/InboxList.tsx";

export function RegisterPage() {
  const { t } = useWords();
  const all = useCall("warnings.list", { open: false });
  const { reload } = all;
  usePush("data.changed", (body) => {
    if (body.warnings) reload();
  });
  const [text, setText] = useState("");
  const [lateOnly, setLateOnly] = useState(false);
  const rows = sortRegister(all.data?.warnings ?? []).filter((row) => matchesRegister(row, { text, lateOnly }));
  return (
    <Page title={t("supervisor:register.title")} actions={<KeyButton combo="F5" words={t("refresh")} onPress={reload} />}>
      <div className="sv-filter">
        <Input.Search allowClear style={{ width: 320 }} value={text} onChange={(e) => setText(e.target.value)} placeholder={t("supervisor:register.filter")} aria-label={t("supervisor:register.filter")} />
        <Checkbox checked={lateOnly} onChange={(e) => setLateOnly(e.target.checked)}>
          {t("supervisor:register.lateOnly")}
        </Checkbox>
        <span className="muted num">{t("supervisor:register.count", { n: rows.length })}</span>
      </div>
      <LoadedView of={all}>
        {() => (
          <div className="sv-fill">
            <DataTable label={t("supervisor:register.title")} columns={columns(t)} rows={rows} rowKey={(r) => r.warning.id} empty={<EmptyState title={t("supervisor:register.empty")} next={t("supervisor:register.emptyNext")} />} />
          </div>
        )}
      </LoadedView>
    </Page>
  );
}

const dash = <span className="muted">—</span>;

function columns(t: Translate): Column<WarningRow>[] {
  const w = (title: string, key: string, width: string, render: (row: WarningRow) => React.ReactNode): Column<WarningRow> => ({ key, title, width, render });
  const r = (key: "registerNo" | "no" | "bank" | "caseNo" | "name" | "collector" | "t0" | "filed" | "types" | "finding" | "reason" | "ourFault" | "soother" | "sootheBy" | "state" | "late") => t(`supervisor:register.${key}`);
  return [
    w(r("registerNo"), "registerNo", "92px", ({ warning }) => <span className="num">{warning.registerNo || "—"}</span>),
    w(r("no"), "no", "128px", ({ warning }) => <span className="num">{warning.no || t("supervisor:inbox.noNo")}</span>),
    w(r("bank"), "bank", "84px", (row) => row.bankName),
    w(r("caseNo"), "caseNo", "minmax(110px, 1fr)", (row) => <span className="num">{row.caseNo}</span>),
    w(r("name"), "name", "60px", (row) => row.nameMasked),
    w(r("collector"), "collector", "64px", ({ warning }) => warning.collectorName),
    w(r("t0"), "t0", "88px", ({ warning }) => <DateTime at={warning.t0} />),
    w(r("filed"), "filed", "88px", ({ warning }) => <DateTime at={warning.filedAt} />),
    w(r("types"), "types", "minmax(90px, 1fr)", ({ warning }) => warning.form?.types.map((x) => t(`terms:warningType.${x}`)).join(" / ") ?? dash),
    w(r("finding"), "finding", "64px", ({ warning }) => (warning.finding ? t(`terms:finding.${warning.finding.finding}`) : <span className="sv-warn">{t("supervisor:register.notFound")}</span>)),
    w(r("reason"), "reason", "minmax(80px, 1fr)", ({ warning }) => <span title={warning.finding?.reason}>{warning.finding?.reason || dash}</span>),
    w(r("ourFault"), "ourFault", "68px", ({ warning }) => (warning.finding ? t(`terms:ourFault.${warning.finding.ourFault}`) : dash)),
    w(r("soother"), "soother", "64px", ({ warning }) => warning.plan?.soother ?? dash),
    w(r("sootheBy"), "sootheBy", "88px", ({ warning }) => <DateTime at={warning.plan?.sootheBy ?? null} />),
    w(r("state"), "state", "104px", ({ warning }) => t(`terms:warningState.${stateKey(warning.state)}`)),
    w(r("late"), "late", "104px", ({ warning }) => {
      const late = warning.steps.filter((s) => s.late).map((s) => s.step);
      return late.length ? <span className="sv-warn">▲ {late.map((step) => (step === "file" || step === "find" || step === "plan" ? t(`terms:warningStep.${step}`) : step)).join(" / ")}</span> : dash;
    }),
  ];
}
