/** A one-time code for a new machine: shown once, with its expiry on the server's clock. */
import { Button, Input } from "antd";
import { useState } from "react";
import { formatDateTime } from "../../../../shared/model/time.ts";
import { Countdown } from "../../../components/Countdown.tsx";
import { Dialog } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useNow } from "../../../lib/clock.ts";
import { useAct } from "../../../lib/use-call.ts";

export function EnrolCode({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<{ code: string; expiresAt: number } | null>(null);
  const make = useAct(() => desk("device.enrolCode", { name: name.trim() }));
  const press = async () => {
    setTried(true);
    if (name.trim() === "") return;
    const answer = await make.run();
    if (answer) setMade(answer);
  };
  const empty = tried && name.trim() === "";
  return (
    <Dialog open title={t("it:devices.codeTitle")} onClose={onClose} closeOutside={false}>
      <div className="col">
        <label className="it-field">
          <span>{t("it:devices.codeName")}</span>
          <Input value={name} maxLength={60} autoFocus disabled={make.busy || made !== null} placeholder={t("it:devices.codeNameHint")} status={empty ? "error" : ""} onChange={(e) => setName(e.target.value)} />
          {empty && <span className="it-fault" role="alert">✕ {t("it:devices.codeNeedName")}</span>}
        </label>
        <RefusalNotice refusal={make.refusal} />
        {made && <Code code={made.code} expiresAt={made.expiresAt} />}
        <div className="row it-end">
          <Button onClick={onClose}>{t("close")}</Button>
          {!made && <KeyButton type="primary" combo="Ctrl+Enter" words={t("it:devices.codeMake")} onPress={() => void press()} loading={make.busy} />}
        </div>
      </div>
    </Dialog>
  );
}

function Code({ code, expiresAt }: { code: string; expiresAt: number }) {
  const { t } = useWords();
  const over = useNow() >= expiresAt;
  if (over) return <Notice tone="bad">{t("it:devices.codeExpired")}</Notice>;
  return (
    <>
      <output className="it-secret num">{code}</output>
      <div className="row">
        <span className="num">{t("it:devices.codeExpires", { time: formatDateTime(expiresAt) })}</span>
        <Countdown dueAt={expiresAt} />
      </div>
      <Notice tone="warn">
        <strong>{t("it:devices.codeOnce")}</strong>
        <div>{t("it:devices.codeHow")}</div>
      </Notice>
    </>
  );
}
