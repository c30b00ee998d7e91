/** One clock in few words: sign, words and colour say the same. */
import { DAY } from "../../../../shared/model/time.ts";
import { useWords } from "../../../i18n/index.ts";
import { duration } from "../../../lib/format.ts";
import { overdueMinutes, type Clock, type ClockState } from "../logic/clocks.ts";

const LOOK: Record<ClockState, { tone: string; sign: string }> = {
  waiting: { tone: "", sign: "○" },
  running: { tone: "brand", sign: "◷" },
  soon: { tone: "warn", sign: "▲" },
  overdue: { tone: "bad", sign: "■" },
  done: { tone: "ok", sign: "✓" },
  doneLate: { tone: "warn", sign: "✓" },
};

/** Tone class of a clock, for frames around it. */
export const clockTone = (state: ClockState): string => LOOK[state].tone;

export function ClockTag({ clock }: { clock: Clock }) {
  const { t } = useWords();
  const look = LOOK[clock.state];
  return (
    <span className={`tag num ${look.tone}`}>
      <span aria-hidden="true">{look.sign}</span>
      {clockWords(clock, t)}
    </span>
  );
}

/** 剩 12:30 / 超时 4 分 / 已完成,用时 03:10 … */
export function clockWords(clock: Clock, t: ReturnType<typeof useWords>["t"]): string {
  switch (clock.state) {
    case "waiting":
      return t("supervisor:clock.waiting");
    case "running":
    case "soon":
      return t("supervisor:clock.left", { time: duration(clock.leftMs) });
    case "overdue":
      return clock.leftMs <= -DAY ? t("supervisor:clock.overdueDays", { n: Math.floor(-clock.leftMs / DAY) }) : t("supervisor:clock.overdue", { n: overdueMinutes(clock.leftMs) });
    case "done":
      return t("supervisor:clock.done", { time: duration(clock.usedMs) });
    case "doneLate":
      return t("supervisor:clock.doneLate", { n: overdueMinutes(clock.leftMs) });
  }
}
