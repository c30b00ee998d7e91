/** 已保存 09:31:22: shown only after the vault has answered, for five seconds. */
import { useWords } from "../../../i18n/index.ts";
import { clockTime } from "../../../lib/format.ts";
import { useSaved } from "../state/saved.ts";

export function SavedStrip() {
  const { t } = useWords();
  const saved = useSaved((s) => s.saved);
  return (
    <div className="saved-strip" role="status" aria-live="polite" data-testid="saved-strip">
      {!saved && <h2>{t("collector:action.title")}</h2>}
      {saved && (
        <span key={saved.n} className="saved">
          <span aria-hidden="true">✓</span> <strong className="num">{t("saved", { time: clockTime(saved.at) })}</strong> {saved.words}
        </span>
      )}
    </div>
  );
}
