/** One drawn note: what was written, the call's result, the number and its status, the gate's receipt, and the verdict. */
import { Input } from "antd";
import { useState } from "react";
import { DateTime } from "../../../components/DateTime.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Facts } from "../../../components/Page.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { call } from "../../../lib/api.ts";
import { useAct } from "../../../lib/use-call.ts";
import { useSync } from "../../../stores/sync.ts";
import { EntryItem, Receipt } from "../inbox/EntryItem.tsx";
import { contactStatus, type Note } from "../logic/spot-check.ts";

interface NotePaneProps {
  readonly note: Note;
  readonly seed: number;
  readonly onJudged: (note: Note) => void;
}

export function NotePane({ note, seed, onJudged }: NotePaneProps) {
  const { t } = useWords();
  const { entry, contact, receipt, check } = note;
  const waiting = useSync((s) => s.status?.pending ?? 0) > 0;
  return (
    <section className="sv-spot-note" aria-label={t("supervisor:spotCheck.note")}>
      <div className="scroll col" tabIndex={0} role="region" aria-label={t("supervisor:spotCheck.note")}>
        <ul className="sv-spot-entry">
          <EntryItem entry={{ ...entry, pending: false }} contacts={contact ? [contact] : []} />
        </ul>
        <Facts
          items={[
            [t("supervisor:spotCheck.person"), note.nameMasked],
            [t("supervisor:spotCheck.case"), <span key="c" className="num">{note.bankName} · {note.caseNo}</span>],
            [t("supervisor:spotCheck.number"), contact ? <span key="n" className="num">{contact.masked} · {contact.relation || t("collector:contact.self")} · {t(`terms:contactStatus.${contactStatus(contact.status)}`)}</span> : "—"],
            [t("supervisor:spotCheck.receipt"), receipt ? <Receipt key="r" receipt={receipt} /> : t("supervisor:spotCheck.noReceipt")],
          ]}
        />
        {check && (
          <Notice tone={check.verdict === "pass" ? "ok" : "bad"}>
            <strong>{t(`terms:verdict.${check.verdict}`)}</strong> · {check.byName} · <DateTime at={check.at} /> {check.pending && waiting && <span className="tag">↑ {t("pending")}</span>}
            {check.reason && <div className="prose">{check.reason}</div>}
          </Notice>
        )}
      </div>
      <Verdict caseId={note.caseId} entryId={entry.id} seed={seed} onJudged={onJudged} />
    </section>
  );
}

/** 合格 or, with a reason, 不合格; a later verdict counts. */
function Verdict({ caseId, entryId, seed, onJudged }: { caseId: string; entryId: string; seed: number; onJudged: (note: Note) => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState("");
  const [needed, setNeeded] = useState(false);
  const act = useAct((verdict: "pass" | "fail") => call("spotCheck.judge", { caseId, entryId, verdict, reason: reason.trim(), seed }));
  const judge = async (verdict: "pass" | "fail") => {
    if (verdict === "fail" && reason.trim() === "") return setNeeded(true);
    const judged = await act.run(verdict);
    if (judged) onJudged(judged);
  };
  return (
    <div className="sv-dock">
      <label className="col">
        <span>{t("supervisor:spotCheck.reason")}</span>
        <Input.TextArea
          rows={2}
          value={reason}
          maxLength={300}
          status={needed ? "error" : ""}
          aria-invalid={needed}
          onChange={(e) => {
            setReason(e.target.value);
            setNeeded(false);
          }}
        />
        {needed && <span className="sv-fault" role="alert">✕ {t("supervisor:spotCheck.reasonNeeded")}</span>}
      </label>
      <RefusalNotice refusal={act.refusal} />
      <div className="row">
        <KeyButton type="primary" combo="Ctrl+Enter" words={t("terms:verdict.pass")} onPress={() => void judge("pass")} loading={act.busy} />
        <KeyButton danger combo="Alt+KeyX" words={t("terms:verdict.fail")} onPress={() => void judge("fail")} loading={act.busy} />
      </div>
    </div>
  );
}
