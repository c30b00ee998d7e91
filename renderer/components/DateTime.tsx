/** Moments and days in the rule's zone, with the whole value in the title. */
import { useWords } from "../i18n/index.ts";
import { age, clockTime, fullMoment, relativeDay, shortDay, shortMoment } from "../lib/format.ts";
import { serverNow, useNow } from "../lib/clock.ts";

type Style = "short" | "full" | "clock";

/** A moment; `none` stands for null. */
export function DateTime({ at, style = "short", none = "—" }: { at: number | null; style?: Style; none?: string }) {
  if (at === null) return <span className="muted">{none}</span>;
  const text = style === "full" ? fullMoment(at) : style === "clock" ? clockTime(at) : shortMoment(at, serverNow());
  return (
    <time className="num" dateTime={new Date(at).toISOString()} title={fullMoment(at)}>
      {text}
    </time>
  );
}

/** How long ago, kept current. */
export function Ago({ at, none }: { at: number | null; none?: string }) {
  const { t } = useWords();
  const now = useNow(15_000);
  if (at === null) return <span className="muted">{none ?? t("never")}</span>;
  const { unit, n } = age(at, now);
  return (
    <time className="num" dateTime={new Date(at).toISOString()} title={fullMoment(at)}>
      {t(unit, { n })}
    </time>
  );
}

/** A calendar day: 今天 / 明天 / 11-25. */
export function Day({ day }: { day: string }) {
  const { t } = useWords();
  const now = serverNow();
  const near = relativeDay(day, now);
  return (
    <time className="num" dateTime={day} title={day}>
      {near ? t(near) : shortDay(day, now)}
    </time>
  );
}
