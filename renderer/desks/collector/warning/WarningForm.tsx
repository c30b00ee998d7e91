/** 投诉预警账户情况表, the collector's part: prefilled, changed by click or arrow keys, sent with Ctrl+Enter. */
import { Button, Checkbox, Input, Radio, Select } from "antd";
import type { ReactNode } from "react";
import { EMOTIONS, THREATENED_CHANNELS, URGENCIES, WARNING_TYPES, type WarningForm as Form } from "../../../../shared/model/warning-form.ts";
import { MINUTE } from "../../../../shared/model/time.ts";
import { Countdown } from "../../../components/Countdown.tsx";
import { DateTime } from "../../../components/DateTime.tsx";
import { overlay, SideSheet } from "../../../components/Dialog.tsx";
import { Kbd } from "../../../components/Kbd.tsx";
import { RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useCall } from "../../../lib/use-call.ts";
import { showView } from "../state/case.ts";
import { tellSaved } from "../state/saved.ts";
import { closeWarning, editForm, sendWarning, useWarnings, type Stamped } from "../state/warnings.ts";
import { FILE_MINUTES } from "./WarningStrip.tsx";

const SEND_KEY = "Ctrl+Enter";

export function WarningFormSheet() {
  const { t } = useWords();
  const { openId, form, stamped } = useWarnings();
  const warning = stamped.find((s) => s.warningId === openId);
  const open = warning !== undefined && form !== null;
  return (
    <SideSheet open={open} title={t("collector:warning.title")} onClose={closeWarning} width={620} closeOutside={false}>
      {open && <Fields warning={warning} form={form} />}
    </SideSheet>
  );
}

/** Complete enough to send: a type, a channel, a summary. */
export const sendable = (form: Form): boolean => form.types.length > 0 && form.channels.length > 0 && form.summary.trim() !== "";

function Fields({ warning, form }: { warning: Stamped; form: Form }) {
  const { t } = useWords();
  const { sending, refusal } = useWarnings();
  const send = async () => {
    if (!sendable(form)) return;
    const saved = await sendWarning();
    if (!saved) return;
    showView(saved.view);
    tellSaved(saved.savedAt, t("collector:saved.warning"));
  };
  useHotkeys([{ combo: SEND_KEY, label: t("send"), run: () => void send(), disabled: sending }]);
  return (
    <div className="warning-form">
      <div className="row wrap">
        <strong className="num">
          T0 <DateTime at={warning.t0} style="clock" />
        </strong>
        <span>{warning.nameMasked}</span>
        <Countdown dueAt={warning.t0 + FILE_MINUTES * MINUTE} wholeMs={FILE_MINUTES * MINUTE} />
      </div>
      <Many label={t("collector:warning.types")} all={WARNING_TYPES} chosen={form.types} words={(x) => t(`terms:warningType.${x}`)} onChange={(types) => editForm({ types })} />
      <One label={t("collector:warning.emotion")} all={EMOTIONS} chosen={form.emotion} words={(x) => t(`terms:emotion.${x}`)} onChange={(emotion) => editForm({ emotion })} />
      <Many label={t("collector:warning.channels")} all={THREATENED_CHANNELS} chosen={form.channels} words={(x) => t(`terms:channel.${x}`)} onChange={(channels) => editForm({ channels })} />
      <One label={t("collector:warning.urgency")} all={URGENCIES} chosen={form.urgency} words={(x) => t(`terms:urgency.${x}`)} onChange={(urgency) => editForm({ urgency })} />
      <Labelled label={t("collector:warning.summary")} need={form.summary.trim() === ""}>
        <Input.TextArea id="warning-summary" value={form.summary} maxLength={300} showCount autoSize={{ minRows: 3, maxRows: 6 }} autoFocus onChange={(e) => editForm({ summary: e.target.value })} />
      </Labelled>
      <Labelled label={t("collector:warning.demand")}>
        <Input.TextArea value={form.demand} maxLength={300} autoSize={{ minRows: 1, maxRows: 4 }} onChange={(e) => editForm({ demand: e.target.value })} />
      </Labelled>
      <Labelled label={t("collector:warning.explained")}>
        <Input.TextArea value={form.explained} maxLength={300} autoSize={{ minRows: 1, maxRows: 4 }} onChange={(e) => editForm({ explained: e.target.value })} />
      </Labelled>
      <Labelled label={t("collector:warning.reached")}>
        <Input value={form.reached} maxLength={40} onChange={(e) => editForm({ reached: e.target.value })} />
      </Labelled>
      <Labelled label={t("collector:warning.named")}>
        <Named chosen={form.named ?? []} onChange={(named) => editForm({ named })} />
      </Labelled>
      <RefusalNotice refusal={refusal} />
      <Button type="primary" size="large" block loading={sending} disabled={!sendable(form)} onClick={() => void send()}>
        {t("collector:warning.send")} <Kbd combo={SEND_KEY} />
      </Button>
    </div>
  );
}

/** 被指名人员: colleagues the debtor complains about. None of them is given a step of it. */
function Named({ chosen, onChange }: { chosen: string[]; onChange: (named: string[]) => void }) {
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  const options = colleagues.map((c) => ({ value: c.id, label: `${c.name} ${c.no}` }));
  return <Select mode="multiple" maxCount={10} showSearch={{ optionFilterProp: "label" }} value={chosen} options={options} onChange={onChange} getPopupContainer={overlay} style={{ width: "100%" }} />;
}

/** The label names the field it wraps; a missing one says so in words. */
function Labelled({ label, need = false, children }: { label: string; need?: boolean; children: ReactNode }) {
  const { t } = useWords();
  return (
    <label className="labelled">
      <span className="label">
        {label} {need && <span className="need">{t("required")}</span>}
      </span>
      {children}
    </label>
  );
}

interface ChoiceProps<T extends string, C> {
  readonly label: string;
  readonly all: readonly T[];
  readonly chosen: C;
  readonly words: (one: T) => string;
  readonly onChange: (chosen: C) => void;
}

function Many<T extends string>({ label, all, chosen, words, onChange }: ChoiceProps<T, T[]>) {
  const { t } = useWords();
  return (
    <fieldset>
      <legend className="label">
        {label} {chosen.length === 0 && <span className="need">{t("required")}</span>}
      </legend>
      <Checkbox.Group value={chosen} onChange={(list) => onChange(all.filter((x) => list.includes(x)))} options={all.map((x) => ({ value: x, label: words(x) }))} />
    </fieldset>
  );
}

function One<T extends string>({ label, all, chosen, words, onChange }: ChoiceProps<T, T>) {
  return (
    <fieldset>
      <legend className="label">{label}</legend>
      <Radio.Group value={chosen} onChange={(e) => onChange(e.target.value as T)} options={all.map((x) => ({ value: x, label: words(x) }))} />
    </fieldset>
  );
}
