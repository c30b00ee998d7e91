/** One complaint: clocks of ours and the bank's, form or investigation, history, and what is to be done. */
import { Segmented } from "antd";
import { useState } from "react";
import type { FormRow } from "../../../shared/ipc/contract.ts";
import { DAY, dayOf, formatDateTime } from "../../../shared/model/time.ts";
import { may } from "../../../shared/access/table.ts";
import { complaintFormOf } from "../../../shared/workflow/form.ts";
import { SOOTHING_STEPS } from "../../../shared/workflow/soothing.ts";
import { Kbd } from "../../components/Kbd.tsx";
import { useWords } from "../../i18n/index.ts";
import { useNow } from "../../lib/clock.ts";
import { shortDay, shortMoment } from "../../lib/format.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { useCall } from "../../lib/use-call.ts";
import { useMe } from "../../stores/session.ts";
import { History } from "../../workflow/History.tsx";
import { Clocks } from "../supervisor/inbox/ClockStrip.tsx";
import { SootheCall } from "../supervisor/parts/SootheCall.tsx";
import { PackagePart } from "../warning/PackagePart.tsx";
import { Acts } from "./Acts.tsx";
import { EvidencePane } from "./EvidencePane.tsx";
import { OpeningPane } from "./OpeningPane.tsx";
import { bankLimits, owedClocks, wholeClock, type ComplaintRow, type Doc } from "./logic/desk.ts";
import { stateWord, stepWord, useComplaintWords } from "./words.ts";

type View = "form" | "investigation";
const VIEW_KEY = "F6";
/** More of ours than this make a strip nobody reads; the others are in the list and the history. */
const MOST_CLOCKS = 4;

export function Detail({ item, onSaved }: { item: ComplaintRow; onSaved: (step: string, row: FormRow) => void }) {
  const { t } = useWords();
  const words = useComplaintWords();
  const now = useNow();
  const me = useMe();
  const [view, setView] = useState<View>("form");
  const { form } = item.row;
  useHotkeys([{ combo: VIEW_KEY, label: t("complaint:view"), run: () => setView(view === "form" ? "investigation" : "form") }]);
  const soothes = may(me.roles, "case.work") && [...item.owed, ...item.beside].some((s) => SOOTHING_STEPS.includes(s.step));
  const clocks = [...owedClocks(form, now).slice(0, MOST_CLOCKS), wholeClock(form, now)];
  const options = (["form", "investigation"] as const).map((value) => ({ value, label: t(`complaint:${value}`) }));
  return (
    <>
      <header className="sv-head">
        <div className="row">
          <h2 className="grow ellipsis">
            <span className="num">{form.no || t("complaint:noNo")}</span> · {form.facts["bank"] ?? form.bankCode} {form.facts["name"] && `· ${form.facts["name"]}`} <span className="num">{form.facts["caseNo"]}</span>
          </h2>
          <Segmented<View> size="small" options={options} value={view} onChange={setView} aria-label={t("complaint:view")} />
          <Kbd combo={VIEW_KEY} />
          <span className="tag">{stateWord(form.state, t)}</span>
        </div>
        <Clocks clocks={clocks} word={(step) => (step === "whole" ? t("complaint:whole") : stepWord(step, t))} />
        <BankClocks form={form} now={now} />
      </header>
      {view === "form" ? <OpeningPane form={form} /> : <EvidencePane form={form} />}
      <History doc={form} words={words} />
      <div className="wd-dock">
        {soothes && form.caseId && <Calling caseId={form.caseId} given={complaintFormOf(form)?.phone ?? ""} />}
        {may(me.roles, "package.password") && <Packages form={form} />}
        <Acts item={item} onSaved={onSaved} />
      </div>
    </>
  );
}

/** What has been handed over and not been signed for: a line each, since several may wait. */
function Packages({ form }: { form: Doc }) {
  const { t } = useWords();
  const waiting = form.packs.filter((p) => p.signedAt === null);
  if (waiting.length === 0) return null;
  return (
    <section className="cp-packs" aria-label={t("complaint:packs")}>
      <p className="muted sv-small">{t("complaint:packHint")}</p>
      {waiting.map((p) => (
        <div key={p.no} className="row">
          <strong>{stepWord(p.step, t)}</strong>
          <PackagePart instanceId={form.id} pack={p} signed={false} />
        </div>
      ))}
    </section>
  );
}

/** The soothing call, where the case is with this desk's team; elsewhere the number is looked at, and dialled by hand. */
function Calling({ caseId, given }: { caseId: string; given: string }) {
  const view = useCall("case.open", { caseId });
  return view.data && <SootheCall view={view.data} given={given} onLogged={view.reload} />;
}

/** 15 / 30 / +30 days, and the due time that came with it: in days, beside our minutes. */
function BankClocks({ form, now }: { form: Doc; now: number }) {
  const { t } = useWords();
  const closed = form.state === "closed";
  return (
    <ul className="cp-bank" aria-label={t("complaint:bankClock")}>
      {bankLimits(form).map(({ limit, due }) => {
        const left = due - now;
        const tone = closed ? "" : left < 0 ? "bad" : left < 2 * DAY ? "warn" : "";
        return (
          <li key={limit} className={`tag ${tone}`} title={formatDateTime(due)}>
            {t(`complaint:${limit}`)} <span className="num">{limit === "bankDue" ? shortMoment(due, now) : shortDay(dayOf(due), now)}</span>
            {!closed && <span className="num"> {left < 0 ? `■ ${t("warning:late")}` : t("complaint:days", { n: Math.floor(left / DAY) })}</span>}
          </li>
        );
      })}
    </ul>
  );
}
