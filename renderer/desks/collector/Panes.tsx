/** Queue, case, action: side by side, or one at a time with a bar to turn between them. */
import { useRef, useState } from "react";
import { Kbd } from "../../components/Kbd.tsx";
import { useWords } from "../../i18n/index.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { ActionPane } from "./action/ActionPane.tsx";
import { CasePane } from "./case/CasePane.tsx";
import { PANES, paneAt, turnTo, useNarrow, useTurning } from "./panes.ts";
import { QueuePane } from "./queue/QueuePane.tsx";

export const PANE_KEY = "Alt+KeyP";

export function Panes() {
  const { t } = useWords();
  const strip = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<(typeof PANES)[number]>("queue");
  const narrow = useNarrow();
  useTurning(strip, narrow);
  const next = PANES[(PANES.indexOf(shown) + 1) % PANES.length] ?? "queue";
  useHotkeys([{ combo: PANE_KEY, label: t("collector:panes.next"), run: () => turnTo(strip.current, next), disabled: !narrow }]);
  return (
    <>
      {narrow && (
        <nav className="pane-bar" aria-label={t("collector:panes.title")}>
          {PANES.map((pane) => (
            <button key={pane} type="button" aria-current={pane === shown ? "true" : undefined} onClick={() => turnTo(strip.current, pane)}>
              {t(`collector:panes.${pane}`)}
            </button>
          ))}
          <Kbd combo={PANE_KEY} />
        </nav>
      )}
      <div className="collector-panes" ref={strip} onScroll={(e) => setShown(paneAt(e.currentTarget))}>
        <QueuePane />
        <CasePane />
        <ActionPane />
      </div>
    </>
  );
}
