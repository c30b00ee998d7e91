/**
 * The desk of every post an early warning passes: the list by time left, the form with everything needed to decide,
 * its history, and one act with its key. What is owed comes from the step table, not from this screen.
 */
import { ENVELOPE_DESKS, houseDesk } from "../../../shared/access/desks.ts";
import { MINUTE } from "../../../shared/model/time.ts";
import { Notice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { useCall } from "../../lib/use-call.ts";
import { stateKey, stepKey, useWarningWords } from "../../lib/warning-words.ts";
import { FlowDesk } from "../../workflow/FlowDesk.tsx";
import { History } from "../../workflow/History.tsx";
import { useMe } from "../../stores/session.ts";
import { ClockStrip } from "../supervisor/inbox/ClockStrip.tsx";
import { ClockTag } from "../supervisor/inbox/ClockTag.tsx";
import { DecisionDock } from "../supervisor/inbox/DecisionDock.tsx";
import { FormPane } from "../supervisor/inbox/FormPane.tsx";
import type { WarningRow } from "../supervisor/logic/inbox.ts";
import { PackagePart } from "./PackagePart.tsx";
import { WarningStepForm } from "./WarningStepForm.tsx";
import type { DeskRow } from "./logic/desk.ts";
import { useOwed } from "./use-owed.ts";

export function WarningPage() {
  const { t } = useWords();
  const owed = useOwed();
  return (
    <FlowDesk
      words="warning"
      of={owed}
      lineOf={({ row: { warning, nameMasked, bankName, pending }, clock, step }) => ({
        id: warning.id, no: warning.no, pending, about: [nameMasked, bankName].filter(Boolean).join(" · "),
        right: clock ? <ClockTag clock={clock} /> : <span className="tag">{t(`terms:warningState.${stateKey(warning.state)}`)}</span>,
        step: step ? t(`terms:warningStep.${stepKey(step.step)}`) : null,
      })}
      open={(item, say) => (
        <Detail key={item.row.warning.id} item={item} onSaved={(step, row) => say(t("warning:done", { step: t(`terms:warningStep.${stepKey(step)}`), no: row.warning.no }))} />
      )}
    />
  );
}

/** Steps with a screen of their own: whoever has them, a deputy or the next level, decides on the supervisor's. */
const SCREENED: readonly string[] = ["find", "plan"];

function Detail({ item, onSaved }: { item: DeskRow; onSaved: (step: string, row: WarningRow) => void }) {
  const { t } = useWords();
  const { row, step, clock } = item;
  const { warning } = row;
  const words = useWarningWords();
  const me = useMe();
  const envelope = me.roles.every((role) => ENVELOPE_DESKS.includes(houseDesk(role)));
  return (
    <>
      <header className="sv-head">
        <div className="row">
          <h2 className="grow ellipsis">
            <span className="num">{warning.no}</span> · {row.bankName} {row.nameMasked && `· ${row.nameMasked}`} <span className="num">{row.caseNo}</span>
          </h2>
          {warning.registerNo && <span className="num">{t("warning:registerNo")} {warning.registerNo}</span>}
          <span className="tag">{t(`terms:warningState.${stateKey(warning.state)}`)}</span>
        </div>
        <ClockStrip warning={warning} />
      </header>
      {envelope ? <section className="sv-form"><Notice tone="info">{t("warning:envelope")}</Notice></section> : <FormPane row={row} view={null} />}
      <History doc={warning} words={words} without={SCREENED} />
      {step && !row.pending && SCREENED.includes(step.step) ? <DecisionDock row={row} onSaved={(next) => onSaved(step.step, next)} /> : <div className="wd-dock">
        {warning.pack && <PackagePart instanceId={warning.id} pack={warning.pack} signed={warning.state === "signed"} hint={me.roles.includes("it") && warning.state === "sealed" && t("warning:relayHint")} />}
        {step?.clock && "rest" in step.clock && clock && <Notice tone="info">{t("warning:derived", { n: Math.max(0, Math.round(((clock.dueAt ?? 0) - (clock.startedAt ?? 0)) / MINUTE)) })}</Notice>}
        {step && !row.pending ? <WarningStepForm key={step.step} row={row} step={step} onSaved={(next) => onSaved(step.step, next)} /> : <WithWhom row={row} />}
      </div>}
    </>
  );
}

/** Who has it now, when it is not this desk. */
function WithWhom({ row }: { row: WarningRow }) {
  const { t } = useWords();
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  const { owed } = row.warning;
  if (row.pending) return <Notice tone="info">{t("warning:waiting")}</Notice>;
  if (!owed || owed.length === 0) return <Notice tone="ok">{t("warning:ended")}</Notice>;
  const names = owed.flatMap((o) => o.users).map((id) => colleagues.find((c) => c.id === id)?.name ?? "").filter(Boolean);
  return <Notice tone="info">{names.length ? t("warning:with", { who: [...new Set(names)].join(" / ") }) : t("warning:nobody")}</Notice>;
}
