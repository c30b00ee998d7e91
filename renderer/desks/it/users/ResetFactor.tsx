/** Takes a person's second step away, with the reason: the telephone is lost or replaced and no recovery code is left. */
import { AutoComplete, Button } from "antd";
import { useState } from "react";
import { Dialog, overlay } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useAct } from "../../../lib/use-call.ts";
import type { UserRow } from "../logic/users.ts";

const REASONS = ["lost", "replaced", "broken"] as const;

export function ResetFactor({ user, onClose, onReset }: { user: UserRow; onClose: () => void; onReset: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState("");
  const reset = useAct(() => desk("user.resetFactor", { userId: user.id, reason: reason.trim() }));
  const press = async () => {
    if (reason.trim() !== "" && (await reset.run())) onReset();
  };
  return (
    <Dialog open title={t("it:factor.title", { name: user.name })} onClose={onClose} closeOutside={false}>
      <div className="col">
        <Notice tone="warn">{t("it:factor.text")}</Notice>
        <div className="it-field">
          <span>{t("it:factor.reason")}</span>
          <AutoComplete value={reason} autoFocus onChange={(text) => setReason(String(text ?? "").slice(0, 200))} options={REASONS.map((key) => ({ value: t(`it:factor.reasons.${key}`) }))} placeholder={t("it:devices.revokeReasonHint")} getPopupContainer={overlay} aria-label={t("it:factor.reason")} />
        </div>
        <RefusalNotice refusal={reset.refusal} />
        <div className="row it-end">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <KeyButton danger type="primary" combo="Ctrl+Enter" words={t("it:factor.reset")} onPress={() => void press()} loading={reset.busy} disabled={reason.trim() === ""} />
        </div>
      </div>
    </Dialog>
  );
}
