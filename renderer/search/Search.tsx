/** 搜索: names, pinyin, numbers and everything typed into the history, from any desk that reads cases. One key, arrows, Enter. */
import { Input } from "antd";
import { useEffect, useState, type KeyboardEvent } from "react";
import { DateTime } from "../components/DateTime.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Kbd } from "../components/Kbd.tsx";
import { Money } from "../components/Money.tsx";
import { StageTag } from "../components/StageTag.tsx";
import { EmptyState, Notice, RefusalNotice } from "../components/States.tsx";
import { useWords } from "../i18n/index.ts";
import { useHotkeys } from "../lib/hotkeys.ts";
import { useCall } from "../lib/use-call.ts";
import { hitsOf, pieces, type Found, type Hit } from "./hits.ts";
import "./search.css";

export const SEARCH_KEY = "Ctrl+KeyK";
const TYPING_MS = 120;
const BUILDING_MS = 1_500;
const LIST = "search-list";
const optionId = (at: number): string => `search-hit-${at}`;

interface SearchProps {
  /** Opens a case; false when it cannot be opened now, with `blocked` saying why. */
  readonly onOpen: (caseId: string) => boolean;
  readonly blocked?: string;
}

export function Search(props: SearchProps) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  useHotkeys([{ combo: SEARCH_KEY, label: t("shell:search.title"), run: () => setOpen(true) }]);
  return (
    <>
      <button type="button" className="bar-button" onClick={() => setOpen(true)} aria-keyshortcuts="Control+K">
        {t("shell:search.button")} <Kbd combo={SEARCH_KEY} />
      </button>
      <Dialog open={open} title={t("shell:search.title")} onClose={() => setOpen(false)} width={760}>
        <SearchPane {...props} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

/** What is asked: the typed text a moment after the last key, never an input method's unfinished syllables. */
function useQuestion(typed: string, composing: boolean): string {
  const [asked, setAsked] = useState("");
  useEffect(() => {
    if (composing) return;
    const timer = setTimeout(() => setAsked(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, composing]);
  return asked;
}

/** The last answer stays until the next one is in, so that the list does not flicker while somebody types. */
function useFound(asked: string) {
  const loaded = useCall("search.find", asked === "" ? null : { text: asked });
  const [last, setLast] = useState<Found | null>(null);
  const { data, reload } = loaded;
  useEffect(() => {
    if (data) setLast(data);
    if (!data || data.ready === 100) return;
    const timer = setTimeout(reload, BUILDING_MS);
    return () => clearTimeout(timer);
  }, [data, reload]);
  return { found: asked === "" ? null : (data ?? last), refusal: loaded.refusal, loading: loaded.loading };
}

function SearchPane({ onOpen, blocked, onDone }: SearchProps & { onDone: () => void }) {
  const { t } = useWords();
  const [typed, setTyped] = useState("");
  const [composing, setComposing] = useState(false);
  const [at, setAt] = useState(0);
  const [refused, setRefused] = useState(false);
  const asked = useQuestion(typed, composing);
  const { found, refusal, loading } = useFound(asked);
  const hits = found ? hitsOf(found) : [];
  const current = Math.min(at, hits.length - 1);
  useEffect(() => setAt(0), [asked]);
  useEffect(() => {
    // Braces: it returns a promise in newer engines, which React would call as a clean-up.
    document.getElementById(optionId(current))?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const take = (hit: Hit | undefined) => {
    if (!hit) return;
    if (onOpen(hit.caseId)) onDone();
    else setRefused(true);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || composing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && hits.length > 0) setAt((current + step + hits.length) % hits.length);
    if (event.key === "Enter") take(hits[current]);
    if (step !== 0 || event.key === "Enter") event.preventDefault();
  };
  return (
    <div className="search">
      <Input
        autoFocus
        allowClear
        value={typed}
        maxLength={500}
        placeholder={t("shell:search.hint")}
        aria-label={t("shell:search.hint")}
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls={LIST}
        aria-autocomplete="list"
        {...(hits.length > 0 ? { "aria-activedescendant": optionId(current) } : {})}
        onChange={(e) => setTyped(e.target.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        onKeyDown={onKey}
      />
      {refused && blocked && <Notice tone="warn">{blocked}</Notice>}
      {found && found.ready < 100 && <Notice tone="info">{t("shell:search.building", { n: found.ready })}</Notice>}
      <RefusalNotice refusal={refusal} />
      <div className="search-list scroll" id={LIST} role="listbox" aria-label={t("shell:search.results")} aria-busy={loading} tabIndex={-1}>
        {hits.map((hit, i) => (
          <div key={hit.key} id={optionId(i)} role="option" aria-selected={i === current} className={`search-hit ${hit.kind}`} onClick={() => take(hit)} onMouseMove={() => setAt(i)}>
            {hit.kind === "case" ? <CaseLine hit={hit} /> : <NoteLine hit={hit} />}
          </div>
        ))}
      </div>
      {asked === "" && <EmptyState title={t("shell:search.start")} next={t("shell:search.startNext")} />}
      {found && !loading && hits.length === 0 && <EmptyState title={t("shell:search.none")} next={t("shell:search.noneNext")} />}
      <footer className="row muted">
        <span className="grow" aria-live="polite">
          {found && hits.length > 0 && t(found.more ? "shell:search.newest" : "shell:search.count", { cases: found.cases.length, notes: hits.length - found.cases.length })}
        </span>
        <Kbd combo="ArrowUp" />
        <Kbd combo="ArrowDown" /> {t("shell:search.choose")} <Kbd combo="Enter" /> {t("shell:search.open")}
      </footer>
    </div>
  );
}

function CaseLine({ hit }: { hit: Extract<Hit, { kind: "case" }> }) {
  const { t } = useWords();
  const { row, named } = hit.of;
  return (
    <>
      <strong>{row.nameMasked}</strong>
      <span className="num muted">{row.cardLast4}</span>
      <span>{row.bankName}</span>
      <StageTag bucket={row.bucket} stage={row.stage} />
      <span className="num muted grow ellipsis">{row.caseNo}</span>
      {named && <span className="tag">{t("shell:search.named")}</span>}
      <Money fen={row.currentFen} strong />
    </>
  );
}

function NoteLine({ hit: { note } }: { hit: Extract<Hit, { kind: "note" }> }) {
  const { t } = useWords();
  return (
    <>
      <span className="num muted">
        <DateTime at={note.at} />
      </span>
      <span className="grow prose">
        {pieces(note).map((piece, i) => (piece.marked ? <mark key={i}>{piece.text}</mark> : <span key={i}>{piece.text}</span>))} {note.pending && <span className="tag warn">↑ {t("pending")}</span>}
      </span>
      <span className="muted who">{note.userName}</span>
    </>
  );
}
