/** One case in the list: who, how much, and why it is next. */
import { memo } from "react";
import type { QueueRow } from "../../../../shared/ipc/contract.ts";
import { dayOf, startOfDay } from "../../../../shared/model/time.ts";
import { DateTime, Day } from "../../../components/DateTime.tsx";
import { Money } from "../../../components/Money.tsx";
import { StageTag } from "../../../components/StageTag.tsx";
import { useWords } from "../../../i18n/index.ts";
import { heldWords } from "../logic/refusal-words.ts";
import { goTo } from "../state/flow.ts";
import { DUE_BACK_DAYS, STALE_DAYS } from "../../../../shared/model/worklist.ts";

/** Reasons that should catch the eye; sign and word carry it. */
const TONE: Partial<Record<QueueRow["reason"], "bad" | "warn" | "brand">> = {
  callbackDue: "bad", promiseBroken: "bad", promiseDue: "warn", dueBack: "warn", paused: "warn", followUpDue: "brand",
};
const SIGN: Record<QueueRow["reason"], string> = {
  callbackDue: "☎", promiseBroken: "✕", promiseDue: "◆", followUpDue: "◷", dueBack: "⇥", new: "＋", stale: "…", paused: "‖", amount: "¥",
};

interface Props {
  readonly row: QueueRow;
  readonly open: boolean;
  readonly cursor: boolean;
  readonly top: number;
  readonly height: number;
  readonly place: number;
  readonly of: number;
}

export const QueueRowView = memo(function QueueRowView({ row, open, cursor, top, height, place, of }: Props) {
  const { t } = useWords();
  const state = `${open ? " open" : ""}${cursor ? " cursor" : ""}`;
  return (
    <div
      id={`row-${row.caseId}`}
      role="option"
      aria-selected={open}
      aria-posinset={place}
      aria-setsize={of}
      className={`queue-row${state}`}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={() => goTo(row.caseId)}
      data-case={row.caseId}
    >
      <div className="line">
        <strong className="name">{row.nameMasked}</strong>
        <span className="num muted">{row.cardLast4}</span>
        <StageTag bucket={row.bucket} stage={row.stage} />
        {row.accounts > 1 && <span className="muted num" title={t("collector:row.accountsHint")}>{t("collector:row.accounts", { n: row.accounts })}</span>}
        <span className="end">
          <Money fen={row.currentFen} strong />
        </span>
      </div>
      <div className="line second">
        <span className={`reason ${TONE[row.reason] ?? ""}`}>
          <span aria-hidden="true">{SIGN[row.reason]} </span>
          {row.reason === "paused" && row.held ? heldWords(row.held, t) : t(`collector:reason.${row.reason}`, { n: STALE_DAYS })}
        </span>
        {row.nextAt !== null && <NextAt at={row.nextAt} />}
        <span className="end num">
          <span className={row.dueBackInDays <= DUE_BACK_DAYS ? "due-back near" : "due-back"}>{t("collector:row.dueBack", { n: row.dueBackInDays })}</span>
        </span>
      </div>
      <div className="line">
        <LastResult row={row} />
        <span className="end">
          {row.held && row.reason !== "paused" && <span className="mark" title={heldWords(row.held, t)}>‖ {t("collector:row.held")}</span>}
          {row.pending && <span className="mark" title={t("pending")} aria-label={t("pending")}>↑</span>}
        </span>
      </div>
    </div>
  );
});

/** The next thing agreed or due; a promise falls due on a day, not at midnight. */
function NextAt({ at }: { at: number }) {
  const { t } = useWords();
  const day = dayOf(at);
  return (
    <span className="muted" title={t("collector:row.next")}>
      <span aria-hidden="true">→ </span>
      {at === startOfDay(day) ? <Day day={day} /> : <DateTime at={at} />}
    </span>
  );
}

function LastResult({ row }: { row: QueueRow }) {
  const { t } = useWords();
  const code = row.lastOutcome ?? row.lastLine;
  return (
    <span className="ellipsis muted last" title={row.bankName}>
      {row.bankName} · {code ? t(`disposition:${code}`) : t("collector:row.untouched")}
    </span>
  );
}
