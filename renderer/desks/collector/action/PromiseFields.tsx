/** Date and amounts of a promise. The date has its keys; amounts start from the due and split by account. */
import { Input, type InputRef } from "antd";
import { useEffect, useRef, useState, type RefObject } from "react";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { formatFen, parseYuan } from "../../../../shared/model/money.ts";
import { dayOf } from "../../../../shared/model/time.ts";
import { Day } from "../../../components/DateTime.tsx";
import { DayPicker } from "../../../components/DayPicker.tsx";
import { Money } from "../../../components/Money.tsx";
import { useWords } from "../../../i18n/index.ts";
import { serverNow } from "../../../lib/clock.ts";
import { weekdayOf } from "../../../lib/format.ts";
import type { Entry } from "../keys.ts";
import { dueOf, splitPromise, totalOf } from "../logic/promise.ts";
import { dayByKey } from "../logic/times.ts";
import { editEntry, sharesOf } from "../state/call.ts";
import { duesOf } from "../state/flow.ts";

const DAY_KEYS = ["t", "1", "2", "3", "4", "5", "6", "7", "m"] as const;

interface Props {
  readonly entry: Entry;
  readonly view: CaseView;
  readonly amountBox: RefObject<InputRef | null>;
}

export function PromiseFields({ entry, view, amountBox }: Props) {
  const { t } = useWords();
  const dues = duesOf(view);
  const shares = sharesOf(entry, dues);
  const total = totalOf(shares);
  return (
    <div className="promise-fields">
      <PromiseDay entry={entry} />
      <div className="row wrap">
        <span className="label">{t("collector:promise.amount")}</span>
        <AmountBox
          key={`${entry.basis} ${view.caseId}`}
          fen={total}
          label={t("collector:promise.amount")}
          box={amountBox}
          onChange={(fen) => {
            const split = splitPromise(fen, dues);
            if (split) editEntry((e) => ({ ...e, amounts: Object.fromEntries(split.map((s) => [s.caseId, s.amountFen])) }));
            return split !== null;
          }}
        />
        <kbd className="kbd">a</kbd>
        {(["current", "minimum"] as const).map((basis) => (
          <button
            key={basis}
            type="button"
            className="option small"
            aria-pressed={entry.basis === basis && Object.keys(entry.amounts).length === 0}
            onMouseDown={(e) => e.preventDefault()}
            onClick={() => editEntry((e) => ({ ...e, basis, amounts: {} }))}
          >
            <kbd className="kbd">{basis === "current" ? "q" : "z"}</kbd> {t(`collector:promise.${basis}`)}
          </button>
        ))}
      </div>
      {dues.length > 1 && <Split entry={entry} view={view} />}
    </div>
  );
}

function PromiseDay({ entry }: { entry: Entry }) {
  const { t } = useWords();
  const now = serverNow();
  return (
    <div>
      <div className="day-keys" role="group" aria-label={t("collector:promise.day")}>
        {DAY_KEYS.map((key) => {
          const day = dayByKey(key, now) ?? "";
          return (
            <button
              key={key}
              type="button"
              className="option small"
              aria-pressed={entry.dueOn === day}
              onMouseDown={(e) => e.preventDefault()}
              onClick={() => editEntry((e) => ({ ...e, dueOn: day }))}
              title={day}
            >
              <kbd className="kbd">{key}</kbd>
              {key === "m" ? t("collector:promise.monthEnd") : key === "t" ? t("today") : <span className="num">{day.slice(5)}</span>}
            </button>
          );
        })}
      </div>
      <div className="row">
        <span className="label">{t("collector:promise.day")}</span>
        <DayPicker value={entry.dueOn} from={dayOf(now)} label={t("collector:promise.day")} onChange={(dueOn) => editEntry((e) => ({ ...e, dueOn }))} />
        {entry.dueOn && (
          <strong>
            <Day day={entry.dueOn} /> {t(`weekday.${weekdayOf(entry.dueOn)}`)}
          </strong>
        )}
      </div>
    </div>
  );
}

/** One amount per account; what is typed here overrides the split. */
function Split({ entry, view }: { entry: Entry; view: CaseView }) {
  const { t } = useWords();
  const dues = duesOf(view);
  const shares = new Map(sharesOf(entry, dues).map((s) => [s.caseId, s.amountFen]));
  const accounts = view.accounts.filter((a) => dues.some((d) => d.caseId === a.id));
  return (
    <ul className="split" aria-label={t("collector:promise.split")}>
      {accounts.map((a) => {
        const due = dues.find((d) => d.caseId === a.id)!;
        return (
          <li key={a.id} className="row">
            <span className="num grow">{a.cardNo.slice(-4)} · {a.bucket}</span>
            <span className="muted">
              <Money fen={dueOf(due, entry.basis)} />
            </span>
            <AmountBox
              key={`${entry.basis} ${a.id} ${shares.get(a.id) ?? 0}`}
              fen={shares.get(a.id) ?? 0}
              label={t("collector:promise.amountOf", { card: a.cardNo.slice(-4) })}
              onChange={(fen) => {
                if (fen > dueOf(due, "current")) return false;
                editEntry((e) => ({ ...e, amounts: Object.fromEntries([...shares, [a.id, fen]].filter(([, v]) => Number(v) > 0)) }));
                return true;
              }}
            />
          </li>
        );
      })}
    </ul>
  );
}

interface AmountProps {
  readonly fen: number;
  readonly label: string;
  readonly box?: RefObject<InputRef | null>;
  /** Takes the amount; false = not possible. */
  readonly onChange: (fen: number) => boolean;
}

/** Yuan as typed; red with words when it is no amount or more than is owed. */
function AmountBox({ fen, label, box, onChange }: AmountProps) {
  const { t } = useWords();
  const shown = formatFen(fen).slice(1);
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const own = useRef<InputRef>(null);
  useEffect(() => {
    if (typed === null) setWrong(false);
  }, [typed]);
  const take = (text: string) => {
    setTyped(text);
    const value = parseYuan(text);
    setWrong(value === null || value <= 0 || !onChange(value));
  };
  return (
    <Input
      ref={box ?? own}
      className="amount-box num"
      prefix="¥"
      value={typed ?? shown}
      status={wrong ? "error" : ""}
      aria-label={label}
      aria-invalid={wrong}
      title={wrong ? t("collector:promise.wrong") : undefined}
      onFocus={(e) => e.target.select()}
      onChange={(e) => take(e.target.value)}
      onBlur={() => setTyped(null)}
      onPressEnter={(e) => e.currentTarget.blur()}
      inputMode="decimal"
    />
  );
}
