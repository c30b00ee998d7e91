/** One report: figures with their formulas, breakdowns, who has signed, and the act that is owed. */
import { Input } from "antd";
import { useState } from "react";
import type { ReportView as View } from "../../../shared/protocol/report.ts";
import { DateTime } from "../../components/DateTime.tsx";
import { KeyButton } from "../../components/KeyButton.tsx";
import { LoadedView, Notice, RefusalNotice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { desk } from "../../lib/api.ts";
import { fullMoment } from "../../lib/format.ts";
import { useAct, useDesk } from "../../lib/use-call.ts";
import { figureWord, formulaWord, labelWord, periodWords, tableWord, valueWords } from "./words.ts";

export function ReportView({ reportId, onDone }: { reportId: string; onDone: (words: string) => void }) {
  const { t } = useWords();
  const loaded = useDesk("report.read", { reportId });
  const acted = (view: View) => (act: string) => {
    onDone(t("report:acted", { act, name: t(`report:name.${view.name}`) }));
    loaded.reload();
  };
  return (
    <section className="panel rp-view">
      <LoadedView of={loaded}>
        {(view) => (
          <>
            <div className="rp-scroll" tabIndex={0} role="region" aria-label={t(`report:name.${view.name}`)}>
              <Head view={view} />
              <FigureTable view={view} />
              <Breakdowns view={view} />
              <Steps view={view} />
            </div>
            {view.owed?.mine && <ActForm key={view.owed.act} view={view} onDone={acted(view)} />}
          </>
        )}
      </LoadedView>
    </section>
  );
}

function Head({ view }: { view: View }) {
  const { t } = useWords();
  return (
    <div className="col">
      <h2>{t(`report:name.${view.name}`)}</h2>
      <p className="num">{view.regionName || t("report:house")} · {periodWords(view, t)} · {t("report:drafted", { at: fullMoment(view.draftedAt) })}</p>
      <p className="muted">{t("report:asOf")}</p>
      {!view.covered && <Notice tone="warn">{t("report:uncovered")}</Notice>}
      {view.archivedAt !== null && <Notice tone="ok">{t("report:archivedAt", { at: fullMoment(view.archivedAt), hash: (view.sha256 ?? "").slice(0, 16) })}</Notice>}
    </div>
  );
}

function FigureTable({ view }: { view: View }) {
  const { t } = useWords();
  return (
    <table className="rp-table">
      <thead>
        <tr>
          <th scope="col">{t("report:col.figure")}</th>
          <th scope="col" className="end">{t("report:col.value")}</th>
          <th scope="col">{t("report:col.formula")}</th>
        </tr>
      </thead>
      <tbody>
        {view.body.figures.map((f) => (
          <tr key={f.key}>
            <th scope="row">{figureWord(f.key, t)}</th>
            <td className="end num">{valueWords(f)}</td>
            <td className="formula">{formulaWord(f.key, t)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Breakdowns({ view }: { view: View }) {
  const { t } = useWords();
  return (
    <div className="rp-tables">
      {view.body.tables.map((table) => (
        <table className="rp-table" key={table.key}>
          <caption>{tableWord(table.key, t)}</caption>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row.label}>
                <th scope="row">{labelWord(table.key, row.label, t)}</th>
                <td className="end num">{row.value}</td>
              </tr>
            ))}
            {table.rows.length === 0 && (
              <tr>
                <td className="muted">{t("report:noRows")}</td>
              </tr>
            )}
          </tbody>
        </table>
      ))}
    </div>
  );
}

function Steps({ view }: { view: View }) {
  const { t } = useWords();
  return (
    <>
      <table className="rp-table">
        <thead>
          <tr>
            {(["act", "owner", "due", "taken"] as const).map((key) => <th scope="col" key={key}>{t(`report:col.${key}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {view.steps.map((step, i) => (
            <tr key={i}>
              <th scope="row">{t(`report:act.${step.act}`)} <span className="muted">{step.source}</span></th>
              <td>{t(`terms:role.${step.owner}`)}</td>
              <td><DateTime at={step.dueAt} /></td>
              <td>
                {step.taken ? <>{step.taken.byName} · <DateTime at={step.taken.at} /> {step.taken.late && <span className="tag bad">▲ {t("report:late")}</span>}</> : <span className="muted">—</span>}
                {step.taken && step.taken.words !== "" && <p className="rp-words">{step.taken.words}</p>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">{t("report:copies")}: {view.copies.map((role) => t(`terms:role.${role}`)).join(" · ")}</p>
    </>
  );
}

function ActForm({ view, onDone }: { view: View; onDone: (act: string) => void }) {
  const { t } = useWords();
  const [words, setWords] = useState("");
  const owed = view.owed!;
  const take = useAct(() => desk("report.act", { reportId: view.id, act: owed.act, words }));
  const name = t(`report:act.${owed.act}`);
  const ready = !owed.words || words.trim() !== "";
  const press = async () => {
    if (ready && (await take.run())) onDone(name);
  };
  return (
    <div className="rp-foot">
      <label className="col">
        <span>{t(owed.words ? "report:words" : "report:opinion")}</span>
        <Input.TextArea value={words} maxLength={4000} autoSize={{ minRows: owed.words ? 3 : 1, maxRows: 8 }} onChange={(e) => setWords(e.target.value)} />
      </label>
      <RefusalNotice refusal={take.refusal} />
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <KeyButton type="primary" combo="Ctrl+Enter" words={name} onPress={() => void press()} loading={take.busy} disabled={!ready} />
      </div>
    </div>
  );
}
