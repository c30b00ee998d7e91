/** 认定 成立 / 不成立, 有无我方过错, reason. Not upheld needs its reason and changes nothing else (reading 8). */
import { Input, Radio } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useEffect, useRef } from "react";
import { formatDateTime } from "../../../../shared/model/time.ts";
import { Kbd } from "../../../components/Kbd.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import type { Draft, DraftFault } from "../logic/decision.ts";
import type { WarningRow } from "../logic/inbox.ts";

interface FindingPartProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly faults: readonly DraftFault[];
  readonly disabled: boolean;
  /** Where to go on typing after 成立. */
  readonly onUpheld: () => void;
}

const FAULTS = ["none", "possible", "yes"] as const;

export function FindingPart({ draft, change, faults, disabled, onUpheld }: FindingPartProps) {
  const { t } = useWords();
  const reason = useRef<TextAreaRef>(null);
  const choose = (finding: "upheld" | "notUpheld") => {
    change({ finding });
    if (finding === "upheld") onUpheld();
    else reason.current?.focus();
  };
  useHotkeys([
    { combo: "Digit1", label: `${t("supervisor:decide.finding")}: ${t("supervisor:decide.upheld")}`, run: () => choose("upheld"), disabled },
    { combo: "Digit2", label: `${t("supervisor:decide.finding")}: ${t("supervisor:decide.notUpheld")}`, run: () => choose("notUpheld"), disabled },
  ]);
  useEffect(() => {
    if (faults.includes("reason")) reason.current?.focus();
  }, [faults]);
  return (
    <div className="sv-finding">
      <div className="row" role="radiogroup" aria-label={t("supervisor:decide.finding")}>
        <strong>{t("supervisor:decide.finding")}</strong>
        {(["upheld", "notUpheld"] as const).map((finding, i) => (
          <button key={finding} type="button" role="radio" className="sv-choice" aria-checked={draft.finding === finding} disabled={disabled} onClick={() => choose(finding)}>
            <span aria-hidden="true">{draft.finding === finding ? "◉" : "○"}</span> {t(`supervisor:decide.${finding}`)} <Kbd combo={`Digit${i + 1}`} />
          </button>
        ))}
        {faults.includes("finding") && <span className="sv-fault" role="alert">✕ {t("required")}</span>}
      </div>
      <div className="row">
        <span>{t("supervisor:decide.ourFault")}</span>
        <Radio.Group size="small" value={draft.ourFault} disabled={disabled} onChange={(e) => change({ ourFault: e.target.value as Draft["ourFault"] })} options={FAULTS.map((value) => ({ value, label: t(`terms:ourFault.${value}`) }))} />
      </div>
      <Input.TextArea
        ref={reason}
        value={draft.reason}
        maxLength={300}
        rows={2}
        disabled={disabled}
        placeholder={t("supervisor:decide.reasonHint")}
        aria-label={t("supervisor:decide.reason")}
        aria-invalid={faults.includes("reason")}
        status={faults.includes("reason") ? "error" : ""}
        onChange={(e) => change({ reason: e.target.value })}
      />
      {faults.includes("reason") && <span className="sv-fault" role="alert">✕ {t("supervisor:decide.reasonNeeded")}</span>}
      {draft.finding === "notUpheld" && <span className="muted sv-small">{t("supervisor:decide.notUpheldNote")}</span>}
    </div>
  );
}

/** The finding as it stands; it is not taken back here. */
export function FoundPart({ warning }: { warning: WarningRow["warning"] }) {
  const { t } = useWords();
  const step = warning.steps.find((s) => s.step === "find");
  const finding = warning.finding;
  if (!finding) return null;
  return (
    <div className="sv-finding">
      <div className="row wrap">
        <strong>{t("supervisor:decide.finding")}</strong>
        <span className="tag brand">✓ {t(`terms:finding.${finding.finding}`)}</span>
        <span>
          {t("supervisor:decide.ourFault")}: {t(`terms:ourFault.${finding.ourFault}`)}
        </span>
        {step?.late && <span className="tag warn">▲ {t("supervisor:decide.late")}</span>}
      </div>
      {finding.reason && <p className="prose sv-small">{finding.reason}</p>}
      {step && <p className="muted sv-small num">{t("supervisor:decide.foundBy", { name: step.byName, time: formatDateTime(step.at) })}</p>}
    </div>
  );
}
