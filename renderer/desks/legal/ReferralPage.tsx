/** The desk of every post a legal referral passes: the list by time left, the form with everything needed to decide, its history, and one act with its key. */
import { Segmented } from "antd";
import { useEffect, useState } from "react";
import { may } from "../../../shared/access/table.ts";
import { Countdown } from "../../components/Countdown.tsx";
import { Kbd } from "../../components/Kbd.tsx";
import { EmptyState, ErrorState, LoadingState, Notice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { useMe } from "../../stores/session.ts";
import { stepSelection } from "../supervisor/logic/inbox.ts";
import { FileReferral } from "./FileReferral.tsx";
import { ReferralDetail } from "./ReferralDetail.tsx";
import { useReferrals, type ReferralItem } from "./use-referrals.ts";
import { stateWord, useReferralWords } from "./words.ts";
import "../supervisor/supervisor.css";
import "../warning/warning.css";
import "./legal.css";

type Shown = "mine" | "told";
const FILTER_KEY = "F7";

export function ReferralPage() {
  const { t } = useWords();
  const me = useMe();
  const words = useReferralWords();
  const { loaded, ...lists } = useReferrals();
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
    { combo: "ArrowDown", label: `${t("legal:list")} ↓`, run: () => move(1) },
    { combo: "ArrowUp", label: `${t("legal:list")} ↑`, run: () => move(-1) },
    { combo: FILTER_KEY, label: t("legal:which"), run: () => show(shown === "mine" ? "told" : "mine") },
  ]);
  if (!loaded.data) return loaded.refusal ? <ErrorState refusal={loaded.refusal} onRetry={loaded.reload} /> : <LoadingState />;
  const saved = (step: string, no: string) => {
    setSaid(t("legal:done", { step: words.step(step), no: no || "—" }));
    loaded.reload();
  };
  return (
    <main className="wd" aria-label={t("legal:title")}>
      <h1 className="visually-hidden">{t("legal:title")}</h1>
      <div className="sv-left">
        <div className="row sv-which">
          <Segmented<Shown> size="small" options={(["mine", "told"] as const).map((value) => ({ value, label: `${t(`legal:${value}`)} ${lists[value].length}` }))} value={shown} onChange={show} aria-label={t("legal:which")} />
          <Kbd combo={FILTER_KEY} />
        </div>
        {may(me.roles, "referral.file") && <FileReferral onFiled={() => { setSaid(t("legal:fileDone")); loaded.reload(); }} />}
        {said && <Notice tone="ok">{said}</Notice>}
        <div className="scroll">{rows.length === 0 ? <EmptyState title={t("legal:empty")} next={t("legal:emptyNext")} /> : <List rows={rows} selectedId={selectedId} onSelect={setSelectedId} />}</div>
      </div>
      {chosen ? <ReferralDetail key={chosen.row.form.id} item={chosen} onSaved={saved} /> : <div className="sv-none"><EmptyState title={t("legal:choose")} next={t("legal:chooseNext")} /></div>}
    </main>
  );
}

function List({ rows, selectedId, onSelect }: { rows: readonly ReferralItem[]; selectedId: string | null; onSelect: (id: string) => void }) {
  const { t } = useWords();
  const words = useReferralWords();
  return (
    <ul className="sv-list" aria-label={t("legal:list")}>
      {rows.map(({ row, owed, clock }) => (
        <li key={row.form.id}>
          <button type="button" className="sv-item" aria-current={row.form.id === selectedId} onClick={() => onSelect(row.form.id)}>
            <span className="row">
              <strong className="grow ellipsis num">{row.form.no || "—"}</strong>
              {clock ? <Countdown dueAt={clock.due} wholeMs={clock.due - clock.since} /> : <span className="tag">{stateWord(row.form.state, t)}</span>}
            </span>
            <span className="row sv-small">
              <span className="ellipsis grow">{[row.form.facts["name"], row.form.facts["bank"]].filter(Boolean).join(" · ")}</span>
              {owed[0] && <span className="tag brand">{words.step(owed[0].step)}</span>}
              {row.pending && <span className="tag">↑ {t("pending")}</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
