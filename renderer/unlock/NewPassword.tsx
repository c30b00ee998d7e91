/** A new password: asked for at the first sign-in, after a reset by IT, or when the one proposed is too weak. */
import { Button } from "antd";
import { useState } from "react";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { Notice } from "../components/States.tsx";
import { refusalWords, useWords } from "../i18n/index.ts";
import { PasswordField } from "./PasswordField.tsx";
import { newPasswordFaults, newPasswordReady } from "./progress.ts";
import { Refused } from "./Refused.tsx";
import { Waiting } from "./Waiting.tsx";

interface NewPasswordProps {
  readonly userNo: string;
  readonly old: string;
  readonly refusal: Refusal | null;
  readonly busy: boolean;
  readonly onSend: (next: string) => void;
  readonly onBack: () => void;
}

export function NewPassword({ userNo, old, refusal, busy, onSend, onBack }: NewPasswordProps) {
  const { t } = useWords();
  const [next, setNext] = useState("");
  const [confirm, setConfirm] = useState("");
  const typed = { userNo, old, next, confirm };
  const faults = newPasswordFaults(typed);
  const nextFault = faults.sameAsOld ? t("unlock:change.sameAsOld") : faults.sameAsNo ? t("unlock:change.sameAsNo") : null;
  const asked = refusal?.code === "password_change_needed";
  const weak = refusal?.code === "weak_password";
  return (
    <form
      className="unlock-form"
      onSubmit={(e) => {
        e.preventDefault();
        if (newPasswordReady(typed)) onSend(next);
      }}
    >
      <h1>{t("unlock:change.title")}</h1>
      {!weak && <p className="muted">{t("unlock:change.lead")}</p>}
      {weak && (
        <Notice tone="bad">
          <strong>{t("unlock:change.weak")}</strong>
          <div>{refusalWords(refusal)}</div>
        </Notice>
      )}
      {!asked && !weak && <Refused refusal={refusal} />}
      <PasswordField
        label={t("unlock:change.newPassword")}
        value={next}
        onChange={setNext}
        disabled={busy}
        autoFocus
        fault={nextFault}
        hint={next !== "" && faults.short > 0 ? t("unlock:change.short", { n: faults.short }) : t("unlock:change.rule")}
      />
      <PasswordField label={t("unlock:change.confirm")} value={confirm} onChange={setConfirm} disabled={busy} fault={faults.mismatch ? t("unlock:change.mismatch") : null} />
      <Button type="primary" size="large" htmlType="submit" block loading={busy} disabled={!newPasswordReady(typed)} aria-keyshortcuts="Enter">
        {t("unlock:change.submit")} {!busy && <kbd className="kbd" aria-hidden="true">Enter</kbd>}
      </Button>
      <Waiting busy={busy} />
      <Button type="text" onClick={onBack} disabled={busy}>
        {t("unlock:change.back")}
      </Button>
    </form>
  );
}
