/**
 * The desk of a workflow, whichever: the list by time left, what this desk owes or what it was told of, and the one
 * that is open. Each workflow hands its words, its lines and what an open one looks like.
 */
import { Segmented } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { Kbd } from "../components/Kbd.tsx";
import { EmptyState, ErrorState, LoadingState, Notice } from "../components/States.tsx";
import { useWords } from "../i18n/index.ts";
import { useHotkeys } from "../lib/hotkeys.ts";
import type { Loaded } from "../lib/use-call.ts";
import { stepSelection } from "../lib/selection.ts";
import "../desks/supervisor/supervisor.css";
import "../desks/warning/warning.css";

const SHOWN = ["mine", "told"] as const;
type Shown = (typeof SHOWN)[number];
const FILTER_KEY = "F7";

/** Where the words are: every one of these has the same keys for its list. */
export type FlowNamespace = "warning" | "complaint" | "legal";

/** One line of the list. */
export interface FlowLine {
  readonly id: string;
  readonly no: string;
  /** Whom and which bank. */
  readonly about: string;
  /** The clock, or the state when none runs. */
  readonly right: ReactNode;
  /** The step this desk owes. */
  readonly step: string | null;
  readonly pending: boolean;
}

interface FlowDeskProps<T> {
  readonly words: FlowNamespace;
  readonly of: { readonly loaded: Loaded<unknown> } & Readonly<Record<Shown, readonly T[]>>;
  readonly lineOf: (item: T) => FlowLine;
  /** Acts above the list; `say` puts words there and asks for the list anew. */
  readonly above?: (say: (words: string) => void) => ReactNode;
  /** The one to begin with, in whichever list it stands. */
  readonly startAt?: string | null;
  readonly open: (item: T, say: (words: string) => void) => ReactNode;
}

export function FlowDesk<T>({ words: ns, of, lineOf, above, startAt = null, open }: FlowDeskProps<T>) {
  const { t } = useWords();
  const { loaded } = of;
  const [shown, setShown] = useState<Shown>("mine");
  const [selectedId, setSelectedId] = useState<string | null>(startAt);
  const [said, setSaid] = useState<string | null>(null);
  const items = of[shown].map((item) => ({ item, line: lineOf(item) }));
  const ids = items.map(({ line }) => line.id);
  const first = ids[0] ?? null;
  const chosen = items.find(({ line }) => line.id === selectedId) ?? null;
  const inOther = startAt !== null && selectedId === startAt && chosen === null ? SHOWN.find((which) => of[which].some((item) => lineOf(item).id === startAt)) : undefined;
  useEffect(() => {
    if (inOther) setShown(inOther);
    else if (chosen === null && first !== null) setSelectedId(first);
  }, [chosen, first, inOther]);
  const show = (which: Shown) => {
    setShown(which);
    setSelectedId(null);
    setSaid(null);
  };
  const say = (words: string) => {
    setSaid(words);
    loaded.reload();
  };
  const move = (by: 1 | -1) => setSelectedId(stepSelection(ids, selectedId, by));
  useHotkeys([
    { combo: "ArrowDown", label: `${t(`${ns}:list`)} ↓`, run: () => move(1) },
    { combo: "ArrowUp", label: `${t(`${ns}:list`)} ↑`, run: () => move(-1) },
    { combo: FILTER_KEY, label: t(`${ns}:which`), run: () => show(shown === "mine" ? "told" : "mine") },
  ]);
  if (!loaded.data) return loaded.refusal ? <ErrorState refusal={loaded.refusal} onRetry={loaded.reload} /> : <LoadingState />;
  const empty = shown === "mine" ? { title: t(`${ns}:empty`), next: t(`${ns}:emptyNext`) } : { title: t(`${ns}:emptyTold`), next: t(`${ns}:emptyToldNext`) };
  const options = SHOWN.map((value) => ({ value, label: `${t(`${ns}:${value}`)} ${of[value].length}` }));
  return (
    <main className="wd" aria-label={t(`${ns}:title`)}>
      <h1 className="visually-hidden">{t(`${ns}:title`)}</h1>
      <div className="sv-left">
        <div className="row sv-which">
          <Segmented<Shown> size="small" options={options} value={shown} onChange={show} aria-label={t(`${ns}:which`)} />
          <Kbd combo={FILTER_KEY} />
        </div>
        {above?.(say)}
        {said && <Notice tone="ok">{said}</Notice>}
        <div className="scroll">{items.length === 0 ? <EmptyState title={empty.title} next={empty.next} /> : <List label={t(`${ns}:list`)} lines={items.map(({ line }) => line)} selectedId={selectedId} onSelect={setSelectedId} />}</div>
      </div>
      {chosen ? open(chosen.item, say) : <div className="sv-none"><EmptyState title={items.length ? t(`${ns}:choose`) : empty.title} next={items.length ? t(`${ns}:chooseNext`) : empty.next} /></div>}
    </main>
  );
}

function List({ label, lines, selectedId, onSelect }: { label: string; lines: readonly FlowLine[]; selectedId: string | null; onSelect: (id: string) => void }) {
  const { t } = useWords();
  return (
    <ul className="sv-list" aria-label={label}>
      {lines.map(({ id, no, about, right, step, pending }) => (
        <li key={id}>
          <button type="button" className="sv-item" aria-current={id === selectedId} onClick={() => onSelect(id)}>
            <span className="row">
              <strong className="grow ellipsis num">{no}</strong>
              {right}
            </span>
            <span className="row sv-small">
              <span className="ellipsis grow">{about}</span>
              {step && <span className="tag brand">{step}</span>}
              {pending && <span className="tag">↑ {t("pending")}</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
