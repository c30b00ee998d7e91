/** The form of one step, drawn from its fields, with its one act and key. What is typed is kept as a draft. */
import { Input, Select } from "antd";
import { useEffect, useState } from "react";
import { isForbidden, isRequired, patternFault, type Field, type Values } from "../../shared/workflow/fields.ts";
import type { StepDef } from "../../shared/workflow/table.ts";
import { KeyButton } from "../components/KeyButton.tsx";
import { overlay } from "../components/Dialog.tsx";
import { RefusalNotice } from "../components/States.tsx";
import { useWords } from "../i18n/index.ts";
import { dropDraft, keepDraft, loadDraft } from "../lib/drafts.ts";
import { useAct, useCall } from "../lib/use-call.ts";
import type { FlowWords } from "./words.ts";
import "./workflow.css";

interface StepFormProps<Row> {
  readonly id: string;
  readonly step: StepDef;
  readonly words: FlowWords;
  /** Below which a draft of it is kept. */
  readonly draft: string;
  /** What stands in a field before anything is typed. */
  readonly initial?: Values;
  readonly send: (body: Values) => Promise<Row>;
  readonly onSaved: (row: Row) => void;
  /** The key that sends; the screen's primary act unless another is named. */
  readonly combo?: string;
}

export function StepForm<Row>({ id, step, words, draft, initial = {}, send, onSaved, combo = "Ctrl+Enter" }: StepFormProps<Row>) {
  const { t } = useWords();
  const key = `${draft}.${id}.${step.step}`;
  const [values, setValues] = useState<Values>(() => cleared(step.fields, initial));
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    let dropped = false;
    void loadDraft(key).then((kept) => {
      if (!dropped && kept !== null) setValues((before) => ({ ...before, ...readValues(kept) }));
    });
    return () => {
      dropped = true;
    };
  }, [key]);
  const act = useAct(async (body: Values) => {
    const next = await send(body);
    await dropDraft(key);
    return next;
  });
  const change = (name: string, value: string) => {
    const next = cleared(step.fields, { ...values, [name]: value });
    setValues(next);
    keepDraft(key, JSON.stringify(next));
  };
  const shown = step.fields.filter((f) => !isForbidden(f, values));
  const wrong = shown.filter((f) => (isRequired(f, values) && !(values[f.name] ?? "").trim()) || patternFault(f, values[f.name] ?? "") !== null);
  const press = async () => {
    setAsked(true);
    if (wrong.length > 0) return;
    const next = await act.run(values);
    if (next) onSaved(next);
  };
  return (
    <section className="wd-act" aria-label={t("warning:act")}>
      <RefusalNotice refusal={act.refusal} />
      <div className="wd-fields">
        {shown.map((field) => (
          <FieldInput key={field.name} field={field} words={words} value={values[field.name] ?? ""} required={isRequired(field, values)} fault={asked && wrong.includes(field)} disabled={act.busy} onChange={(value) => change(field.name, value)} />
        ))}
        <div className="wd-send">
          <KeyButton type="primary" combo={combo} words={t("warning:submit", { step: words.step(step.step) })} onPress={() => void press()} loading={act.busy} />
        </div>
      </div>
    </section>
  );
}

/** Only the step's own fields, and a field that has no place any more is empty. */
function cleared(fields: readonly Field[], values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => fields.some((f) => f.name === name && !isForbidden(f, values))));
}

function readValues(text: string): Values {
  try {
    const kept: unknown = JSON.parse(text);
    return typeof kept === "object" && kept !== null ? (kept as Values) : {};
  } catch {
    return {};
  }
}

interface FieldInputProps {
  readonly field: Field;
  readonly words: FlowWords;
  readonly value: string;
  readonly required: boolean;
  readonly fault: boolean;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
}

function FieldInput({ field, words, value, required, fault, disabled, onChange }: FieldInputProps) {
  const { t } = useWords();
  const label = words.field(field.name);
  const common = { disabled, "aria-label": label, "aria-invalid": fault, status: fault ? ("error" as const) : ("" as const) };
  const hint = fault ? patternFault(field, value) : null;
  return (
    <label className={`wd-field ${field.kind}`}>
      <span>
        {label} {required ? <span className="muted">{t("warning:needed")}</span> : <span className="muted">{t("warning:notRequired")}</span>}
        {fault && <span className="sv-fault" role="alert"> ✕ {hint}</span>}
      </span>
      {field.kind === "choice" && <Select {...common} value={value || null} onChange={(next: string) => onChange(next)} options={field.options.map((option) => ({ value: option, label: words.value(field.name, option) }))} getPopupContainer={overlay} />}
      {field.kind === "text" && <Input.TextArea {...common} value={value} rows={2} maxLength={field.max} onChange={(e) => onChange(e.target.value)} />}
      {field.kind === "people" && <People {...common} value={value} onChange={onChange} />}
      {field.kind === "team" && <Team {...common} value={value} onChange={onChange} />}
      {(field.kind === "line" || field.kind === "time" || field.kind === "count" || field.kind === "amount") && (
        <Input {...common} value={value} maxLength={field.max} placeholder={field.kind === "time" ? t("warning:timeHint") : ""} onChange={(e) => onChange(e.target.value)} />
      )}
    </label>
  );
}

interface PickProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly disabled: boolean;
  readonly "aria-label": string;
  readonly status: "error" | "";
}

function People({ value, onChange, ...rest }: PickProps) {
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  return (
    <Select {...rest} mode="multiple" maxCount={10} showSearch={{ optionFilterProp: "label" }} value={value.split(" ").filter(Boolean)} options={colleagues.map((c) => ({ value: c.id, label: `${c.name} ${c.no}` }))}
      onChange={(ids: string[]) => onChange(ids.join(" "))} getPopupContainer={overlay} />
  );
}

function Team({ value, onChange, ...rest }: PickProps) {
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  const teams = [...new Map(colleagues.flatMap((c) => (c.teamId ? [[c.teamId, c.teamName] as const] : [])))].sort(([, a], [, b]) => a.localeCompare(b, "zh-CN"));
  return <Select {...rest} value={value || null} options={teams.map(([id, name]) => ({ value: id, label: name }))} onChange={(id: string) => onChange(id)} getPopupContainer={overlay} />;
}
