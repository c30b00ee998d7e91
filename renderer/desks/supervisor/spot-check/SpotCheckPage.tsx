/** 催记抽查: draw a sample of the team's notes, read each with what stands beside it, say 合格 or 不合格. Works off line. */
import { useEffect, useRef, useState } from "react";
import { DateTime } from "../../../components/DateTime.tsx";
import { EmptyState, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { call } from "../../../lib/api.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useAct } from "../../../lib/use-call.ts";
import { neighbourOf, nextUnjudged, tally, type Draw, type Note } from "../logic/spot-check.ts";
import { DrawForm, type DrawInput } from "./DrawForm.tsx";
import { NotePane } from "./NotePane.tsx";

export function SpotCheckPage() {
  const { t } = useWords();
  const [draw, setDraw] = useState<Draw | null>(null);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const drawing = useAct((input: DrawInput) => call("spotCheck.draw", input));
  const start = async (input: DrawInput) => {
    const drawn = await drawing.run(input);
    if (!drawn) return;
    setDraw(drawn);
    setSelectedId(nextUnjudged(drawn.notes, null));
  };
  const judged = (note: Note) => {
    if (!draw) return;
    const notes = draw.notes.map((n) => (n.entry.id === note.entry.id ? note : n));
    setDraw({ ...draw, notes });
    setSelectedId(nextUnjudged(notes, note.entry.id) ?? note.entry.id);
  };
  const notes = draw?.notes ?? [];
  const walk = (by: 1 | -1) => () => setSelectedId(neighbourOf(notes, selectedId, by));
  useHotkeys([
    { combo: "ArrowUp", label: t("supervisor:spotCheck.previous"), run: walk(-1) },
    { combo: "ArrowDown", label: t("supervisor:spotCheck.next"), run: walk(1) },
  ]);
  const note = notes.find((n) => n.entry.id === selectedId);
  return (
    <main className="sv-spot" aria-label={t("supervisor:spotCheck.title")}>
      <header className="sv-spot-head">
        <h1>{t("supervisor:spotCheck.title")}</h1>
        <DrawForm busy={drawing.busy} onDraw={(input) => void start(input)} />
        <RefusalNotice refusal={drawing.refusal} />
        {draw && <DrawWords draw={draw} />}
      </header>
      {draw && notes.length > 0 && <NoteList notes={notes} selectedId={selectedId} onSelect={setSelectedId} />}
      {draw && note && <NotePane key={note.entry.id} note={note} seed={draw.seed} onJudged={judged} />}
      {!draw && <div className="sv-spot-none"><EmptyState title={t("supervisor:spotCheck.none")} next={t("supervisor:spotCheck.noneNext")} /></div>}
      {draw && notes.length === 0 && <div className="sv-spot-none"><EmptyState title={t("supervisor:spotCheck.empty")} next={t("supervisor:spotCheck.emptyNext")} /></div>}
    </main>
  );
}

/** How many of how many, how far, and the number that draws the same sample again. */
function DrawWords({ draw }: { draw: Draw }) {
  const { t } = useWords();
  const { pass, fail, open } = tally(draw.notes);
  return (
    <p className="num" role="status">
      {t("supervisor:spotCheck.drawn", { n: draw.notes.length, of: draw.population, seed: String(draw.seed).padStart(6, "0") })} · {t("supervisor:spotCheck.tally", { pass, fail, open })}
    </p>
  );
}

interface NoteListProps {
  readonly notes: readonly Note[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
}

function NoteList({ notes, selectedId, onSelect }: NoteListProps) {
  const { t } = useWords();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }, [selectedId]);
  return (
    <ul className="sv-list sv-spot-list scroll" aria-label={t("supervisor:spotCheck.list")} ref={list}>
      {notes.map(({ entry, nameMasked, caseNo, check }) => (
        <li key={entry.id}>
          <button type="button" className="sv-item" aria-current={entry.id === selectedId} onClick={() => onSelect(entry.id)}>
            <span className="row">
              <strong className="grow ellipsis">{entry.userName}</strong>
              {check ? <span className={`tag ${check.verdict === "pass" ? "ok" : "bad"}`}>{check.verdict === "pass" ? "✓" : "✕"} {t(`terms:verdict.${check.verdict}`)}</span> : <span className="tag">{t("supervisor:spotCheck.open")}</span>}
            </span>
            <span className="row sv-small">
              <span className="grow ellipsis num">{nameMasked} · {caseNo}</span>
              <DateTime at={entry.at} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
