/** An act of IT that needs nothing but a reason. */
import { Button, Input } from "antd";
import { useState } from "react";
import { Dialog } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useAct } from "../../../lib/use-call.ts";

type ReasonedProps = { readonly title: string; readonly text: string; readonly act: string; readonly onClose: () => void; readonly onDone: () => void } & (
  | { readonly route: "recovery.refuse"; readonly input: { requestId: string } }
  | { readonly route: "recovery.leave"; readonly input: { userId: string } }
);

export function Reasoned(props: ReasonedProps) {
  const { t } = useWords();
  const [reason, setReason] = useState("");
  const act = useAct(() => (props.route === "recovery.refuse" ? desk(props.route, { ...props.input, reason: reason.trim() }) : desk(props.route, { ...props.input, reason: reason.trim() })));
  const press = async () => {
    if (reason.trim() !== "" && (await act.run())) props.onDone();
  };
  return (
    <Dialog open title={props.title} onClose={props.onClose} closeOutside={false}>
      <div className="col">
        <p>{props.text}</p>
        <label className="it-field">
          <span>{t("it:recovery.reason")}</span>
          <Input value={reason} maxLength={200} autoFocus onChange={(e) => setReason(e.target.value)} placeholder={t("it:devices.revokeReasonHint")} />
        </label>
        <RefusalNotice refusal={act.refusal} />
        <div className="row it-end">
          <Button onClick={props.onClose}>{t("cancel")}</Button>
          <KeyButton danger type="primary" combo="Ctrl+Enter" words={props.act} onPress={() => void press()} loading={act.busy} disabled={reason.trim() === ""} />
        </div>
      </div>
    </Dialog>
  );
}
