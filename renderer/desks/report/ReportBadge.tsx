/** How many reports wait for this desk, on its section's name. */
import { useWords } from "../../i18n/index.ts";
import { useReports } from "./use-reports.ts";

export function ReportBadge() {
  const { t } = useWords();
  const n = (useReports().data?.reports ?? []).filter((r) => r.owed?.mine).length;
  return n > 0 ? <span className="tag num warn" title={t("report:badge", { n })}>{n}</span> : null;
}
