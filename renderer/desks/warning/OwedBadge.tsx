/** How many warnings wait for this desk, on its section's name: seen whatever page is open. */
import { useWords } from "../../i18n/index.ts";
import { useOwed } from "./use-owed.ts";

export function OwedBadge() {
  const { t } = useWords();
  const { mine } = useOwed();
  return mine.length > 0 ? <span className="tag num bad" title={t("warning:badge", { n: mine.length })}>{mine.length}</span> : null;
}
