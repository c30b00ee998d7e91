/** Own figures of today, in the top bar (PRODUCT.md 1.11). */
import { useEffect } from "react";
import { formatFen } from "../../../shared/model/money.ts";
import { useWords } from "../../i18n/index.ts";
import { loadFigures, useFigures } from "./state/figures.ts";

const SHOWN = ["attempts", "connected", "debtor", "promises", "kept", "refused"] as const;

export function FiguresBar() {
  const { t } = useWords();
  const figures = useFigures((s) => s.figures);
  useEffect(() => void loadFigures(), []);
  if (!figures) return null;
  return (
    <dl className="figures" aria-label={t("collector:figures.title")}>
      {SHOWN.map((key) => (
        <div key={key} title={key === "promises" ? formatFen(figures.promisedFen) : undefined}>
          <dt>{t(`collector:figures.${key}`)}</dt>
          <dd className="num">{figures[key]}</dd>
        </div>
      ))}
    </dl>
  );
}
