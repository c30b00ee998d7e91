/**
 * The desk of every post an early warning passes: the list by time left, the form with everything needed to decide,
 * its history, and one act with its key. What is owed comes from the step table, not from this screen.
 */
import { Segmented } from "antd";
import { useEffect, useState } from "react";
import { ENVELOPE_DESKS, houseDesk } from "../../../shared/access/desks.ts";
import { MINUTE } from "../../../shared/model/time.ts";
import { Kbd } from "../../components/Kbd.tsx";
import { EmptyState, ErrorState, LoadingState, Notice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { useCall } from "../../lib/use-call.ts";
import { stateKey, stepKey, useWarningWords } from "../../lib/warning-words.ts";
import { History } from "../../workflow/History.tsx";
import { useMe } from "../../stores/session.ts";
import { ClockStrip } from "../supervisor/inbox/ClockStrip.tsx";
import { ClockTag } from "../supervisor/inbox/ClockTag.tsx";
import { DecisionDock } from "../supervisor/inbox/DecisionDock.tsx";
import { FormPane } from "../supervisor/inbox/FormPane.tsx";
import { stepSelection, type WarningRow } from "../supervisor/logic/inbox.ts";
import { PackagePart } from "./PackagePart.tsx";
import { WarningStepForm } from "./WarningStepForm.tsx";
import type { DeskRow } from "./logic/desk.ts";
import { useOwed } from "./use-owed.ts";
import "../supervisor/supervisor.css";
import "./warning.css";

type Shown = "mine" | "told";
const FILTER_KEY = "F7";

export function WarningPage() {
  const { t } = useWords();
  const { loaded, ...lists } = useOwed();
  const [shown, setShown] = useState<Shown>("mine");
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const rows = lists[shown];
  const ids = rows.map((r) => r.row.warning.id);
  const first = ids[0] ?? null;
  const chosen = rows.find((r) => r.row.warning.id === selectedId) ?? null;
  useEffect(() => {
    if (chosen === null && first !== null) setSelectedId(first);
  }, [chosen, first]);
  const show = (which: Shown) => {
    setShown(which);
    setSelectedId(null);
    setSaid(null);
  };
  const move = (by: 1 | -1) => setSelectedId(stepSelection(ids, selectedId, by));
  useHotkeys([
    { combo: "ArrowDown", label: `${t("warning:list")} ↓`, run: () => move(1) },
    { combo: "ArrowUp", label: `${t("warning:list")} ↑`, run: () => move(-1) },
    { combo: FILTER_KEY, label: t("warning:which"), run: () => show(shown === "mine" ? "told" : "mine") },
  ]);
  if (!loaded.data) return loaded.refusal ? <ErrorState refusal={loaded.refusal} onRetry={loaded.reload} /> : <LoadingState />;
  const empty = shown === "mine" ? { title: t("warning:empty"), next: t("warning:emptyNext") } : { title: t("warning:emptyTold"), next: t("warning:emptyToldNext") };
  const saved = (step: string, row: WarningRow) => {
    setSaid(t("warning:done", { step: t(`terms:warningStep.${stepKey(step)}`), no: row.warning.no }));
    loaded.reload();
  };
  const options = (["mine", "told"] as const).map((value) => ({ value, label: `${t(`warning:${value}`)} ${lists[value].length}` }));
  return (
    <main className="wd" aria-label={t("warning:title")}>
      <h1 className="visually-hidden">{t("warning:title")}</h1>
      <div className="sv-left">
        <div className="row sv-which">
          <Segmented<Shown> size="small" options={options} value={shown} onChange={show} aria-label={t("warning:which")} />
          <Kbd combo={FILTER_KEY} />
        </div>
        {said && <Notice tone="ok">{said}</Notice>}
        <div className="scroll">
          {rows.length === 0 ? <EmptyState title={empty.title} next={empty.next} /> : <List rows={rows} selectedId={selectedId} onSelect={setSelectedId} />}
        </div>
      </div>
      {chosen ? (
        <Detail key={chosen.row.warning.id} item={chosen} onSaved={saved} />
      ) : (
        <div className="sv-none"><EmptyState title={rows.length ? t("warning:choose") : empty.title} next={rows.length ? t("warning:chooseNext") : empty.next} /></div>
      )}
    </main>
  );
}

function List({ rows, selectedId, onSelect }: { rows: readonly DeskRow[]; selectedId: string | null; onSelect: (id: string) => void }) {
  const { t } = useWords();
  return (
    <ul className="sv-list" aria-label={t("warning:list")}>
      {rows.map(({ row, clock, step }) => (
        <li key={row.warning.id}>
          <button type="button" className="sv-item" aria-current={row.warning.id === selectedId} onClick={() => onSelect(row.warning.id)}>
            <span className="row">
              <strong className="grow ellipsis num">{row.warning.no}</strong>
              {clock ? <ClockTag clock={clock} /> : <span className="tag">{t(`terms:warningState.${stateKey(row.warning.state)}`)}</span>}
            </span>
            <span className="row sv-small">
              <span className="ellipsis grow">{[row.nameMasked, row.bankName].filter(Boolean).join(" · ")}</span>
              {step && <span className="tag brand">{t(`terms:warningStep.${stepKey(step.step)}`)}</span>}
              {row.pending && <span className="tag">↑ {t("pending")}</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Steps with a screen of their own: whoever has them, a deputy or the next level, decides on the supervisor's. */
const SCREENED: readonly string[] = ["find", "plan"];

function Detail({ item, onSaved }: { item: DeskRow; onSaved: (step: string, row: WarningRow) => void }) {
  const { t } = useWords();
  const { row, step, clock } = item;
  const { warning } = row;
  const words = useWarningWords();
  const me = useMe();
  const envelope = me.roles.every((role) => ENVELOPE_DESKS.includes(houseDesk(role)));
  return (
    <>
      <header className="sv-head">
        <div className="row">
          <h2 className="grow ellipsis">
            <span className="num">{warning.no}</span> · {row.bankName} {row.nameMasked && `· ${row.nameMasked}`} <span className="num">{row.caseNo}</span>
          </h2>
          {warning.registerNo && <span className="num">{t("warning:registerNo")} {warning.registerNo}</span>}
          <span className="tag">{t(`terms:warningState.${stateKey(warning.state)}`)}</span>
        </div>
        <ClockStrip warning={warning} />
      </header>
      {envelope ? <section className="sv-form"><Notice tone="info">{t("warning:envelope")}</Notice></section> : <FormPane row={row} view={null} />}
      <History doc={warning} words={words} without={SCREENED} />
      {step && !row.pending && SCREENED.includes(step.step) ? <DecisionDock row={row} onSaved={(next) => onSaved(step.step, next)} /> : <div className="wd-dock">
        <PackagePart row={row} />
        {step?.clock && "rest" in step.clock && clock && <Notice tone="info">{t("warning:derived", { n: Math.max(0, Math.round(((clock.dueAt ?? 0) - (clock.startedAt ?? 0)) / MINUTE)) })}</Notice>}
        {step && !row.pending ? <WarningStepForm key={step.step} row={row} step={step} onSaved={(next) => onSaved(step.step, next)} /> : <WithWhom row={row} />}
      </div>}
    </>
  );
}

/** Who has it now, when it is not this desk. */
function WithWhom({ row }: { row: WarningRow }) {
  const { t } = useWords();
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  const { owed } = row.warning;
  if (row.pending) return <Notice tone="info">{t("warning:waiting")}</Notice>;
  if (!owed || owed.length === 0) return <Notice tone="ok">{t("warning:ended")}</Notice>;
  const names = owed.flatMap((o) => o.users).map((id) => colleagues.find((c) => c.id === id)?.name ?? "").filter(Boolean);
  return <Notice tone="info">{names.length ? t("warning:with", { who: [...new Set(names)].join(" / ") }) : t("warning:nobody")}</Notice>;
}
