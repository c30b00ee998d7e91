/** What became of an unmatched row: the case it belongs to, or the finding in words. */
import { Input, Select, type InputRef } from "antd";
import { useRef, useState } from "react";
import { overlay } from "../../components/Dialog.tsx";
import { Facts } from "../../components/Page.tsx";
import { KeyButton } from "../../components/KeyButton.tsx";
import { Money } from "../../components/Money.tsx";
import { Notice, RefusalNotice } from "../../components/States.tsx";
import { currentLanguage, useWords } from "../../i18n/index.ts";
import { desk } from "../../lib/api.ts";
import { useDraftText } from "../../lib/drafts.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { useAct } from "../../lib/use-call.ts";
import { isOpen, reasonWords, type UnmatchedRow } from "./logic/unmatched.ts";

const PHRASES = ["matched", "notOurs", "settledBefore", "bankAsked", "returned", "duplicate"] as const;

export function ResolveForm({ row, bankName, onDone }: { row: UnmatchedRow; bankName: string; onDone: (what: string) => void }) {
  const { t } = useWords();
  const note = useDraftText(`unmatched.${row.id}`);
  const [caseNo, setCaseNo] = useState("");
  const [tried, setTried] = useState(false);
  const first = useRef<InputRef>(null);
  const resolve = useAct((resolution: string) => desk("unmatched.resolve", { rowId: row.id, resolution, ...(caseNo.trim() ? { caseNo: caseNo.trim() } : {}) }));
  const press = async () => {
    setTried(true);
    const resolution = note.text.trim();
    if (resolution === "" || !(await resolve.run(resolution))) return;
    note.clear();
    onDone(resolution);
  };
  useHotkeys([{ combo: "Enter", label: t("clerk:unmatched.resolve"), run: () => first.current?.focus(), disabled: !isOpen(row) }]);
  const facts = (
    <Facts
      items={[
        [t("clerk:unmatched.bank"), bankName],
        [t("clerk:unmatched.caseNo"), <span key="no" className="num">{row.caseNo || "—"}</span>],
        [t("clerk:unmatched.card"), <span key="card" className="num">{row.cardLast4 || "—"}</span>],
        [t("clerk:unmatched.amount"), row.amountFen === null ? "—" : <Money key="fen" fen={row.amountFen} />],
        [t("clerk:unmatched.on"), <span key="on" className="num">{row.on || "—"}</span>],
        [t("clerk:unmatched.reason"), reasonWords(row.reason, currentLanguage())],
      ]}
    />
  );
  if (!isOpen(row))
    return (
      <section className="panel">
        <div className="body col">
          {facts}
          <Notice tone="ok">
            {row.resolvedBy}: {row.resolution}
          </Notice>
        </div>
      </section>
    );
  const empty = tried && note.text.trim() === "";
  const notFound = resolve.refusal?.code === "not_found" && caseNo.trim() !== "";
  return (
    <section className="panel" aria-label={t("clerk:unmatched.resolve")}>
      <header>
        <h2 className="grow">{t("clerk:unmatched.resolve")}</h2>
        <span className="muted">{t("clerk:unmatched.given")}</span>
      </header>
      <div className="body col scroll">
        {facts}
        <label className="cl-field">
          <span>{t("clerk:unmatched.toCase")}</span>
          <Input ref={first} value={caseNo} maxLength={60} placeholder={t("clerk:unmatched.toCaseHint")} disabled={resolve.busy} status={notFound ? "error" : ""} onChange={(e) => setCaseNo(e.target.value)} />
          {notFound && <span className="cl-fault" role="alert">✕ {t("clerk:unmatched.noCase")}</span>}
        </label>
        <label className="cl-field">
          <span>{t("clerk:unmatched.resolution")}</span>
          <Input.TextArea rows={3} maxLength={300} value={note.text} disabled={resolve.busy} placeholder={t("clerk:unmatched.resolutionHint")} status={empty ? "error" : ""} onChange={(e) => note.setText(e.target.value)} />
          {empty && <span className="cl-fault" role="alert">✕ {t("clerk:unmatched.resolutionNeeded")}</span>}
        </label>
        <Select<string | null>
          value={null}
          placeholder={t("clerk:unmatched.quick")}
          onChange={(phrase) => note.setText(phrase ?? "")}
          options={PHRASES.map((key) => ({ value: t(`clerk:unmatched.phrase.${key}`), label: t(`clerk:unmatched.phrase.${key}`) }))}
          disabled={resolve.busy}
          getPopupContainer={overlay}
          aria-label={t("clerk:unmatched.quick")}
        />
        {!notFound && <RefusalNotice refusal={resolve.refusal} />}
      </div>
      <footer className="cl-foot">
        <KeyButton type="primary" block combo="Ctrl+Enter" words={t("clerk:unmatched.submit")} onPress={() => void press()} loading={resolve.busy} />
      </footer>
    </section>
  );
}
