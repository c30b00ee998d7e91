/** The decision on a late event: 采纳, 仅存档 or 退回说明; one key each, Ctrl+Enter sends. */
import { Input } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useRef, useState } from "react";
import { REVIEW_DECISIONS, type ReviewDecision } from "../../../../shared/model/late-event.ts";
import { DateTime } from "../../../components/DateTime.tsx";
import { Kbd } from "../../../components/Kbd.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Facts } from "../../../components/Page.tsx";
import { RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { serverNow } from "../../../lib/clock.ts";
import { useDraftText } from "../../../lib/drafts.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useAct } from "../../../lib/use-call.ts";
import { lateWords, recordWords } from "../logic/records.ts";
import type { LateRow } from "./use-late.ts";

export function DecideForm({ row, onDone }: { row: LateRow; onDone: (words: string) => void }) {
  const { t } = useWords();
  const [decision, setDecision] = useState<ReviewDecision | null>(null);
  const [tried, setTried] = useState(false);
  const note = useDraftText(`review.${row.eventId}`);
  const field = useRef<TextAreaRef>(null);
  const send = useAct((chosen: ReviewDecision, text: string) => desk("review.decide", { eventId: row.eventId, decision: chosen, note: text }));
  const allowed = (d: ReviewDecision) => d !== "adopt" || row.adoptable === "yes";
  const choose = (d: ReviewDecision) => {
    setDecision(d);
    if (d === "return") field.current?.focus();
  };
  useHotkeys(REVIEW_DECISIONS.map((d, i) => ({ combo: `Digit${i + 1}`, label: t(`supervisor:review.decision.${d}`), run: () => choose(d), disabled: !allowed(d) || send.busy })));
  const noteMissing = decision === "return" && note.text.trim() === "";
  const press = async () => {
    setTried(true);
    if (decision === null) return;
    if (noteMissing) return field.current?.focus();
    if (!(await send.run(decision, note.text.trim()))) return;
    note.clear();
    onDone(t(`supervisor:review.decided.${decision}`, { name: row.userName }));
  };
  const { title, text } = recordWords(row, t, serverNow());
  return (
    <section className="panel" aria-label={title}>
      <header><h2>{title}</h2></header>
      <div className="body col scroll">
        <Facts
          items={[
            [t("supervisor:review.case"), `${row.caseNo || "—"} ${row.nameMasked} ${row.bankName}`],
            [t("supervisor:review.by"), row.userName],
            [t("supervisor:review.writtenAt"), <DateTime key="w" at={row.writtenAt} style="full" />],
            [t("supervisor:review.receivedAt"), <DateTime key="r" at={row.receivedAt} style="full" />],
            [t("supervisor:review.lateWhy"), lateWords(row, t)],
          ]}
        />
        {text && <p className="prose">{text}</p>}
        <div className="sv-decisions" role="radiogroup" aria-label={t("supervisor:review.decide")}>
          {REVIEW_DECISIONS.map((d, i) => (
            <button key={d} type="button" role="radio" className="sv-decision" aria-checked={decision === d} disabled={!allowed(d) || send.busy} onClick={() => choose(d)}>
              <span className="row"><span aria-hidden="true">{decision === d ? "◉" : "○"}</span> <strong className="grow">{t(`supervisor:review.decision.${d}`)}</strong> <Kbd combo={`Digit${i + 1}`} /></span>
              <span>{d === "adopt" && row.adoptable !== "yes" ? t(`supervisor:review.adoptable.${row.adoptable}`) : t(`supervisor:review.effect.${d}`)}</span>
            </button>
          ))}
        </div>
        {tried && decision === null && <span className="sv-fault" role="alert">✕ {t("supervisor:review.decisionNeeded")}</span>}
        <label className="sv-note">
          <span>{t(decision === "return" ? "supervisor:review.noteMust" : "supervisor:review.noteMay")}</span>
          <Input.TextArea ref={field} rows={3} maxLength={500} value={note.text} disabled={send.busy} status={tried && noteMissing ? "error" : ""} onChange={(e) => note.setText(e.target.value)} />
          {tried && noteMissing && <span className="sv-fault" role="alert">✕ {t("required")}</span>}
        </label>
        <RefusalNotice refusal={send.refusal} />
      </div>
      <footer className="sv-foot">
        <KeyButton type="primary" block combo="Ctrl+Enter" words={t("supervisor:review.send")} onPress={() => void press()} loading={send.busy} />
      </footer>
    </section>
  );
}
