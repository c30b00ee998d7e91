/** 登记投诉单 (S-16.1): both entrances, ten minutes from receipt; the draft survives a lock. */
import { Button, Checkbox, Input, Segmented, Select } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import type { FormRow } from "../../../shared/ipc/contract.ts";
import type { DeskOutput } from "../../../shared/protocol/desk.ts";
import { COMPLAINT_LEVELS, RELATIONS } from "../../../shared/model/complaint-form.ts";
import { WARNING_TYPES } from "../../../shared/model/warning-form.ts";
import { overlay, SideSheet } from "../../components/Dialog.tsx";
import { KeyButton } from "../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { call, desk } from "../../lib/api.ts";
import { serverNow } from "../../lib/clock.ts";
import { dropDraft, keepDraft, loadDraft } from "../../lib/drafts.ts";
import { useAct, useCall, useDesk } from "../../lib/use-call.ts";
import { emptyFiling, filingOf, isHandedOn, readFiling, sourcesOf, type FilingDraft, type FilingField } from "./logic/filing.ts";
import { fieldWord } from "./words.ts";

const DRAFT = "complaint.file";
const FILE_KEY = "F4";

export function FileButton({ onFiled }: { onFiled: (row: FormRow) => void }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const filed = (row: FormRow) => {
    setOpen(false);
    onFiled(row);
  };
  return (
    <>
      <KeyButton block combo={FILE_KEY} words={t("complaint:file.open")} onPress={() => setOpen(true)} />
      <SideSheet open={open} title={t("complaint:file.title")} onClose={() => setOpen(false)} width={760} closeOutside={false}>
        {open && <Filing onFiled={filed} />}
      </SideSheet>
    </>
  );
}

function Filing({ onFiled }: { onFiled: (row: FormRow) => void }) {
  const { t } = useWords();
  const [draft, setDraft] = useState<FilingDraft>(() => emptyFiling(serverNow()));
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    let dropped = false;
    void loadDraft(DRAFT).then((kept) => {
      if (!dropped && kept !== null) setDraft(readFiling(kept, serverNow()));
    });
    return () => {
      dropped = true;
    };
  }, []);
  const change = (part: Partial<FilingDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(DRAFT, JSON.stringify(next));
  };
  const { form, faults } = filingOf(draft);
  const act = useAct(async () => {
    if (!form) return null;
    const row = await call("complaint.file", { form });
    await dropDraft(DRAFT);
    return row;
  });
  const send = async () => {
    setAsked(true);
    if (!form) return;
    const row = await act.run();
    if (row) onFiled(row);
  };
  const fault = (field: FilingField): boolean => asked && faults.has(field);
  const text = (field: "receivedAt" | "orderNo" | "dueAt" | "complainant" | "phone" | "occurredAt" | "claim" | "warningNo" | "answerBy" | "attachments", placeholder = "") => (
    <Labelled field={field} fault={fault(field)}>
      <Input value={draft[field]} maxLength={field === "attachments" ? 200 : 40} placeholder={placeholder} aria-label={fieldWord(field, t)} aria-invalid={fault(field)} status={fault(field) ? "error" : ""} onChange={(e) => change({ [field]: e.target.value })} />
    </Labelled>
  );
  const handedOn = isHandedOn(draft);
  return (
    <div className="cp-form">
      <div className="row wrap whole">
        <Segmented<boolean> value={handedOn} options={[{ value: true, label: t("complaint:file.handedOn") }, { value: false, label: t("complaint:file.direct") }]} onChange={(on) => change({ source: sourcesOf(on)[0] ?? "bank" })} aria-label={t("complaint:file.entrance")} />
        <span className="muted">{t("complaint:file.within")}</span>
      </div>
      <Labelled field="source" fault={false}>
        <Select value={draft.source} aria-label={fieldWord("source", t)} onChange={(source) => change({ source })} options={sourcesOf(handedOn).map((s) => ({ value: s, label: t(`complaint:source.${s}`) }))} getPopupContainer={overlay} />
      </Labelled>
      {text("receivedAt", t("warning:timeHint"))}
      <CaseFields draft={draft} change={change} fault={fault} />
      {text("orderNo")}
      {handedOn && text("dueAt", t("warning:timeHint"))}
      {draft.source === "warning" && text("warningNo")}
      {text("complainant")}
      <Labelled field="relation" fault={false}>
        <Select value={draft.relation} aria-label={fieldWord("relation", t)} onChange={(relation) => change({ relation })} options={RELATIONS.map((r) => ({ value: r, label: t(`complaint:relation.${r}`) }))} getPopupContainer={overlay} />
      </Labelled>
      {text("phone")}
      <Labelled field="level" fault={false}>
        <Select value={draft.level} aria-label={fieldWord("level", t)} onChange={(level) => change({ level })} options={COMPLAINT_LEVELS.map((l) => ({ value: l, label: t(`complaint:level.${l}`) }))} getPopupContainer={overlay} />
      </Labelled>
      <fieldset className="whole">
        <legend className="label">{fieldWord("types", t)} {fault("types") && <span className="sv-fault" role="alert">✕</span>}</legend>
        <Checkbox.Group value={[...draft.types]} onChange={(list) => change({ types: WARNING_TYPES.filter((x) => list.includes(x)) })} options={WARNING_TYPES.map((x) => ({ value: x, label: t(`terms:warningType.${x}`) }))} />
      </fieldset>
      <Labelled field="points" fault={fault("points")} whole>
        <Input.TextArea value={draft.points} aria-label={fieldWord("points", t)} placeholder={t("complaint:file.pointsHint")} autoSize={{ minRows: 2, maxRows: 6 }} status={fault("points") ? "error" : ""} onChange={(e) => change({ points: e.target.value })} />
      </Labelled>
      <Labelled field="demand" fault={fault("demand")} whole>
        <Input.TextArea value={draft.demand} aria-label={fieldWord("demand", t)} maxLength={300} autoSize={{ minRows: 1, maxRows: 4 }} status={fault("demand") ? "error" : ""} onChange={(e) => change({ demand: e.target.value })} />
      </Labelled>
      {text("occurredAt", t("warning:timeHint"))}
      {text("answerBy", t("warning:timeHint"))}
      {text("claim")}
      {text("attachments")}
      <div className="whole">
        <RefusalNotice refusal={act.refusal} />
        <KeyButton type="primary" size="large" block combo="Ctrl+Enter" words={t("complaint:file.send")} loading={act.busy} onPress={() => void send()} />
      </div>
    </div>
  );
}

interface CaseFieldsProps {
  readonly draft: FilingDraft;
  readonly change: (part: Partial<FilingDraft>) => void;
  readonly fault: (field: FilingField) => boolean;
}

/** Which case it is about, at which bank, and who is accused. The centre looks the number up; one it does not know is filed all the same. */
function CaseFields({ draft, change, fault }: CaseFieldsProps) {
  const { t } = useWords();
  const banks = useDesk("complaint.lookup", { caseNo: "" });
  const [found, setFound] = useState<DeskOutput<"complaint.lookup">["hits"] | null>(null);
  const look = useAct((caseNo: string) => desk("complaint.lookup", { caseNo }));
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  const hit = found?.find((h) => h.bankCode === draft.bankCode) ?? found?.[0];
  const search = async (caseNo: string) => {
    if (caseNo === "") return;
    const answer = await look.run(caseNo);
    setFound(answer?.hits ?? null);
    const [only] = answer?.hits ?? [];
    if (only) change({ caseNo, bankCode: only.bankCode });
  };
  const accuse = (id: string) => change({ accused: [...new Set([...draft.accused, id])] });
  return (
    <>
      <Labelled field="caseNo" fault={fault("caseNo")}>
        <Input.Search value={draft.caseNo} maxLength={40} aria-label={fieldWord("caseNo", t)} enterButton={t("complaint:file.lookup")} loading={look.busy} onChange={(e) => change({ caseNo: e.target.value })} onSearch={(value) => void search(value.trim())} />
      </Labelled>
      <Labelled field="bankCode" fault={fault("bankCode")}>
        <Select value={draft.bankCode || null} aria-label={fieldWord("bankCode", t)} status={fault("bankCode") ? "error" : ""} onChange={(bankCode: string) => change({ bankCode })} options={(banks.data?.banks ?? []).map((b) => ({ value: b.code, label: b.name }))} getPopupContainer={overlay} />
      </Labelled>
      {(banks.refusal ?? look.refusal) && <div className="whole"><Notice tone="warn">{t("complaint:file.offline")}</Notice></div>}
      {found && (
        <div className="whole">
          {hit ? (
            <Notice tone="ok" action={hit.collectorId && <Button size="small" onClick={() => accuse(hit.collectorId ?? "")}>{t("complaint:file.accuseCollector")}</Button>}>
              {t("complaint:file.hit", { bank: hit.bankName, name: hit.nameMasked, team: hit.teamName || t("complaint:file.noTeam"), collector: hit.collectorName || "—" })}
            </Notice>
          ) : (
            <Notice tone="warn">{t("complaint:file.noHit")}</Notice>
          )}
        </div>
      )}
      <Labelled field="accused" fault={fault("accused")} whole>
        <Select mode="multiple" maxCount={10} showSearch={{ optionFilterProp: "label" }} aria-label={fieldWord("accused", t)} placeholder={t("complaint:file.unknownAccused")} value={[...draft.accused]} options={colleagues.map((c) => ({ value: c.id, label: `${c.name} ${c.no}` }))} onChange={(accused: string[]) => change({ accused })} getPopupContainer={overlay} />
      </Labelled>
    </>
  );
}

function Labelled({ field, fault, whole = false, children }: { field: FilingField; fault: boolean; whole?: boolean; children: ReactNode }) {
  const { t } = useWords();
  return (
    <label className={`labelled ${whole ? "whole" : ""}`}>
      <span className="label">
        {fieldWord(field, t)} {fault && <span className="sv-fault" role="alert">✕ {t("warning:needed")}</span>}
      </span>
      {children}
    </label>
  );
}
