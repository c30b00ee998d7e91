/** 当事人陈述: what somebody accused may still do of a complaint that is closed to them. Shown only when one concerns them. */
import { Segmented } from "antd";
import { useState } from "react";
import { COMPLAINT_STEPS } from "../../../shared/workflow/complaint.ts";
import { SideSheet } from "../../components/Dialog.tsx";
import { Notice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { call } from "../../lib/api.ts";
import { StepForm } from "../../workflow/StepForm.tsx";
import type { Doc } from "./logic/desk.ts";
import { useComplaints } from "./use-complaints.ts";
import { useComplaintWords } from "./words.ts";
import "../supervisor/supervisor.css";

const STEP = COMPLAINT_STEPS.find((s) => s.only === "accused");

export function StatementButton() {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const { concerning, loaded } = useComplaints();
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = concerning.find(({ form }) => form.id === chosen) ?? concerning[0];
  if (!shown) return null;
  return (
    <>
      <button type="button" className="bar-button" onClick={() => setOpen(true)}>
        {t("complaint:statement.open")} <span className="tag num warn">{concerning.length}</span>
      </button>
      <SideSheet open={open} title={t("complaint:statement.title")} onClose={() => setOpen(false)} width={620}>
        <div className="col cp-statement">
          <Notice tone="info">{t("complaint:statement.hint")}</Notice>
          {concerning.length > 1 && <Segmented<string> options={concerning.map(({ form }) => ({ value: form.id, label: form.no }))} value={shown.form.id} onChange={setChosen} aria-label={t("complaint:list")} />}
          <One key={shown.form.id} form={shown.form} pending={shown.pending} onSaved={loaded.reload} />
        </div>
      </SideSheet>
    </>
  );
}

function One({ form, pending, onSaved }: { form: Doc; pending: boolean; onSaved: () => void }) {
  const { t } = useWords();
  const words = useComplaintWords();
  const given = form.steps.filter((s) => s.step === STEP?.step).map((s) => String((s.body as Record<string, unknown> | null)?.["statement"] ?? ""));
  return (
    <section className="col cp-statement">
      <h3><span className="num">{form.no}</span> · {form.facts["bank"]} <span className="num">{form.facts["caseNo"]}</span></h3>
      <dl className="sv-facts">
        <div><dt>{t("complaint:statement.points")}</dt><dd className="prose">{form.facts["points"]}</dd></div>
        {form.facts["occurredAt"] && <div><dt>{t("complaint:field.occurredAt")}</dt><dd className="num">{form.facts["occurredAt"]}</dd></div>}
      </dl>
      {given.map((text, i) => <Notice key={`${i} ${text}`} tone="ok">{t("complaint:statement.given", { text })}</Notice>)}
      {STEP && !pending && form.state !== "closed" && (
        <StepForm key={form.steps.length} id={form.id} step={STEP} words={words} draft="form.step" send={(body) => call("form.step", { formId: form.id, step: STEP.step, body })} onSaved={onSaved} />
      )}
      {pending && <Notice tone="info">{t("complaint:waiting")}</Notice>}
    </section>
  );
}
