/** A table of any length: only the rows on screen exist. Columns are data; a row may be chosen by click or Enter. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, type ReactNode } from "react";
import { EmptyState } from "./States.tsx";

export interface Column<T> {
  readonly key: string;
  readonly title: ReactNode;
  /** A CSS grid track: `120px`, `minmax(120px, 1fr)`. */
  readonly width: string;
  readonly align?: "end";
  readonly render: (row: T) => ReactNode;
}

interface DataTableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly rowHeight?: number;
  readonly selectedKey?: string | null;
  readonly onChoose?: (row: T) => void;
  /** Called when the end comes near, to load the next page. */
  readonly onEnd?: () => void;
  readonly empty?: ReactNode;
}

export function DataTable<T>({ label, columns, rows, rowKey, rowHeight = 36, selectedKey = null, onChoose, onEnd, empty }: DataTableProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    onChange: (v) => {
      const last = v.getVirtualItems().at(-1);
      if (last && last.index >= rows.length - 10) onEnd?.();
    },
  });
  // An empty grid is no grid: its words would stand where assistive technology expects rows.
  const filled = rows.length > 0;
  const tracks = columns.map((c) => c.width).join(" ");
  return (
    <div className="vt">
      <div className="vt-scroll" ref={scroller} tabIndex={0} {...(filled ? { role: "grid", "aria-label": label, "aria-rowcount": rows.length + 1 } : { role: "region", "aria-label": label })}>
        <div className="vt-head" {...(filled ? { role: "row", "aria-rowindex": 1 } : {})} style={{ gridTemplateColumns: tracks }}>
          {columns.map((c) => (
            <div key={c.key} role={filled ? "columnheader" : undefined} className={c.align === "end" ? "vt-cell end" : "vt-cell"}>
              {c.title}
            </div>
          ))}
        </div>
        {!filled && (empty ?? <EmptyState />)}
        <div role={filled ? "rowgroup" : undefined} style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const key = rowKey(row);
            const choose = onChoose && (() => onChoose(row));
            return (
              <div
                key={key}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={key === selectedKey}
                className={choose ? "vt-row clickable" : "vt-row"}
                tabIndex={choose ? 0 : -1}
                style={{ gridTemplateColumns: tracks, height: rowHeight, transform: `translateY(${item.start}px)` }}
                onClick={choose}
                onKeyDown={(e) => {
                  if (e.key === "Enter" && e.target === e.currentTarget) choose?.();
                }}
              >
                {columns.map((c) => (
                  <div key={c.key} role="gridcell" className={c.align === "end" ? "vt-cell end" : "vt-cell"}>
                    {c.render(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
