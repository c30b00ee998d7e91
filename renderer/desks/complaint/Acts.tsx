/** What is to be done with a complaint at this desk: what is owed first, with its key, and what is open at any time. */
import { Segmented } from "antd";
import { useState } from "react";
import type { FormRow } from "../../../shared/ipc/contract.ts";
import { formatDateTime } from "../../../shared/model/time.ts";
import type { Values } from "../../../shared/workflow/fields.ts";
import type { StepDef } from "../../../shared/workflow/table.ts";
import { Kbd } from "../../components/Kbd.tsx";
import { Notice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { call } from "../../lib/api.ts";
import { serverNow } from "../../lib/clock.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { StepForm } from "../../workflow/StepForm.tsx";
import { accountableFor, type ComplaintRow, type Doc } from "./logic/desk.ts";
import { stepWord, useComplaintWords } from "./words.ts";

const NEXT_KEY = "F8";

export function Acts({ item, onSaved }: { item: ComplaintRow; onSaved: (step: string, row: FormRow) => void }) {
  const { t } = useWords();
  const words = useComplaintWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const { form } = item.row;
  const steps = [...item.owed, ...item.beside];
  const step = steps.find((s) => s.step === chosen) ?? item.owed[0] ?? null;
  const next = () => setChosen(steps[(steps.findIndex((s) => s === step) + 1) % steps.length]?.step ?? null);
  useHotkeys(steps.length > 1 || (step === null && steps.length > 0) ? [{ combo: NEXT_KEY, label: t("complaint:nextAct"), run: next }] : []);
  const options = steps.map((s) => ({ value: s.step, label: item.beside.includes(s) ? `${stepWord(s.step, t)} · ${t("complaint:beside")}` : stepWord(s.step, t) }));
  const accountable = step && accountableFor(step.step);
  const saved = (row: FormRow) => {
    setChosen(null);
    if (step) onSaved(step.step, row);
  };
  return (
    <>
      {(steps.length > 1 || step === null) && steps.length > 0 && (
        <div className="row">
          <Segmented<string> size="small" options={options} value={step?.step ?? ""} onChange={setChosen} aria-label={t("complaint:acts")} />
          <Kbd combo={NEXT_KEY} />
        </div>
      )}
      {accountable && <Notice tone="info">{t("complaint:accountable", { who: t(`terms:role.${accountable}`) })}</Notice>}
      {step ? (
        <StepForm key={`${step.step} ${form.steps.length}`} id={form.id} step={step} words={words} draft="form.step" initial={initialOf(form, step)} send={(body) => call("form.step", { formId: form.id, step: step.step, body })} onSaved={saved} />
      ) : (
        <WithWhom row={item.row} />
      )}
    </>
  );
}

/** What is known before anything is typed: the team of the case, and that things are usually written when they are done. */
function initialOf(form: Doc, step: StepDef): Values {
  return Object.fromEntries(step.fields.flatMap((f): [string, string][] => {
    if (f.kind === "time") return [[f.name, formatDateTime(serverNow())]];
    return f.kind === "team" && form.teamId ? [[f.name, form.teamId]] : [];
  }));
}

/** Who has it now, when it is not this desk. */
function WithWhom({ row }: { row: FormRow }) {
  const { t } = useWords();
  const { nameOf } = useComplaintWords();
  const { owed } = row.form;
  if (row.pending) return <Notice tone="info">{t("complaint:waiting")}</Notice>;
  if (!owed || owed.length === 0) return <Notice tone="ok">{t("complaint:ended")}</Notice>;
  const parts = owed.map((o) => `${stepWord(o.step, t)} (${o.users.map(nameOf).join(" / ") || t("complaint:nobody")})`);
  return <Notice tone="info">{t("complaint:with", { who: parts.join(" · ") })}</Notice>;
}
