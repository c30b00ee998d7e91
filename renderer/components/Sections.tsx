/** The sections of a desk that has several pages: one bar on top, Alt+1 … Alt+9 switch, Alt+0 is the tenth, Alt+- the one after. */
import type { ReactNode } from "react";
import { useHotkeys } from "../lib/hotkeys.ts";
import { Kbd } from "./Kbd.tsx";
import "./sections.css";

export interface Section<K extends string> {
  readonly key: K;
  readonly title: string;
  /** A count or a sign behind the title. */
  readonly badge?: ReactNode;
}

interface SectionsProps<K extends string> {
  readonly label: string;
  readonly sections: readonly Section<K>[];
  readonly current: K;
  readonly onChange: (key: K) => void;
  readonly children: ReactNode;
}

/** The key of a place in the bar, in the order in which they lie on the keyboard. */
const keyOf = (i: number): string => (i < 10 ? `Digit${(i + 1) % 10}` : "Minus");
const signOf = (i: number): string => (i < 10 ? String((i + 1) % 10) : "-");

export function Sections<K extends string>({ label, sections, current, onChange, children }: SectionsProps<K>) {
  useHotkeys(sections.map((s, i) => ({ combo: `Alt+${keyOf(i)}`, label: s.title, run: () => onChange(s.key) })));
  return (
    <div className="sections">
      <nav className="sections-bar" aria-label={label}>
        {sections.map((s, i) => (
          <button key={s.key} type="button" className="sections-item" aria-current={s.key === current ? "page" : undefined} aria-keyshortcuts={`Alt+${signOf(i)}`} onClick={() => onChange(s.key)}>
            {s.title}
            {s.badge}
            <Kbd combo={`Alt+${keyOf(i)}`} />
          </button>
        ))}
      </nav>
      <div className="sections-body">{children}</div>
    </div>
  );
}
