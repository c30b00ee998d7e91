/** 批量开户: paste, dry run with every fault at its line, then write; first passwords are shown once. */
import { Button, Input } from "antd";
import { useMemo, useState } from "react";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { SideSheet } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { refusalWords, useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useDraftText } from "../../../lib/drafts.ts";
import { useAct } from "../../../lib/use-call.ts";
import { pastedColumns, pastedLines, refusalsByRow } from "../logic/paste.ts";

type Answer = DeskOutput<"user.bulk">;
const MAX = 19_000;

export function BulkSheet({ open, onClose, onWritten }: { open: boolean; onClose: () => void; onWritten: () => void }) {
  const { t } = useWords();
  return (
    <SideSheet open={open} title={t("it:bulk.title")} onClose={onClose} width={900} closeOutside={false}>
      <Bulk onWritten={onWritten} />
    </SideSheet>
  );
}

function Bulk({ onWritten }: { onWritten: () => void }) {
  const { t } = useWords();
  const draft = useDraftText("users.bulk");
  const { text } = draft;
  const [judged, setJudged] = useState<{ text: string; answer: Answer } | null>(null);
  const [written, setWritten] = useState<Answer | null>(null);
  const lines = useMemo(() => pastedLines(text), [text]);
  const people = lines.filter((line) => !line.heading).length;
  const send = useAct((dryRun: boolean) => desk("user.bulk", { text, dryRun }));
  const current = judged?.text === text ? judged.answer : null;
  const faulty = current ? new Set(current.refused.map((r) => r.row)).size : 0;
  const able = current !== null && current.created + current.updated > 0;
  const run = async (dryRun: boolean) => {
    if (people === 0) return;
    const answer = await send.run(dryRun);
    if (!answer) return;
    if (dryRun) return setJudged({ text, answer });
    setWritten(answer);
    setJudged(null);
    draft.clear();
    onWritten();
  };
  return (
    <div className="col it-bulk">
      <p>{t("it:bulk.lead")}</p>
      {written && <Written answer={written} onForget={() => setWritten(null)} />}
      <label className="it-field">
        <span>
          {t("it:bulk.paste")} <span className="num muted">{t("it:bulk.lines", { n: people })}</span>
        </span>
        <Input.TextArea className="it-paste" rows={7} maxLength={MAX} value={text} autoFocus onChange={(e) => draft.setText(e.target.value)} placeholder={t("it:bulk.example")} spellCheck={false} />
      </label>
      <RefusalNotice refusal={send.refusal} />
      <div className="row">
        <KeyButton combo="F8" type={current ? "default" : "primary"} words={send.busy ? t("it:bulk.checking") : t("it:bulk.check")} onPress={() => void run(true)} loading={send.busy} disabled={people === 0} />
        <KeyButton combo="Ctrl+Enter" type={able ? "primary" : "default"} words={faulty > 0 ? t("it:bulk.applyRest", { n: faulty }) : t("it:bulk.apply")} onPress={() => void run(false)} loading={send.busy} disabled={!able} />
        {judged && !current && <span className="it-warn">▲ {t("it:bulk.stale")}</span>}
        {people === 0 && <span className="muted">{t("it:bulk.nothing")}</span>}
      </div>
      {current && (
        <Notice tone={faulty ? "warn" : "ok"}>
          <strong className="num">{t("it:bulk.result", { created: current.created, updated: current.updated, refused: faulty })}</strong> · {t("it:bulk.dry")}
          {faulty > 0 && <div>{t("it:bulk.fix")}</div>}
        </Notice>
      )}
      {lines.length > 0 && <Lines lines={lines} answer={current} />}
    </div>
  );
}

function Lines({ lines, answer }: { lines: ReturnType<typeof pastedLines>; answer: Answer | null }) {
  const { t } = useWords();
  const columns = pastedColumns(lines);
  const refused = refusalsByRow(answer?.refused ?? []);
  return (
    <div className="it-lines scroll" tabIndex={0} role="region" aria-label={t("it:bulk.verdict")}>
      <table className="it-table">
        <thead>
          <tr>
            <th scope="col">{t("it:bulk.row")}</th>
            {columns.map((column, i) => <th key={i} scope="col">{column}</th>)}
            <th scope="col">{t("it:bulk.verdict")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.filter((line) => !line.heading).map((line) => {
            const faults = refused.get(line.row) ?? [];
            const wrong = new Set(faults.map((f) => f.column));
            return (
              <tr key={line.row} className={faults.length ? "bad" : ""}>
                <th scope="row" className="num">{line.row}</th>
                {columns.map((column, i) => <td key={i} className={wrong.has(column) ? "num it-wrong" : "num"}>{line.cells[i] ?? ""}</td>)}
                <td className="it-verdict">
                  {answer === null && <span className="muted">{t("it:bulk.notChecked")}</span>}
                  {answer !== null && faults.length === 0 && <span className="it-ok">✓ {t("it:bulk.ok")}</span>}
                  {faults.map((fault, i) => <div key={i} className="it-fault">✕ {fault.column}: {refusalWords(fault)}</div>)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What was written, with the first passwords until somebody says they were told. */
function Written({ answer, onForget }: { answer: Answer; onForget: () => void }) {
  const { t } = useWords();
  const refused = new Set(answer.refused.map((r) => r.row)).size;
  return (
    <section className="panel" aria-label={t("it:bulk.passwords")}>
      <div className="body col">
        <Notice tone="ok">
          <strong className="num">{t("it:bulk.done")} · {t("it:bulk.result", { created: answer.created, updated: answer.updated, refused })}</strong>
        </Notice>
        {answer.passwords.length > 0 && (
          <>
            <Notice tone="warn">{t("it:bulk.passwordsOnce")}</Notice>
            <table className="it-table">
              <thead>
                <tr>
                  <th scope="col">{t("it:users.no")}</th>
                  <th scope="col">{t("it:users.name")}</th>
                  <th scope="col">{t("it:bulk.passwords")}</th>
                </tr>
              </thead>
              <tbody>
                {answer.passwords.map((p) => (
                  <tr key={p.no}>
                    <td className="num">{p.no}</td>
                    <td>{p.name}</td>
                    <td className="it-mono">{p.password}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
        <div className="row it-end">
          <Button onClick={onForget}>{answer.passwords.length > 0 ? t("it:bulk.closePasswords") : t("close")}</Button>
        </div>
      </div>
    </section>
  );
}
