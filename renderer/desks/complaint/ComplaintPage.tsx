/**
 * The desk of every post a complaint passes: the list by time left, the form and the investigation, its history, our
 * clocks and the bank's, and one act with its key. What is owed comes from the step table, not from this screen.
 */
import { Segmented } from "antd";
import { useEffect, useState } from "react";
import type { FormRow } from "../../../shared/ipc/contract.ts";
import { may } from "../../../shared/access/table.ts";
import { Kbd } from "../../components/Kbd.tsx";
import { EmptyState, ErrorState, LoadingState, Notice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { useMe } from "../../stores/session.ts";
import { ClockTag } from "../supervisor/inbox/ClockTag.tsx";
import { stepSelection } from "../supervisor/logic/inbox.ts";
import { Detail } from "./Detail.tsx";
import { FileButton } from "./FileSheet.tsx";
import { StatementButton } from "./StatementSheet.tsx";
import type { ComplaintRow } from "./logic/desk.ts";
import { useComplaints } from "./use-complaints.ts";
import { stateWord, stepWord } from "./words.ts";
import "../supervisor/supervisor.css";
import "../warning/warning.css";
import "./complaint.css";

type Shown = "mine" | "told";
const FILTER_KEY = "F7";

export function ComplaintPage() {
  const { t } = useWords();
  const me = useMe();
  const { loaded, concerning: _concerning, ...lists } = useComplaints();
  const [shown, setShown] = useState<Shown>("mine");
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const rows = lists[shown];
  const ids = rows.map((r) => r.row.form.id);
  const first = ids[0] ?? null;
  const chosen = rows.find((r) => r.row.form.id === selectedId) ?? null;
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
    { combo: "ArrowDown", label: `${t("complaint:list")} ↓`, run: () => move(1) },
    { combo: "ArrowUp", label: `${t("complaint:list")} ↑`, run: () => move(-1) },
    { combo: FILTER_KEY, label: t("complaint:which"), run: () => show(shown === "mine" ? "told" : "mine") },
  ]);
  if (!loaded.data) return loaded.refusal ? <ErrorState refusal={loaded.refusal} onRetry={loaded.reload} /> : <LoadingState />;
  const empty = shown === "mine" ? { title: t("complaint:empty"), next: t("complaint:emptyNext") } : { title: t("complaint:emptyTold"), next: t("complaint:emptyToldNext") };
  const saved = (step: string, row: FormRow) => {
    setSaid(step === "file" ? t("complaint:filed") : t("complaint:done", { step: stepWord(step, t), no: row.form.no }));
    loaded.reload();
  };
  const options = (["mine", "told"] as const).map((value) => ({ value, label: `${t(`complaint:${value}`)} ${lists[value].length}` }));
  return (
    <main className="wd" aria-label={t("complaint:title")}>
      <h1 className="visually-hidden">{t("complaint:title")}</h1>
      <div className="sv-left">
        <div className="row sv-which">
          <Segmented<Shown> size="small" options={options} value={shown} onChange={show} aria-label={t("complaint:which")} />
          <Kbd combo={FILTER_KEY} />
        </div>
        {may(me.roles, "complaint.file") && <div className="cp-file"><FileButton onFiled={(row) => saved("file", row)} /></div>}
        <StatementButton />
        {said && <Notice tone="ok">{said}</Notice>}
        <div className="scroll">{rows.length === 0 ? <EmptyState title={empty.title} next={empty.next} /> : <List rows={rows} selectedId={selectedId} onSelect={setSelectedId} />}</div>
      </div>
      {chosen ? (
        <Detail key={chosen.row.form.id} item={chosen} onSaved={saved} />
      ) : (
        <div className="sv-none"><EmptyState title={rows.length ? t("complaint:choose") : empty.title} next={rows.length ? t("complaint:chooseNext") : empty.next} /></div>
      )}
    </main>
  );
}

function List({ rows, selectedId, onSelect }: { rows: readonly ComplaintRow[]; selectedId: string | null; onSelect: (id: string) => void }) {
  const { t } = useWords();
  return (
    <ul className="sv-list" aria-label={t("complaint:list")}>
      {rows.map(({ row: { form, pending }, clock, owed }) => (
        <li key={form.id}>
          <button type="button" className="sv-item" aria-current={form.id === selectedId} onClick={() => onSelect(form.id)}>
            <span className="row">
              <strong className="grow ellipsis num">{form.no || t("complaint:noNo")}</strong>
              {clock ? <ClockTag clock={clock} /> : <span className="tag">{stateWord(form.state, t)}</span>}
            </span>
            <span className="row sv-small">
              <span className="ellipsis grow">{[String(form.opening?.["complainant"] ?? ""), form.facts["bank"] ?? form.bankCode].filter(Boolean).join(" · ")}</span>
              {owed[0] && <span className="tag brand">{stepWord(owed[0].step, t)}{owed.length > 1 ? ` +${owed.length - 1}` : ""}</span>}
              {pending && <span className="tag">↑ {t("pending")}</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
