/** Time left to a moment on the server's clock; late ones say by how much. Sign and word beside the colour. */
import { useWords } from "../i18n/index.ts";
import { duration } from "../lib/format.ts";
import { useNow } from "../lib/clock.ts";

export type Urgency = "calm" | "soon" | "late";

/** `soon` below a fifth of the whole span (or 5 minutes when no span is given), `late` when over. */
export function urgencyOf(left: number, wholeMs: number | null): Urgency {
  if (left <= 0) return "late";
  return left < (wholeMs === null ? 300_000 : wholeMs / 5) ? "soon" : "calm";
}

const SIGN: Record<Urgency, string> = { calm: "◷", soon: "▲", late: "■" };
const CLASS: Record<Urgency, string> = { calm: "tag", soon: "tag warn", late: "tag bad" };

/** `dueAt` UTC ms; `wholeMs` is the clock's whole length. */
export function Countdown({ dueAt, wholeMs = null }: { dueAt: number; wholeMs?: number | null }) {
  const { t } = useWords();
  const left = dueAt - useNow();
  const urgency = urgencyOf(left, wholeMs);
  return (
    <span className={`${CLASS[urgency]} num`} role="timer">
      <span aria-hidden="true">{SIGN[urgency]}</span>
      {left > 0 ? t("left", { time: duration(left) }) : t("late", { time: duration(-left) })}
    </span>
  );
}
