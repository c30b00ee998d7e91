/** An order to destroy what is on a machine: how, why, and what becomes of it; one still open can be taken back. */
import { Button, Input } from "antd";
import { useState } from "react";
import { WIPE_MODES, type WipeMode } from "../../../../shared/protocol/device.ts";
import { Dialog } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useAct } from "../../../lib/use-call.ts";
import type { DeviceRow } from "../logic/users.ts";

interface WipeProps {
  readonly device: DeviceRow;
  readonly onClose: () => void;
  readonly onDone: (what: "ordered" | "withdrawn") => void;
}

export function WipeDialog({ device, onClose, onDone }: WipeProps) {
  const { t } = useWords();
  const open = device.order && device.order.doneAt === null ? device.order : null;
  const [mode, setMode] = useState<WipeMode>("flush-then-wipe");
  const [reason, setReason] = useState("");
  const order = useAct(() => desk("device.wipe", { deviceId: device.id, mode, reason: reason.trim() }));
  const withdraw = useAct(() => desk("device.wipeWithdraw", { deviceId: device.id }));
  const press = async () => {
    if (reason.trim() !== "" && (await order.run())) onDone("ordered");
  };
  const takeBack = async () => {
    if (await withdraw.run()) onDone("withdrawn");
  };
  return (
    <Dialog open title={t("it:wipe.title", { name: device.name })} onClose={onClose} closeOutside={false}>
      <div className="col">
        <p>{t("it:wipe.text")}</p>
        {open && <Notice tone="warn">{t(open.sentAt === null ? "it:wipe.openUnsent" : "it:wipe.openSent", { mode: t(`it:wipe.mode.${open.mode}`) })}</Notice>}
        <div className="it-field" role="radiogroup" aria-label={t("it:wipe.how")}>
          <span>{t("it:wipe.how")}</span>
          {WIPE_MODES.map((one) => (
            <label key={one} className="it-choice">
              <input type="radio" name="mode" value={one} checked={mode === one} onChange={() => setMode(one)} />
              <span>
                <strong>{t(`it:wipe.mode.${one}`)}</strong>
                <span className="muted"> {t(`it:wipe.why.${one}`)}</span>
              </span>
            </label>
          ))}
        </div>
        {mode === "wipe-now" && device.unsent > 0 && <Notice tone="bad">{t("it:wipe.unsent", { n: device.unsent })}</Notice>}
        <label className="it-field">
          <span>{t("it:wipe.reason")}</span>
          <Input value={reason} maxLength={200} autoFocus placeholder={t("it:devices.revokeReasonHint")} onChange={(e) => setReason(e.target.value)} />
        </label>
        <RefusalNotice refusal={order.refusal ?? withdraw.refusal} />
        <div className="row it-end">
          {open && <Button onClick={() => void takeBack()} loading={withdraw.busy}>{t("it:wipe.withdraw")}</Button>}
          <Button onClick={onClose}>{t("cancel")}</Button>
          <KeyButton danger type="primary" combo="Ctrl+Enter" words={t("it:wipe.order")} onPress={() => void press()} loading={order.busy} disabled={reason.trim() === ""} />
        </div>
      </div>
    </Dialog>
  );
}
