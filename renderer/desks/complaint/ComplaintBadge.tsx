/** How many complaints wait for this desk, on its section's name: seen whatever page is open. */
import { useWords } from "../../i18n/index.ts";
import { useComplaints } from "./use-complaints.ts";

export function ComplaintBadge() {
  const { t } = useWords();
  const { mine } = useComplaints();
  return mine.length > 0 ? <span className="tag num bad" title={t("complaint:badge", { n: mine.length })}>{mine.length}</span> : null;
}
