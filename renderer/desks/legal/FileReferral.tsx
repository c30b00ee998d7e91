/** 报案材料移交: the case by its number, the material one by one, and proofs the ledger does not know. */
import { Button, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { EVIDENCE_KINDS } from "../../../shared/model/referral-evidence.ts";
import { atLocal } from "../../../shared/model/time.ts";
import { overlay, SideSheet } from "../../components/Dialog.tsx";
import { KeyButton } from "../../components/KeyButton.tsx";
import { RefusalNotice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { call } from "../../lib/api.ts";
import { useAct } from "../../lib/use-call.ts";

const FILE_KEY = "F8";
interface Draft {
  readonly bankCode: string;
  readonly caseNo: string;
  readonly confirmNo: string;
  readonly note: string;
  readonly materials: readonly { readonly name: string; readonly copies: number }[];
  readonly proofs: readonly { readonly kind: (typeof EVIDENCE_KINDS)[number]; readonly at: string; readonly proofNo: string }[];
}
const BLANK: Draft = { bankCode: "", caseNo: "", confirmNo: "", note: "", materials: [{ name: "", copies: 1 }], proofs: [] };
const TIME = /^(\d{4}-\d{2}-\d{2}) (([01]\d|2[0-3]):[0-5]\d)$/;
/** UTC ms of a time as it is typed; null when it is none. */
function momentOf(text: string): number | null {
  const [, day, time] = TIME.exec(text.trim()) ?? [];
  return day && time ? atLocal(day, time) : null;
}

export function FileReferral({ onFiled }: { onFiled: () => void }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <div className="lg-file">
      <KeyButton combo={FILE_KEY} words={t("legal:file")} onPress={() => setOpen(true)} />
      <SideSheet open={open} title={t("legal:file")} onClose={() => setOpen(false)} width={640} closeOutside={false}>
        <Sheet onFiled={() => { setOpen(false); onFiled(); }} />
      </SideSheet>
    </div>
  );
}

function Sheet({ onFiled }: { onFiled: () => void }) {
  const { t } = useWords();
  const [draft, setDraft] = useState<Draft>(BLANK);
  const [tried, setTried] = useState(false);
  const change = (part: Partial<Draft>) => setDraft((d) => ({ ...d, ...part }));
  const file = useAct((form: Parameters<typeof call<"referral.file">>[1]["form"]) => call("referral.file", { form }));
  const proofs = draft.proofs.map((p) => ({ kind: p.kind, at: momentOf(p.at), proofNo: p.proofNo.trim() }));
  const wrong = [
    ...(["bankCode", "caseNo", "confirmNo"] as const).filter((name) => draft[name].trim() === "").map((name) => t(`legal:${name === "bankCode" ? "bank" : name}`)),
    ...(draft.materials.some((m) => m.name.trim() === "") ? [t("legal:material")] : []),
    ...(proofs.some((p) => p.at === null) ? [t("legal:proofAt")] : []), ...(proofs.some((p) => p.proofNo === "") ? [t("legal:proofNo")] : []),
  ];
  const press = async () => {
    setTried(true);
    if (wrong.length > 0) return;
    const done = await file.run({ ...draft, materials: [...draft.materials], proofs: proofs.map((p) => ({ ...p, at: p.at ?? 0 })) });
    if (done) onFiled();
  };
  const text = (name: "bankCode" | "caseNo" | "confirmNo" | "note", label: string) => (
    <label className="wd-field text">{label}<Input value={draft[name]} maxLength={name === "note" ? 300 : 40} onChange={(e) => change({ [name]: e.target.value })} status={tried && name !== "note" && draft[name].trim() === "" ? "error" : ""} /></label>
  );
  return (
    <section className="lg-sheet">
      <RefusalNotice refusal={file.refusal} />
      <div className="wd-fields">{text("bankCode", t("legal:bank"))}{text("caseNo", t("legal:caseNo"))}{text("confirmNo", t("legal:confirmNo"))}</div>
      <h3>{t("legal:materials")}</h3>
      {draft.materials.map((m, i) => (
        <div className="row" key={i}>
          <Input aria-label={`${t("legal:material")} ${i + 1}`} value={m.name} maxLength={60} onChange={(e) => change({ materials: draft.materials.map((x, j) => (j === i ? { ...x, name: e.target.value } : x)) })} />
          <InputNumber aria-label={`${t("legal:copies")} ${i + 1}`} min={1} max={99} value={m.copies} onChange={(n) => change({ materials: draft.materials.map((x, j) => (j === i ? { ...x, copies: n ?? 1 } : x)) })} />
          {draft.materials.length > 1 && <Button onClick={() => change({ materials: draft.materials.filter((_, j) => j !== i) })}>{t("legal:remove")}</Button>}
        </div>
      ))}
      <Button onClick={() => change({ materials: [...draft.materials, { name: "", copies: 1 }] })}>{t("legal:addMaterial")}</Button>
      <h3>{t("legal:proofs")}</h3>
      {draft.proofs.map((p, i) => (
        <div className="row" key={i}>
          <Select aria-label={`${t("legal:proofKind")} ${i + 1}`} value={p.kind} options={EVIDENCE_KINDS.map((value) => ({ value, label: t(`legal:kind.${value}`) }))} getPopupContainer={overlay} onChange={(kind) => change({ proofs: draft.proofs.map((x, j) => (j === i ? { ...x, kind } : x)) })} />
          <Input aria-label={`${t("legal:proofAt")} ${i + 1}`} value={p.at} placeholder={t("legal:timeHint")} status={tried && momentOf(p.at) === null ? "error" : ""} onChange={(e) => change({ proofs: draft.proofs.map((x, j) => (j === i ? { ...x, at: e.target.value } : x)) })} />
          <Input aria-label={`${t("legal:proofNo")} ${i + 1}`} value={p.proofNo} maxLength={60} placeholder={t("legal:proofNo")} onChange={(e) => change({ proofs: draft.proofs.map((x, j) => (j === i ? { ...x, proofNo: e.target.value } : x)) })} />
          <Button onClick={() => change({ proofs: draft.proofs.filter((_, j) => j !== i) })}>{t("legal:remove")}</Button>
        </div>
      ))}
      <Button onClick={() => change({ proofs: [...draft.proofs, { kind: "call", at: "", proofNo: "" }] })}>{t("legal:addProof")}</Button>
      {text("note", t("legal:note"))}
      {tried && wrong.length > 0 && <span className="sv-fault" role="alert">✕ {t("legal:needed", { what: wrong.join(" · ") })}</span>}
      <KeyButton type="primary" combo="Ctrl+Enter" words={t("legal:file")} onPress={() => void press()} loading={file.busy} inFields />
    </section>
  );
}
