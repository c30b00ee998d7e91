/** 投诉预警账户情况表, parts A and C in the order of the paper form. Read-only: it is the collector's account. */
import type { ReactNode } from "react";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import type { WarningForm } from "../../../../shared/model/warning-form.ts";
import { Notice } from "../../../components/States.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { useCall } from "../../../lib/use-call.ts";
import { COLLECTOR_FIELDS, factLines, type CollectorField, type FactLine } from "../logic/form.ts";
import type { WarningRow } from "../logic/inbox.ts";

export function FormPane({ row, view }: { row: WarningRow; view: CaseView | null }) {
  const { t } = useWords();
  const form = row.warning.form;
  return (
    <section className="sv-form scroll" aria-label={t("supervisor:form.title")} tabIndex={0}>
      <h2 className="visually-hidden">{t("supervisor:form.title")}</h2>
      <div>
        <h3>{t("supervisor:form.partA")}</h3>
        <dl className="sv-facts">
          {factLines(row, view).map((line) => (
            <Line key={line.field} label={t(`supervisor:form.field.${line.field}`)}>
              {factValue(line, t)}
            </Line>
          ))}
        </dl>
      </div>
      <div>
        <h3>{t("supervisor:form.partC")}</h3>
        {form ? <CollectorPart form={form} /> : <Notice tone="info">{t("supervisor:form.notFiled")}</Notice>}
      </div>
    </section>
  );
}

function factValue(line: FactLine, t: Translate): ReactNode {
  if (line.value === "") return <span className="muted">{line.field === "no" ? t("supervisor:inbox.noNo") : t("supervisor:form.unknown")}</span>;
  if (line.field !== "filedLate") return <span className="num">{line.value}</span>;
  return line.tone === "late" ? <span className="tag warn">▲ {t("supervisor:form.lateYes", { n: line.value })}</span> : t("supervisor:form.lateNo", { n: line.value });
}

const LONG: readonly CollectorField[] = ["demand", "summary", "explained"];

function CollectorPart({ form }: { form: WarningForm }) {
  const { t } = useWords();
  return (
    <dl className="sv-facts">
      {COLLECTOR_FIELDS.map((field) => (
        <Line key={field} label={t(`supervisor:form.field.${field}`)} long={LONG.includes(field)}>
          {collectorValue(form, field, t)}
        </Line>
      ))}
    </dl>
  );
}

function collectorValue(form: WarningForm, field: CollectorField, t: Translate): ReactNode {
  switch (field) {
    case "types":
      return <Tags words={form.types.map((x) => t(`terms:warningType.${x}`))} />;
    case "channels":
      return <Tags words={form.channels.map((x) => t(`terms:channel.${x}`))} />;
    case "emotion":
      return <span className={form.emotion === "selfHarmRisk" ? "tag bad" : "tag"}>{form.emotion === "selfHarmRisk" ? "■ " : ""}{t(`terms:emotion.${form.emotion}`)}</span>;
    case "urgency":
      return <span className={form.urgency === "normal" ? "tag" : form.urgency === "urgent" ? "tag warn" : "tag bad"}>{t(`terms:urgency.${form.urgency}`)}</span>;
    case "named":
      return form.named?.length ? <NamedColleagues ids={form.named} /> : <span className="muted">{t("supervisor:form.unknown")}</span>;
    default:
      return form[field] ? <span className="prose">{form[field]}</span> : <span className="muted">{t("supervisor:form.unknown")}</span>;
  }
}

/** Colleagues by name; one this workstation does not know shows the beginning of the id. */
function NamedColleagues({ ids }: { ids: readonly string[] }) {
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  return <Tags words={ids.map((id) => colleagues.find((c) => c.id === id)?.name ?? id.slice(0, 8))} />;
}

function Tags({ words }: { words: readonly string[] }) {
  return (
    <span className="row wrap">
      {words.map((word) => (
        <span key={word} className="tag">
          {word}
        </span>
      ))}
    </span>
  );
}

/** A label and its value; a long text stands below its label. */
function Line({ label, long = false, children }: { label: string; long?: boolean; children: ReactNode }) {
  return (
    <div className={long ? "long" : ""}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
