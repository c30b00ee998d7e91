/** How many stops are not known to everybody yet, for a section's title. */
import { useWords } from "../../i18n/index.ts";
import { useStops } from "../../lib/use-stops.ts";
import { isOpen } from "./logic.ts";

export function StopBadge() {
  const { t } = useWords();
  const n = useStops().data?.stops.filter(isOpen).length ?? 0;
  return n === 0 ? null : <span className="tag num bad" title={t("stop:badge", { n })}>{n}</span>;
}
