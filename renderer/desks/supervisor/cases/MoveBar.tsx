/** To whom and why, for the cases ticked above; what was moved last can be taken back until its hour is over. */
import { AutoComplete, Button } from "antd";
import { useState } from "react";
import { formatFen } from "../../../../shared/model/money.ts";
import { formatTime } from "../../../../shared/model/time.ts";
import { overlay } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useAct } from "../../../lib/use-call.ts";
import { CollectorSelect, type Choosable } from "../parts/CollectorSelect.tsx";
import { useUndoable } from "../parts/use-undoable.ts";
import type { Hit } from "./CasesPage.tsx";

const REASONS = ["load", "leave", "complaint", "language", "skill", "legal"] as const;
/** The route takes no more at once. */
const MAX = 500;

interface MoveBarProps {
  readonly chosen: readonly Hit[];
  readonly collectors: readonly Choosable[];
  readonly onMoved: () => void;
}

export function MoveBar({ chosen, collectors, onMoved }: MoveBarProps) {
  const { t } = useWords();
  const [toId, setToId] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const { last, keep, drop } = useUndoable("reassign");
  const [undone, setUndone] = useState<number | null>(null);
  const to = collectors.find((c) => c.id === toId) ?? null;
  const move = useAct((caseIds: string[], toUserId: string) => desk("case.reassign", { caseIds, toUserId, reason: reason.trim() }));
  const undo = useAct((allocationId: string) => desk("allocation.undo", { allocationId }));
  const already = to ? chosen.filter((h) => h.assigneeId === to.id).length : 0;
  const press = async () => {
    setTried(true);
    if (!to || reason.trim() === "" || chosen.length === 0 || chosen.length > MAX) return;
    const answer = await move.run(chosen.map((h) => h.caseId), to.id);
    if (!answer) return;
    keep({ allocationId: answer.allocationId, cases: answer.cases, undoUntil: answer.undoUntil, toName: to.name });
    setUndone(null);
    setTried(false);
    setReason("");
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    onMoved();
  };
  const takeBack = async () => {
    const answer = last && (await undo.run(last.allocationId));
    if (!answer) return;
    drop();
    setUndone(answer.cases);
    onMoved();
  };
  const missing = tried && chosen.length > 0;
  return (
    <section className="panel" aria-label={t("supervisor:cases.move")}>
      <div className="body col">
        <RefusalNotice refusal={move.refusal ?? undo.refusal} />
        {undone !== null && <Notice tone="ok">{t("supervisor:cases.undone", { n: undone })}</Notice>}
        {last && (
          <Notice
            tone="ok"
            action={
              <Button size="small" loading={undo.busy} onClick={() => void takeBack()}>
                {t("supervisor:cases.undo")}
              </Button>
            }
          >
            <strong>{t("supervisor:cases.moved", { n: last.cases, name: last.toName })}</strong>
            <div>{t("supervisor:cases.movedNext", { time: formatTime(last.undoUntil) })}</div>
          </Notice>
        )}
        <div className="sv-filter">
          <strong className="num" role="status">
            {chosen.length > MAX ? t("supervisor:cases.max") : t("supervisor:cases.chosen", { n: chosen.length, amount: formatFen(chosen.reduce((n, h) => n + h.currentFen, 0)) })}
          </strong>
          <span className="sv-field">
            {t("supervisor:cases.to")}
            <CollectorSelect people={collectors} value={toId} onChange={setToId} label={t("supervisor:cases.to")} placeholder={t("supervisor:cases.toHint")} invalid={missing && !to} />
          </span>
          <span className="sv-field grow">
            {t("supervisor:cases.reason")}
            <AutoComplete
              className="grow"
              value={reason}
              onChange={(text) => setReason(String(text ?? "").slice(0, 200))}
              options={REASONS.map((key) => ({ value: t(`supervisor:cases.reasons.${key}`) }))}
              placeholder={t("supervisor:cases.reasonHint")}
              status={missing && reason.trim() === "" ? "error" : ""}
              getPopupContainer={overlay}
              aria-label={t("supervisor:cases.reason")}
            />
          </span>
          <KeyButton type="primary" combo="Ctrl+Enter" words={t("supervisor:cases.move")} onPress={() => void press()} loading={move.busy} disabled={chosen.length === 0 || chosen.length > MAX} />
        </div>
        <div className="row sv-small sv-hints">
          {missing && !to && <span className="sv-fault">✕ {t("supervisor:cases.toNeeded")}</span>}
          {missing && reason.trim() === "" && <span className="sv-fault">✕ {t("supervisor:cases.reasonNeeded")}</span>}
          {already > 0 && <span className="sv-warn">▲ {t("supervisor:cases.same", { n: already })}</span>}
          <span className="muted">{t(chosen.length === 0 ? "supervisor:cases.chooseHint" : "supervisor:cases.together")}</span>
        </div>
      </div>
    </section>
  );
}
