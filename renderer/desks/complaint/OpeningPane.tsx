/** 投诉单 as it was filed, with what the centre knows of the case; read-only. */
import type { ReactNode } from "react";
import type { ComplaintForm } from "../../../shared/model/complaint-form.ts";
import { formatDateTime } from "../../../shared/model/time.ts";
import { complaintFormOf } from "../../../shared/workflow/form.ts";
import { useWords, type Translate } from "../../i18n/index.ts";
import { NumberPart } from "./NumberPart.tsx";
import type { Doc } from "./logic/desk.ts";
import { fieldWord, stepWord, useComplaintWords } from "./words.ts";

const FACTS = ["no", "bank", "found", "caseNo", "name", "cardLast4", "bucket", "collector", "team", "region", "repeat", "warnings", "confirmNo"] as const;
const OPENING = ["receivedAt", "source", "orderNo", "dueAt", "level", "complainant", "relation", "phone", "occurredAt", "types", "points", "demand", "claim", "warningNo", "answerBy", "attachments"] as const satisfies readonly (keyof ComplaintForm)[];
/** What decides: what the others have written so far, newest kind first; the whole of it is in the history. */
const WRITTEN = ["supplement", "reviewAgain", "review", "statement", "sootheAgain", "soothe"] as const;
const LONG: readonly string[] = ["points", "demand"];

export function OpeningPane({ form }: { form: Doc }) {
  const { t } = useWords();
  const words = useComplaintWords();
  const { nameOf } = words;
  const opening = complaintFormOf(form);
  const barred = [...form.accused, ...form.named];
  return (
    <section className="sv-form scroll" aria-label={t("complaint:form")} tabIndex={0}>
      <div>
        <h3>{t("complaint:form")}</h3>
        <dl className="sv-facts">
          {opening && OPENING.filter((name) => shows(opening[name])).map((name) => <Line key={name} name={name}>{openingValue(opening, name, t)}</Line>)}
          <Line name="accused">{form.accused.length > 0 ? form.accused.map(nameOf).join(" / ") : t("complaint:file.unknownAccused")}</Line>
          {form.named.length > 0 && <Line name="named">{form.named.map(nameOf).join(" / ")}</Line>}
        </dl>
        {opening?.phone && <NumberPart id={form.id} />}
      </div>
      <div>
        <h3>{t("complaint:field.found")}</h3>
        <dl className="sv-facts">
          {FACTS.filter((name) => (form.facts[name] ?? "") !== "").map((name) => <Line key={name} name={name}>{factValue(form.facts[name] ?? "", t)}</Line>)}
        </dl>
        {WRITTEN.filter((step) => form.parts[step]).map((step) => (
          <section key={step}>
            <h3>{stepWord(step, t)}</h3>
            <dl className="sv-facts">
              {Object.entries(form.parts[step] ?? {}).filter(([, value]) => value !== "").map(([name, value]) => <Line key={name} name={name}>{<span className="prose">{words.value(name, value)}</span>}</Line>)}
            </dl>
          </section>
        ))}
        {barred.length > 0 && <p className="muted sv-small">{t("complaint:recusedNote", { names: [...new Set(barred)].map(nameOf).join(" / ") })}</p>}
      </div>
    </section>
  );
}

const shows = (value: unknown): boolean => value !== null && value !== "" && (!Array.isArray(value) || value.length > 0);

function factValue(value: string, t: Translate): ReactNode {
  return value === "yes" || value === "no" ? t(`complaint:yesNo.${value}`) : <span className="num">{value}</span>;
}

function openingValue(form: ComplaintForm, name: (typeof OPENING)[number], t: Translate): ReactNode {
  switch (name) {
    case "source":
      return t(`complaint:source.${form.source}`);
    case "relation":
      return t(`complaint:relation.${form.relation}`);
    case "level":
      return t(`complaint:level.${form.level}`);
    case "types":
      return form.types.map((x) => t(`terms:warningType.${x}`)).join(" / ");
    case "points":
      return <ol className="cp-points">{form.points.map((point) => <li key={point} className="prose">{point}</li>)}</ol>;
    case "receivedAt":
    case "dueAt":
    case "occurredAt":
    case "answerBy":
      return <span className="num">{formatDateTime(form[name] ?? 0)}</span>;
    default:
      return <span className="prose">{String(form[name])}</span>;
  }
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  const { t } = useWords();
  return (
    <div className={LONG.includes(name) ? "long" : ""}>
      <dt>{fieldWord(name, t)}</dt>
      <dd>{children}</dd>
    </div>
  );
}
