/** One refused event: what was written, why the centre refused it, what to do, and the two acts on it. */
import { Input, type InputRef } from "antd";
import { useRef, useState } from "react";
import type { ChannelOutput } from "../../../shared/ipc/contract.ts";
import { DateTime } from "../../components/DateTime.tsx";
import { KeyButton } from "../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../components/States.tsx";
import { entryWords } from "../../desks/collector/case/entry-words.ts";
import { refusalWords, useWords } from "../../i18n/index.ts";
import { call } from "../../lib/api.ts";
import { serverNow } from "../../lib/clock.ts";
import { useDraftText } from "../../lib/drafts.ts";
import { clockTime } from "../../lib/format.ts";
import { useAct } from "../../lib/use-call.ts";

export type RefusedItem = ChannelOutput<"quarantine.list">["items"][number];

interface ItemProps {
  readonly item: RefusedItem;
  readonly open: boolean;
  readonly onChoose: () => void;
  readonly onDone: (words: string) => void;
}

export function RefusedItemView({ item, open, onChoose, onDone }: ItemProps) {
  const { t } = useWords();
  const { title, text } = entryWords({ ...item.entry, pending: false }, t, serverNow());
  return (
    <li className={open ? "qu-item open" : "qu-item"}>
      <button type="button" className="qu-head" aria-expanded={open} onClick={onChoose}>
        <span className="row">
          <strong className="grow ellipsis">{title}</strong>
          <DateTime at={item.entry.at} />
        </span>
        <span className="row muted">
          {item.entry.caseId === null ? t("shell:quarantine.noCase") : item.caseNo === "" ? t("shell:quarantine.caseGone") : <><span className="num">{item.caseNo}</span> {item.nameMasked} {item.bankName}</>}
        </span>
      </button>
      {open && (
        <div className="qu-body">
          {text && item.text === null && <p className="prose">{text}</p>}
          <Notice tone={item.resolution === null ? "warn" : "ok"}>
            <strong>{refusalWords(item.why)}</strong>
            {item.todo.map((words) => (
              <div key={words.en}>{refusalWords(words)}</div>
            ))}
            <div className="muted num">{t("code", { code: item.code })}{item.detail && ` · ${item.detail}`}</div>
          </Notice>
          {item.resolution === null ? <Acts item={item} onDone={onDone} /> : <Resolved item={item} />}
        </div>
      )}
    </li>
  );
}

function Resolved({ item }: { item: RefusedItem }) {
  const { t } = useWords();
  return (
    <>
      {item.text !== null && <p className="prose">{item.text}</p>}
      <p>
        ✓ {t(item.resolution === "replaced" ? "shell:quarantine.wasResent" : "shell:quarantine.wasSettled")} <DateTime at={item.resolvedAt} />
      </p>
    </>
  );
}

function Acts({ item, onDone }: Pick<ItemProps, "item" | "onDone">) {
  const { t } = useWords();
  const eventId = item.entry.id;
  const [edited, setEdited] = useState(item.text ?? "");
  const reason = useDraftText(`quarantine.${eventId}`);
  const [tried, setTried] = useState(false);
  const reasonField = useRef<InputRef>(null);
  const resend = useAct((text: string | null) => call("quarantine.resend", { eventId, ...(text === null ? {} : { text }) }));
  const settle = useAct((why: string) => call("quarantine.settle", { eventId, reason: why }));
  const pressResend = async () => {
    const saved = await resend.run(item.text === null || (edited === item.text && item.resend === "asIs") ? null : edited);
    if (saved) onDone(t("shell:quarantine.resent", { time: clockTime(saved.savedAt) }));
  };
  const pressSettle = async () => {
    const why = reason.text.trim();
    setTried(true);
    if (why === "") return reasonField.current?.focus();
    const saved = await settle.run(why);
    if (!saved) return;
    reason.clear();
    onDone(t("shell:quarantine.settled", { time: clockTime(saved.savedAt) }));
  };
  const missing = tried && reason.text.trim() === "";
  return (
    <div className="col">
      {item.resend !== "no" && (
        <>
          {item.text !== null && (
            <label className="qu-field">
              <span>{t(item.resend === "edited" ? "shell:quarantine.textMust" : "shell:quarantine.textMay")}</span>
              <Input.TextArea rows={3} maxLength={4000} value={edited} disabled={resend.busy} onChange={(e) => setEdited(e.target.value)} />
            </label>
          )}
          <RefusalNotice refusal={resend.refusal} />
          <KeyButton type="primary" combo="Ctrl+Enter" words={t("shell:quarantine.resend")} onPress={() => void pressResend()} loading={resend.busy} disabled={item.text !== null && edited.trim() === "" && item.entry.type === "note.added"} />
        </>
      )}
      {item.resend === "no" && item.text !== null && <p className="prose">{item.text}</p>}
      <label className="qu-field">
        <span>{t("shell:quarantine.reason")}</span>
        <Input ref={reasonField} maxLength={500} value={reason.text} disabled={settle.busy} status={missing ? "error" : ""} placeholder={t("shell:quarantine.reasonHint")} onChange={(e) => reason.setText(e.target.value)} />
        {missing && <span className="qu-fault" role="alert">✕ {t("shell:quarantine.reasonNeeded")}</span>}
      </label>
      <RefusalNotice refusal={settle.refusal} />
      <KeyButton combo="Alt+Enter" words={t("shell:quarantine.settle")} onPress={() => void pressSettle()} loading={settle.busy} />
    </div>
  );
}
