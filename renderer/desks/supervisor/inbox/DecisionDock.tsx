/** Below the form: finding and soothing plan, both sent by Ctrl+Enter. Keys 1 and 2 set the finding. */
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useRef, useState } from "react";
import { formatDateTime } from "../../../../shared/model/time.ts";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { RefusalNotice, Notice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import type { WarningRow } from "../logic/inbox.ts";
import type { DraftFault } from "../logic/decision.ts";
import { openSteps } from "../../../../shared/workflow/engine.ts";
import { EARLY_WARNING } from "../../../../shared/workflow/early-warning.ts";
import type { StepDef } from "../../../../shared/workflow/table.ts";
import { warningStanding } from "../../../../shared/workflow/warning.ts";
import { isSoothingOpen } from "../../warning/logic/desk.ts";
import { WarningStepForm } from "../../warning/WarningStepForm.tsx";
import "../../warning/warning.css";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { SootheCall } from "../parts/SootheCall.tsx";
import { FindingPart, FoundPart } from "./FindingPart.tsx";
import { PlanPart } from "./PlanPart.tsx";
import { useDecision } from "./use-decision.ts";

interface DecisionDockProps {
  readonly row: WarningRow;
  /** Not there where the case is not at this desk: the soothing call is made from where it is. */
  readonly view?: CaseView | null;
  readonly onSaved: (row: WarningRow) => void;
  readonly onCalled?: () => void;
}

const SEND_WORDS = { finding: "sendFinding", both: "sendBoth", plan: "sendPlan", newPlan: "sendNewPlan", none: "sendPlan" } as const;

export function DecisionDock({ row, view = null, onSaved, onCalled = () => undefined }: DecisionDockProps) {
  const { t } = useWords();
  const decision = useDecision(row, onSaved);
  const { draft, change, sending, send, busy, refusal, dirty } = decision;
  const [asked, setAsked] = useState(false);
  const planField = useRef<TextAreaRef>(null);
  const faults: readonly DraftFault[] = asked ? sending.faults : [];
  const press = async () => {
    setAsked(true);
    if (await send()) setAsked(false);
  };
  const { warning } = row;
  const at = warningStanding(warning);
  const open = openSteps(EARLY_WARNING, at);
  const soothing = open.find((s) => s.step === "soothe") ?? (isSoothingOpen(warning) ? open.find((s) => s.step === "sootheAgain") : undefined);
  if (soothing) return <SoothingDock row={row} view={view} step={soothing} onSaved={onSaved} onCalled={onCalled} />;
  if (!open.some((s) => s.step === "find" || s.step === "plan") && warning.state !== "stamped") return <Dock>{<Notice tone="ok">{t("supervisor:inbox.done")}</Notice>}</Dock>;
  const release = open.find((s) => s.step === "release");
  if (warning.state === "stamped") return <Dock>{<Notice tone="info">{t("supervisor:decide.waitForm")}</Notice>}</Dock>;
  const by = planned(row);
  const unchanged = sending.kind === "newPlan" && !dirty;
  return (
    <Dock>
      <RefusalNotice refusal={refusal} />
      <div className="sv-decide">
        {warning.finding ? (
          <FoundPart warning={warning} />
        ) : (
          <FindingPart draft={draft} change={change} faults={faults} disabled={busy} onUpheld={() => planField.current?.focus()} />
        )}
        <PlanPart row={row} draft={draft} change={change} faults={faults} disabled={busy} field={planField} remark={dirty ? t("supervisor:decide.draft") : by ? t("supervisor:decide.plannedBy", by) : ""}>
          <KeyButton type="primary" combo="Ctrl+Enter" words={t(`supervisor:decide.${SEND_WORDS[sending.kind]}`)} onPress={() => void press()} loading={busy} disabled={sending.kind === "none" || unchanged} />
        </PlanPart>
      </div>
      {release && <WarningStepForm row={row} step={release} onSaved={onSaved} combo="F8" />}
    </Dock>
  );
}

/** The soothing result beside the plan it carries out. */
function SoothingDock({ row, view, step, onSaved, onCalled }: Required<DecisionDockProps> & { step: StepDef }) {
  const { t } = useWords();
  const { plan } = row.warning;
  return (
    <Dock>
      {plan && (
        <p className="prose">
          <strong>{t("supervisor:decide.plan")}</strong> {plan.soother} · {plan.plan}
        </p>
      )}
      {view && <SootheCall view={view} onLogged={onCalled} />}
      <WarningStepForm key={step.step} row={row} step={step} onSaved={onSaved} />
    </Dock>
  );
}

function Dock({ children }: { children: React.ReactNode }) {
  const { t } = useWords();
  return (
    <section className="sv-dock" aria-label={t("supervisor:decide.title")}>
      {children}
    </section>
  );
}

function planned(row: WarningRow): { name: string; time: string } | null {
  const step = row.warning.steps.filter((s) => s.step === "plan").at(-1);
  return step ? { name: step.byName, time: formatDateTime(step.at) } : null;
}
