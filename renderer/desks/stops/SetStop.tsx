/** Stops collection from the person of an open case: a reason, the ground, one key. */
import { Input, Select } from "antd";
import { useState } from "react";
import type { CaseView } from "../../../shared/ipc/contract.ts";
import { STOP_REASONS, type StopReason } from "../../../shared/model/disposition.ts";
import { STOP_RULES } from "../../../shared/model/stop.ts";
import { overlay } from "../../components/Dialog.tsx";
import { KeyButton } from "../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { call } from "../../lib/api.ts";
import { useAct } from "../../lib/use-call.ts";
import "./stops.css";

export function SetStop({ view, onSet }: { view: CaseView; onSet: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState<StopReason | null>(null);
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState(false);
  const set = useAct((why: StopReason) => call("stop.set", { caseId: view.caseId, reason: why, note: note.trim() }));
  const standing = view.person.holds.map((h) => h.reason);
  const press = async () => {
    setTried(true);
    if (reason === null || !(await set.run(reason))) return;
    setDone(true);
    setReason(null);
    setNote("");
    setTried(false);
    onSet();
  };
  const missing = tried && reason === null;
  return (
    <section className="sp-set" aria-label={t("stop:set")}>
      <RefusalNotice refusal={set.refusal} />
      {done && <Notice tone="ok">{t("stop:setDone")}</Notice>}
      <div className="wd-fields">
        <label className="wd-field">
          {t("stop:reason")}
          <Select<StopReason>
            value={reason} onChange={setReason} aria-label={t("stop:reason")} virtual={false} listHeight={400} status={missing ? "error" : ""} getPopupContainer={overlay}
            options={STOP_REASONS.map((value) => ({ value, label: t(`terms:hold.${value}`), disabled: standing.includes(value) }))}
          />
          {missing && <span className="sv-fault">✕ {t("stop:reasonNeeded")}</span>}
        </label>
        <label className="wd-field text">
          {t("stop:note")}
          <Input value={note} maxLength={300} onChange={(e) => setNote(e.target.value)} placeholder={t("stop:noteHint")} />
        </label>
        <KeyButton type="primary" danger combo="Ctrl+Enter" words={t("stop:set")} onPress={() => void press()} loading={set.busy} inFields />
      </div>
      {reason !== null && <span className="muted sv-small">{t(STOP_RULES[reason].reach === "human" ? "stop:reach" : "stop:reachBank")}</span>}
    </section>
  );
}
