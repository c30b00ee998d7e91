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
  return <Clocks clocks={clocksOf(warning, useNow())} word={(step) => (step === "whole" ? t("supervisor:clock.whole") : t(`terms:warningStep.${step as WarningStep}`))} />;
}

/** What the step of a clock is called. */
type StepWord = (step: string) => string;

/** Clocks beside each other, those that run wider than the others. */
export function Clocks({ clocks, word }: { clocks: readonly Clock[]; word: StepWord }) {
  const { t } = useWords();
  return (
    <ol className="sv-clocks" style={{ gridTemplateColumns: clocks.map((c) => (isLive(c) ? "minmax(0, 2fr)" : "minmax(0, 1fr)")).join(" ") }} aria-label={t("supervisor:clock.strip")} title={t("supervisor:clock.serverClock")}>
      {clocks.map((clock) => (
        <ClockCell key={clock.step} clock={clock} word={word} />
      ))}
    </ol>
  );
}

/** Runs now: shown with what is used and left; what is done or to come shows one figure. */
const isLive = ({ state }: Clock): boolean => state === "running" || state === "soon" || state === "overdue";

interface CellProps {
  readonly clock: Clock;
  readonly word: StepWord;
}

function ClockCell({ clock, word }: CellProps) {
  return isLive(clock) ? <LiveCell clock={clock} word={word} /> : <QuietCell clock={clock} word={word} />;
}

const ownerOf = (clock: Clock, t: Translate): string => (clock.owner ? t(`terms:role.${clock.owner}`) : t("supervisor:clock.wholeOwner"));

function QuietCell({ clock, word }: CellProps) {
  const { t } = useWords();
  const limit = t("supervisor:clock.limit", { limit: clock.limitMinutes });
  const figure = clock.doneAt === null ? limit : `${clock.state === "doneLate" ? "▲" : "✓"} ${duration(clock.usedMs)}`;
  return (
    <li className={`sv-clock ${clockTone(clock.state)}`} title={`${word(clock.step)} · ${ownerOf(clock, t)} · ${clockWords(clock, t)} · ${limit}`}>
      <strong className="ellipsis">{word(clock.step)}</strong>
      <span className="num sv-clock-small ellipsis">{figure}</span>
    </li>
  );
}

function LiveCell({ clock, word }: CellProps) {
  const { t } = useWords();
  const used = Math.floor(clock.usedMs / MINUTE);
  const share = Math.min(100, (clock.usedMs / (clock.limitMinutes * MINUTE)) * 100);
  return (
    <li className={`sv-clock ${clockTone(clock.state)}`}>
      <div className="row">
        <strong className="grow ellipsis">{word(clock.step)}</strong>
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
