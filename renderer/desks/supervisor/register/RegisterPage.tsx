/** 投诉预警案件登记表: every warning of the team, upheld or not, from the local cache. */
import { Checkbox, Input } from "antd";
import { useState, type ReactNode } from "react";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { DateTime } from "../../../components/DateTime.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Page } from "../../../components/Page.tsx";
import { EmptyState, LoadedView } from "../../../components/States.tsx";
import { TwoLines } from "../../../components/TwoLines.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { useCall } from "../../../lib/use-call.ts";
import { usePush } from "../../../lib/use-push.ts";
import { sortRegister, type WarningRow } from "../logic/inbox.ts";
import { matchesRegister } from "../logic/register.ts";
import { stateKey, stepKey } from "../../../lib/warning-words.ts";

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
          <div className="sv-fill two-line-table">
            <DataTable label={t("supervisor:register.title")} columns={columns(t)} rows={rows} rowKey={(r) => r.warning.id} rowHeight={52} empty={<EmptyState title={t("supervisor:register.empty")} next={t("supervisor:register.emptyNext")} />} />
          </div>
        )}
      </LoadedView>
    </Page>
  );
}

const dash = <span className="muted">—</span>;

function columns(t: Translate): Column<WarningRow>[] {
  const column = (key: string, title: string, below: string, width: string, render: (row: WarningRow) => ReactNode): Column<WarningRow> => ({ key, title: below ? <TwoLines top={title} below={below} /> : title, width, render });
  const w = (key: Heading): string => t(`supervisor:register.${key}`);
  return [
    column("no", w("registerNo"), w("no"), "136px", ({ warning }) => <TwoLines top={<span className="num">{warning.registerNo || "—"}</span>} below={<span className="num">{warning.no || t("supervisor:inbox.noNo")}</span>} />),
    column("case", w("caseNo"), w("bank"), "minmax(140px, 1fr)", (row) => <TwoLines top={<span className="num">{row.caseNo}</span>} below={row.bankName} />),
    column("name", w("name"), w("collector"), "92px", (row) => <TwoLines top={row.nameMasked} below={row.warning.collectorName} />),
    column("t0", w("t0"), w("filed"), "104px", ({ warning }) => <TwoLines top={<DateTime at={warning.t0} />} below={<DateTime at={warning.filedAt} />} />),
    column("types", w("types"), "", "minmax(110px, 1fr)", ({ warning }) => warning.form?.types.map((x) => t(`terms:warningType.${x}`)).join(" / ") ?? dash),
    column("finding", w("finding"), w("ourFault"), "96px", ({ warning }) =>
      warning.finding ? <TwoLines top={t(`terms:finding.${warning.finding.finding}`)} below={t(`terms:ourFault.${warning.finding.ourFault}`)} /> : <span className="sv-warn">▲ {w("notFound")}</span>,
    ),
    column("reason", w("reason"), "", "minmax(120px, 1.2fr)", ({ warning }) => <span title={warning.finding?.reason}>{warning.finding?.reason || dash}</span>),
    column("soother", w("soother"), w("sootheBy"), "104px", ({ warning }) => (warning.plan ? <TwoLines top={warning.plan.soother} below={<DateTime at={warning.plan.sootheBy} />} /> : dash)),
    column("state", w("state"), "", "128px", ({ warning }) => t(`terms:warningState.${stateKey(warning.state)}`)),
    column("late", w("late"), "", "128px", ({ warning }) => lateSteps(warning, t)),
  ];
}

type Heading = "registerNo" | "no" | "bank" | "caseNo" | "name" | "collector" | "t0" | "filed" | "types" | "finding" | "notFound" | "reason" | "ourFault" | "soother" | "sootheBy" | "state" | "late";

function lateSteps(warning: WarningRow["warning"], t: Translate): ReactNode {
  const late = warning.steps.filter((s) => s.late).map((s) => t(`terms:warningStep.${stepKey(s.step)}`));
  return late.length ? <span className="sv-warn">▲ {late.join(" / ")}</span> : dash;
}
