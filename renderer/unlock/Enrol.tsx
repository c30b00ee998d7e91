/** A machine that the centre does not know yet: a name, a one-time code from IT, and where it will ask. */
import { Button, Input } from "antd";
import { useState } from "react";
import type { ChannelOutput } from "../../shared/ipc/contract.ts";
import { useWords } from "../i18n/index.ts";
import { call } from "../lib/api.ts";
import { useAct } from "../lib/use-call.ts";
import { Field } from "./Field.tsx";
import { Refused } from "./Refused.tsx";

const CODE_MIN = 6;

export function Enrol({ state, onEnrolled }: { state: ChannelOutput<"unlock.state">; onEnrolled: () => void }) {
  const { t } = useWords();
  const [name, setName] = useState(state.deviceName);
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const enrol = useAct(() => call("unlock.enrol", { name: name.trim(), code: code.trim() }));
  const faults = { name: name.trim() === "" ? t("unlock:enrol.needName") : null, code: code.trim().length < CODE_MIN ? t("unlock:enrol.needCode") : null };
  const submit = async () => {
    setTried(true);
    if (faults.name || faults.code) return;
    if (await enrol.run()) onEnrolled();
  };
  return (
    <form
      className="unlock-form"
      onSubmit={(e) => {
        e.preventDefault();
        void submit();
      }}
    >
      <h1>{t("unlock:enrol.title")}</h1>
      {!state.message && <p className="muted">{t("unlock:enrol.lead")}</p>}
      <Refused refusal={enrol.refusal ?? state.message} />
      <Field label={t("unlock:enrol.name")} hint={t("unlock:enrol.nameHint")} fault={tried ? faults.name : null}>
        {({ id, describedBy, invalid }) => (
          <Input id={id} size="large" value={name} maxLength={60} disabled={enrol.busy} aria-describedby={describedBy} aria-invalid={invalid} onChange={(e) => setName(e.target.value)} autoFocus={!state.deviceName} autoComplete="off" />
        )}
      </Field>
      <Field label={t("unlock:enrol.code")} hint={t("unlock:enrol.codeHint")} fault={tried ? faults.code : null}>
        {({ id, describedBy, invalid }) => (
          <Input id={id} size="large" className="unlock-code" value={code} maxLength={64} disabled={enrol.busy} aria-describedby={describedBy} aria-invalid={invalid} onChange={(e) => setCode(e.target.value)} autoFocus={Boolean(state.deviceName)} autoComplete="off" spellCheck={false} />
        )}
      </Field>
      <Button type="primary" size="large" htmlType="submit" block loading={enrol.busy} aria-keyshortcuts="Enter">
        {enrol.busy ? t("unlock:enrol.busy") : t("unlock:enrol.submit")} {!enrol.busy && <kbd className="kbd" aria-hidden="true">Enter</kbd>}
      </Button>
    </form>
  );
}
