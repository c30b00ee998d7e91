/** Header strip of a warning: every step's clock with its owner, used and left, and the whole flow's 5 h. */
import { useWords, type Translate } from "../../../i18n/index.ts";
import { duration } from "../../../lib/format.ts";
import { useNow } from "../../../lib/clock.ts";
import { formatTime, MINUTE } from "../../../../shared/model/time.ts";
import type { WarningStep } from "../../../../shared/workflow/early-warning.ts";
import { clocksOf, type Clock, type WarningClockDoc } from "../logic/clocks.ts";
import { clockTone, clockWords } from "./ClockTag.tsx";

export function ClockStrip({ warning }: { warning: WarningClockDoc }) {
  const { t } = useWords();
  const clocks = clocksOf(warning, useNow());
  return (
    <ol className="sv-clocks" style={{ gridTemplateColumns: clocks.map((c) => (isLive(c) ? "minmax(0, 2fr)" : "minmax(0, 1fr)")).join(" ") }} aria-label={t("supervisor:clock.strip")} title={t("supervisor:clock.serverClock")}>
      {clocks.map((clock) => (
        <ClockCell key={clock.step} clock={clock} />
      ))}
    </ol>
  );
}

/** Runs now: shown with what is used and left; what is done or to come shows one figure. */
const isLive = ({ state }: Clock): boolean => state === "running" || state === "soon" || state === "overdue";

function ClockCell({ clock }: { clock: Clock }) {
  return isLive(clock) ? <LiveCell clock={clock} /> : <QuietCell clock={clock} />;
}

const nameOf = (clock: Clock, t: Translate): string => (clock.step === "whole" ? t("supervisor:clock.whole") : t(`terms:warningStep.${clock.step as WarningStep}`));
const ownerOf = (clock: Clock, t: Translate): string => (clock.owner ? t(`terms:role.${clock.owner}`) : t("supervisor:clock.wholeOwner"));

function QuietCell({ clock }: { clock: Clock }) {
  const { t } = useWords();
  const limit = t("supervisor:clock.limit", { limit: clock.limitMinutes });
  const figure = clock.doneAt === null ? limit : `${clock.state === "doneLate" ? "▲" : "✓"} ${duration(clock.usedMs)}`;
  return (
    <li className={`sv-clock ${clockTone(clock.state)}`} title={`${nameOf(clock, t)} · ${ownerOf(clock, t)} · ${clockWords(clock, t)} · ${limit}`}>
      <strong className="ellipsis">{nameOf(clock, t)}</strong>
      <span className="num sv-clock-small ellipsis">{figure}</span>
    </li>
  );
}

function LiveCell({ clock }: { clock: Clock }) {
  const { t } = useWords();
  const used = Math.floor(clock.usedMs / MINUTE);
  const share = Math.min(100, (clock.usedMs / (clock.limitMinutes * MINUTE)) * 100);
  return (
    <li className={`sv-clock ${clockTone(clock.state)}`}>
      <div className="row">
        <strong className="grow ellipsis">{nameOf(clock, t)}</strong>
        <span className="num sv-clock-left">{clockWords(clock, t)}</span>
      </div>
      <div className="sv-clock-bar" aria-hidden="true">
        <span style={{ width: `${share}%` }} />
      </div>
      <div className="row sv-clock-small">
        <span className="grow ellipsis">{ownerOf(clock, t)}</span>
        <span className="num">{clock.dueAt !== null && t("supervisor:clock.dueAt", { time: formatTime(clock.dueAt) })}</span>
      </div>
      <span className="num sv-clock-small ellipsis">{t("supervisor:clock.used", { used, limit: clock.limitMinutes })}</span>
    </li>
  );
}
