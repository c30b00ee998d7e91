/** The first or the second step: whose work, on which machine, why; then the own passphrase and the second step. */
import { Button, Input } from "antd";
import { useState } from "react";
import { Dialog } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { call } from "../../../lib/api.ts";
import { useAct } from "../../../lib/use-call.ts";
import type { RequestRow } from "../logic/recovery.ts";
import { SecretFields } from "./SecretFields.tsx";

export interface Deciding {
  readonly request: RequestRow;
  readonly step: "open" | "approve";
}

export function Decide({ request, step, onClose, onDone }: Deciding & { onClose: () => void; onDone: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [proof, setProof] = useState("");
  const give = useAct(() => call("recovery.handOver", { requestId: request.id, passphrase, proof, reason: step === "open" ? reason.trim() : null }));
  const ready = passphrase !== "" && proof.trim().length >= 6 && (step === "approve" || reason.trim() !== "");
  const press = async () => {
    if (ready && (await give.run())) onDone();
  };
  return (
    <Dialog open title={t(step === "open" ? "it:recovery.openTitle" : "it:recovery.approveTitle", { name: request.userName, no: request.userNo })} onClose={onClose} closeOutside={false}>
      <div className="col">
        <p>
          {t("it:recovery.about", { device: request.deviceName })}
          {step === "approve" && <> · {t("it:recovery.openedBy", { name: request.openedBy })}</>}
        </p>
        <Notice tone="warn">{t("it:recovery.makeSure")}</Notice>
        {step === "open" && (
          <label className="it-field">
            <span>{t("it:recovery.reason")}</span>
            <Input value={reason} maxLength={200} autoFocus onChange={(e) => setReason(e.target.value)} placeholder={t("it:recovery.reasonHint")} />
          </label>
        )}
        <SecretFields passphrase={passphrase} onPassphrase={setPassphrase} proof={proof} onProof={setProof} label={t("it:recovery.passphrase")} />
        <RefusalNotice refusal={give.refusal} />
        <div className="row it-end">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <KeyButton type="primary" combo="Ctrl+Enter" words={t(`it:recovery.${step}`)} onPress={() => void press()} loading={give.busy} disabled={!ready} />
        </div>
      </div>
    </Dialog>
  );
}
