/** Header strip of a warning: every step's clock with its owner, used and left, and the whole flow's 5 h. */
import { useWords } from "../../../i18n/index.ts";
import { useNow } from "../../../lib/clock.ts";
import { formatTime, MINUTE } from "../../../../shared/model/time.ts";
import type { WarningStep } from "../../../../shared/workflow/early-warning.ts";
import { clocksOf, type Clock, type WarningClockDoc } from "../logic/clocks.ts";
import { clockTone, clockWords } from "./ClockTag.tsx";

export function ClockStrip({ warning }: { warning: WarningClockDoc }) {
  const { t } = useWords();
  const clocks = clocksOf(warning, useNow());
  return (
    <ol className="sv-clocks" aria-label={t("supervisor:clock.strip")} title={t("supervisor:clock.serverClock")}>
      {clocks.map((clock) => (
        <ClockCell key={clock.step} clock={clock} />
      ))}
    </ol>
  );
}

function ClockCell({ clock }: { clock: Clock }) {
  const { t } = useWords();
  const whole = clock.step === "whole";
  const used = Math.floor(clock.usedMs / MINUTE);
  const share = Math.min(100, (clock.usedMs / (clock.limitMinutes * MINUTE)) * 100);
  return (
    <li className={`sv-clock ${clockTone(clock.state)}`}>
      <div className="row">
        <strong className="grow ellipsis">{whole ? t("supervisor:clock.whole") : t(`terms:warningStep.${clock.step as WarningStep}`)}</strong>
        <span className="num sv-clock-left">{clockWords(clock, t)}</span>
      </div>
      <div className="sv-clock-bar" aria-hidden="true">
        <span style={{ width: `${share}%` }} />
      </div>
      <div className="row sv-clock-small">
        <span className="grow ellipsis">{clock.owner ? t(`terms:role.${clock.owner}`) : t("supervisor:clock.wholeOwner")}</span>
        <span className="num">
          {clock.startedAt === null ? t("supervisor:clock.limit", { limit: clock.limitMinutes }) : t("supervisor:clock.used", { used, limit: clock.limitMinutes })}
          {clock.dueAt !== null && clock.doneAt === null && ` · ${t("supervisor:clock.dueAt", { time: formatTime(clock.dueAt) })}`}
        </span>
      </div>
    </li>
  );
}
