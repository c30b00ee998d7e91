/** Two related facts in one cell of a table, the more important one on top. */
import type { ReactNode } from "react";
import "./cells.css";

export function TwoLines({ top, below }: { top: ReactNode; below: ReactNode }) {
  return (
    <span className="two-lines">
      <span>{top}</span>
      <span>{below}</span>
    </span>
  );
}

/** Text in the column right of a number, kept apart from it. */
export function AfterNumber({ children }: { children: ReactNode }) {
  return <span className="after-number">{children}</span>;
}
