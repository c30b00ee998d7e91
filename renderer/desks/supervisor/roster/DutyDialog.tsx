/** Puts somebody and a deputy on duty for a post and a day, if wanted for the week's other working days too. */
import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import type { Role } from "../../../../shared/access/roles.ts";
import { Dialog } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { weekdayOf } from "../../../lib/format.ts";
import { useAct, useCall } from "../../../lib/use-call.ts";
import { dutyFaults, type Duty, type DutyFault } from "../logic/roster.ts";
import { CollectorSelect } from "../parts/CollectorSelect.tsx";

export interface DutySlot {
  readonly post: Role;
  readonly teamId: string | null;
  readonly teamName: string;
  readonly day: string;
  readonly duty: Duty | null;
}

interface DutyDialogProps {
  readonly slot: DutySlot;
  readonly week: readonly string[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

const FAULT_WORDS = { user: "needUser", time: "badTime", order: "badOrder", deputy: "sameDeputy" } as const satisfies Record<DutyFault, string>;
/** The agency's day (PRODUCT.md 5). */
const DAY_FROM = "09:00";
const DAY_TO = "18:00";

export function DutyDialog({ slot, week, onClose, onSaved }: DutyDialogProps) {
  const { t } = useWords();
  const people = (useCall("colleagues.list", {}).data?.colleagues ?? []).filter((c) => c.roles.includes(slot.post));
  const own = people.filter((c) => c.teamId === slot.teamId);
  const [form, setForm] = useState({
    userId: slot.duty?.userId ?? null, deputyId: slot.duty?.deputyId ?? null, from: slot.duty?.from ?? DAY_FROM, to: slot.duty?.to ?? DAY_TO, wholeWeek: false,
  });
  const [tried, setTried] = useState(false);
  const faults = dutyFaults(form);
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const days = form.wholeWeek ? week.filter((day) => day >= slot.day && !["sun", "sat"].includes(weekdayOf(day))) : [slot.day];
  const save = useAct(async (userId: string) => {
    for (const day of days) await desk("roster.set", { post: slot.post, teamId: slot.teamId, day, from: form.from, to: form.to, userId, deputyId: form.deputyId });
    return true;
  });
  const press = async () => {
    setTried(true);
    if (faults.length > 0 || form.userId === null) return;
    if (await save.run(form.userId)) onSaved();
  };
  return (
    <Dialog
      open
      title={t("supervisor:roster.setTitle", { post: `${t(`terms:role.${slot.post}`)} ${slot.teamName}`, day: slot.day })}
      onClose={onClose}
      closeOutside={false}
    >
      <div className="col">
        <RefusalNotice refusal={save.refusal} />
        <label className="sv-pair">
          <span>{t("supervisor:roster.user")}</span>
          <CollectorSelect people={own} value={form.userId} onChange={(userId) => change({ userId })} label={t("supervisor:roster.user")} width={280} invalid={tried && form.userId === null} />
        </label>
        <label className="sv-pair">
          <span>{t("supervisor:roster.deputyLabel")}</span>
          <CollectorSelect people={people.filter((c) => c.id !== form.userId)} value={form.deputyId} onChange={(deputyId) => change({ deputyId })} label={t("supervisor:roster.deputyLabel")} placeholder={t("supervisor:roster.noDeputyOption")} width={280} />
        </label>
        <div className="sv-pair">
          <span>{t("supervisor:roster.from")}</span>
          <span className="row">
            <Input style={{ width: 80 }} value={form.from} maxLength={5} onChange={(e) => change({ from: e.target.value })} aria-label={t("supervisor:roster.from")} />
            {t("supervisor:roster.to")}
            <Input style={{ width: 80 }} value={form.to} maxLength={5} onChange={(e) => change({ to: e.target.value })} aria-label={t("supervisor:roster.to")} />
          </span>
        </div>
        <Checkbox checked={form.wholeWeek} onChange={(e) => change({ wholeWeek: e.target.checked })}>
          {t("supervisor:roster.copyToWeek")}
        </Checkbox>
        {tried && faults.map((fault) => <span key={fault} className="sv-fault" role="alert">✕ {t(`supervisor:roster.${FAULT_WORDS[fault]}`)}</span>)}
        <div className="row sv-end">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <KeyButton type="primary" combo="Ctrl+Enter" words={t("save")} onPress={() => void press()} loading={save.busy} />
        </div>
      </div>
    </Dialog>
  );
}
