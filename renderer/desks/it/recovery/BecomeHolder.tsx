/** Becomes a holder, or gets a new key: a passphrase that is not the sign-in password, twice, and the second step. */
import { Button, Input } from "antd";
import { useState } from "react";
import { PASSWORD_MIN_ALONE, passwordLength } from "../../../../shared/model/password.ts";
import { Dialog } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { call } from "../../../lib/api.ts";
import { useAct } from "../../../lib/use-call.ts";
import { SecretFields } from "./SecretFields.tsx";

export function BecomeHolder({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useWords();
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [proof, setProof] = useState("");
  const become = useAct(() => call("recovery.becomeHolder", { passphrase, proof }));
  const short = Math.max(0, PASSWORD_MIN_ALONE - passwordLength(passphrase));
  const ready = short === 0 && passphrase === again && passphrase !== proof && proof.trim().length >= 6;
  const press = async () => {
    if (ready && (await become.run())) onDone();
  };
  return (
    <Dialog open title={t("it:recovery.becomeTitle")} onClose={onClose} closeOutside={false}>
      <div className="col">
        <p>{t("it:recovery.becomeText")}</p>
        <Notice tone="warn">{t("it:recovery.becomeWarn")}</Notice>
        <SecretFields label={t("it:recovery.newPassphrase", { n: PASSWORD_MIN_ALONE })} passphrase={passphrase} onPassphrase={setPassphrase} proof={proof} onProof={setProof}>
          <label className="it-field">
            <span>{t("it:recovery.again")}</span>
            <Input.Password value={again} maxLength={200} autoComplete="off" onChange={(e) => setAgain(e.target.value)} />
            <span className={passphrase !== "" && (short > 0 || (again !== "" && again !== passphrase) || passphrase === proof) ? "it-fault" : "muted"}>
              {passphrase !== "" && short > 0 && t("it:recovery.short", { n: short })}
              {again !== "" && again !== passphrase && ` ${t("it:recovery.mismatch")}`}
              {passphrase !== "" && passphrase === proof && ` ${t("it:recovery.samePassword")}`}
            </span>
          </label>
        </SecretFields>
        <RefusalNotice refusal={become.refusal} />
        <div className="row it-end">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <KeyButton type="primary" combo="Ctrl+Enter" words={t("it:recovery.become")} onPress={() => void press()} loading={become.busy} disabled={!ready} />
        </div>
      </div>
    </Dialog>
  );
}
