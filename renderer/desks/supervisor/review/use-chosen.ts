/** The chosen row of a list: by click or ↑ ↓, the first by itself, the next one when it leaves. */
import { useState } from "react";
import { useWords } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { stepSelection } from "../../../lib/selection.ts";

export function useChosen<T>(rows: readonly T[], idOf: (row: T) => string): { chosen: T | null; choose: (id: string | null) => void } {
  const { t } = useWords();
  const [id, setId] = useState<string | null>(null);
  const ids = rows.map(idOf);
  const chosen = rows.find((row) => idOf(row) === id) ?? rows[0] ?? null;
  const current = chosen === null ? null : idOf(chosen);
  useHotkeys([
    { combo: "ArrowDown", label: `${t("supervisor:review.row")} ↓`, run: () => setId(stepSelection(ids, current, 1)) },
    { combo: "ArrowUp", label: `${t("supervisor:review.row")} ↑`, run: () => setId(stepSelection(ids, current, -1)) },
  ]);
  return { chosen, choose: setId };
}
