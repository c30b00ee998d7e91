/** 控制总数: count and amount from the bank's letter; only when both agree does 确认入库 open. */
import { Button, Input } from "antd";
import { useState } from "react";
import { formatFen } from "../../../../shared/model/money.ts";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useAct } from "../../../lib/use-call.ts";
import { checkTotals, type Check } from "../logic/totals.ts";
import type { Report } from "../parts/ReportCounts.tsx";

interface ControlTotalsProps {
  readonly report: Report;
  /** True while the file may not be imported: unreadable, mapping changed, a check running. */
  readonly blocked: boolean;
  readonly onBack: () => void;
  readonly onDone: (report: Report) => void;
}

export function ControlTotals({ report, blocked, onBack, onDone }: ControlTotalsProps) {
  const { t } = useWords();
  const [count, setCount] = useState("");
  const [amount, setAmount] = useState("");
  const totals = checkTotals({ count, amount }, report);
  const confirm = useAct((controlCount: number, controlFen: number) => desk("import.confirm", { batchId: report.batchId, controlCount, controlFen }));
  const press = async () => {
    if (blocked || totals.count.state !== "agrees" || totals.amount.state !== "agrees") return;
    const done = await confirm.run(totals.count.value, totals.amount.value);
    if (done) onDone(done);
  };
  const differs = totals.count.state === "differs" || totals.amount.state === "differs";
  return (
    <section className="panel ad-totals" aria-label={t("administrator:totals.title")}>
      <header>
        <h2>{t("administrator:totals.title")}</h2>
      </header>
      <div className="body col">
        <p>{t("administrator:totals.lead")}</p>
        <Field label={t("administrator:totals.count")} value={count} onChange={setCount} check={totals.count} show={(n) => t("administrator:totals.countUnit", { n })} disabled={confirm.busy} />
        <span className="muted">{t("administrator:totals.counted")}</span>
        <Field label={t("administrator:totals.amount")} value={amount} onChange={setAmount} check={totals.amount} show={formatFen} disabled={confirm.busy} />
        {differs && <Notice tone="bad">{t("administrator:totals.differ")}</Notice>}
        <RefusalNotice refusal={confirm.refusal} />
        <KeyButton type="primary" combo="Ctrl+Enter" words={confirm.busy ? t("administrator:totals.confirming") : t("administrator:totals.confirm")} onPress={() => void press()} loading={confirm.busy} disabled={blocked || !totals.agrees} />
        <Button onClick={onBack} disabled={confirm.busy}>{t("administrator:pick.discard")}</Button>
      </div>
    </section>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly check: Check;
  readonly show: (n: number) => string;
  readonly disabled: boolean;
}

function Field({ label, value, onChange, check, show, disabled }: FieldProps) {
  const { t } = useWords();
  const bad = check.state === "unreadable" || check.state === "differs";
  return (
    <label className="ad-field">
      <span>{label}</span>
      <Input value={value} onChange={(e) => onChange(e.target.value)} inputMode="decimal" maxLength={24} disabled={disabled} status={bad ? "error" : ""} aria-invalid={bad} autoComplete="off" />
      <span role="status" className={bad ? "ad-fault" : "ad-ok"}>
        {check.state === "unreadable" && `✕ ${t("administrator:totals.unreadable")}`}
        {check.state === "agrees" && `✓ ${show(check.value)} ${t("administrator:totals.agrees")}`}
        {check.state === "differs" && `✕ ${t(check.by > 0 ? "administrator:totals.more" : "administrator:totals.less", { by: show(Math.abs(check.by)) })}`}
      </span>
    </label>
  );
}
