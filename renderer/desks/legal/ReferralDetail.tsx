/** One referral: the case, its material, what R-30 asks for, the history, and the act that is owed or may be taken. */
import { Segmented } from "antd";
import { useState } from "react";
import { ReferralFormSchema, REFERRAL_FACTS } from "../../../shared/model/referral-form.ts";
import type { StepDef } from "../../../shared/workflow/table.ts";
import { Countdown } from "../../components/Countdown.tsx";
import { Notice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { call } from "../../lib/api.ts";
import { useCall } from "../../lib/use-call.ts";
import { History } from "../../workflow/History.tsx";
import { StepForm } from "../../workflow/StepForm.tsx";
import { EvidencePart } from "./EvidencePart.tsx";
import type { ReferralItem } from "./use-referrals.ts";
import { stateWord, useReferralWords } from "./words.ts";

interface DetailProps {
  readonly item: ReferralItem;
  readonly onSaved: (step: string, no: string) => void;
}

export function ReferralDetail({ item, onSaved }: DetailProps) {
  const { t } = useWords();
  const words = useReferralWords();
  const { form } = item.row;
  return (
    <>
      <header className="sv-head">
        <div className="row">
          <h2 className="grow ellipsis"><span className="num">{form.no || "—"}</span> · {form.facts["bank"]} · {form.facts["name"]} <span className="num">{form.facts["caseNo"]}</span></h2>
          {item.clock && item.owed[0] && <><span className="muted">{words.step(item.owed[0].step)}</span><Countdown dueAt={item.clock.due} wholeMs={item.clock.due - item.clock.since} /></>}
          <span className="tag">{stateWord(form.state, t)}</span>
        </div>
      </header>
      <section className="sv-form scroll lg-form">
        <CaseFacts facts={form.facts} />
        <Opening opening={form.opening} />
        {form.proof && <EvidencePart proof={form.proof} />}
      </section>
      <History doc={form} words={words} />
      <div className="wd-dock">{item.row.pending ? <Notice tone="info">{t("legal:waiting")}</Notice> : <Acts item={item} onSaved={onSaved} />}</div>
    </>
  );
}

function CaseFacts({ facts }: { facts: Readonly<Record<string, string>> }) {
  const { t } = useWords();
  return (
    <section>
      <h3>{t("legal:facts")}</h3>
      <dl className="sv-facts">
        {REFERRAL_FACTS.filter((name) => facts[name]).map((name) => <div key={name}><dt>{t(`legal:fact.${name}`)}</dt><dd className="num">{facts[name]}</dd></div>)}
      </dl>
    </section>
  );
}

function Opening({ opening }: { opening: unknown }) {
  const { t } = useWords();
  const read = ReferralFormSchema.safeParse(opening);
  if (!read.success) return null;
  const { confirmNo, materials, note } = read.data;
  return (
    <section>
      <h3>{t("legal:materials")}</h3>
      <dl className="sv-facts">
        <div><dt>{t("legal:confirmNo")}</dt><dd className="num">{confirmNo}</dd></div>
        {materials.map((m) => <div key={m.name}><dt>{m.name}</dt><dd className="num">× {m.copies}</dd></div>)}
        {note && <div className="long"><dt>{t("legal:note")}</dt><dd>{note}</dd></div>}
      </dl>
    </section>
  );
}

/** What is owed first; what may be done beside it is chosen. */
function Acts({ item, onSaved }: DetailProps) {
  const { t } = useWords();
  const words = useReferralWords();
  const all: readonly StepDef[] = [...item.owed, ...item.beside];
  const [name, setName] = useState<string | null>(null);
  const step = all.find((s) => s.step === name) ?? all[0] ?? null;
  const { form } = item.row;
  if (step === null) return <WithWhom item={item} />;
  return (
    <>
      {all.length > 1 && <Segmented size="small" value={step.step} options={all.map((s) => ({ value: s.step, label: words.step(s.step) }))} onChange={(value) => setName(String(value))} aria-label={t("legal:act")} />}
      <StepForm key={step.step} id={form.id} step={step} words={words} draft="referral.step" send={(body) => call("form.step", { formId: form.id, step: step.step, body })} onSaved={(row) => onSaved(step.step, row.form.no)} />
    </>
  );
}

/** Who has it now, when it is not this desk. */
function WithWhom({ item }: { item: ReferralItem }) {
  const { t } = useWords();
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  const { owed, state } = item.row.form;
  if (state === "archived") return <Notice tone="ok">{t("legal:ended")}</Notice>;
  const names = [...new Set((owed ?? []).flatMap((o) => o.users).map((id) => colleagues.find((c) => c.id === id)?.name ?? "").filter(Boolean))];
  return <Notice tone="info">{t("legal:with", { who: names.join(" / ") || "—" })}</Notice>;
}
