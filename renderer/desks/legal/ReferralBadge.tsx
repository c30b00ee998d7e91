/** How many referrals wait for this desk, for a section's title. */
import { useWords } from "../../i18n/index.ts";
import { useReferrals } from "./use-referrals.ts";

export function ReferralBadge() {
  const { t } = useWords();
  const n = useReferrals().mine.length;
  return n === 0 ? null : <span className="tag num bad" title={t("legal:badge", { n })}>{n}</span>;
}
