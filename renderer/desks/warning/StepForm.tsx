/** The form of one step, drawn from its fields, with its one act and key. What is typed is kept as a draft. */
import { Input, Select } from "antd";
import { useEffect, useState } from "react";
import { isForbidden, isRequired, type Field, type Values } from "../../../shared/workflow/fields.ts";
import type { StepDef } from "../../../shared/workflow/table.ts";
import { KeyButton } from "../../components/KeyButton.tsx";
import { overlay } from "../../components/Dialog.tsx";
import { RefusalNotice } from "../../components/States.tsx";
import { useWords, type Translate } from "../../i18n/index.ts";
import { call } from "../../lib/api.ts";
import { dropDraft, keepDraft, loadDraft } from "../../lib/drafts.ts";
import { useAct } from "../../lib/use-call.ts";
import { stepKey } from "../../lib/warning-words.ts";
import type { WarningRow } from "../supervisor/logic/inbox.ts";

interface StepFormProps {
  readonly row: WarningRow;
  readonly step: StepDef;
  readonly onSaved: (row: WarningRow) => void;
  /** The key that sends; the screen's primary act unless another is named. */
  readonly combo?: string;
}

export function StepForm({ row, step, onSaved, combo = "Ctrl+Enter" }: StepFormProps) {
  const { t } = useWords();
  const { id } = row.warning;
  const key = `warning.step.${id}.${step.step}`;
  const [values, setValues] = useState<Values>({});
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    let dropped = false;
    void loadDraft(key).then((kept) => {
      if (!dropped && kept !== null) setValues((before) => ({ ...readValues(kept), ...before }));
    });
    return () => {
      dropped = true;
    };
  }, [key]);
  const act = useAct(async (body: Values) => {
    const next = await call("warning.step", { warningId: id, step: step.step, body });
    await dropDraft(key);
    return next;
  });
  const change = (name: string, value: string) => {
    const next = cleared(step.fields, { ...values, [name]: value });
    setValues(next);
    keepDraft(key, JSON.stringify(next));
  };
  const missing = step.fields.filter((f) => isRequired(f, values) && !(values[f.name] ?? "").trim());
  const send = async () => {
    setAsked(true);
    if (missing.length > 0) return;
    const next = await act.run(values);
    if (next) onSaved(next);
  };
  const words = t("warning:submit", { step: t(`terms:warningStep.${stepKey(step.step)}`) });
  return (
    <section className="wd-act" aria-label={t("warning:act")}>
      <RefusalNotice refusal={act.refusal} />
      <div className="wd-fields">
        {step.fields.filter((f) => !isForbidden(f, values)).map((field) => (
          <FieldInput key={field.name} field={field} value={values[field.name] ?? ""} required={isRequired(field, values)} fault={asked && missing.includes(field)} disabled={act.busy} onChange={(value) => change(field.name, value)} />
        ))}
        <div className="wd-send">
          <KeyButton type="primary" combo={combo} words={words} onPress={() => void send()} loading={act.busy} />
        </div>
      </div>
    </section>
  );
}

/** A field that has no place any more is empty. */
const cleared = (fields: readonly Field[], values: Values): Values => Object.fromEntries(Object.entries(values).filter(([name]) => !fields.some((f) => f.name === name && isForbidden(f, values))));

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
  readonly value: string;
  readonly required: boolean;
  readonly fault: boolean;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
}

function FieldInput({ field, value, required, fault, disabled, onChange }: FieldInputProps) {
  const { t } = useWords();
  const label = fieldWord(field.name, t);
  const common = { disabled, "aria-label": label, "aria-invalid": fault, status: fault ? ("error" as const) : ("" as const) };
  return (
    <label className={`wd-field ${field.kind}`}>
      <span>
        {label} {required ? <span className="muted">{t("warning:needed")}</span> : <span className="muted">{t("warning:notRequired")}</span>}
        {fault && <span className="sv-fault" role="alert"> ✕</span>}
      </span>
      {field.kind === "choice" && <Select {...common} value={value || null} onChange={(next: string) => onChange(next)} options={field.options.map((option) => ({ value: option, label: optionWord(field.name, option, t) }))} getPopupContainer={overlay} />}
      {field.kind === "line" && <Input {...common} value={value} maxLength={field.max} onChange={(e) => onChange(e.target.value)} />}
      {field.kind === "text" && <Input.TextArea {...common} value={value} rows={2} maxLength={field.max} onChange={(e) => onChange(e.target.value)} />}
    </label>
  );
}

const FIELDS = ["result", "recordingNo", "promised", "disposal", "reason", "archiveNo", "opinion", "channel", "receiptNo"] as const;
const RESULTS = ["calmed", "followUp", "insists", "notReached", "quietHours"] as const;
const DISPOSALS = ["resume", "handOver", "stop", "toComplaint"] as const;

/** The name of a field; one this version has no word for shows its own. */
export function fieldWord(name: string, t: Translate): string {
  const known = FIELDS.find((f) => f === name);
  return known ? t(`warning:field.${known}`) : name;
}

/** The word of a choice. */
export function optionWord(field: string, value: string, t: Translate): string {
  const result = field === "result" ? RESULTS.find((r) => r === value) : undefined;
  const disposal = field === "disposal" ? DISPOSALS.find((d) => d === value) : undefined;
  if (result) return t(`terms:soothingResult.${result}`);
  return disposal ? t(`terms:disposal.${disposal}`) : value;
}
