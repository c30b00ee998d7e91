/** Times by key: the call-back agreed on, or the next follow-up. */
import { dayOf, formatTime } from "../../../../shared/model/time.ts";
import { DateTime, Day } from "../../../components/DateTime.tsx";
import { useWords } from "../../../i18n/index.ts";
import { serverNow } from "../../../lib/clock.ts";
import { TIME_SLOTS, timeByCode } from "../logic/times.ts";

interface Props {
  readonly label: string;
  readonly value: number | null;
  readonly onChoose: (at: number | null) => void;
}

/** The slots as buttons; typing happens in the code box. */
export function TimeSlots({ label, value, onChoose }: Props) {
  const { t } = useWords();
  const now = serverNow();
  return (
    <div className="time-slots" role="group" aria-label={label}>
      {TIME_SLOTS.map((slot) => {
        const at = timeByCode(slot.key, now);
        return (
          <button key={slot.id} type="button" className="option small" aria-pressed={value !== null && at === value} onMouseDown={(e) => e.preventDefault()} onClick={() => onChoose(at)}>
            <kbd className="kbd">{slot.key}</kbd>
            <span>{at !== null && (slot.near ? t(`collector:slot.${slot.id}`) : <Day day={dayOf(at)} />)}</span>
            <span className="muted num">{at !== null && formatTime(at)}</span>
          </button>
        );
      })}
    </div>
  );
}

/** The call-back's own step. */
export function CallbackFields({ value, onChoose }: Omit<Props, "label">) {
  const { t } = useWords();
  return (
    <div className="col">
      <div className="row">
        <span className="label">{t("collector:call.callbackAt")}</span>
        <strong>
          <DateTime at={value} none={t("collector:call.callbackNone")} />
        </strong>
      </div>
      <TimeSlots label={t("collector:call.callbackAt")} value={value} onChoose={onChoose} />
      <p className="muted">{t("collector:call.timeHint")}</p>
    </div>
  );
}
