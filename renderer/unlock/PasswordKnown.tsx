/** "My password may be known": the old one and a new one; every session elsewhere ends, and IT is told. */
import { Button, Input } from "antd";
import { useState } from "react";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { Notice } from "../components/States.tsx";
import { useWords } from "../i18n/index.ts";
import { Field } from "./Field.tsx";
import { Weak } from "./NewPassword.tsx";
import { NewPasswordFields } from "./NewPasswordFields.tsx";
import { PasswordField } from "./PasswordField.tsx";
import { newPasswordReady } from "./progress.ts";
import { Refused } from "./Refused.tsx";
import { Waiting } from "./Waiting.tsx";

interface PasswordKnownProps {
  readonly userNo: string;
  readonly refusal: Refusal | null;
  readonly busy: boolean;
  readonly onSend: (typed: { userNo: string; password: string; newPassword: string }) => void;
  readonly onBack: () => void;
}

export function PasswordKnown({ userNo: known, refusal, busy, onSend, onBack }: PasswordKnownProps) {
  const { t } = useWords();
  const [userNo, setUserNo] = useState(known);
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [confirm, setConfirm] = useState("");
  const typed = { userNo, old, next, confirm };
  const ready = userNo.trim() !== "" && old !== "" && newPasswordReady(typed);
  return (
    <form
      className="unlock-form"
      onSubmit={(e) => {
        e.preventDefault();
        if (ready) onSend({ userNo: userNo.trim(), password: old, newPassword: next });
      }}
    >
      <h1>{t("unlock:known.title")}</h1>
      <p className="muted">{t("unlock:known.lead")}</p>
      {refusal?.code === "weak_password" ? <Weak refusal={refusal} /> : <Refused refusal={refusal} />}
      <Field label={t("unlock:signIn.userNo")}>
        {({ id, describedBy, invalid }) => (
          <Input id={id} size="large" value={userNo} maxLength={20} disabled={busy} autoFocus={!userNo} autoComplete="off" spellCheck={false} aria-describedby={describedBy} aria-invalid={invalid} onChange={(e) => setUserNo(e.target.value)} />
        )}
      </Field>
      <PasswordField label={t("unlock:known.old")} value={old} onChange={setOld} disabled={busy} autoFocus={Boolean(known)} />
      <NewPasswordFields typed={typed} onNext={setNext} onConfirm={setConfirm} disabled={busy} />
      <Button type="primary" danger size="large" htmlType="submit" block loading={busy} disabled={!ready} aria-keyshortcuts="Enter">
        {t("unlock:known.submit")} {!busy && <kbd className="kbd" aria-hidden="true">Enter</kbd>}
      </Button>
      <Waiting busy={busy} />
      <Notice tone="info">{t("unlock:known.forgotten")}</Notice>
      <Button type="text" onClick={onBack} disabled={busy}>
        {t("unlock:change.back")}
      </Button>
    </form>
  );
}
