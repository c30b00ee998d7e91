/** The rows, only those on screen; arrow keys walk, Enter opens. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useEffectEvent, useRef, type RefObject } from "react";
import { Button } from "antd";
import { EmptyState, ErrorState, LoadingState } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useCase } from "../state/case.ts";
import { goTo } from "../state/flow.ts";
import { loadMore, moveCursor, noteSeen, showQueue, useQueue } from "../state/queue.ts";
import { useSync } from "../../../stores/sync.ts";
import { QueueRowView } from "./QueueRowView.tsx";

const ROW_HEIGHT = 80;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 40;

export function QueueList() {
  const { t } = useWords();
  const rows = useQueue((s) => s.rows);
  const cursor = useQueue((s) => s.cursor);
  const openId = useCase((s) => s.caseId);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 10 });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  // Scrolled away, or gone from the list: nothing that a reader could be led to.
  const drawn = items.some((item) => rows[item.index]?.caseId === cursor);
  useEffect(() => {
    noteSeen(last);
    if (rows.length > 0 && last >= rows.length - AHEAD) void loadMore();
  }, [last, rows.length]);
  // Only a moved cursor scrolls: a page that arrives must not pull the list back under the mouse.
  const place = useEffectEvent((caseId: string | null) => rows.findIndex((r) => r.caseId === caseId));
  useEffect(() => {
    const at = place(cursor);
    if (at >= 0) bringIntoView(scroller.current, at * ROW_HEIGHT);
  }, [cursor]);
  useListKeys(scroller, openId);
  return (
    <div
      className="queue-scroll"
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label={t("collector:queue.title")}
      aria-activedescendant={drawn ? `row-${cursor}` : undefined}
      data-testid="queue"
    >
      {rows.length === 0 && <ListState />}
      <div className="queue-sheet" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <QueueRowView
                key={row.caseId}
                row={row}
                open={row.caseId === openId}
                cursor={row.caseId === cursor}
                top={item.start}
                height={ROW_HEIGHT}
                place={item.index + 1}
                of={rows.length}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** Scrolls just far enough to show the row at `top`. Rows are of one height, so nothing has to be measured again and again. */
function bringIntoView(list: HTMLElement | null, top: number): void {
  if (!list) return;
  const below = top + ROW_HEIGHT - list.clientHeight;
  if (list.scrollTop > top) list.scrollTop = top;
  else if (list.scrollTop < below) list.scrollTop = below;
}

/** ↑ ↓ PgUp PgDn walk from anywhere outside a text field; Enter opens. */
function useListKeys(scroller: RefObject<HTMLDivElement | null>, openId: string | null): void {
  const { t } = useWords();
  const walk = (by: number) => () => {
    moveCursor(by, openId);
    scroller.current?.focus({ preventScroll: true });
  };
  const open = () => {
    const { cursor } = useQueue.getState();
    if (cursor) goTo(cursor);
  };
  useHotkeys([
    { combo: "ArrowUp", label: t("collector:queue.up"), run: walk(-1) },
    { combo: "ArrowDown", label: t("collector:queue.down"), run: walk(1) },
    { combo: "PageUp", label: t("collector:queue.pageUp"), run: walk(-8) },
    { combo: "PageDown", label: t("collector:queue.pageDown"), run: walk(8) },
    { combo: "Enter", label: t("collector:queue.open"), run: open },
  ]);
}

/** Empty for a reason: still loading, refused, filtered away, first download, or done. */
function ListState() {
  const { t } = useWords();
  const { loading, refusal, text, bucket, bankCode } = useQueue();
  const downloading = useSync((s) => s.status?.loading ?? null);
  if (refusal) return <ErrorState refusal={refusal} onRetry={() => showQueue({})} />;
  if (loading) return <LoadingState />;
  if (downloading) return <LoadingState words={t("collector:queue.downloading")} />;
  if (text || bucket || bankCode) {
    return (
      <EmptyState title={t("collector:queue.nothingFound")} next={t("collector:queue.nothingFoundNext")}>
        <Button onClick={() => showQueue({ text: "", bucket: null, bankCode: null })}>{t("collector:queue.clear")}</Button>
      </EmptyState>
    );
  }
  return <EmptyState title={t("collector:queue.empty")} next={t("collector:queue.emptyNext")} />;
}
