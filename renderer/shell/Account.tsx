/** Who sits here, and what one does about one's own password. */
import { Button, Switch } from "antd";
import { useState } from "react";
import { Dialog } from "../components/Dialog.tsx";
import { Notice, RefusalNotice } from "../components/States.tsx";
import { useWords } from "../i18n/index.ts";
import { call } from "../lib/api.ts";
import { flushDrafts } from "../lib/drafts.ts";
import { useAct } from "../lib/use-call.ts";
import { useMe } from "../stores/session.ts";
import { useSound } from "../stores/sound.ts";

/** The signed-in user in the top bar; opens what concerns the account. */
export function Account() {
  const { t } = useWords();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const sound = useSound();
  const known = useAct(async () => {
    await flushDrafts();
    await call("session.passwordKnown", {});
  });
  return (
    <>
      <button type="button" className="bar-button who" aria-haspopup="dialog" title={t("shell:account.title")} onClick={() => setOpen(true)}>
        {me.name} <span className="num">{me.no}</span> · {me.teamName || me.roles.map((r) => t(`terms:role.${r}`)).join(" / ")}
      </button>
      <Dialog open={open} title={t("shell:account.title")} onClose={() => setOpen(false)} width={460}>
        <div className="col">
          <p>
            <strong>{me.name}</strong> <span className="num">{me.no}</span> · {me.roles.map((r) => t(`terms:role.${r}`)).join(" / ")}
          </p>
          <label className="row">
            <Switch size="small" checked={sound.on} onChange={sound.setOn} />
            {t("shell:account.sound")}
          </label>
          <Notice tone="info">{t("shell:account.knownText")}</Notice>
          <RefusalNotice refusal={known.refusal} />
          <Button danger type="primary" loading={known.busy} onClick={() => void known.run()}>
            {t("shell:account.known")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
